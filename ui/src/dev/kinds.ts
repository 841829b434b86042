/** Sample kinds, drafts and choices: five kinds of different shape. */
import type { AccountView } from "../api/generated/AccountView";
import type { ChoicesView } from "../api/generated/ChoicesView";
import type { DraftView } from "../api/generated/DraftView";
import type { KindView } from "../api/generated/KindView";
import type { OpenItemView } from "../api/generated/OpenItemView";
import type { PickView } from "../api/generated/PickView";
import type { PrintView } from "../api/generated/PrintView";
import { documentView } from "./ledger";

const bare: KindView = {
  code: "",
  name: "",
  name_en: "",
  area: "",
  drafted: true,
  goods: "no",
  quantity: "no",
  price: "none",
  price_need: "no",
  tax: "none",
  discount: false,
  incoming: false,
  warehouse: false,
  to_warehouse: "no",
  partner: "no",
  role: "any",
  counterpart: "no",
  tenders: "no",
  entries: "no",
  reason: "no",
  settles: "no",
  settles_account: null,
  original: "no",
  follows: [],
  forms: [],
  classes: [],
  span: "no",
  due_date: "no",
  rounding: false,
  notes: [],
};

const goods = { goods: "lines", quantity: "must", warehouse: true } as const;

function kind(
  code: string,
  area: string,
  names: [string, string],
  by: Partial<KindView>,
): KindView {
  return { ...bare, code, area, name: names[0], name_en: names[1], ...by };
}

export const kinds: readonly KindView[] = [
  kind("LS", "retail", ["零售单", "retail sale"], { ...goods, drafted: false }),
  kind("XS", "sales", ["销售单", "sales delivery"], {
    ...goods,
    price: "sale",
    price_need: "must",
    tax: "inside",
    discount: true,
    partner: "must",
    role: "customer",
    tenders: "may",
    original: "may",
    follows: ["XD"],
    due_date: "may",
    rounding: true,
    notes: ["transport", "carrier", "telephone", "address", "confirmation"],
  }),
  kind("CG", "purchasing", ["采购入库", "purchase receipt"], {
    ...goods,
    price: "cost",
    price_need: "must",
    tax: "beside",
    partner: "must",
    role: "supplier",
    tenders: "may",
    original: "may",
    follows: ["CD"],
    forms: ["usual", "accrued"],
    due_date: "may",
  }),
  kind("CT", "purchasing", ["采购退货", "purchase return"], {
    ...goods,
    price: "cost",
    price_need: "must",
    partner: "must",
    role: "supplier",
  }),
  kind("BS", "stock", ["报损", "loss"], { ...goods, reason: "must", notes: ["liable"] }),
  kind("ZC", "stock", ["生产拆装", "assembly"], {
    ...goods,
    incoming: true,
    to_warehouse: "may",
    entries: "may",
  }),
  kind("SK", "settlement", ["收款单", "receipt of money"], {
    partner: "must",
    role: "customer",
    tenders: "may",
    entries: "may",
    settles: "may",
    settles_account: "receivable",
  }),
  kind("PZ", "finance", ["凭证", "journal voucher"], { entries: "must" }),
];

export const choices: ChoicesView = {
  warehouses: [
    { code: "1", name: "商品库", name_en: "Goods store" },
    { code: "3", name: "维修库", name_en: "Repair store" },
  ],
  branches: [{ code: "BJ", name: "北京店", name_en: "" }],
  tenders: [
    { code: "cash", name: "现金", name_en: "Cash" },
    { code: "bank", name: "银行转账", name_en: "Bank transfer" },
  ],
};

const account = (code: string, name: string, name_en: string, party: string | null) =>
  ({ code, name, name_en, class: "asset", party, kept: code === "1405" }) satisfies AccountView;

export const accounts: readonly AccountView[] = [
  account("1001", "库存现金", "Cash on hand", null),
  account("1002", "银行存款", "Bank deposits", null),
  account("1122", "应收账款", "Accounts receivable", "partner"),
  account("1405", "库存商品", "Inventory", null),
  account("1601", "固定资产", "Fixed assets", "asset"),
  account("5601", "销售费用", "Selling expenses", null),
  account("5602", "管理费用", "Administrative expenses", null),
];

