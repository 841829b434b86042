/**
 * Fixed answers for looking at screens and for component tests. Never part of a build.
 *
 * Owns sample views only, no rule: an act gives back a view that was written here beforehand.
 */
import type { Transport } from "../api/transport";
import type { CartLineView } from "../api/generated/CartLineView";
import type { CartView } from "../api/generated/CartView";
import type { DocumentRow } from "../api/generated/DocumentRow";
import type { NodeView } from "../api/generated/NodeView";
import type { PaidView } from "../api/generated/PaidView";
import type { ScopesView } from "../api/generated/ScopesView";
import type { SeatView } from "../api/generated/SeatView";
import type { StockRow } from "../api/generated/StockRow";
import { application, applications, approvalPolicy, unapproved } from "./approvals";
import { closing } from "./close";
import { accounts, choices, draft, kinds, openItems, paper, picks } from "./kinds";
import { documentView, report } from "./ledger";
import { companyPolicy, conflicts, expiring, lots, numbering, pieces, traces } from "./pieces";

const MS = Date.UTC(2026, 10, 23, 2, 24);

const goods = [
  ["6901028300056", "农夫山泉饮用天然水", "Nongfu Spring water", "550ml", "瓶", "2.00", "240"],
  [
    "6920202888883",
    "康师傅红烧牛肉面",
    "Master Kong beef noodles",
    "105g 桶装",
    "桶",
    "4.50",
    "36",
  ],
  [
    "6922266454295",
    "清风原木纯品抽纸",
    "Breeze facial tissue",
    "3 层 100 抽 × 6",
    "提",
    "19.90",
    "12",
  ],
  ["2100123", "红富士苹果", "Fuji apples", "散称", "千克", "9.98", "86.5"],
  ["6903244675147", "心相印湿巾", "Mind Act Upon Mind wipes", "10 片", "包", "3.50", "0"],
] as const;

export function line(
  at: number,
  quantity: string,
  amount: string,
  more: Partial<CartLineView> = {},
): CartLineView {
  const [code, name, name_en, spec, unit, unit_price, on_hand] =
    goods[(at - 1) % goods.length] ?? goods[0];
  return {
    line: at,
    product_id: at,
    code,
    name,
    name_en,
    spec,
    unit,
    quantity,
    unit_price,
    price_source: "preset_1",
    regular_price: null,
    discount: "0.00",
    percent: null,
    amount,
    on_hand,
    warnings: [],
    serials: [],
    ...more,
  };
}

export const emptyCart: CartView = {
  customer: null,
  lines: [],
  current: 0,
  pieces: "0",
  list_amount: "0.00",
  discount: "0.00",
  rounding: "0.00",
  rounding_mode: "none",
  due: "0.00",
  tenders: [],
  tendered: "0.00",
  remaining: "0.00",
  change: "0.00",
  tender_choices: [
    { tender: "cash", gives_change: true, recorded_only: false },
    { tender: "wechat", gives_change: false, recorded_only: true },
    { tender: "alipay", gives_change: false, recorded_only: true },
    { tender: "card", gives_change: false, recorded_only: true },
  ],
  parked: 2,
  asks: null,
};

export const cart: CartView = {
  ...emptyCart,
  lines: [
    line(1, "6", "12.00"),
    line(2, "2", "9.00"),
    line(3, "1", "16.92", { discount: "2.98", percent: "15" }),
    line(4, "1.356", "13.53", { price_source: "scale" }),
    line(5, "1", "3.50", { warnings: ["stock_short"] }),
  ],
  current: 3,
  pieces: "11.356",
  list_amount: "57.93",
  discount: "2.98",
  rounding: "0.05",
  rounding_mode: "fen",
  due: "54.90",
  remaining: "54.90",
};

export const covered: CartView = {
  ...cart,
  tenders: [
    { index: 1, tender: "wechat", amount: "20.00" },
    { index: 2, tender: "cash", amount: "50.00" },
  ],
  tendered: "70.00",
  remaining: "0.00",
  change: "15.10",
};

/** Two kettles were scanned by their code: each is asked for its number. */
export const asking: CartView = {
  ...cart,
  asks: {
    line: 3,
    code: "251101",
    name: "电水壶",
    name_en: "Kettle",
    named: 0,
    quantity: "2",
  },
};

const ticketText = [
  "            人民路店",
  "--------------------------------",
  "单号 LS-SH-261123-0042",
  "日期 2026-11-23 10:24",
  "收银 王芳          机号 01",
  "--------------------------------",
  "农夫山泉饮用天然水 550ml",
  "  6 瓶 × 2.00             12.00",
  "康师傅红烧牛肉面 105g",
  "  2 桶 × 4.50              9.00",
  "清风原木纯品抽纸",
  "  1 提 × 19.90            16.92",
  "--------------------------------",
  "合计                      54.90",
  "微信                      20.00",
  "现金                      50.00",
  "找零                      15.10",
  "--------------------------------",
  "       谢谢惠顾  a94f02c1",
];

