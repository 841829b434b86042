/** Sample views of books: one document, one report. */
import type { DocumentView } from "../api/generated/DocumentView";
import type { ReportView } from "../api/generated/ReportView";
import { plainReport } from "../shell/place";

export const documentView: DocumentView = {
  document: { stream: 65536, seq: 42 },
  kind: "LS",
  number: "LS-SH-261123-0042",
  branch: "SH",
  business_date: "2026-11-23",
  recorded_at_ms: Date.UTC(2026, 10, 23, 2, 24),
  partner: "",
  warehouse: "主仓",
  handler: "王芳",
  remark: "",
  source: "",
  amount: "28.70",
  lines: [
    {
      line: 1,
      product_id: 1,
      code: "6901028300056",
      name: "农夫山泉饮用天然水",
      spec: "550ml",
      unit: "瓶",
      quantity: "3",
      unit_price: "9.90",
      list_amount: "29.70",
      discount: "1.00",
      amount: "28.70",
      cost: "18.00",
    },
  ],
  tenders: [["cash", "28.70"]],
  rounding: "0.00",
  entries: [
    { account: "1001", name: "库存现金", name_en: "Cash", partner: "", debit: "28.70", credit: "" },
    {
      account: "5001",
      name: "主营业务收入",
      name_en: "Revenue",
      partner: "",
      debit: "",
      credit: "25.40",
    },
    {
      account: "222102",
      name: "销项税额",
      name_en: "Output VAT",
      partner: "",
      debit: "",
      credit: "3.30",
    },
    {
      account: "5401",
      name: "主营业务成本",
      name_en: "Cost of sales",
      partner: "",
      debit: "18.00",
      credit: "",
    },
    {
      account: "1405",
      name: "库存商品",
      name_en: "Inventory",
      partner: "",
      debit: "",
      credit: "18.00",
    },
  ],
  moves: [
    {
      branch: "SH",
      warehouse: "主仓",
      class: "own",
      code: "6901028300056",
      name: "农夫山泉饮用天然水",
      quantity: "-3",
      value: "-18.00",
    },
  ],
  refers_to: [],
  referred_by: [{ document: { stream: 65536, seq: 50 }, number: "LT-SH-261123-0003", kind: "LT" }],
  reversed: false,
  can_reverse: true,
  exchange: "acknowledged",
  chain: "a94f02c1d0e3b7768f5a",
};

const accounts: [string, string, string, string][] = [
  ["1001", "库存现金", "12840.50", ""],
  ["1012", "其他货币资金", "88210.00", ""],
  ["1405", "库存商品", "1284500.35", ""],
  ["2202", "应付账款", "", "904210.10"],
  ["2221", "应交税费", "", "21043.87"],
  ["5001", "主营业务收入", "", "1203441.92"],
  ["5401", "主营业务成本", "743145.04", ""],
];

export const report: ReportView = {
  input: plainReport("trial_balance"),
  columns: [
    { key: "account", kind: "text" },
    { key: "account_name", kind: "text" },
    { key: "debit", kind: "amount" },
    { key: "credit", kind: "amount" },
    { key: "closing_debit", kind: "amount" },
    { key: "closing_credit", kind: "amount" },
  ],
  rows: accounts.map(([code, name, debit, credit]) => ({
    kind: "plain",
    cells: [code, name, debit || "0", credit || "0", debit || "0", credit || "0"],
    drill: { report: { ...plainReport("account_ledger"), account: code } },
  })),
  total: ["", "", "2128695.89", "2128695.89", "2128695.89", "2128695.89"],
  next: null,
  as_of_ms: null,
};
