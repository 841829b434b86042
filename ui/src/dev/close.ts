/**
 * Fixed answers about closing, for looking at screens and for component tests.
 */
import type { ClosedView } from "../api/generated/ClosedView";
import type { CloseView } from "../api/generated/CloseView";
import type { GapView } from "../api/generated/GapView";
import type { OpeningView } from "../api/generated/OpeningView";
import type { YearView } from "../api/generated/YearView";

const link = (seq: number, number: string, kind: string) => ({
  document: { stream: 65536, seq },
  number,
  kind,
});

export const gaps: GapView[] = [
  {
    code: "sum",
    params: [
      ["table", "stock_sum"],
      ["column", "quantity"],
      ["stored", "9"],
      ["folded", "8"],
    ],
    documents: [link(7, "CG-SH-261120-0001", "CG")],
  },
  { code: "branch_open", params: [["branch", "BJ"]], documents: [] },
];

export const months: CloseView = {
  opened: "2026-10-01",
  months: [
    { month: "2026-12", modules: ["purchase"], close: null, company: false, year: null },
    {
      month: "2026-11",
      modules: ["purchase", "sales", "stock"],
      close: link(58, "YJC-SH-261130-0001", "YJC"),
      company: false,
      year: null,
    },
  ],
};

const closed: ClosedView = { close: link(59, "YJC-SH-261231-0001", "YJC"), gaps: [] };

const year: YearView = {
  year: 2026,
  entries: [
    {
      account: "500101",
      name: "主营业务收入",
      name_en: "Sales revenue",
      partner: "",
      debit: "40.00",
      credit: "",
      item: null,
    },
    {
      account: "3104",
      name: "利润分配",
      name_en: "Retained earnings",
      partner: "",
      debit: "",
      credit: "40.00",
      item: null,
    },
  ],
};

export const opening: OpeningView = {
  opened: null,
  stock: [["own", "66.00"]],
  receivable: "20.00",
  payable: "30.00",
  money: "50.00",
  assets: "660.00",
  equity: "766.00",
  gaps: [],
};

/** The answers of all commands about closing. */
export const closing: Record<string, unknown> = {
  close_list: months,
  close_late: [link(60, "BS-SH-261130-0002", "BS")],
  close_check: gaps,
  close_progress: { what: "documents", done: 12000 },
  close_module: { close: null, gaps: [] },
  close_month: closed,
  close_reopen: closed,
  close_year_view: year,
  close_year: closed,
  opening_check: opening,
  opening_open: { ...opening, opened: "2026-11-23" },
};
