/**
 * Whose word a draft waits for 审批: submitting it, taking it back, and how it stands.
 *
 * Invariant: while it waits, what head office decides is shown as soon as it is heard of.
 */
import { useAct, useView } from "../../../api/cache";
import type { ApiError } from "../../../api/error";
import type { ApplicationStateView } from "../../../api/generated/ApplicationStateView";
import type { DraftApprovalView } from "../../../api/generated/DraftApprovalView";
import { keyOf } from "./draft";
import type { Draft } from "./useDraft";

export interface Approval {
  /** It is submitted and cannot be changed. */
  frozen: boolean;
  /** It can be posted as it was approved. */
  approved: boolean;
  /** It is submitted, not posted, by the main key. */
  asked: boolean;
  standing: ApplicationStateView | null;
  submit: (id: number) => Promise<void>;
  withdraw: () => Promise<void>;
  error: ApiError | null;
  pending: boolean;
}

function isSame(one: DraftApprovalView, other: DraftApprovalView): boolean {
  const [a, b] = [one.standing, other.standing];
  return a !== null && b !== null && keyOf(a.application) === keyOf(b.application);
}

/** The approval of the draft that is being typed. */
export function useApproval(draft: Draft): Approval {
  const submit = useAct("draft_submit");
  const withdraw = useAct("draft_withdraw");
  const { id, view } = draft.typed;
  const own = view?.approval ?? null;
  const live = useView("draft_view", { id: id ?? 0 }, { enabled: own?.frozen === true });
  const heard = live.data?.approval;
  const now = own !== null && own.frozen && heard !== undefined && isSame(own, heard) ? heard : own;
  const frozen = now?.frozen ?? false;
  return {
    frozen,
    approved: now?.standing?.state === "approved",
    asked: !frozen && (now?.asked ?? false),
    standing: now?.standing ?? null,
    submit: async (of) => {
      const submitted = await submit.run({ id: of });
      if (submitted !== undefined) draft.take(submitted);
    },
    withdraw: async () => {
      const back = id === null ? undefined : await withdraw.run({ id });
      if (back !== undefined) draft.take(back);
    },
    error: submit.error ?? withdraw.error,
    pending: submit.pending || withdraw.pending,
  };
}
