import { describe, expect, it } from "vitest";
import { formatDecimal, isNegative, isZero, type Form } from "./number";

describe("formatDecimal", () => {
  it.each<[string, Form, string]>([
    ["1234567.5", { places: 2 }, "1,234,567.50"],
    ["-1234567.5", { places: 2 }, "-1,234,567.50"],
    ["0.005", { places: 2 }, "0.005"],
    ["1.500000", { places: 2 }, "1.50"],
    ["1.500000", {}, "1.5"],
    ["2.000000", {}, "2"],
    ["-0.00", { places: 2 }, "0.00"],
    ["0.0000", { places: 2, zero: "–" }, "–"],
    ["000123", {}, "123"],
    ["12.5", { plus: true }, "+12.5"],
    ["-12.5", { plus: true }, "-12.5"],
    ["12345678901234567890.123456", {}, "12,345,678,901,234,567,890.123456"],
    ["", { places: 2 }, ""],
    ["no figure", { places: 2 }, "no figure"],
  ])("draws %s with %o as %s", (text, form, drawn) =>
    expect(formatDecimal(text, form)).toBe(drawn),
  );
});

it("knows zero and what is below it", () => {
  expect(["0", "0.00", "-0", "-0.000", ""].every(isZero)).toBe(true);
  expect(["0.01", "-0.01", "10"].some(isZero)).toBe(false);
  expect(isNegative("-0.01")).toBe(true);
  expect(isNegative("-0.00")).toBe(false);
});
