/**
 * The reports of the house 报表目录: in which area each stands, and what may be asked of it.
 *
 * Owns no figure and no column; those come with a report. Invariant: every report of the core stands
 * here once (`catalog.test.ts`), and a filter that stands here is one that the core looks at.
 */

/** Areas in the order of the work. */
export const AREAS = ["stock", "sales", "purchasing", "partners", "money", "documents"] as const;

export type Area = (typeof AREAS)[number];

export type Filter = "text" | "from" | "to" | "zero" | "sort" | "warehouse" | "partner" | "product";

export interface Asked {
  area: Area;
  filters: readonly Filter[];
  /** What its rows may stand for; the first one is the report's own choice. */
  by?: readonly string[];
  /** Kinds of documents that it may be limited to. */
  kinds?: readonly string[];
  /** Needs a product or an account, so it is reached from another report only. */
  drilled?: true;
  /** Reads the days asked for, so it begins with this month. */
  monthly?: true;
}

const GOODS = [
  "product",
  "category",
  "partner",
  "employee",
  "branch",
  "warehouse",
  "day",
  "month",
  "kind",
] as const;

const PERIOD = ["from", "to"] as const;
const STATISTIC = [...PERIOD, "text", "warehouse", "partner", "sort"] as const;

/** Every report, in the order in which its area lists it. */
export const REPORTS: Readonly<Record<string, Asked>> = {
  stock_status: { area: "stock", filters: ["to", "text", "warehouse", "zero"] },
  virtual_stock: { area: "stock", filters: ["warehouse", "zero"] },
  stock_by_warehouse: { area: "stock", filters: ["warehouse", "partner", "zero"] },
  purchase_sales_stock: {
    area: "stock",
    filters: [...PERIOD, "text", "warehouse", "sort"],
    by: ["product", "category"],
    monthly: true,
  },
  in_out_summary: {
    area: "stock",
    filters: STATISTIC,
    by: ["kind", ...GOODS.filter((by) => by !== "kind")],
    monthly: true,
  },
  transfer_statistics: {
    area: "stock",
    filters: STATISTIC,
    by: GOODS,
    kinds: ["TB", "BT", "FH", "RS"],
    monthly: true,
  },
  goods_at_partners: {
    area: "stock",
    filters: ["partner", "zero", "sort"],
    kinds: ["FS", "JC", "JR"],
  },
  stock_ledger: { area: "stock", filters: PERIOD, drilled: true },
  sales_statistics: {
    area: "sales",
    filters: STATISTIC,
    by: GOODS,
    kinds: ["LS", "LT", "XS", "XT", "WX"],
    monthly: true,
  },
  sales_by_day: { area: "sales", filters: PERIOD },
  order_execution: { area: "sales", filters: [...PERIOD, "text", "zero"] },
  gift_statistics: {
    area: "sales",
    filters: STATISTIC,
    by: GOODS,
    kinds: ["ZS", "HZ"],
    monthly: true,
  },
  price_protection: {
    area: "sales",
    filters: [...PERIOD, "text", "partner", "sort"],
    by: ["partner", "product", "employee", "day", "month", "branch"],
    monthly: true,
  },
  purchase_statistics: {
    area: "purchasing",
    filters: STATISTIC,
    by: GOODS,
    kinds: ["CG", "CT", "FP", "SJ"],
    monthly: true,
  },
  three_way_match: { area: "purchasing", filters: [...PERIOD, "zero"] },
  consigned_in: {
    area: "purchasing",
    filters: [...PERIOD, "partner", "zero", "sort"],
    by: ["own", "partner", "product"],
  },
  requisition_balance: { area: "purchasing", filters: [] },
  partner_balance: { area: "partners", filters: ["zero"] },
  open_items: { area: "partners", filters: ["text"] },
  receivable_aging: { area: "partners", filters: ["to", "text"] },
  payable_aging: { area: "partners", filters: ["to", "text"] },
  overdue: { area: "partners", filters: ["to", "text"] },
  collections: {
    area: "partners",
    filters: [...PERIOD, "text", "sort"],
    by: ["partner", "employee"],
    monthly: true,
  },
  cash_and_bank: {
    area: "money",
    filters: [...PERIOD, "zero"],
    by: ["account", "branch", "day", "month"],
    monthly: true,
  },
  income_and_expense: {
    area: "money",
    filters: [...PERIOD, "text", "sort"],
    by: ["account", "branch", "day", "month"],
    monthly: true,
  },
  trial_balance: { area: "money", filters: [...PERIOD, "zero"] },
  income_statement: { area: "money", filters: PERIOD },
  balance_sheet: { area: "money", filters: ["to"] },
  account_ledger: { area: "money", filters: PERIOD, drilled: true },
  documents: { area: "documents", filters: [...PERIOD, "text", "partner"] },
  document_statistics: {
    area: "documents",
    filters: [...PERIOD, "partner", "sort"],
    by: ["kind", "branch", "partner", "employee", "day", "month"],
    monthly: true,
  },
  wrong_documents: { area: "documents", filters: [...PERIOD, "partner"], monthly: true },
  control_totals: { area: "documents", filters: [] },
};

/** The reports of an area that can be chosen; `open` is shown whatever it is. */
export function reportsIn(area: Area, open?: string): readonly string[] {
  return Object.keys(REPORTS).filter((name) => {
    const asked = REPORTS[name];
    return asked?.area === area && (asked.drilled !== true || name === open);
  });
}

/** The first day of the month of a business date. */
export function monthBegin(day: string): string {
  return `${day.slice(0, 8)}01`;
}
