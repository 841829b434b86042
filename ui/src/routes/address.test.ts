import { expect, it } from "vitest";
import { plainReport } from "../shell/place";
import { addressOf, reportOf } from "./address";

it("finds the same report again from its address", () => {
  const asked = {
    ...plainReport("stock_ledger"),
    branch: "SH",
    product_id: 42,
    from: "2026-11-01",
  };
  const { path, search } = addressOf({ to: "report", input: asked });
  expect(path).toBe("/reports/stock_ledger");
  expect(reportOf("stock_ledger", search)).toEqual(asked);
});

it("keeps what narrows a statistic, and its order", () => {
  const asked = {
    ...plainReport("sales_statistics"),
    partner_id: 7,
    employee_id: 3,
    category_id: 12,
    warehouse: 3,
    kinds: ["LS", "XS"],
    by: "month",
    sort: "profit",
    descending: true,
  };
  const { search } = addressOf({ to: "report", input: asked });
  expect(reportOf("sales_statistics", search)).toEqual(asked);
});

it("keeps a code that looks like a number a code", () => {
  expect(reportOf("account_ledger", { account: 1001 }).account).toBe("1001");
});

it("asks for nothing that the address does not say", () => {
  expect(reportOf("trial_balance", { product: "x", from: "" })).toEqual({
    ...plainReport("trial_balance"),
    from: "",
  });
});
