import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { newClient } from "../../api/cache";
import { install } from "../../api/client";
import { fixture } from "../../dev/fixture";
import { numbering } from "../../dev/pieces";
import { setLanguage } from "../../i18n";
import { GoProvider } from "../../shell/place";
import { SerialsScreen } from "./SerialsScreen";

beforeAll(() => {
  setLanguage("zh-CN");
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

const BRANCHES = [{ code: "S1", name: "人民路店" }];

function show(hq: boolean, change: Record<string, unknown> = {}) {
  const transport = fixture(change);
  install(transport);
  const go = vi.fn();
  render(
    <QueryClientProvider client={newClient()}>
      <GoProvider value={go}>
        <SerialsScreen product={3} part="" branches={hq ? BRANCHES : undefined} />
      </GoProvider>
    </QueryClientProvider>,
  );
  return { go, asked: transport.asked };
}

describe("pieces", () => {
  it("are listed with their states in words and lead to their documents", async () => {
    const { go } = show(false);
    const rows = await screen.findAllByTestId("serial-row");
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining("库存中"),
      expect.stringContaining("库存中"),
      expect.stringContaining("已销售"),
    ]);
    fireEvent.click(rows[2] as HTMLElement);
    const steps = await screen.findAllByTestId("trace-step");
    expect(steps[1]?.textContent).toContain("库存中 → 已销售");
    const [, sale] = screen.getAllByTestId("trace-document");
    fireEvent.click(sale as HTMLElement);
    expect(go).toHaveBeenCalledWith({ to: "document", document: { stream: 65536, seq: 40 } });
  });

  it("are found by a part of their number", async () => {
    const { asked } = show(false);
    fireEvent.change(await screen.findByTestId("serial-search"), { target: { value: "00" } });
    await waitFor(() =>
      expect(asked.at(-1)).toEqual(["serial_list", expect.objectContaining({ part: "00" })]),
    );
  });

  it("that are in stock already are named by hand, also as a range", async () => {
    const { asked } = show(false, { serial_read: { numbers: ["N1", "N2"] } });
    fireEvent.click(await screen.findByTestId("serial-register"));
    const field = await screen.findByTestId("register-numbers");
    fireEvent.change(field, { target: { value: "N1~N2" } });
    fireEvent.click(screen.getByTestId("register-save"));
    await waitFor(() =>
      expect(asked).toContainEqual([
        "serial_state_save",
        { product_id: 3, numbers: ["N1", "N2"], state: "in_stock" },
      ]),
    );
  });

  it("keep who uses them", async () => {
    const { asked } = show(false);
    const rows = await screen.findAllByTestId("serial-row");
    fireEvent.click(rows[2] as HTMLElement);
    fireEvent.change(await screen.findByTestId("user-name"), { target: { value: "王女士" } });
    fireEvent.change(screen.getByTestId("user-since"), { target: { value: "20261123" } });
    fireEvent.click(screen.getByTestId("user-save"));
    const user = { name: "王女士", phone: "", address: "", since: "2026-11-23", remark: "" };
    await waitFor(() =>
      expect(asked).toContainEqual([
        "serial_user_save",
        { product_id: 3, number: "SN-0003", user },
      ]),
    );
  });
});

it("lots that expire soon are listed by days, and expired ones marked", async () => {
  const { asked } = show(false);
  fireEvent.click(await screen.findByTestId("tab-expiring"));
  const rows = await screen.findAllByTestId("expiring-row");
  expect(rows[0]?.textContent).toContain("已过期 22 天");
  expect(rows[1]?.textContent).toContain("还有 8 天");
  expect(asked).toContainEqual(["lot_expiring", { days: 30, branch: null }]);
});

describe("head office", () => {
  it("sees the numbers that two branches have, and why", async () => {
    const { go } = show(true);
    fireEvent.click(await screen.findByTestId("tab-conflicts"));
    const row = await screen.findByTestId("conflict-row");
    expect(row.textContent).toContain("S1 已销售 / S2 已销售");
    expect(row.textContent).toContain("两家门店都卖出");
    fireEvent.click(row);
    expect(go).toHaveBeenCalledWith({ to: "serials", part: "SN-0003" });
  });

  it("lets a strict product go after it was told what that forgets", async () => {
    const { asked } = show(true);
    fireEvent.click(await screen.findByTestId("tab-numbering"));
    fireEvent.click(await screen.findByTestId("mode-none"));
    expect((await screen.findByTestId("mode-form")).textContent).toContain("2 个在库序列号");
    fireEvent.click(screen.getByTestId("mode-save"));
    await waitFor(() =>
      expect(asked).toContainEqual([
        "serial_mode_save",
        { product_id: 3, mode: "none", confirmed: true },
      ]),
    );
  });

  it("is told which branch lacks numbers before goods become strict", async () => {
    const free = { ...numbering, mode: "loose", possible: false, forgets: 0 };
    show(true, { serial_mode_check: free });
    fireEvent.click(await screen.findByTestId("tab-numbering"));
    fireEvent.click(await screen.findByTestId("mode-strict"));
    expect((await screen.findByTestId("mode-form")).textContent).toContain("先在门店补齐");
    expect(screen.getByTestId("mode-save").hasAttribute("disabled")).toBe(true);
  });

  it("cannot change the costing method once something is posted", async () => {
    show(true);
    fireEvent.click(await screen.findByTestId("tab-numbering"));
    expect((await screen.findByTestId("method-fifo")).hasAttribute("disabled")).toBe(true);
    expect(await screen.findByText(/已经开账/)).toBeTruthy();
  });
});