export const paid: PaidView = {
  document: { stream: 65536, seq: 42 },
  number: "LS-SH-261123-0042",
  due: "54.90",
  change: "15.10",
  ticket: {
    document: { stream: 65536, seq: 42 },
    number: "LS-SH-261123-0042",
    columns: 32,
    text: ticketText,
    witness: "a94f02c1",
  },
  cart: emptyCart,
};

const node: NodeView = {
  role: "branch",
  code: "SH",
  name: "人民路店",
  operator: "王芳",
  seat: "open",
  rights: ["till.sell", "till.price", "till.discount", "till.return", "stock.see", "sales.see"],
  business_date: "2026-11-23",
  currency: "CNY",
  training: false,
  products: 512,
  version: "0.1.0",
};

const rows: DocumentRow[] = Array.from({ length: 40 }, (_, i) => ({
  document: { stream: 65536, seq: 60 - i },
  kind: i % 9 === 4 ? "LT" : i % 7 === 6 ? "CG" : "LS",
  number: `${i % 9 === 4 ? "LT" : i % 7 === 6 ? "CG" : "LS"}-SH-261123-${String(60 - i).padStart(4, "0")}`,
  branch: "SH",
  business_date: "2026-11-23",
  recorded_at_ms: MS - i * 240_000,
  partner: i % 7 === 6 ? "宏达食品批发" : "",
  amount: i % 9 === 4 ? "-19.90" : `${(i * 37) % 290}.50`,
  lines: (i % 8) + 1,
  reversed: i === 5,
  exchange: i < 4 ? "saved" : "acknowledged",
}));

const stock: StockRow[] = Array.from({ length: 300 }, (_, i) => {
  const [code, name, name_en, spec, unit, price] = goods[i % goods.length] ?? goods[0];
  return {
    product_id: i + 1,
    code: i < 5 ? code : String(Number.parseInt(code, 10) + i),
    name: i < 5 ? name : `${name} ${i}`,
    name_en: i < 5 ? name_en : `${name_en} ${i}`,
    spec,
    unit,
    category: "食品 / 饮料 / 饮用水",
    quantity: i % 11 === 10 ? "-2" : String((i * 13) % 400),
    in_transit: i % 6 === 0 ? "24" : "0",
    unit_cost: "1.236",
    value: i % 11 === 10 ? "-2.47" : `${(i * 17) % 4000}.35`,
    price,
    branches: (i % 12) + 1,
    serial_mode: i === 2 ? "strict" : "none",
  };
});

const branchNames = [
  "人民路店",
  "中山店",
  "解放路店",
  "滨江店",
  "大学城店",
  "南站店",
  "古城店",
  "开发区店",
];

const people: SeatView[] = [
  { code: "YG01", name: "林国栋", roles: "店长", roles_en: "Manager" },
  { code: "YG02", name: "何晓梅", roles: "收银员", roles_en: "Cashier" },
].map((one, i) => ({ ...one, employee_id: 1_001 + i, has_pin: true }));

const everything: ScopesView = {
  warehouses: null,
  products: null,
  customers: null,
  suppliers: null,
  employees: null,
  bank_accounts: null,
  expense_types: null,
  income_types: null,
};

