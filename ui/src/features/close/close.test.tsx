import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { newClient } from "../../api/cache";
import { install } from "../../api/client";
import { gaps, months, opening } from "../../dev/close";
import { fixture } from "../../dev/fixture";
import { setLanguage } from "../../i18n";
import { startKeys } from "../../keyboard/scope";
import { GoProvider } from "../../shell/place";
import { CloseScreen } from "./CloseScreen";

beforeAll(() => {
  startKeys({ own: false });
  // Virtual lists draw what fits; jsdom has no layout, so it is told one.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

beforeEach(() => setLanguage("zh-CN"));

function show(change: Record<string, unknown> = {}, hq = false) {
  const transport = fixture(change);
  const go = vi.fn();
  install(transport);
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={go}>
        <CloseScreen hq={hq} />
      </GoProvider>
    </QueryClientProvider>,
  );
  return { go, asked: transport.asked };
}

async function choose(at: number) {
  const row = (await screen.findAllByTestId("month-row"))[at];
  if (row === undefined) throw new Error("there is no such month");
  fireEvent.click(row);
  return screen.findByTestId("month");
}

describe("closing", () => {
  it("says in words how far each month is", async () => {
    show();
    const rows = await screen.findAllByTestId("month-row");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("已关账：采购"),
      expect.stringContaining("YJC-SH-261130-0001"),
    ]);
  });

  it("lists what is in the way, and each document leads to itself", async () => {
    const { go } = show();
    await choose(0);
    fireEvent.keyDown(window, { key: "F7" });
    const found = await screen.findAllByTestId("gap");
    expect(found.map((gap) => gap.textContent)).toEqual([
      expect.stringContaining("库存余额（quantity）为 9，按单据应为 8"),
      expect.stringContaining("分店 BJ 还没有结账"),
    ]);
    fireEvent.click(screen.getByTestId("gap-document"));
    expect(go).toHaveBeenCalledWith({ to: "document", document: { stream: 65536, seq: 7 } });
  });

  it("closes with its remark, and shows gaps instead where the books refuse", async () => {
    const { asked } = show({ close_month: { close: null, gaps } }, true);
    await choose(0);
    fireEvent.change(screen.getByTestId("close-remark"), { target: { value: "BJ 例外" } });
    fireEvent.keyDown(window, { key: "F9" });
    expect((await screen.findAllByTestId("gap")).length).toBe(2);
    expect(asked).toContainEqual(["close_month", { month: "2026-12", remark: "BJ 例外" }]);
  });

  it("closes one module at a time", async () => {
    const { asked } = show();
    await choose(0);
    expect(screen.queryByTestId("module-purchase")).toBeNull();
    fireEvent.click(screen.getByTestId("module-sales"));
    const module = { month: "2026-12", module: "sales" };
    await waitFor(() => expect(asked).toContainEqual(["close_module", module]));
  });

  it("offers no close of a closed month, tells what came late, and opens it again", async () => {
    const { asked } = show();
    await choose(1);
    expect(screen.queryByTestId("close-month")).toBeNull();
    expect((await screen.findByTestId("late")).textContent).toContain("BS-SH-261130-0002");
    fireEvent.change(screen.getByTestId("close-remark"), { target: { value: "漏了一张" } });
    fireEvent.keyDown(window, { key: "F8" });
    const input = { month: "2026-11", remark: "漏了一张" };
    await waitFor(() => expect(asked).toContainEqual(["close_reopen", input]));
  });

  it("shows under December what the year would carry", async () => {
    const { asked } = show();
    await choose(0);
    expect((await screen.findByTestId("year")).textContent).toContain("2026 年结存");
    fireEvent.click(await screen.findByTestId("close-year"));
    const year = { year: 2026, remark: "2026" };
    await waitFor(() => expect(asked).toContainEqual(["close_year", year]));
  });

  it("has a sentence in English too", async () => {
    setLanguage("en");
    show({ close_list: { ...months, opened: null } });
    await choose(0);
    fireEvent.click(screen.getByTestId("close-check"));
    expect((await screen.findByTestId("gaps")).textContent).toContain("BJ has not closed yet");
  });
});

describe("opening the books", () => {
  it("shows the figures and opens", async () => {
    const { asked } = show({ close_list: { opened: null, months: [] } });
    await screen.findByTestId("empty");
    fireEvent.click(screen.getByTestId("opening"));
    expect((await screen.findByTestId("opening-figures")).textContent).toContain("766.00");
    fireEvent.click(screen.getByTestId("opening-open"));
    await waitFor(() => expect(asked).toContainEqual(["opening_open", {}]));
  });

  it("does not open over gaps", async () => {
    const lent = {
      code: "lent_too_much",
      params: [
        ["product", "B"],
        ["own", "3"],
        ["lent", "4"],
      ],
      documents: [],
    };
    show({ opening_check: { ...opening, gaps: [lent] } });
    fireEvent.click(await screen.findByTestId("opening"));
    expect((await screen.findByTestId("gap")).textContent).toContain("自有 3，借出 4");
    expect(screen.getByTestId("opening-open").getAttribute("disabled")).not.toBeNull();
  });
});
