import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeAll, describe, expect, it } from "vitest";
import { newClient } from "../../api/cache";
import { install } from "../../api/client";
import { refusal } from "../../api/error";
import { asking, cart, covered, emptyCart, fixture } from "../../dev/fixture";
import { setLanguage } from "../../i18n";
import { startScanner } from "../../keyboard/scanner";
import { startKeys } from "../../keyboard/scope";
import { TillScreen } from "./TillScreen";
import { discountOf, looksLikeName } from "./scanline";

beforeAll(() => {
  startScanner();
  startKeys({ own: true });
  setLanguage("zh-CN");
});

/** A till over fixed answers; what it asked the core is in `asked`. */
async function till(change: Record<string, unknown> = {}) {
  const transport = fixture(change);
  install(transport);
  // A person's pace: no burst is taken for a scanner.
  const user = userEvent.setup({ delay: 45 });
  render(
    <QueryClientProvider client={newClient()}>
      <TillScreen />
    </QueryClientProvider>,
  );
  await screen.findByTestId("scan");
  const asked = (name: string) =>
    transport.asked.filter(([each]) => each === name).map(([, input]) => input);
  return { user, asked };
}

describe("the ticket", () => {
  it("shows what the core answered, to the last digit", async () => {
    await till();
    expect(screen.getAllByTestId("ticket-line")).toHaveLength(5);
    expect(screen.getAllByTestId("line-amount").map((each) => each.textContent)).toEqual([
      "12.00",
      "9.00",
      "16.92",
      "13.53",
      "3.50",
    ]);
    expect(screen.getByTestId("due").textContent).toBe("54.90");
    const current = screen.getAllByTestId("ticket-line")[2];
    expect(current?.getAttribute("aria-current")).toBe("true");
    expect(current?.textContent).toContain("现存");
  });

  it("has its focus on the scan line", async () => {
    await till();
    expect(document.activeElement).toBe(screen.getByTestId("scan"));
  });
});

const canteen = {
  partner_id: 3,
  code: "KH03",
  name: "平安里社区食堂",
  class: "registered",
  price_level: 3,
  balance: "4999.00",
  credit_limit: "5000.00",
  credit_left: "1.00",
};

describe("the customer", () => {
  it("is chosen by F2 and a name, and the keys come back to the scan line", async () => {
    const { user, asked } = await till();
    await user.keyboard("{F2}pal");
    await screen.findAllByTestId("partner-hit");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(asked("till_customer")).toEqual([{ partner_id: 1, text: null }]));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("scan")));
  });

  it("is taken away by Enter on nothing", async () => {
    const { user, asked } = await till({ partner_search: [] });
    await user.keyboard("{F2}{Enter}");
    await waitFor(() => expect(asked("till_customer")).toEqual([{ partner_id: null, text: null }]));
  });

  it("is shown with level, balance and what is left of the limit", async () => {
    await till({ till_view: { ...cart, customer: canteen } });
    const shown = screen.getByTestId("till-customer").textContent;
    for (const part of ["平安里社区食堂", "售价3", "4,999.00", "1.00"]) {
      expect(shown).toContain(part);
    }
  });

  it("may owe what no tender covers", async () => {
    const { user, asked } = await till({ till_view: { ...cart, customer: canteen } });
    await user.keyboard("{F9}{F7}");
    await waitFor(() => expect(asked("till_pay")).toEqual([{ tender: null, on_account: true }]));
  });
});

describe("a promotion", () => {
  it("stands beside the price that it lowers, and says where it comes from", async () => {
    const lines = cart.lines.map((each) =>
      each.line === cart.current
        ? { ...each, price_source: "promotion", regular_price: "25.00" }
        : each,
    );
    await till({ till_view: { ...cart, lines } });
    expect(screen.getByTestId("line-regular").textContent).toContain("25.00");
    const current = screen.getAllByTestId("ticket-line")[cart.current - 1];
    expect(current?.textContent).toContain("促销价");
  });
});

const named = { ...cart, asks: asking.asks && { ...asking.asks, named: 1 } };

