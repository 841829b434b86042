/** How many applications wait for the operator's own word: the figure beside the way to them. */
import { useView } from "../../../api/cache";
import type { Work } from "../../../shell/Shell";

/** More are not counted. */
const COUNTED = 100;

/** The rooms with the count at the one for approvals. */
export function useCounted(works: readonly Work[]): readonly Work[] {
  const waiting = useView("application_list", { list: "waiting", after: null, limit: COUNTED });
  const count = waiting.data?.rows?.length ?? 0;
  if (count === 0) return works;
  const badge = count === COUNTED ? `${COUNTED}+` : String(count);
  return works.map((work) => (work.path === "/approvals" ? { ...work, badge } : work));
}
