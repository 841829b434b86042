import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { newClient } from "../../api/cache";
import { install } from "../../api/client";
import type { ReportInput } from "../../api/generated/ReportInput";
import type { ReportView } from "../../api/generated/ReportView";
import { fixture } from "../../dev/fixture";
import { setLanguage } from "../../i18n";
import { GoProvider, plainReport } from "../../shell/place";
import { bytesOf } from "./file";
import { ReportsScreen } from "./ReportsScreen";

beforeAll(() => {
  vi.setConfig({ testTimeout: 20_000 });
  setLanguage("zh-CN");
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

const statistic: ReportView = {
  input: plainReport("sales_statistics"),
  columns: [
    { key: "code", kind: "text" },
    { key: "name", kind: "text" },
    { key: "quantity", kind: "quantity" },
    { key: "profit", kind: "amount" },
  ],
  rows: [
    {
      kind: "plain",
      cells: ["P1", "商品", "4", "7.00"],
      drill: { report: { ...plainReport("documents"), product_id: 1, kinds: ["LS"] } },
    },
  ],
  total: ["", "", "4", "7.00"],
  next: null,
  as_of_ms: null,
};

function show(node: ReactNode) {
  const transport = fixture({ report: statistic });
  const go = vi.fn();
  install(transport);
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={go}>{node}</GoProvider>
    </QueryClientProvider>,
  );
  return { go, transport };
}

function statistics(change: Partial<ReportInput> = {}) {
  const onInput = vi.fn<(input: ReportInput) => void>();
  const input = { ...plainReport("sales_statistics"), ...change };
  return { onInput, input, ...show(<ReportsScreen input={input} onInput={onInput} />) };
}

/** Opens a choice and takes one of its options. */
async function choose(testid: string, option: string) {
  const choice = await screen.findByTestId(testid);
  const button = choice.querySelector("button");
  if (button === null) throw new Error(`${testid} opens`);
  fireEvent.click(button);
  // Asking by role costs seconds in jsdom.
  const options = await waitFor(() => {
    const found = [...document.querySelectorAll<HTMLElement>("[role=option]")];
    if (found.length === 0) throw new Error(`${testid} has no options`);
    return found;
  });
  const wanted = options.find((each) => each.textContent === option);
  if (wanted === undefined) throw new Error(`${testid} lacks ${option}`);
  fireEvent.click(wanted);
}

describe("a statistic", () => {
  it("asks for other rows", async () => {
    const { onInput, input } = statistics();
    await choose("report-by", "按月");
    expect(onInput).toHaveBeenCalledWith({ ...input, by: "month" });
  });

  it("asks for one kind of document", async () => {
    const { onInput, input } = statistics();
    await choose("report-kind", "零售单");
    expect(onInput).toHaveBeenCalledWith({ ...input, kinds: ["LS"] });
  });

  it("is put in the order of any figure", async () => {
    const { onInput, input } = statistics();
    await screen.findAllByTestId("report-row");
    await choose("report-sort", "毛利 从大到小");
    expect(onInput).toHaveBeenCalledWith({ ...input, sort: "profit", descending: true });
  });

  it("opens the documents behind a row", async () => {
    const { go } = statistics();
    const [row] = await screen.findAllByTestId("report-row");
    if (row === undefined) throw new Error("the report has rows");
    fireEvent.click(row);
    expect(go).toHaveBeenCalledWith({
      to: "report",
      input: { ...plainReport("documents"), product_id: 1, kinds: ["LS"] },
    });
  });

  it("says to what it is narrowed, and widens again", async () => {
    const { onInput, input } = statistics({ partner_id: 7, employee_id: 2 });
    const chip = await screen.findByTestId("report-widen");
    expect(chip.textContent).toContain("一个往来单位、一位经手人");
    fireEvent.click(chip);
    expect(onInput).toHaveBeenCalledWith({ ...input, partner_id: null, employee_id: null });
  });

  it("is saved whole as an Excel file", async () => {
    const { transport } = statistics({ from: "2026-11-01" });
    fireEvent.click(await screen.findByTestId("report-xlsx"));
    await waitFor(() => expect(transport.saved).toEqual([["科目余额表.xlsx", 6]]));
    const sent = transport.asked.find(([name]) => name === "report_file")?.[1];
    expect(sent).toMatchObject({ format: "xlsx", report: { from: "2026-11-01", lang: "zh-CN" } });
  });
});

it("a report that reads days begins with this month", async () => {
  const onInput = vi.fn<(input: ReportInput) => void>();
  show(<ReportsScreen input={plainReport("overdue")} onInput={onInput} />);
  await choose("report-name", "销售 · 销售统计与排行");
  const wanted = { ...plainReport("sales_statistics"), from: "2026-11-01" };
  expect(onInput).toHaveBeenCalledWith(wanted);
});

it("bytes come back from their text", () => {
  expect([...bytesOf("Zm9vYmE=")]).toEqual([102, 111, 111, 98, 97]);
});
