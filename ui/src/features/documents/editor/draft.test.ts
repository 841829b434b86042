import { expect, it } from "vitest";
import type { ProductHit } from "../../../api/generated/ProductHit";
import { draft as saved, kinds } from "../../../dev/kinds";
import { changed, draftInput, newDraft, openDraft, startPrice, type Typed } from "./draft";

const water: ProductHit = {
  product_id: 7,
  code: "6901",
  barcode: "6901",
  name: "水",
  name_en: "Water",
  spec: "550ml",
  unit: "瓶",
  price: "2.00",
  purchase_price: "1.20",
  on_hand: "0",
};

const withWater = (typed: Typed) => changed(typed, { product: water, price: "1.20", at: 1 });

it("always leaves an empty line to type in", () => {
  const one = withWater(newDraft("CG"));
  expect(one.lines.map((line) => line.product_id)).toEqual([7, null]);
  const none = changed(one, { remove: "lines", at: 1 });
  expect(none.lines.map((line) => line.product_id)).toEqual([null]);
  const entry = one.entries[0];
  if (entry === undefined) throw new Error("there is an empty account line");
  const more = changed(one, { entry: { account: "1001" }, at: entry.at });
  expect(more.entries.map((each) => each.account)).toEqual(["1001", ""]);
});

it("sends figures as plain decimal strings, and what is none as it was typed", () => {
  let typed = changed(withWater(newDraft("CG")), { cell: "quantity", at: 1, text: "１２．５" });
  typed = changed(typed, { cell: "tax_percent", at: 1, text: "13%" });
  expect(draftInput(typed).lines[0]).toMatchObject({ quantity: "12.5", tax_percent: "13" });
  typed = changed(typed, { cell: "quantity", at: 1, text: "1.2.3" });
  expect(draftInput(typed).lines[0]?.quantity).toBe("1.2.3");
});

it("takes the core's figures only for a line that is still as it was sent", () => {
  const sent = openDraft(saved);
  const back = changed(sent, { saved, sent });
  expect(back.lines[0]?.shown?.amount).toBe("138.00");
  const meanwhile = changed(sent, { cell: "quantity", at: 1, text: "2" });
  const late = changed(meanwhile, { saved, sent });
  expect([late.id, late.lines[0]?.shown]).toEqual([7, null]);
});

it("opens a saved draft as it was typed", () => {
  expect(draftInput(openDraft(saved))).toEqual(saved.draft);
});

it("settles what is typed and forgets what is emptied", () => {
  const one = changed(newDraft("SK"), { settle: "65536-31", amount: "80" });
  const settled = [{ document: { stream: 65536, seq: 31 }, amount: "80" }];
  expect(draftInput(one).settles).toEqual(settled);
  expect(draftInput(changed(one, { settle: "65536-31", amount: "" })).settles).toEqual([]);
});

function of(code: string) {
  const kind = kinds.find((each) => each.code === code);
  if (kind === undefined) throw new Error(code);
  return kind;
}

it("begins a price only where the kind must have one", () => {
  expect(startPrice(of("XS"), water, "1.85")).toBe("1.85");
  expect(startPrice(of("XS"), water, null)).toBe("2.00");
  expect(startPrice(of("CG"), water, null)).toBe("1.20");
  expect(startPrice(of("BS"), water, null)).toBe("");
});
