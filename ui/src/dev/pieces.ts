/** Sample pieces with numbers, lots and head office's choices. */
import type { CompanyPolicyView } from "../api/generated/CompanyPolicyView";
import type { ExpiringView } from "../api/generated/ExpiringView";
import type { LotView } from "../api/generated/LotView";
import type { SerialConflictView } from "../api/generated/SerialConflictView";
import type { SerialModeView } from "../api/generated/SerialModeView";
import type { SerialTraceView } from "../api/generated/SerialTraceView";
import type { SerialView } from "../api/generated/SerialView";
import { draft } from "./kinds";

const piece = (number: string, state: string): SerialView => ({
  product_id: 3,
  code: "251101",
  name: "电水壶",
  number,
  branch: "SH",
  state,
  voided: false,
  warehouse: 1,
});

export const pieces: readonly SerialView[] = [
  piece("SN-0001", "in_stock"),
  piece("SN-0002", "in_stock"),
  piece("SN-0003", "sold"),
];

export const traces: readonly SerialTraceView[] = [
  {
    piece: piece("SN-0003", "sold"),
    user: null,
    may_user: true,
    may_state: false,
    may_void: false,
    steps: [
      {
        document: { stream: 65536, seq: 12 },
        kind: "CG",
        number: "CG-SH-261101-0002",
        date: "2026-11-01",
        from: "",
        to: "in_stock",
      },
      {
        document: { stream: 65536, seq: 40 },
        kind: "LS",
        number: "LS-SH-261123-0040",
        date: "2026-11-23",
        from: "in_stock",
        to: "sold",
      },
    ],
  },
];

export const conflicts: readonly SerialConflictView[] = [
  {
    product_id: 3,
    code: "251101",
    name: "电水壶",
    number: "SN-0003",
    sides: [
      ["S1", "sold"],
      ["S2", "sold"],
    ],
    why: "both_sold",
  },
];

export const numbering: SerialModeView = {
  product_id: 3,
  code: "251101",
  name: "电水壶",
  mode: "strict",
  possible: true,
  forgets: 2,
  stock: [{ branch: "SH", stock: "2", pieces: 2 }],
};

export const companyPolicy: CompanyPolicyView = {
  method: "average",
  negative_stock: false,
  serial_mode: "none",
  locked: true,
};

export const lots: readonly LotView[] = [
  { number: "L1", expires: "2026-12-01", expired: false, quantity: "6", proposed: "" },
  { number: "L0", expires: "2026-11-01", expired: true, quantity: "2", proposed: "" },
];

export const expiring: readonly ExpiringView[] = [
  {
    branch: "SH",
    warehouse: "商品库",
    product_id: 4,
    code: "2100123",
    name: "红富士苹果",
    lot: "L0",
    expires: "2026-11-01",
    days: -22,
    quantity: "2",
    unit: "千克",
  },
  {
    branch: "SH",
    warehouse: "商品库",
    product_id: 4,
    code: "2100123",
    name: "红富士苹果",
    lot: "L1",
    expires: "2026-12-01",
    days: 8,
    quantity: "6",
    unit: "千克",
  },
];

/** The saved receipt, whose lines want numbers and have a lot. */
export const tracked = {
  ...draft,
  wrong: [],
  draft: {
    ...draft.draft,
    lines: draft.draft.lines.map((line) => ({
      ...line,
      quantity: "3",
      serials: ["A001", "A002"],
      lot: { number: "L1", expires: null, made: null },
    })),
  },
  lines: draft.lines.map((line) => ({
    ...line,
    quantity: "3",
    pieces: { each: true, named: 2, states: ["in_stock"], fresh: true, offered: [] },
    lot: { leaves: true, expires: "2026-12-01", expired: false, shelf_life_days: 30 },
  })),
};