describe("numbered goods", () => {
  it("are asked for their number, in the one field that has the focus", async () => {
    const { user, asked } = await till({
      till_view: asking,
      till_serial: named,
    });
    const field = await screen.findByTestId("serial-number");
    expect(document.activeElement).toBe(field);
    expect(screen.getByTestId("serial-prompt").textContent).toContain("0/2");
    await user.keyboard("SN-1{Enter}");
    await waitFor(() => expect(asked("till_serial")).toEqual([{ line: 3, number: "SN-1" }]));
    await waitFor(() => expect(screen.getByTestId("serial-count").textContent).toBe("1/2"));
    expect(document.activeElement).toBe(screen.getByTestId("serial-number"));
  });

  it("take the next scan as the number and then give the keys back", async () => {
    const { asked } = await till({ till_view: asking, till_serial: cart });
    await screen.findByTestId("serial-number");
    const fast = userEvent.setup({ delay: null });
    await fast.keyboard("SN20261123{Enter}");
    await waitFor(() => expect(asked("till_serial")).toEqual([{ line: 3, number: "SN20261123" }]));
    expect(asked("till_scan")).toEqual([]);
    await waitFor(() => expect(screen.queryByTestId("serial-prompt")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("scan")));
  });

  it("leave the ticket by Esc, all of them or those without a number", async () => {
    const { user, asked } = await till({ till_view: asking, till_remove: cart });
    await screen.findByTestId("serial-number");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(asked("till_remove")).toEqual([{ line: 3 }]));
    expect(asked("till_set_quantity")).toEqual([]);
  });

  it("keep the pieces that have a number when Esc takes the rest off", async () => {
    const { user, asked } = await till({ till_view: named, till_set_quantity: cart });
    await screen.findByTestId("serial-number");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(asked("till_set_quantity")).toEqual([{ line: 3, quantity: "1" }]));
  });

  it("say in words why a number is refused, and keep it to be mended", async () => {
    const sold = refusal("serial_state");
    sold.api.params = [
      ["serial", "SN-1"],
      ["state", "sold"],
    ];
    const { user } = await till({ till_view: asking, till_serial: sold });
    const field = await screen.findByTestId<HTMLInputElement>("serial-number");
    await user.keyboard("SN-1{Enter}");
    expect((await screen.findByTestId("refused")).textContent).toContain("已销售");
    await waitFor(() => expect(field.value).toBe("SN-1"));
  });

  it("come back piece by piece, as many as are chosen", async () => {
    const sale = {
      document: { stream: 65536, seq: 40 },
      number: "LS-SH-261123-0040",
      business_date: "2026-11-23",
      lines: [
        {
          line: 1,
          code: "251101",
          name: "电水壶",
          sold: "3",
          returned: "0",
          paid_price: "89.00",
          serials: ["SN-1", "SN-2", "SN-3"],
        },
      ],
    };
    const { user, asked } = await till({ till_return_find: sale });
    await user.keyboard("{F3}");
    await screen.findByTestId("return-number");
    await user.keyboard("LS-SH-261123-0040{Enter}");
    const chips = await screen.findAllByTestId("return-piece");
    await user.click(chips[1] as HTMLElement);
    await user.click(screen.getByTestId("return-finish"));
    await waitFor(() => expect(asked("till_return")).toHaveLength(1));
    expect(asked("till_return")[0]).toMatchObject({
      lines: [{ line: 1, quantity: "1", serials: ["SN-2"] }],
    });
  });
});

