/**
 * A draft 草稿 as it is typed, before the core has seen it.
 *
 * Pure. Owns lines as text; amounts and names come back from `draft_save`. Invariant: the last line
 * of each list is empty, so there is always a place to type; a figure of the core stands beside a
 * line only while the line is as it was sent.
 */
import type { DocumentKey } from "../../../api/generated/DocumentKey";
import type { DraftInput } from "../../../api/generated/DraftInput";
import type { DraftLineView } from "../../../api/generated/DraftLineView";
import type { DraftView } from "../../../api/generated/DraftView";
import type { KindView } from "../../../api/generated/KindView";
import type { ProductHit } from "../../../api/generated/ProductHit";
import { decimalOf } from "../../../components/decimal";

/** The header: everything but the lists. */
export type Head = Omit<DraftInput, "id" | "lines" | "tenders" | "entries" | "settles">;

export interface TypedLine {
  /** Its place in the grid's memory; never shown. */
  at: number;
  product_id: number | null;
  code: string;
  name: string;
  spec: string;
  unit: string;
  quantity: string;
  unit_price: string;
  amount: string;
  discount: string;
  tax_percent: string;
  tax: string;
  incoming: boolean;
  from_line: number | null;
  serials: string[];
  lot: DraftInput["lines"][number]["lot"];
  /** What the core makes of it. */
  shown: DraftLineView | null;
  /** What the core last said of its numbers and its lot; stays while other cells are typed. */
  track: Pick<DraftLineView, "pieces" | "lot"> | null;
}

export interface TypedEntry {
  at: number;
  account: string;
  partner_id: number | null;
  asset: number | null;
  /** The name of its party, as shown. */
  party: string;
  debit: string;
  credit: string;
}

export interface TypedTender {
  at: number;
  tender: string;
  amount: string;
  /** The amount that the core took where none was typed. */
  taken: string;
}

export interface Typed {
  id: number | null;
  head: Head;
  lines: readonly TypedLine[];
  entries: readonly TypedEntry[];
  tenders: readonly TypedTender[];
  /** What is settled, by document. */
  settles: Readonly<Record<string, string>>;
  /** The last answer of the core. */
  view: DraftView | null;
  next: number;
}

export type LineCell = "quantity" | "unit_price" | "amount" | "discount" | "tax_percent" | "tax";

export type Change =
  | { head: Partial<Head> }
  | { product: ProductHit; price: string; at: number }
  | { cell: LineCell; at: number; text: string }
  | { incoming: boolean; at: number }
  | { serials: readonly string[]; at: number }
  | { number: string; at: number }
  | { lot: TypedLine["lot"]; at: number }
  | { entry: Partial<Omit<TypedEntry, "at">>; at: number }
  | { tender: Partial<Omit<TypedTender, "at">>; at: number }
  | { settle: string; amount: string }
  | { remove: "lines" | "entries" | "tenders"; at: number }
  | { saved: DraftView; sent: Typed };

export const keyOf = (document: DocumentKey) => `${document.stream}-${document.seq}`;

function documentOf(key: string): DocumentKey {
  const [stream = "", seq = ""] = key.split("-");
  return { stream: Number.parseInt(stream, 10), seq: Number.parseInt(seq, 10) };
}

const emptyLine = (at: number): TypedLine => ({
  at,
  product_id: null,
  code: "",
  name: "",
  spec: "",
  unit: "",
  quantity: "",
  unit_price: "",
  amount: "",
  discount: "",
  tax_percent: "",
  tax: "",
  incoming: false,
  from_line: null,
  serials: [],
  lot: null,
  shown: null,
  track: null,
});

const emptyEntry = (at: number): TypedEntry => ({
  at,
  account: "",
  partner_id: null,
  asset: null,
  party: "",
  debit: "",
  credit: "",
});

const emptyTender = (at: number): TypedTender => ({ at, tender: "", amount: "", taken: "" });

