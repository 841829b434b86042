import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { newClient } from "../api/cache";
import { install } from "../api/client";
import { refusal } from "../api/error";
import { answers, fixture } from "../dev/fixture";
import { setLanguage } from "../i18n";
import { GoProvider, plainReport } from "../shell/place";
import { BranchesScreen } from "./branches/BranchesScreen";
import { DocumentPanel } from "./documents/DocumentPanel";
import { DocumentsScreen } from "./documents/DocumentsScreen";
import { KindsScreen } from "./documents/KindsScreen";
import { SerialNumbers } from "./documents/SerialNumbers";
import { ExchangeLight } from "./exchange/ExchangeLight";
import { PriceInfo } from "./prices/PriceInfo";
import { PromotionsScreen } from "./prices/PromotionsScreen";
import { ReportsScreen } from "./reports/ReportsScreen";
import { RequisitionScreen } from "./requisitions/RequisitionScreen";

beforeAll(() => {
  setLanguage("zh-CN");
  // Virtual lists draw what fits; jsdom has no layout, so it is told one.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

function show(node: ReactNode, change: Record<string, unknown> = {}) {
  const transport = fixture(change);
  const go = vi.fn();
  install(transport);
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={go}>{node}</GoProvider>
    </QueryClientProvider>,
  );
  return { go, asked: transport.asked };
}

describe("lists", () => {
  it("open a row by Enter, after the arrows moved to it", async () => {
    const onOpen = vi.fn();
    show(<DocumentsScreen open={null} onOpen={onOpen} />);
    const rows = await screen.findAllByTestId("document-row");
    expect(rows.length).toBeGreaterThan(5);
    const grid = screen.getByRole("grid");
    grid.focus();
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    fireEvent.keyDown(grid, { key: "Enter" });
    expect(onOpen).toHaveBeenCalledExactlyOnceWith({ stream: 65536, seq: 58 });
  });

  it("say why they are empty and what to do", async () => {
    show(<DocumentsScreen open={null} onOpen={vi.fn()} />, {
      document_list: { rows: [], next: null },
    });
    expect((await screen.findByTestId("empty")).textContent).toContain("没有单据");
  });

  it("say which right is missing instead of showing nothing", async () => {
    const denied = refusal("permission_denied");
    denied.api.params = [["right", "document.see"]];
    show(<DocumentsScreen open={null} onOpen={vi.fn()} />, { document_list: denied });
    expect((await screen.findByRole("alert")).textContent).toContain("查看单据");
  });
});

it("a report's row leads to what it is made of", async () => {
  const { go, asked } = show(
    <ReportsScreen input={plainReport("trial_balance")} onInput={vi.fn()} />,
  );
  const [first] = await screen.findAllByTestId("report-row");
  if (first === undefined) throw new Error("the report has rows");
  fireEvent.click(first);
  expect(go).toHaveBeenCalledWith({
    to: "report",
    input: { ...plainReport("account_ledger"), account: "1001" },
  });
  expect(asked.find(([name]) => name === "report")?.[1]).toMatchObject({ lang: "zh-CN" });
});

it("a document leads to the ledgers it stands in", async () => {
  const { go } = show(<DocumentPanel document={{ stream: 65536, seq: 42 }} onClose={vi.fn()} hq />);
  fireEvent.click(await screen.findByTestId("to-stock-ledger"));
  expect(go).toHaveBeenCalledWith({
    to: "report",
    input: { ...plainReport("stock_ledger"), branch: "SH", product_id: 1, from: "2026-11-01" },
  });
  const [entry] = screen.getAllByTestId("to-account-ledger");
  if (entry === undefined) throw new Error("the document has entries");
  fireEvent.click(entry);
  const asked: unknown = go.mock.lastCall?.[0];
  expect(asked).toMatchObject({ to: "report", input: { name: "account_ledger", branch: "SH" } });
});

it("the one-time code of a new branch is shown", async () => {
  const { asked } = show(<BranchesScreen />);
  fireEvent.click(await screen.findByTestId("branch-add"));
  fireEvent.change(await screen.findByTestId("branch-code"), { target: { value: "S9" } });
  fireEvent.change(screen.getByTestId("branch-name"), { target: { value: "新店" } });
  fireEvent.click(screen.getByTestId("branch-save"));
  expect((await screen.findByTestId("enrol-code")).textContent).toBe("K7QM-3XDP-9FHT");
  expect(asked).toContainEqual(["branch_add", { code: "S9", name: "新店" }]);
});

it("offline is a calm light with a count, not an error", async () => {
  show(<ExchangeLight />);
  const light = await screen.findByTestId("exchange-light");
  expect(light.dataset["state"]).toBe("offline");
  await waitFor(() => expect(light.textContent).toContain("37 张待发"));
  expect(answers["exchange_status"]).toMatchObject({ trouble: null });
});

describe("the start page of documents", () => {
  it("opens a kind by its code and Enter, and by arrows from the field", async () => {
    const { go } = show(<KindsScreen />);
    await screen.findByTestId("kind-XS");
    const field = screen.getByTestId("kind-find");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(go).not.toHaveBeenCalled();
    fireEvent.change(field, { target: { value: "ct" } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(go).toHaveBeenLastCalledWith({ to: "draft", what: "CT" });
    fireEvent.change(field, { target: { value: "" } });
    fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(document.activeElement?.getAttribute("data-testid")).toBe("kind-XS");
  });
});

describe("templates", () => {
  it("are written so many times over by keys", async () => {
    const { go, asked } = show(<KindsScreen />);
    fireEvent.click(await screen.findByTestId("templates"));
    const [row] = await screen.findAllByTestId("template-row");
    if (row === undefined) throw new Error("the list has a row");
    fireEvent.click(row);
    const field = await screen.findByTestId("template-times");
    fireEvent.change(field, { target: { value: "3" } });
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() =>
      expect(asked).toContainEqual(["template_use", { id: 4_294_967_297, times: "3" }]),
    );
    await waitFor(() => expect(go).toHaveBeenCalledWith(expect.objectContaining({ to: "draft" })));
  });
});

describe("requisitions", () => {
  it("show who asks for how much, and take what head office makes of it", async () => {
    const { asked } = show(<RequisitionScreen />);
    const [row] = await screen.findAllByTestId("requisition-row");
    if (row === undefined) throw new Error("the list has a row");
    expect(row.textContent).toContain("SH 12, BJ 8");
    fireEvent.click(row);
    const field = await screen.findByTestId("adjust-quantity");
    fireEvent.change(field, { target: { value: "5" } });
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() =>
      expect(asked).toContainEqual(["requisition_adjust", { product_id: 1, quantity: "5" }]),
    );
  });

  it("say why there is nothing to order", async () => {
    show(<RequisitionScreen />, { requisition_list: [] });
    expect((await screen.findByTestId("empty")).textContent).toContain("没有待订的请购");
    expect(screen.getByTestId("order")).toHaveProperty("disabled", true);
  });
});

describe("promotions", () => {
  it("say how they stand, and open to be changed or called off", async () => {
    const { asked } = show(<PromotionsScreen />);
    const rows = await screen.findAllByTestId("promotion-row");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("未开始"),
      expect.stringContaining("进行中"),
    ]);
    const [, running] = rows;
    if (running === undefined) throw new Error("the list has two rows");
    fireEvent.click(running);
    fireEvent.change(await screen.findByTestId("promotion-figure"), { target: { value: "1.70" } });
    fireEvent.click(screen.getByTestId("promotion-save"));
    await waitFor(() => expect(asked.map(([name]) => name)).toContain("promotion_save"));
    const saved = asked.find(([name]) => name === "promotion_save")?.[1];
    expect(saved).toMatchObject({ id: 1, product_id: 1, price: "1.70", percent: null });
  });

  it("say why there are none and what to do", async () => {
    show(<PromotionsScreen />, { promotion_list: { rows: [], next: null } });
    expect((await screen.findByTestId("empty")).textContent).toContain("自动恢复预设售价");
  });

  it("keep an empty limit out of the policy", async () => {
    const { asked } = show(<PromotionsScreen />);
    fireEvent.click(await screen.findByTestId("policy-open"));
    fireEvent.change(await screen.findByTestId("policy-1"), { target: { value: "" } });
    fireEvent.change(screen.getByTestId("policy-4"), { target: { value: "30" } });
    fireEvent.click(screen.getByTestId("policy-save"));
    await waitFor(() =>
      expect(asked).toContainEqual([
        "price_policy_save",
        { factor_at_most_one: true, ceilings: [{ role: 4, operator: null, percent: "30" }] },
      ]),
    );
  });
});

it("the prices of a product stand in one place, and a last price leads to its document", async () => {
  const { go } = show(<PriceInfo product={1} onClose={vi.fn()} />);
  expect((await screen.findByTestId("price-1")).textContent).toBe("2.00");
  const info = screen.getByTestId("price-info").textContent;
  for (const part of ["每箱", "平安里社区食堂", "1.85", "10箱"]) expect(info).toContain(part);
  fireEvent.click(screen.getByText("2026-11-20"));
  expect(go).toHaveBeenCalledWith({ to: "document", document: { stream: 65536, seq: 31 } });
});

it("serial numbers open on demand and lead to their trace", async () => {
  const numbers = ["N1", "N2", "N3", "N4"];
  const { go } = show(<SerialNumbers title="CG-1" numbers={numbers} />);
  expect(screen.queryAllByTestId("serial-number")).toHaveLength(0);
  fireEvent.click(screen.getByTestId("serials-open"));
  const shown = await screen.findAllByTestId("serial-number");
  expect(shown.map((each) => each.textContent)).toEqual(numbers);
  fireEvent.click(shown[1] as HTMLElement);
  expect(go).toHaveBeenCalledWith({ to: "serials", part: "N2" });
});
