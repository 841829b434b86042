import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, expect, it, vi } from "vitest";
import { newClient } from "../../../api/cache";
import { install } from "../../../api/client";
import type { DraftInput } from "../../../api/generated/DraftInput";
import type { DraftView } from "../../../api/generated/DraftView";
import { fixture } from "../../../dev/fixture";
import { draft, kinds } from "../../../dev/kinds";
import { setLanguage } from "../../../i18n";
import { startKeys } from "../../../keyboard/scope";
import { GoProvider } from "../../../shell/place";
import { DraftEditor } from "./DraftEditor";
import { openDraft } from "./draft";

beforeAll(() => {
  setLanguage("zh-CN");
  startKeys({ own: false });
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

const pieces = { each: true, named: 0, states: ["in_stock"], fresh: true, offered: [] };
const lot = { leaves: false, expires: "2026-12-23", expired: false, shelf_life_days: 30 };

/** The receipt, three of whose first line are wanted, with numbers or a lot. */
function tracked(by: Partial<DraftView["lines"][number]>): DraftView {
  const [first, ...lines] = draft.lines;
  const [typed, ...others] = draft.draft.lines;
  if (first === undefined || typed === undefined) throw new Error("the draft has lines");
  return {
    ...draft,
    wrong: [],
    draft: { ...draft.draft, lines: [{ ...typed, quantity: "3" }, ...others] },
    lines: [{ ...first, ...by }, ...lines],
  };
}

async function show(view: DraftView, change: Record<string, unknown> = {}) {
  const kind = kinds.find((each) => each.code === "CG");
  if (kind === undefined) throw new Error("CG");
  const transport = fixture({ draft_save: view, ...change });
  install(transport);
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={vi.fn()}>
        <DraftEditor kind={kind} start={openDraft(view)} onClose={vi.fn()} />
      </GoProvider>
    </QueryClientProvider>,
  );
  fireEvent.click(await screen.findByTestId("draft-track"));
  await screen.findByTestId("track-panel");
  const saved = () =>
    transport.asked
      .filter(([name]) => name === "draft_save")
      .map(([, input]) => (input as DraftInput).lines[0]);
  return { asked: transport.asked, saved };
}

function type(testid: string, text: string): void {
  const field = screen.getByTestId(testid);
  fireEvent.change(field, { target: { value: text } });
  fireEvent.keyDown(field, { key: "Enter" });
}

it("numbers are typed one after the other, and counted against the pieces", async () => {
  const { saved } = await show(tracked({ pieces }), { serial_read: { numbers: ["N1", "N2"] } });
  expect(screen.getByTestId("track-count").textContent).toBe("0/3");
  type("track-number", "N1~N2");
  await waitFor(() => expect(screen.getByTestId("track-count").textContent).toBe("2/3"));
  expect(saved().at(-1)?.serials).toEqual(["N1", "N2"]);
  expect(screen.getByTestId("draft-track").textContent).toBe("2/3");
});

it("a number that stands there already is refused in words", async () => {
  await show(tracked({ pieces }), { serial_read: { numbers: ["N1"] } });
  type("track-number", "N1");
  await waitFor(() => expect(screen.getByTestId("track-count").textContent).toBe("1/3"));
  type("track-number", "N1");
  expect(await screen.findByText("序列号 N1 重复")).toBeTruthy();
  expect(screen.getByTestId("track-count").textContent).toBe("1/3");
});

it("pieces in the store are chosen, or as many taken as are missing", async () => {
  const { asked, saved } = await show(tracked({ pieces }));
  fireEvent.click(await screen.findByTestId("piece-fill"));
  await waitFor(() => expect(saved().at(-1)?.serials).toEqual(["SN-0001", "SN-0002", "SN-0003"]));
  const list = asked.find(([name]) => name === "serial_list")?.[1];
  expect(list).toMatchObject({ product_id: 1, states: ["in_stock"], warehouse: 1 });
  const [first] = screen.getAllByTestId("piece");
  fireEvent.click(first as HTMLElement);
  await waitFor(() => expect(saved().at(-1)?.serials).toEqual(["SN-0002", "SN-0003"]));
});

it("a return chooses among the pieces of its original and asks for no others", async () => {
  const { asked } = await show(tracked({ pieces: { ...pieces, offered: ["N7", "N8"] } }));
  const offered = screen.getAllByTestId("piece").map((each) => each.textContent);
  expect(offered).toEqual(["N7", "N8"]);
  expect(asked.map(([name]) => name)).not.toContain("serial_list");
});

it("the last day of a lot follows from what was typed, and may be typed over", async () => {
  const { saved } = await show(tracked({ lot }));
  type("lot-number", "L9");
  await waitFor(() => expect(saved().at(-1)?.lot?.number).toBe("L9"));
  expect(screen.getByTestId("track-panel").textContent).toContain("2026-12-23");
  fireEvent.change(screen.getByTestId("lot-made"), { target: { value: "20261101" } });
  await waitFor(() => expect(saved().at(-1)?.lot?.made).toBe("2026-11-01"));
});

it("F6 takes what expires first, and the lots in the store can be chosen", async () => {
  const leaving = tracked({ lot: { ...lot, leaves: true, expires: "" } });
  const { asked, saved } = await show(leaving, { draft_lots: leaving });
  const shelf = await screen.findAllByTestId("lot");
  expect(shelf[1]?.textContent).toContain("已过期");
  fireEvent.click(shelf[0] as HTMLElement);
  await waitFor(() =>
    expect(saved().at(-1)?.lot).toEqual({ number: "L1", expires: "2026-12-01", made: null }),
  );
  fireEvent.keyDown(window, { key: "F6" });
  await waitFor(() => expect(asked).toContainEqual(["draft_lots", { id: 7 }]));
});

it("numbers that are still to be scanned are no mistake until somebody posts", async () => {
  const params: [string, string][] = [
    ["line", "1"],
    ["given", "1"],
    ["quantity", "3"],
  ];
  const wrong = [{ code: "serial_count", params, field: "lines.1.serials" }];
  const view = { ...tracked({ pieces }), wrong };
  await show(view, { draft_save: view });
  expect(screen.queryByText(/应当相等/)).toBeNull();
  fireEvent.keyDown(window, { key: "F9" });
  expect(await screen.findByText(/应当相等/)).toBeTruthy();
});
