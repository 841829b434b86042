import { describe, expect, it } from "vitest";
import { commandTable } from "../api/generated/commands";
import { keymap } from "../keyboard/keymap";
import en from "./en.json";
import zh from "./zh-CN.json";

const chinese: Record<string, string> = zh;
const english: Record<string, string> = en;
const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

/** Every code the core can answer with, and those the screens make themselves. */
const CODES = `product_unknown product_ambiguous quantity_invalid price_invalid price_missing
  discount_too_high line_unknown cart_empty tender_short tender_unknown change_not_possible
  stock_short document_unknown already_reversed return_too_much reason_missing partner_missing
  lines_missing cost_missing period_sealed permission_denied not_here disk_full store_damaged
  newer_schema hq_unreachable hq_refused code_wrong code_expired clock_wrong link_lost busy
  input_malformed broken_invariant login_wrong login_needed too_many_tries branch_code_taken
  file_unreadable file_wrong figure_invalid scan_blocked
  partner_unknown partner_ambiguous promotion_ends_before promotion_price_of_category
  approval_needed approver_lacks out_of_scope pin_wrong pin_missing pin_form pin_of_manager_first
  role_unknown`.split(/\s+/);

describe("the dictionaries", () => {
  it("have the same keys", () => expect(Object.keys(english)).toEqual(Object.keys(chinese)));

  it("have the same holes in every sentence", () => {
    for (const key of Object.keys(chinese)) {
      expect(holes(english[key] ?? ""), key).toEqual(holes(chinese[key] ?? ""));
    }
  });

  it("have words everywhere", () => {
    for (const words of [chinese, english]) {
      for (const [key, text] of Object.entries(words)) expect(text.trim(), key).not.toBe("");
    }
  });

  it("write Chinese with full-width punctuation", () => {
    for (const [key, text] of Object.entries(chinese)) {
      expect(text, key).not.toMatch(/\p{Script=Han}[,;!?:]/u);
    }
  });

  it("keep English within reach of the Chinese widths", () => {
    for (const [key, text] of Object.entries(chinese)) {
      if (!/^(nav|key|column)\./.test(key) || key === "key.note") continue;
      expect((english[key] ?? "").length, key).toBeLessThanOrEqual(Math.max(20, text.length * 6));
    }
  });

  it("have a sentence for every error", () => {
    for (const code of CODES) expect(chinese, code).toHaveProperty([`error.${code}`]);
  });

  it("name every right and every key's act", () => {
    for (const row of Object.values(commandTable)) {
      if (row.right !== null) expect(chinese).toHaveProperty([`right.${row.right.split(":")[0]}`]);
    }
    for (const { label, scope } of keymap) {
      expect(chinese).toHaveProperty([label]);
      expect(chinese).toHaveProperty([`scope.${scope}`]);
    }
  });
});
