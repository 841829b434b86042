import { expect, it } from "vitest";
import type { DraftView } from "../../api/generated/DraftView";
import type { ProductHit } from "../../api/generated/ProductHit";
import { changed, draftInput, newDraft, openDraft } from "./draft";

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

it("always leaves an empty line to type in", () => {
  const one = changed(newDraft("CG"), { product: water, at: 1 });
  expect(one.lines.map((line) => line.product_id)).toEqual([7, null]);
  const again = changed(one, { product: { ...water, product_id: 8 }, at: 1 });
  expect(again.lines.map((line) => line.product_id)).toEqual([8, null]);
  const none = changed(again, { remove: 1 });
  expect(none.lines.map((line) => line.product_id)).toEqual([null]);
});

it("sends figures as plain decimal strings, costs only where the kind has them", () => {
  let typed = changed(newDraft("CG"), { product: water, at: 1 });
  typed = changed(typed, { cell: "quantity", at: 1, text: "１２．５" });
  expect(draftInput(typed)?.lines).toEqual([
    { product_id: 7, quantity: "12.5", unit_cost: "1.20" },
  ]);
  const loss = changed(newDraft("BS"), { product: water, at: 1 });
  expect(draftInput(loss)?.lines).toEqual([{ product_id: 7, quantity: "1", unit_cost: null }]);
});

it("sends nothing while a figure is half typed", () => {
  let typed = changed(newDraft("CG"), { product: water, at: 1 });
  typed = changed(typed, { cell: "unit_cost", at: 1, text: "1.2.3" });
  expect(draftInput(typed)).toBeNull();
});

it("takes the core's amount only for a line that is still as it was sent", () => {
  const typed = changed(newDraft("CG"), { product: water, at: 1 });
  const input = draftInput(typed);
  if (input === null) throw new Error("the draft is whole");
  const view: DraftView = {
    id: 3,
    draft: { ...input, id: 3 },
    partner: "",
    lines: [
      {
        line: 1,
        product_id: 7,
        code: "6901",
        name: "水",
        spec: "550ml",
        unit: "瓶",
        quantity: "1",
        unit_price: "1.20",
        list_amount: "1.20",
        discount: "0.00",
        amount: "1.20",
        cost: "",
      },
    ],
    amount: "1.20",
    saved_at_ms: 0,
  };
  expect(changed(typed, { saved: view }).lines[0]?.amount).toBe("1.20");
  const meanwhile = changed(typed, { cell: "quantity", at: 1, text: "2" });
  const late = changed(meanwhile, { saved: view });
  expect(late.id).toBe(3);
  expect(late.lines[0]?.amount).toBe("");
  expect(openDraft(view).lines.map((line) => line.quantity)).toEqual(["1", ""]);
});