export const openItems: readonly OpenItemView[] = [
  {
    document: { stream: 65536, seq: 31 },
    number: "XS-SH-261020-0003",
    kind: "XS",
    business_date: "2026-10-20",
    due_date: "2026-11-19",
    overdue: true,
    amount: "1280.00",
    open: "1280.00",
  },
  {
    document: { stream: 65536, seq: 38 },
    number: "XS-SH-261118-0001",
    kind: "XS",
    business_date: "2026-11-18",
    due_date: "2026-12-18",
    overdue: false,
    amount: "640.00",
    open: "340.00",
  },
];

export const picks: readonly PickView[] = [
  {
    document: { stream: 65536, seq: 20 },
    number: "CD-SH-261115-0002",
    kind: "CD",
    business_date: "2026-11-15",
    partner: "宏达食品批发",
    amount: "1120.00",
    left: "120",
  },
];

/** A saved purchase receipt, one line of which the core would not post. */
export const draft: DraftView = {
  id: 7,
  draft: {
    id: 7,
    kind: "CG",
    form: null,
    business_date: null,
    partner_id: 1,
    counterpart: null,
    warehouse: null,
    to_warehouse: null,
    class: null,
    refers_to: { stream: 65536, seq: 20 },
    source: "HD-8821",
    remark: "",
    due_date: null,
    span_from: null,
    span_to: null,
    rounding: "",
    lines: [
      {
        product_id: 1,
        quantity: "120",
        unit_price: "1.15",
        amount: "",
        discount: "",
        tax_percent: "13",
        tax: "",
        incoming: false,
        from_line: 1,
        serials: [],
        lot: null,
      },
      {
        product_id: 2,
        quantity: "1.2.3",
        unit_price: "3.10",
        amount: "",
        discount: "",
        tax_percent: "",
        tax: "",
        incoming: false,
        from_line: null,
        serials: [],
        lot: null,
      },
    ],
    tenders: [{ tender: "cash", amount: "" }],
    entries: [],
    settles: [],
    notes: [],
  },
  partner: "宏达食品批发",
  partner_balance: "-1280.00",
  original: { document: { stream: 65536, seq: 20 }, number: "CD-SH-261115-0002", kind: "CD" },
  lines: [
    {
      line: 1,
      product_id: 1,
      code: "6901028300056",
      name: "农夫山泉饮用天然水",
      name_en: "Nongfu Spring water",
      spec: "550ml",
      unit: "瓶",
      quantity: "120",
      unit_price: "1.15",
      list_amount: "138.00",
      amount: "138.00",
      tax: "17.94",
      tax_percent: "13",
      cost: "138.00",
      on_hand: "240",
      from_line: 1,
      left: "120",
      pieces: null,
      lot: null,
    },
    {
      line: 2,
      product_id: 2,
      code: "6920202888883",
      name: "康师傅红烧牛肉面",
      name_en: "Master Kong beef noodles",
      spec: "105g 桶装",
      unit: "桶",
      quantity: "0",
      unit_price: "3.10",
      list_amount: "0.00",
      amount: "0.00",
      tax: "0.00",
      tax_percent: "0",
      cost: "0.00",
      on_hand: "36",
      from_line: 0,
      left: "",
      pieces: null,
      lot: null,
    },
  ],
  entries: [],
  tenders: ["155.94"],
  settles: [],
  totals: {
    quantity: "120",
    goods: "138.00",
    discount: "0.00",
    tax: "17.94",
    cost: "138.00",
    due: "155.94",
    tendered: "155.94",
    remaining: "0.00",
    debit: "0.00",
    credit: "0.00",
    settled: "0.00",
  },
  amount: "155.94",
  wrong: [{ code: "quantity_invalid", params: [["text", "1.2.3"]], field: "lines.2.quantity" }],
  saved_at_ms: Date.UTC(2026, 10, 23, 2, 24),
  approval: { asked: false, frozen: false, standing: null },
};

export const paper: PrintView = {
  company: "街角小店",
  title: "销售单",
  title_en: "sales delivery",
  times: 2,
  quantity: "3",
  capital: "贰拾捌元柒角",
  printed_by: "王芳",
  printed_at_ms: Date.UTC(2026, 10, 23, 2, 24),
  document: {
    ...documentView,
    kind: "XS",
    number: "XS-SH-261123-0002",
    partner: "永安宾馆",
    can_copy: true,
    next: ["XT", "SK"],
    open: "28.70",
    due_date: "2026-12-23",
    tenders: [],
    printed: 1,
  },
};