/** A new draft of a kind. */
export function newDraft(kind: string): Typed {
  const head: Head = {
    kind,
    form: null,
    business_date: null,
    partner_id: null,
    counterpart: null,
    warehouse: null,
    to_warehouse: null,
    class: null,
    refers_to: null,
    source: "",
    remark: "",
    due_date: null,
    span_from: null,
    span_to: null,
    rounding: "",
    notes: [],
  };
  return {
    id: null,
    head,
    lines: [emptyLine(1)],
    entries: [emptyEntry(2)],
    tenders: [emptyTender(3)],
    settles: {},
    view: null,
    next: 4,
  };
}

/** A saved draft, opened again. */
export function openDraft(view: DraftView): Typed {
  const { id: _, lines, entries, tenders, settles, ...head } = view.draft;
  let at = 0;
  const place = () => (at += 1);
  const typed: Omit<Typed, "next"> = {
    id: view.id,
    head,
    lines: [
      ...lines.map((line, i) => {
        const shown = view.lines[i] ?? null;
        return {
          ...emptyLine(place()),
          ...line,
          code: shown?.code ?? "",
          name: shown?.name ?? "",
          spec: shown?.spec ?? "",
          unit: shown?.unit ?? "",
          shown,
          track: shown,
        };
      }),
      emptyLine(place()),
    ],
    entries: [
      ...entries.map((entry, i) => ({
        ...emptyEntry(place()),
        ...entry,
        party: view.entries[i]?.party ?? "",
      })),
      emptyEntry(place()),
    ],
    tenders: [
      ...tenders.map((tender, i) => ({
        ...emptyTender(place()),
        ...tender,
        taken: view.tenders[i] ?? "",
      })),
      emptyTender(place()),
    ],
    settles: Object.fromEntries(settles.map((each) => [keyOf(each.document), each.amount])),
    view,
  };
  return { ...typed, next: place() };
}

interface Row {
  at: number;
}

function replaced<R extends Row>(rows: readonly R[], at: number, by: (row: R) => R): R[] {
  return rows.map((row) => (row.at === at ? by(row) : row));
}

/** The rows with an empty one at the end. */
function open<R extends Row>(rows: R[], isEmpty: (row: R) => boolean, empty: R): R[] {
  const last = rows.at(-1);
  return last !== undefined && isEmpty(last) ? rows : [...rows, empty];
}

const lineIsEmpty = (line: TypedLine) => line.product_id === null;
export const entryIsEmpty = (entry: TypedEntry) =>
  entry.account === "" && entry.debit === "" && entry.credit === "";
export const tenderIsEmpty = (tender: TypedTender) => tender.tender === "" && tender.amount === "";

/** The draft after a change. */
export function changed(typed: Typed, change: Change): Typed {
  const { next } = typed;
  if ("head" in change) return { ...typed, head: { ...typed.head, ...change.head } };
  if ("saved" in change) return merged(typed, change.saved, change.sent);
  if ("settle" in change) {
    const { [change.settle]: _, ...others } = typed.settles;
    const settles = change.amount === "" ? others : { ...others, [change.settle]: change.amount };
    return { ...typed, settles };
  }
  if ("remove" in change) return removed(typed, change.remove, change.at);
  if ("entry" in change) {
    const rows = replaced(typed.entries, change.at, (row) => ({ ...row, ...change.entry }));
    return { ...typed, entries: open(rows, entryIsEmpty, emptyEntry(next)), next: next + 1 };
  }
  if ("tender" in change) {
    const rows = replaced(typed.tenders, change.at, (row) => ({
      ...row,
      ...change.tender,
      taken: "",
    }));
    return { ...typed, tenders: open(rows, tenderIsEmpty, emptyTender(next)), next: next + 1 };
  }
  const lines = replaced(typed.lines, change.at, (line) => {
    if ("cell" in change) return { ...line, [change.cell]: change.text, shown: null };
    if ("incoming" in change) return { ...line, incoming: change.incoming, shown: null };
    if ("serials" in change) return numbered(line, change.serials);
    if ("number" in change) {
      const known = line.serials.includes(change.number);
      return known ? line : numbered(line, [...line.serials, change.number]);
    }
    if ("lot" in change) return { ...line, lot: change.lot, shown: null };
    const { product, price } = change;
    return {
      ...line,
      product_id: product.product_id,
      code: product.code,
      name: product.name,
      spec: product.spec,
      unit: product.unit,
      quantity: line.quantity === "" ? "1" : line.quantity,
      unit_price: price,
      // Numbers and lots are of one product.
      ...(line.product_id === product.product_id ? {} : { serials: [], lot: null, track: null }),
      shown: null,
    };
  });
  return { ...typed, lines: open(lines, lineIsEmpty, emptyLine(next)), next: next + 1 };
}