/** One answer a command. */
export const answers: Record<string, unknown> = {
  ...closing,
  node_status: node,
  exchange_status: {
    state: "offline",
    since_ms: MS - 3_600_000,
    saved_seq: 1284,
    acked_seq: 1247,
    waiting: 37,
    last_contact_ms: MS - 3_600_000,
    prices_as_of_ms: MS - 5_400_000,
    hq_url: "https://hq.example.cn",
    trouble: null,
  },
  till_view: cart,
  till_parked: [
    { id: 2, note: "老李 先去拿牛奶", parked_at_ms: MS - 300_000, lines: 4, due: "86.40" },
    { id: 1, note: "", parked_at_ms: MS - 900_000, lines: 12, due: "231.00" },
  ],
  till_pay: paid,
  till_return: paid,
  till_return_find: {
    document: { stream: 65536, seq: 40 },
    number: "LS-SH-261123-0040",
    business_date: "2026-11-23",
    lines: [
      {
        line: 1,
        code: goods[0][0],
        name: goods[0][1],
        sold: "6",
        returned: "0",
        paid_price: "2.00",
        serials: [],
      },
      {
        line: 2,
        code: goods[2][0],
        name: goods[2][1],
        sold: "1",
        returned: "1",
        paid_price: "16.92",
        serials: [],
      },
    ],
  },
  ticket: paid.ticket,
  product_search: goods.map(([code, name, name_en, spec, unit, price, on_hand], i) => ({
    product_id: i + 1,
    code,
    barcode: code,
    name,
    name_en,
    spec,
    unit,
    price,
    purchase_price: "1.20",
    on_hand,
  })),
  partner_search: [{ partner_id: 1, code: "G001", name: "宏达食品批发", balance: "-1280.00" }],
  promotion_list: {
    rows: [
      {
        id: 2,
        name: "周末饮品",
        product_id: null,
        category_id: 3,
        code: "",
        goods: "食品 / 饮料",
        class: "employee",
        partner_id: null,
        partner: "",
        price: null,
        percent: "10",
        from: "2026-11-28",
        to: "2026-11-29",
        recorder: "王总",
        recorded_at_ms: MS,
        state: "coming",
      },
      {
        id: 1,
        name: "小雪特价",
        product_id: 1,
        category_id: null,
        code: goods[0][0],
        goods: goods[0][1],
        class: null,
        partner_id: null,
        partner: "",
        price: "1.80",
        percent: null,
        from: "2026-11-22",
        to: "2026-11-30",
        recorder: "王总",
        recorded_at_ms: MS - 86_400_000,
        state: "running",
      },
    ],
    next: null,
  },
  category_list: [{ category_id: 3, path: "食品 / 饮料" }],
  price_policy: {
    factor_at_most_one: true,
    ceilings: [{ role: 1, operator: null, percent: "10" }],
  },
  price_info: {
    product_id: 1,
    code: goods[0][0],
    name: goods[0][1],
    name_en: goods[0][2],
    spec: goods[0][3],
    unit: goods[0][4],
    second_unit: "箱",
    ratio: "24",
    prices: ["2.00", "1.90", "1.80", null],
    second_unit_price: "48.00",
    tax_rate: "0.13",
    purchase_price: "1.20",
    unit_cost: "1.236",
    on_hand: "10箱",
    promotions: [],
    sold: [
      {
        branch: "SH",
        partner: "平安里社区食堂",
        price: "1.85",
        business_date: "2026-11-20",
        document: { stream: 65536, seq: 31 },
      },
    ],
    bought: [],
  },
  purchase_price: { cost: "1.15", source: "last" },
  sale_price: { cost: "2.00", source: "preset_1" },
  kind_list: kinds,
  account_list: accounts,
  choice_list: choices,
  open_item_list: openItems,
  document_pick: picks,
  application_list: { rows: applications, next: null },
  application_view: application,
  application_decide: { ...application, can_decide: 0 },
  approval_policy: approvalPolicy,
  unapproved_list: { rows: unapproved, next: null },
  draft_list: [draft],
  draft_view: draft,
  draft_save: draft,
  draft_from: draft,
  draft_copy: draft,
  draft_settle: draft,
  draft_lots: draft,
  serial_list: { rows: pieces, next: null },
  serial_trace: traces,
  serial_read: { numbers: ["A001"] },
  serial_conflicts: conflicts,
  serial_mode_check: numbering,
  serial_mode_save: { ...numbering, mode: "loose" },
  company_policy: companyPolicy,
  company_policy_save: companyPolicy,
  lot_list: { lots, expired: "0", short: "0" },
  lot_expiring: expiring,
  document_print: paper,
  document_list: { rows, next: null },
  document_view: documentView,
  stock_list: { rows: stock, next: null, total_value: "1284500.35", as_of_ms: MS - 7_200_000 },
  stock_by_branch: branchNames.map((name, i) => ({
    branch: `S${i + 1}`,
    name,
    warehouse: "主仓",
    class: i === 3 ? "in_transit" : "own",
    quantity: String((i * 13) % 60),
    value: `${(i * 31) % 90}.20`,
    as_of_ms: MS - i * 600_000,
  })),
  sales_today: {
    business_date: "2026-11-23",
    sales: 58,
    returns: 2,
    amount: "4286.30",
    discount: "112.45",
    profit: "931.08",
    tenders: [
      ["cash", "1204.50"],
      ["wechat", "2240.80"],
      ["alipay", "841.00"],
    ],
    hours: Array.from({ length: 24 }, (_, i) => (i < 7 || i > 15 ? "0" : String((i * 97) % 620))),
    latest: rows.slice(0, 20),
  },
  report,
  report_file: { name: "科目余额表.xlsx", media: "application/octet-stream", base64: "Zm9vYmFy" },
  hq_overview: {
    branches: 13,
    documents: 32744,
    unmerged: 0,
    held: 2,
    forks: 0,
    stock_value: "1284500.35",
    sales_today: "38211.90",
  },
  branch_list: branchNames.map((name, i) => ({
    code: `S${i + 1}`,
    name,
    enrolled: i !== 7,
    last_seen_ms: i === 7 ? null : Date.now() - i * i * 3_600_000,
    acked_seq: 2700 + i * 11,
    merged_seq: 2700 + i * 11,
    branch_seq: 2705 + i * 11,
    waiting: i === 2 ? 37 : 0,
    held: i === 4 ? 2 : 0,
    forks: 0,
    gap: i === 5 ? 2741 : null,
    clock_offset_ms: i === 6 ? 400_000 : 120,
  })),
  branch_add: { branch: "S9", code: "K7QM-3XDP-9FHT", expires_ms: MS + 86_400_000 },
  held_list: [
    {
      document: { stream: 131072, seq: 512 },
      branch: "S5",
      number: "LS-S5-261123-0018",
      kind: "LS",
      reason: "product_unknown",
      params: [["code", "6999999999999"]],
      since_ms: MS,
    },
  ],
  fork_list: [],
  requisition_list: [
    {
      product_id: 1,
      code: "6901028300056",
      name: "农夫山泉饮用天然水",
      name_en: "Nongfu Spring water",
      spec: "550ml",
      unit: "瓶",
      original: "20",
      adjustment: "-3",
      last: "17",
      parts: [
        { branch: "SH", quantity: "12" },
        { branch: "BJ", quantity: "8" },
      ],
    },
  ],
  template_list: [
    { id: 4_294_967_297, name: "水果礼盒", kind: "ZC", lines: 3, branch: "SH", own: true },
  ],
  template_save: { id: 1, name: "x", kind: "XS", lines: 1, branch: "SH", own: true },
  template_use: draft,
  template_remove: {},
  requisition_adjust: [],
  requisition_order: documentView,
  order_close: documentView,
  seat_list: people,
  approver_list: people.slice(0, 1),
  operator_list: [
    {
      employee_id: 1_002,
      code: "YG02",
      name: "何晓梅",
      name_en: "He Xiaomei",
      branch: "SH",
      roles: ["cashier"],
      scopes: { ...everything, products: [{ key: "c1", name: "饮料" }] },
      discount_limit: "5",
      disabled: false,
      written: true,
    },
  ],
  role_list: {
    roles: [
      {
        code: "cashier",
        name: "收银员",
        name_en: "Cashier",
        grants: ["till.sell", "document.see:@retail"],
        disabled: false,
        shipped: true,
      },
    ],
    plain: ["till.sell", "till.price"],
    acts: ["document.see", "document.post"],
    areas: [{ key: "retail", name: "零售", name_en: "Retail", kinds: ["LS", "LT"] }],
  },
  scope_find: [{ key: "1/0", name: "SH 人民路店 · *" }],
  audit_list: {
    rows: [
      {
        key: "1.1",
        at_ms: MS,
        operator: "何晓梅",
        act: "price_change",
        detail: "111101: 2.50 → 2.20",
        approver: "林国栋",
        reason: "老顾客",
      },
    ],
    next: null,
  },
  login_statistics: [{ operator: "何晓梅", month: "2026-11", logins: 23, days: 21, last_ms: MS }],
  sales_by_branch: {
    date: "2026-11-23",
    rows: branchNames.map((name, i) => ({
      branch: `S${i + 1}`,
      name,
      sales: 40 + i * 7,
      amount: `${2100 + ((i * 733) % 3900)}.40`,
      profit: `${400 + ((i * 133) % 900)}.10`,
    })),
    amount: "38211.90",
    sales: 566,
    days: Array.from({ length: 30 }, (_, i) => [
      new Date(MS - (29 - i) * 86_400_000).toISOString().slice(0, 10),
      `${28000 + ((i * 7919) % 14000)}.00`,
    ]),
  },
};

/** A transport that gives the fixed answers; acts on the cart give the cart. */
export function fixture(
  change: Record<string, unknown> = {},
): Transport & { asked: [string, unknown][]; saved: [string, number][] } {
  const given = { ...answers, ...change };
  const asked: [string, unknown][] = [];
  const saved: [string, number][] = [];
  return {
    asked,
    saved,
    call: async (name, input) => {
      asked.push([name, input]);
      const answer = given[name] ?? (name.startsWith("till_") ? given["till_view"] : {});
      if (answer instanceof Error) throw answer;
      return answer;
    },
    save: async (name, _media, bytes) => {
      saved.push([name, bytes.length]);
      return name;
    },
    on: () => () => undefined,
  };
}
