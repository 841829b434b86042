/**
 * A manager's word 授权 beside the operator: a command that needs it waits here for it.
 *
 * Owns the one question that is open and what becomes of the answer. Leaves out how it is asked
 * (`ApprovalDialog`) and who may give it (the core decides). Invariant: without a word the command
 * is refused as the core refused it; a PIN is kept nowhere.
 */
import { useSyncExternalStore } from "react";
import { asApiError, Refused, type ApiError } from "./error";
import type { ApprovalInput } from "./generated/ApprovalInput";

/** What is asked, and how it is answered. */
export interface Asked {
  /** The core's `approval_needed`, naming act and right. */
  needed: ApiError;
  /** Why the last word was not taken. */
  wrong: ApiError | null;
  answer: (word: ApprovalInput | null) => void;
}

/** A wrong PIN or a person without the right is asked again; every other refusal is final. */
const AGAIN = ["pin_wrong", "pin_missing", "approver_lacks", "reason_missing", "too_many_tries"];

let open: Asked | null = null;
const watchers = new Set<() => void>();

function show(asked: Asked | null): void {
  open = asked;
  for (const tell of watchers) tell();
}

function ask(needed: ApiError, wrong: ApiError | null): Promise<ApprovalInput | null> {
  // A second question takes the place of the first, which is answered with no.
  open?.answer(null);
  return new Promise((resolve) => {
    show({
      needed,
      wrong,
      answer: (word) => {
        show(null);
        resolve(word);
      },
    });
  });
}

/** Asks for a word until it is taken or refused for good. */
export async function withWord(
  needed: ApiError,
  send: (word: ApprovalInput) => Promise<unknown>,
): Promise<unknown> {
  let wrong: ApiError | null = null;
  for (;;) {
    // Nobody is there to ask: a test, or a room without the dialog.
    if (watchers.size === 0) throw new Refused(needed);
    const word = await ask(needed, wrong);
    if (word === null) throw new Refused(needed);
    try {
      return await send(word);
    } catch (thrown) {
      wrong = asApiError(thrown);
      if (!AGAIN.includes(wrong.code)) throw new Refused(wrong);
    }
  }
}

/** The question that is open. */
export function useAsked(): Asked | null {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => open,
  );
}
