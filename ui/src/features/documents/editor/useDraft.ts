/**
 * One draft being typed: what stands there, and saving it as it is typed.
 *
 * Invariant: saves go one after the other, so a new draft is made once and an older answer never
 * overtakes a newer one.
 */
import { useRef, useState } from "react";
import { useAct } from "../../../api/cache";
import type { ApiError } from "../../../api/error";
import type { DraftView } from "../../../api/generated/DraftView";
import { changed, draftInput, openDraft, type Change, type Typed } from "./draft";

export interface Draft {
  typed: Typed;
  /** Changes what stands there without saving it. */
  change: (by: Change) => void;
  /** Changes it and saves it. */
  keep: (by?: Change) => Promise<DraftView | undefined>;
  /** Takes a draft that the core has made (a proposal, a copy) in the place of this one. */
  take: (view: DraftView) => void;
  error: ApiError | null;
}

/** The draft that begins as `start`. */
export function useDraft(start: Typed): Draft {
  const [typed, setTyped] = useState(start);
  const latest = useRef(start);
  const save = useAct("draft_save");
  const queue = useRef<Promise<DraftView | undefined>>(Promise.resolve(undefined));

  function change(by: Change): void {
    latest.current = changed(latest.current, by);
    setTyped(latest.current);
  }

  async function saveNow(): Promise<DraftView | undefined> {
    const sent = latest.current;
    const saved = await save.run(draftInput(sent));
    if (saved !== undefined) change({ saved, sent });
    return saved;
  }

  function keep(by?: Change): Promise<DraftView | undefined> {
    if (by !== undefined) change(by);
    queue.current = queue.current.then(saveNow);
    return queue.current;
  }

  function take(view: DraftView): void {
    latest.current = openDraft(view);
    setTyped(latest.current);
  }

  return { typed, change, keep, take, error: save.error };
}
