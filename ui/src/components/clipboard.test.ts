import { expect, it } from "vitest";
import { csv } from "./clipboard";
import { dateOf } from "./DateInput";

it("gives a spreadsheet plain figures and harmless text", () => {
  const rows = [
    ["商品", "金额"],
    ['=HYPERLINK("x")', "-1234.50"],
    ["一,二", "0.10"],
  ];
  expect(csv(rows, [false, true])).toBe('商品,金额\n"\'=HYPERLINK(""x"")",-1234.50\n"一,二",0.10');
});

it("reads a business date however it was typed", () => {
  expect(dateOf("20261123")).toBe("2026-11-23");
  expect(dateOf("2026年11月23日")).toBe("2026-11-23");
  expect(dateOf("２０２６／１１／２３")).toBe("2026-11-23");
  expect(dateOf("2026-02-30")).toBeNull();
  expect(dateOf("2026-11")).toBeNull();
});
