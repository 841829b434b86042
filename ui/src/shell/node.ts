/**
 * The node 节点 of this screen: who, where, which rights. Asked once, kept by tags.
 */
import { useView } from "../api/cache";
import type { NodeView } from "../api/generated/NodeView";

/** The node, once known. */
export function useNode(): NodeView | undefined {
  return useView("node_status", {}).data;
}