describe("the keys at rest", () => {
  it("enter a typed code", async () => {
    const { user, asked } = await till();
    await user.keyboard("6901{Enter}");
    expect(asked("till_scan")).toEqual([{ code: "6901", quantity: null }]);
  });

  it("set the current line's quantity by a number before the star", async () => {
    const { user, asked } = await till();
    await user.keyboard("12.5*");
    expect(asked("till_set_quantity")).toEqual([{ line: 3, quantity: "12.5" }]);
    expect(screen.getByTestId<HTMLInputElement>("scan").value).toBe("");
  });

  it("keep the number for what comes next while the ticket is empty", async () => {
    const { user, asked } = await till({ till_view: emptyCart });
    await user.keyboard("3*6901{Enter}");
    expect(asked("till_scan")).toEqual([{ code: "6901", quantity: "3" }]);
  });

  it("add and take away one", async () => {
    const { user, asked } = await till();
    await user.keyboard("+-");
    await waitFor(() =>
      expect(asked("till_set_quantity")).toEqual([
        { line: 3, quantity: "+1" },
        { line: 3, quantity: "-1" },
      ]),
    );
  });

  it("open the price by a dot on an empty line, and write a dot in a number", async () => {
    const { user, asked } = await till();
    await user.keyboard(".");
    expect(document.activeElement).toBe(await screen.findByTestId("edit"));
    await user.keyboard("8.8{Enter}");
    await waitFor(() => expect(asked("till_set_price")).toEqual([{ line: 3, price: "8.8" }]));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("scan")));
  });

  it("discount a line in percent and the whole ticket in money", async () => {
    const { user, asked } = await till();
    await user.keyboard("/15%{Enter}");
    await waitFor(() => expect(screen.queryByTestId("edit")).toBeNull());
    await user.keyboard("{F10}5{Enter}");
    await waitFor(() =>
      expect(asked("till_set_discount")).toEqual([
        { line: 3, percent: "15", amount: null },
        { line: null, percent: null, amount: "5" },
      ]),
    );
  });

  it("find goods by pinyin and take the marked one", async () => {
    const { user, asked } = await till();
    await user.keyboard("nf");
    await screen.findAllByTestId("picker-hit");
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(asked("till_add")).toEqual([{ product_id: 2, quantity: null }]));
    expect(screen.queryByTestId("picker")).toBeNull();
  });

  it("park a ticket that has lines, with what stands on the scan line as its note", async () => {
    const { user, asked } = await till();
    await user.keyboard("42{F8}");
    expect(asked("till_park")).toEqual([{ note: "42" }]);
  });

  it("recall a parked ticket where there is none", async () => {
    const { user, asked } = await till({ till_view: emptyCart, till_recall: cart });
    await user.keyboard("{F8}");
    await screen.findAllByTestId("parked-row");
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(screen.getAllByTestId("ticket-line")).toHaveLength(5));
    expect(asked("till_recall")).toEqual([{ id: 1 }]);
  });

  it("say in words why an act was refused", async () => {
    const { user } = await till({
      till_scan: new Error("never this"),
      till_set_quantity: refusal("permission_denied"),
    });
    await user.keyboard("2*");
    expect((await screen.findByTestId("refused")).textContent).toContain("没有权限");
  });
});

describe("settling", () => {
  it("splits tenders and posts when all is covered", async () => {
    const { user, asked } = await till({ till_tender: covered });
    await user.keyboard("{F9}");
    await screen.findByTestId("settle");
    await user.keyboard("{Alt>}2{/Alt}20{Enter}");
    await waitFor(() => expect(asked("till_tender")).toEqual([{ tender: "wechat", amount: "20" }]));
    expect((await screen.findByTestId("change")).textContent).toBe("15.10");
    await user.keyboard("{Enter}");
    expect((await screen.findByTestId("paid-number")).textContent).toBe("LS-SH-261123-0042");
    expect(asked("till_pay")).toEqual([{ tender: null, on_account: false }]);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("scan")));
    expect(screen.queryAllByTestId("ticket-line")).toHaveLength(0);
  });

  it("posts with one key, the field being the last tender", async () => {
    const { user, asked } = await till();
    await user.keyboard("{F9}60{F9}");
    await screen.findByTestId("paid");
    expect(asked("till_pay")).toEqual([
      { tender: { tender: "cash", amount: "60" }, on_account: false },
    ]);
  });

  it("refuses a scan aloud and keeps it out of the amount", async () => {
    const { user, asked } = await till();
    await user.keyboard("{F9}");
    const amount = await screen.findByTestId<HTMLInputElement>("tender-amount");
    const fast = userEvent.setup({ delay: null });
    await fast.keyboard("6901028300056{Enter}");
    expect((await screen.findByTestId("refused")).textContent).toContain("未录入");
    expect(amount.value).toBe("");
    expect(asked("till_tender")).toEqual([]);
  });

  it("takes the next customer's scan while the paid ticket is shown", async () => {
    const { user, asked } = await till();
    await user.keyboard("{F9}{F9}");
    await screen.findByTestId("paid");
    const fast = userEvent.setup({ delay: null });
    await fast.keyboard("6901028300056{Enter}");
    await waitFor(() =>
      expect(asked("till_scan")).toEqual([{ code: "6901028300056", quantity: null }]),
    );
    expect(screen.queryByTestId("paid")).toBeNull();
  });
});

it("reads a discount as it was typed", () => {
  expect(discountOf("１５％")).toEqual({ percent: "15", amount: null });
  expect(discountOf("3.50")).toEqual({ percent: null, amount: "3.50" });
  expect(discountOf("-3")).toBeNull();
  expect(discountOf("x")).toBeNull();
});

it("searches for words and waits with digits", () => {
  expect(looksLikeName("nf")).toBe(true);
  expect(looksLikeName("农夫")).toBe(true);
  expect(looksLikeName("6901028300056")).toBe(false);
  expect(cart.lines.some((line) => looksLikeName(line.code))).toBe(false);
});
