import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { Stamp } from "lucide-react";
import type { ReactNode } from "react";
import { beforeAll, expect, it, vi } from "vitest";
import { newClient } from "../../../api/cache";
import { install } from "../../../api/client";
import { application, refused, waiting } from "../../../dev/approvals";
import { fixture } from "../../../dev/fixture";
import { draft, kinds } from "../../../dev/kinds";
import { setLanguage } from "../../../i18n";
import { startKeys } from "../../../keyboard/scope";
import { GoProvider } from "../../../shell/place";
import type { Work } from "../../../shell/Shell";
import { DraftEditor } from "../editor/DraftEditor";
import { openDraft } from "../editor/draft";
import { ApprovalsScreen } from "./ApprovalsScreen";
import { useCounted } from "./waiting";

beforeAll(() => {
  setLanguage("zh-CN");
  startKeys({ own: false });
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

const press = (key: string) => fireEvent.keyDown(document.body, { key, code: key });

it("what waits for the operator stands first and is approved by F9", async () => {
  const { asked } = show(<ApprovalsScreen />);
  fireEvent.click(await screen.findByTestId("application-row"));
  expect((await screen.findByTestId("step-1")).textContent).toContain("老客户");
  expect(screen.getByTestId("step-2").dataset["state"]).toBe("waiting");
  expect(screen.getByTestId("misfit").textContent).toContain("同一人不能再审批");
  press("F9");
  await waitFor(() =>
    expect(asked).toContainEqual([
      "application_decide",
      { application: waiting.application, step: 2, approved: true, remark: "" },
    ]),
  );
  expect(asked.find(([name]) => name === "application_list")?.[1]).toMatchObject({
    list: "waiting",
  });
});

it("stands beside the count in the navigation, which asks the same", async () => {
  const works: readonly Work[] = [{ path: "/approvals", label: "nav.approvals", icon: Stamp }];
  function Room() {
    const [work] = useCounted(works);
    return (
      <>
        <p data-testid="badge">{work?.badge}</p>
        {work?.badge !== undefined && <ApprovalsScreen />}
      </>
    );
  }
  show(<Room />);
  expect((await screen.findAllByTestId("application-row")).length).toBeGreaterThan(0);
});

it("a refusal asks why", async () => {
  const { asked } = show(<ApprovalsScreen />);
  fireEvent.click(await screen.findByTestId("application-row"));
  await screen.findByTestId("refuse");
  press("F8");
  const why = await screen.findByTestId("refuse-reason");
  fireEvent.change(why, { target: { value: "预算已用完" } });
  fireEvent.keyDown(why, { key: "Enter" });
  await waitFor(() =>
    expect(asked).toContainEqual([
      "application_decide",
      { application: waiting.application, step: 2, approved: false, remark: "预算已用完" },
    ]),
  );
});

it("who may not decide sees no button for it", async () => {
  show(<ApprovalsScreen />, { application_view: { ...application, can_decide: 0 } });
  fireEvent.click(await screen.findByTestId("application-row"));
  await screen.findByTestId("steps");
  expect(screen.queryByTestId("approve")).toBeNull();
});

it("head office sees what was posted without approval, and it leads to the document", async () => {
  const { go } = show(<ApprovalsScreen hq />);
  fireEvent.click(await screen.findByTestId("approvals-unapproved"));
  const row = await screen.findByTestId("unapproved-row");
  expect(row.textContent).toContain("没有申请");
  fireEvent.click(row);
  expect(go).toHaveBeenCalledWith({ to: "document", document: { stream: 131072, seq: 9 } });
});

it("head office writes the policy by tiers", async () => {
  const { asked } = show(<ApprovalsScreen hq />);
  fireEvent.click(await screen.findByTestId("approval-policy-open"));
  const from = await screen.findByTestId("tier-from-0");
  fireEvent.change(from, { target: { value: "5000" } });
  fireEvent.blur(from);
  fireEvent.click(screen.getByTestId("step-remove-0-1"));
  fireEvent.click(screen.getByTestId("tier-add"));
  fireEvent.click(screen.getByTestId("approval-policy-save"));
  await waitFor(() =>
    expect(asked).toContainEqual([
      "approval_policy_save",
      {
        two_people: true,
        tiers: [
          { kind: "CG", from: "5000", steps: [{ place: "hq", role: "hq" }] },
          { kind: "XS", from: "0", steps: [{ place: "hq", role: "hq" }] },
        ],
      },
    ]),
  );
});

it("the way to approvals says how many wait", async () => {
  const works: readonly Work[] = [
    { path: "/approvals", label: "nav.approvals", icon: () => null as never },
  ] as never;
  function Count() {
    return <p data-testid="count">{useCounted(works)[0]?.badge ?? "none"}</p>;
  }
  show(<Count />);
  await waitFor(() => expect(screen.getByTestId("count").textContent).toBe("1"));
});

function edit(approval: unknown, change: Record<string, unknown> = {}) {
  const kind = kinds.find((each) => each.code === "CG");
  if (kind === undefined) throw new Error("CG");
  const shown = { ...draft, wrong: [], approval } as typeof draft;
  return show(<DraftEditor kind={kind} start={openDraft(shown)} onClose={vi.fn()} />, {
    draft_save: shown,
    draft_view: shown,
    ...change,
  });
}

it("a draft that needs approval is submitted by the key that posts", async () => {
  const { asked } = edit(
    { asked: true, frozen: false, standing: null },
    { draft_submit: { ...draft, approval: { asked: true, frozen: true, standing: waiting } } },
  );
  expect((await screen.findByTestId("draft-submit")).textContent).toContain("提交审批");
  press("F9");
  await screen.findByTestId("steps");
  expect(asked.map(([name]) => name)).toContain("draft_submit");
  expect(asked.map(([name]) => name)).not.toContain("draft_post");
  expect(screen.getByTestId("draft-withdraw")).toBeTruthy();
});

it("a submitted draft cannot be typed in, and is withdrawn by F3", async () => {
  const back = { asked: true, frozen: false, standing: { ...waiting, state: "withdrawn" } };
  const { asked } = edit(
    { asked: true, frozen: true, standing: waiting },
    { draft_withdraw: { ...draft, wrong: [], approval: back } },
  );
  const source = await screen.findByTestId("draft-source");
  expect(source.closest("fieldset")?.disabled).toBe(true);
  press("F9");
  press("F3");
  await waitFor(() => expect(asked).toContainEqual(["draft_withdraw", { id: 7 }]));
  await waitFor(() => expect(screen.getByTestId("steps").dataset["state"]).toBe("withdrawn"));
  expect(screen.getByTestId("draft-source").closest("fieldset")?.disabled).toBe(false);
  expect(asked.map(([name]) => name)).not.toContain("draft_post");
});

it("an approved draft is posted without being saved again", async () => {
  const approved = { ...waiting, state: "approved" };
  const { asked } = edit({ asked: true, frozen: true, standing: approved });
  await screen.findByTestId("draft-post");
  press("F9");
  await waitFor(() => expect(asked).toContainEqual(["draft_post", { id: 7 }]));
  expect(asked.map(([name]) => name)).not.toContain("draft_save");
});

it("a refused draft says who refused it and why, and can be typed in", async () => {
  edit({ asked: true, frozen: false, standing: refused });
  expect((await screen.findByTestId("step-2")).textContent).toContain("本月预算已用完");
  expect(screen.getByTestId("draft-source").closest("fieldset")?.disabled).toBe(false);
  expect(screen.getByTestId("draft-submit")).toBeTruthy();
});
