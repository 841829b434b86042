import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import { newClient } from "../../../api/cache";
import { install } from "../../../api/client";
import { fixture } from "../../../dev/fixture";
import { draft, kinds } from "../../../dev/kinds";
import { setLanguage } from "../../../i18n";
import { startKeys } from "../../../keyboard/scope";
import { GoProvider } from "../../../shell/place";
import { DraftEditor } from "./DraftEditor";
import { newDraft, openDraft, type Typed } from "./draft";

beforeAll(() => {
  setLanguage("zh-CN");
  startKeys({ own: false });
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

function show(code: string, start: Typed = newDraft(code), change: Record<string, unknown> = {}) {
  const kind = kinds.find((each) => each.code === code);
  if (kind === undefined) throw new Error(code);
  const transport = fixture(change);
  install(transport);
  const go = vi.fn();
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={go}>
        <DraftEditor kind={kind} start={start} onClose={vi.fn()} />
      </GoProvider>
    </QueryClientProvider>,
  );
  return { go, asked: transport.asked };
}

const heads = (label: string) =>
  within(screen.getByRole("grid", { name: label }))
    .getAllByRole("columnheader")
    .map((each) => each.textContent);

it("a purchase receipt asks for supplier, cost and tax, and not for a discount", async () => {
  show("CG");
  expect(await screen.findByLabelText("供应商 *")).toBeTruthy();
  const columns = heads("商品明细");
  for (const column of ["数量", "成本单价", "税率 %", "税额"]) expect(columns).toContain(column);
  expect(columns).not.toContain("折扣");
  expect(screen.queryByRole("grid", { name: "科目分录" })).toBeNull();
});

it("a loss asks for its reason, and for neither price nor money", async () => {
  show("BS");
  expect(await screen.findByLabelText("原因 *")).toBeTruthy();
  expect(heads("商品明细")).not.toContain("成本单价");
  expect(screen.queryByRole("grid", { name: "收付款" })).toBeNull();
});

it("a voucher is account lines alone", async () => {
  show("PZ");
  expect(await screen.findByRole("grid", { name: "科目分录" })).toBeTruthy();
  expect(screen.queryByRole("grid", { name: "商品明细" })).toBeNull();
});

it("a receipt of money lists what its partner has open", async () => {
  const start = newDraft("SK");
  show("SK", { ...start, head: { ...start.head, partner_id: 1 } });
  const lines = await screen.findAllByTestId("settle-line");
  expect(lines.map((line) => line.textContent)).toEqual([
    expect.stringContaining("逾期"),
    expect.stringContaining("340.00"),
  ]);
});

it("every failure stands beside its field", async () => {
  show("CG", openDraft(draft));
  const cells = await screen.findAllByTestId("draft-quantity");
  expect(cells[0]?.getAttribute("aria-invalid")).toBeNull();
  expect(cells[1]?.getAttribute("aria-invalid")).toBe("true");
  const [, second] = screen.getAllByTestId("draft-line");
  expect(second?.textContent).toContain("1.2.3");
});

it("what is only missing is told when somebody wants to post, and nothing is posted", async () => {
  const missing = { code: "partner_missing", params: [], field: "partner_id" };
  const bare = { ...draft, wrong: [missing] };
  const { asked } = show("CG", openDraft(bare), { draft_save: bare });
  await screen.findAllByTestId("draft-line");
  expect(screen.queryByText("请选择往来单位")).toBeNull();
  fireEvent.keyDown(window, { key: "F9" });
  expect(await screen.findByText("请选择往来单位")).toBeTruthy();
  expect(asked.map(([name]) => name)).not.toContain("draft_post");
});

it("F9 saves, posts and leads to the document", async () => {
  const sound = { ...draft, wrong: [] };
  const change = { draft_save: sound, draft_post: { document: { stream: 65536, seq: 60 } } };
  const { go } = show("CG", openDraft(sound), change);
  await screen.findAllByTestId("draft-line");
  fireEvent.keyDown(window, { key: "F9" });
  const there = { to: "document", document: { stream: 65536, seq: 60 } };
  await waitFor(() => expect(go).toHaveBeenCalledWith(there));
});

it("two quick changes of a new draft make one draft", async () => {
  const { asked } = show("BS", undefined, { draft_save: { ...draft, id: 9, wrong: [] } });
  const reason = await screen.findByTestId("draft-remark");
  const source = screen.getByTestId("draft-source");
  fireEvent.change(reason, { target: { value: "摔破" } });
  fireEvent.blur(reason);
  fireEvent.change(source, { target: { value: "A1" } });
  fireEvent.blur(source);
  await waitFor(() => expect(asked.filter(([name]) => name === "draft_save")).toHaveLength(2));
  const ids = asked.flatMap(([name, input]) =>
    name === "draft_save" ? [(input as { id: number | null }).id] : [],
  );
  expect(ids).toEqual([null, 9]);
});