/** A line whose pieces were all named grows with each further number, as at the till. */
function numbered(line: TypedLine, serials: readonly string[]): TypedLine {
  const whole = line.serials.length > 0 && line.quantity === String(line.serials.length);
  const grows = whole && serials.length > line.serials.length;
  const quantity = grows ? String(serials.length) : line.quantity;
  return { ...line, serials: [...serials], quantity, shown: null };
}

function removed(typed: Typed, list: "lines" | "entries" | "tenders", at: number): Typed {
  const { next } = typed;
  switch (list) {
    case "lines": {
      const lines = typed.lines.filter((row) => row.at !== at);
      return { ...typed, lines: open(lines, lineIsEmpty, emptyLine(next)), next: next + 1 };
    }
    case "entries": {
      const entries = typed.entries.filter((row) => row.at !== at);
      return { ...typed, entries: open(entries, entryIsEmpty, emptyEntry(next)), next: next + 1 };
    }
    default: {
      const tenders = typed.tenders.filter((row) => row.at !== at);
      return { ...typed, tenders: open(tenders, tenderIsEmpty, emptyTender(next)), next: next + 1 };
    }
  }
}

/** Takes the core's figures for the lines that are still as they were sent. */
function merged(typed: Typed, view: DraftView, sent: Typed): Typed {
  const goods = sent.lines.filter((line) => !lineIsEmpty(line));
  const money = sent.tenders.filter((tender) => !tenderIsEmpty(tender));
  const lines = typed.lines.map((line) => {
    const i = goods.indexOf(line);
    const shown = i < 0 ? null : (view.lines[i] ?? null);
    return shown === null ? line : { ...line, shown, track: shown };
  });
  const tenders = typed.tenders.map((tender) => {
    const i = money.indexOf(tender);
    return i < 0 ? tender : { ...tender, taken: view.tenders[i] ?? "" };
  });
  return { ...typed, id: view.id, lines, tenders, view };
}

/** A figure as typed, with its digits made plain; what is none goes as it is, so that the core can
 * keep it and say so. */
const plain = (text: string) => decimalOf(text) ?? text;

/** What is sent. */
export function draftInput(typed: Typed): DraftInput {
  return {
    ...typed.head,
    id: typed.id,
    rounding: plain(typed.head.rounding),
    lines: typed.lines.flatMap((line) =>
      line.product_id === null
        ? []
        : [
            {
              product_id: line.product_id,
              quantity: plain(line.quantity),
              unit_price: plain(line.unit_price),
              amount: plain(line.amount),
              discount: plain(line.discount),
              tax_percent: plain(line.tax_percent.replace(/[%％]/g, "")),
              tax: plain(line.tax),
              incoming: line.incoming,
              from_line: line.from_line,
              serials: line.serials,
              lot: line.lot,
            },
          ],
    ),
    tenders: typed.tenders
      .filter((tender) => !tenderIsEmpty(tender))
      .map(({ tender, amount }) => ({ tender, amount: plain(amount) })),
    entries: typed.entries
      .filter((entry) => !entryIsEmpty(entry))
      .map(({ account, partner_id, asset, debit, credit }) => ({
        account,
        partner_id,
        asset,
        debit: plain(debit),
        credit: plain(credit),
      })),
    settles: Object.entries(typed.settles).map(([key, amount]) => ({
      document: documentOf(key),
      amount: plain(amount),
    })),
  };
}

/** What a line's price begins with, so that most lines need no typing. */
export function startPrice(kind: KindView, product: ProductHit, quoted: string | null): string {
  if (kind.price_need !== "must") return "";
  if (kind.price === "sale") return quoted ?? product.price;
  return kind.price === "cost" ? (quoted ?? product.purchase_price) : "";
}
