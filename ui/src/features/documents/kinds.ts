/**
 * Kinds of documents 单据类别 as the core tells them: which there are, what each one's editor shows.
 *
 * Asked once. Owns the order of the areas. Leaves every rule to the core (`kind_list`).
 */
import { useMemo } from "react";
import { useView } from "../../api/cache";
import type { KindView } from "../../api/generated/KindView";

/** Areas in the order of the work: sell, buy, keep, settle, account. */
export const AREAS = [
  "order",
  "sales",
  "purchasing",
  "consignment",
  "stock",
  "lending",
  "settlement",
  "finance",
  "gift",
  "rebate",
  "opening",
  "close",
] as const;

export type Area = (typeof AREAS)[number];

/** The kinds that are written in the editor; undefined while they are asked for. */
export function useKinds(): readonly KindView[] | undefined {
  const { data } = useView("kind_list", {});
  return useMemo(() => data?.filter((kind) => kind.drafted), [data]);
}

/** True when what was typed begins the code or is in a name. */
export function kindMatches(kind: KindView, text: string): boolean {
  const wanted = text.trim().normalize("NFKC").toLowerCase();
  return (
    kind.code.toLowerCase().startsWith(wanted) ||
    kind.name.includes(wanted) ||
    kind.name_en.toLowerCase().includes(wanted)
  );
}

/** The area of an address. */
export function areaOf(text: string | undefined): Area | undefined {
  return AREAS.find((area) => area === text);
}
