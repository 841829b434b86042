/**
 * What a column holds and so how it is drawn: the report's kinds, one form each.
 */
import type { ColumnKind } from "../api/generated/ColumnKind";
import type { Form } from "../i18n/number";

export type { ColumnKind };

/** True for what is right-aligned in tabular digits. */
export function isFigure(kind: ColumnKind | undefined): boolean {
  return kind === "amount" || kind === "quantity" || kind === "price" || kind === "count";
}

/** Fixed decimals per kind; zero is a dash, so that what is there stands out. */
export function columnForm(kind: ColumnKind | undefined): Form {
  if (kind === "amount") return { places: 2, zero: "–" };
  if (kind === "price") return { places: 2, zero: "–" };
  return { zero: "–" };
}
