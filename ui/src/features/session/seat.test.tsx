import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, expect, it, vi } from "vitest";
import { newClient } from "../../api/cache";
import { call, install } from "../../api/client";
import { Refused, refusal } from "../../api/error";
import type { Transport } from "../../api/transport";
import { fixture } from "../../dev/fixture";
import { setLanguage } from "../../i18n";
import { startKeys } from "../../keyboard/scope";
import { AuditScreen } from "../audit/AuditScreen";
import { OperatorsScreen } from "../operators/OperatorsScreen";
import { ApprovalDialog } from "./ApprovalDialog";
import { SeatScreen } from "./SeatScreen";

beforeAll(() => {
  setLanguage("zh-CN");
  startKeys({ own: true });
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(1200);
});

function show(node: ReactNode, transport: Transport): void {
  install(transport);
  render(<QueryClientProvider client={newClient()}>{node}</QueryClientProvider>);
}

it("an operator signs in by arrows, PIN and Enter alone", async () => {
  const transport = fixture({ seat_enter: { employee_id: 1_002, name: "何晓梅" } });
  show(<SeatScreen shop="人民路店" />, transport);
  await screen.findAllByTestId("seat-person");
  const pin = screen.getByTestId("seat-pin");
  fireEvent.keyDown(pin, { key: "ArrowDown" });
  fireEvent.change(pin, { target: { value: "12a34" } });
  fireEvent.keyDown(pin, { key: "Enter" });
  await waitFor(() =>
    expect(transport.asked).toContainEqual(["seat_enter", { employee_id: 1_002, pin: "1234" }]),
  );
});

/** A core that wants a manager's word for a price, and takes the PIN 2580. */
function strict(): Transport & { words: unknown[] } {
  const given = fixture();
  const words: unknown[] = [];
  const needed = refusal("approval_needed");
  needed.api.params = [
    ["act", "price_change"],
    ["right", "till.price"],
  ];
  return {
    ...given,
    words,
    async call(name, input, approval) {
      if (name !== "till_set_price") return given.call(name, input);
      if (approval === undefined) throw needed;
      words.push(approval);
      if (approval.pin !== "2580") throw refusal("pin_wrong");
      return given.call("till_view", {});
    },
  };
}

const type = (reason: string, pin: string) => {
  fireEvent.change(screen.getByTestId("approval-reason"), { target: { value: reason } });
  fireEvent.change(screen.getByTestId("approval-pin"), { target: { value: pin } });
  fireEvent.keyDown(screen.getByTestId("approval-pin"), { key: "Enter" });
};

it("a price that needs a manager's word goes through once the right PIN is typed", async () => {
  const core = strict();
  show(<ApprovalDialog />, core);
  const done = call("till_set_price", { line: 1, price: "2.20" });
  expect((await screen.findByTestId("approval-act")).textContent).toContain("改价");
  await waitFor(() =>
    expect(screen.getByTestId("approval-person").textContent).toContain("林国栋"),
  );
  type("老顾客", "0000");
  expect((await screen.findByTestId("wrong")).textContent).toContain("密码不对");
  type("老顾客", "2580");
  await expect(done).resolves.toBeDefined();
  expect(core.words).toHaveLength(2);
  expect(core.words[1]).toEqual({ employee_id: 1_001, pin: "2580", reason: "老顾客" });
});

it("without a word the command is refused as the core refused it", async () => {
  show(<ApprovalDialog />, strict());
  const done = call("till_set_price", { line: 1, price: "2.20" });
  fireEvent.click(await screen.findByText("取消"));
  await expect(done).rejects.toSatisfy(
    (thrown) => thrown instanceof Refused && thrown.api.code === "approval_needed",
  );
});

it("an operator's roles and scopes are written as they stand on the screen", async () => {
  const transport = fixture({ operator_save: {} });
  show(<OperatorsScreen />, transport);
  fireEvent.click((await screen.findAllByTestId("operator-row"))[0] as HTMLElement);
  fireEvent.click(await screen.findByTestId("scope-all-warehouses"));
  fireEvent.click((await screen.findAllByTestId("scope-take-warehouses"))[0] as HTMLElement);
  fireEvent.click(screen.getByTestId("operator-save"));
  await waitFor(() => {
    const saved = transport.asked.find(([name]) => name === "operator_save")?.[1];
    expect(saved).toMatchObject({
      employee_id: 1_002,
      roles: ["cashier"],
      discount_limit: "5",
      scopes: { warehouses: ["1/0"], products: ["c1"], customers: null },
    });
  });
});

it("the operation log says who asked, who approved and why", async () => {
  show(<AuditScreen />, fixture());
  const row = (await screen.findAllByTestId("audit-row"))[0];
  for (const text of ["何晓梅", "改价", "林国栋", "老顾客"])
    expect(row?.textContent).toContain(text);
  expect((await screen.findAllByTestId("login-row"))[0]?.textContent).toContain("23");
});
