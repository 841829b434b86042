import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import zh from "../../i18n/zh-CN.json";
import { AREAS, monthBegin, REPORTS, reportsIn } from "./catalog";

const core = readFileSync("../shared/books/src/report.rs", "utf8");
const names = [...core.matchAll(/^ {4}\w+ = "(\w+)" \w+;$/gm)].map((found) => found[1] ?? "");

it("lists every report of the core once, each in an area", () => {
  expect(names.length).toBeGreaterThan(30);
  expect(Object.keys(REPORTS).toSorted()).toEqual(names.toSorted());
  const listed = AREAS.flatMap((area) => reportsIn(area));
  expect(listed).not.toContain("stock_ledger");
  expect(listed.length).toBe(names.length - 2);
  expect(reportsIn("stock", "stock_ledger")).toContain("stock_ledger");
});

it("asks only for rows that the core knows", () => {
  const by = readFileSync("../shared/books/src/report/by.rs", "utf8");
  for (const [name, asked] of Object.entries(REPORTS)) {
    for (const each of asked.by ?? []) {
      if (each !== "own") expect(by, `${name} by ${each}`).toContain(`= "${each}";`);
      expect(zh).toHaveProperty([`report.by.${each}`]);
    }
    expect(zh).toHaveProperty([`report.${name}`]);
  }
});

it("begins a month on its first day", () => {
  expect(monthBegin("2026-11-23")).toBe("2026-11-01");
});
