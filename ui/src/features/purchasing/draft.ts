/**
 * A draft 草稿 as it is typed, before the core has seen it.
 *
 * Pure. Owns lines as text; amounts and names come back from `draft_save`. Invariant: the last line
 * is always empty, so there is always a place to type.
 */
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { DraftInput } from "../../api/generated/DraftInput";
import type { DraftView } from "../../api/generated/DraftView";
import type { ProductHit } from "../../api/generated/ProductHit";
import { decimalOf } from "../../components/decimal";

/** Kinds this editor writes, and what each asks for. */
export const DRAFT_KINDS = {
  CG: { partner: true, cost: true, counterpart: false, dispatch: false },
  QC: { partner: false, cost: true, counterpart: false, dispatch: false },
  BS: { partner: false, cost: false, counterpart: false, dispatch: false },
  BY: { partner: false, cost: true, counterpart: false, dispatch: false },
  FH: { partner: false, cost: false, counterpart: true, dispatch: false },
  RS: { partner: false, cost: false, counterpart: false, dispatch: true },
} as const;

export type DraftKind = keyof typeof DRAFT_KINDS;

export interface TypedLine {
  /** Its place in the grid's memory; never shown. */
  at: number;
  product_id: number | null;
  code: string;
  name: string;
  spec: string;
  unit: string;
  quantity: string;
  unit_cost: string;
  amount: string;
}

export interface Typed {
  id: number | null;
  kind: DraftKind;
  partner_id: number | null;
  partner: string;
  counterpart: string;
  /** The number of the dispatch that an `RS` answers, and the dispatch once it is found. */
  dispatch: string;
  refers_to: DocumentKey | null;
  source: string;
  remark: string;
  tender: string | null;
  lines: readonly TypedLine[];
  next: number;
}

export type Change =
  | {
      set: Partial<
        Pick<
          Typed,
          | "partner_id"
          | "partner"
          | "counterpart"
          | "dispatch"
          | "refers_to"
          | "source"
          | "remark"
          | "tender"
        >
      >;
    }
  | { product: ProductHit; at: number }
  | { cell: "quantity" | "unit_cost"; at: number; text: string }
  | { remove: number }
  | { saved: DraftView };

function emptyLine(at: number): TypedLine {
  return {
    at,
    product_id: null,
    code: "",
    name: "",
    spec: "",
    unit: "",
    quantity: "",
    unit_cost: "",
    amount: "",
  };
}

/** A new draft of a kind. */
export function newDraft(kind: DraftKind): Typed {
  return {
    id: null,
    kind,
    partner_id: null,
    partner: "",
    counterpart: "",
    dispatch: "",
    refers_to: null,
    source: "",
    remark: "",
    tender: null,
    lines: [emptyLine(1)],
    next: 2,
  };
}

/** A saved draft, opened again. */
export function openDraft(view: DraftView): Typed {
  const { draft } = view;
  const lines = view.lines.map((line, i) => ({
    at: i + 1,
    product_id: line.product_id,
    code: line.code,
    name: line.name,
    spec: line.spec,
    unit: line.unit,
    quantity: draft.lines[i]?.quantity ?? line.quantity,
    unit_cost: draft.lines[i]?.unit_cost ?? "",
    amount: line.amount,
  }));
  return {
    id: view.id,
    kind: (draft.kind in DRAFT_KINDS ? draft.kind : "CG") as DraftKind,
    partner_id: draft.partner_id,
    partner: view.partner,
    counterpart: draft.counterpart ?? "",
    dispatch: draft.refers_to === null ? "" : `${draft.refers_to.stream}:${draft.refers_to.seq}`,
    refers_to: draft.refers_to,
    source: draft.source,
    remark: draft.remark,
    tender: draft.tender,
    lines: [...lines, emptyLine(lines.length + 1)],
    next: lines.length + 2,
  };
}

/** The draft after a change. */
export function changed(typed: Typed, change: Change): Typed {
  if ("set" in change) return { ...typed, ...change.set };
  if ("remove" in change) {
    const lines = typed.lines.filter(
      (line) => line.at !== change.remove || line.product_id === null,
    );
    return { ...typed, lines };
  }
  if ("saved" in change) return merged(typed, change.saved);
  if ("cell" in change) {
    const lines = typed.lines.map((line) =>
      line.at === change.at ? { ...line, [change.cell]: change.text, amount: "" } : line,
    );
    return { ...typed, lines };
  }
  const { product } = change;
  const lines = typed.lines.map((line) =>
    line.at === change.at
      ? {
          ...line,
          product_id: product.product_id,
          code: product.code,
          name: product.name,
          spec: product.spec,
          unit: product.unit,
          quantity: line.quantity === "" ? "1" : line.quantity,
          unit_cost: DRAFT_KINDS[typed.kind].cost ? product.purchase_price : "",
        }
      : line,
  );
  const full = lines.at(-1)?.product_id !== null;
  return full
    ? { ...typed, lines: [...lines, emptyLine(typed.next)], next: typed.next + 1 }
    : { ...typed, lines };
}

/** Takes the core's amounts for the lines that are still as they were sent. */
function merged(typed: Typed, view: DraftView): Typed {
  let i = 0;
  const lines = typed.lines.map((line) => {
    if (line.product_id === null) return line;
    const saved = view.lines[i];
    const sent = view.draft.lines[i];
    i += 1;
    const same =
      saved?.product_id === line.product_id && sent?.quantity === decimalOf(line.quantity);
    return same ? { ...line, amount: saved.amount } : line;
  });
  return { ...typed, id: view.id, lines };
}

/** What is sent; null while a figure in it is none. */
export function draftInput(typed: Typed): DraftInput | null {
  const cost = DRAFT_KINDS[typed.kind].cost;
  const lines: DraftInput["lines"] = [];
  for (const line of typed.lines) {
    if (line.product_id === null) continue;
    const quantity = decimalOf(line.quantity);
    const unitCost = cost ? decimalOf(line.unit_cost) : null;
    if (quantity === null || (cost && unitCost === null)) return null;
    lines.push({
      product_id: line.product_id,
      quantity,
      unit_cost: unitCost === "" ? null : unitCost,
    });
  }
  return {
    id: typed.id,
    kind: typed.kind,
    partner_id: typed.partner_id,
    counterpart: typed.counterpart === "" ? null : typed.counterpart,
    refers_to: typed.refers_to,
    source: typed.source,
    remark: typed.remark,
    lines,
    tender: typed.tender,
  };
}
