/**
 * Keyboard-wedge scanners 扫码枪: caught at the window, before any field.
 *
 * From the second stroke of a burst on, characters are held back, so a quantity or a price never
 * receives a barcode; the first one is taken out of the field again. What was no scan is replayed
 * as typing. Owns the window listener and the replay; `burst.ts` decides.
 * Invariant: every stroke ends in exactly one place, scan or field, in order.
 */
import { useEffect, useRef } from "react";
import {
  character,
  classify,
  follows,
  MEAN_GAP_MS_MAX,
  meanGap,
  SILENCE_MS,
  text,
  type Stroke,
} from "./burst";

type Held = Stroke & { key: string; code: string; shift: boolean; held: boolean };
type Field = HTMLInputElement | HTMLTextAreaElement;

/** Takes a scanned code. */
export type ScanTaker = (code: string) => void;

let burst: Held[] = [];
let field: { element: Field; value: string; start: number | null } | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let takers: readonly ScanTaker[] = [];
const replayed = new WeakSet<Event>();

/** Two strokes this close are suspected to be a scanner's; a person rolls over keys so fast rarely. */
const SUSPECT_MS = 35;

function focused(): Field | null {
  const element = document.activeElement;
  if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) return element;
  return null;
}

function setValue(element: Field, value: string, caret: number): void {
  const proto = element instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
  Object.getOwnPropertyDescriptor(proto.prototype, "value")?.set?.call(element, value);
  element.dispatchEvent(new Event("input", { bubbles: true }));
  if (element.type === "text" || element instanceof HTMLTextAreaElement) {
    element.setSelectionRange(caret, caret);
  }
}

function insert(element: Field, character: string): void {
  if (element.readOnly || element.disabled) return;
  const start = element.selectionStart ?? element.value.length;
  const end = element.selectionEnd ?? start;
  setValue(
    element,
    element.value.slice(0, start) + character + element.value.slice(end),
    start + 1,
  );
}

function replayKey(key: string, code: string, shift: boolean): boolean {
  const target = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", {
    key,
    code,
    shiftKey: shift,
    bubbles: true,
    cancelable: true,
  });
  replayed.add(event);
  return target.dispatchEvent(event);
}

function replay(strokes: readonly Held[]): void {
  for (const stroke of strokes) {
    if (!stroke.held) continue;
    const goesOn = replayKey(stroke.key, stroke.code, stroke.shift);
    const element = focused();
    if (goesOn && element !== null) insert(element, stroke.character);
  }
}

function end(): "scan" | "typing" {
  clearTimeout(timer);
  const strokes = burst;
  const before = field;
  burst = [];
  field = null;
  if (classify(strokes) === "typing") {
    replay(strokes);
    return "typing";
  }
  if (before !== null) {
    // The first stroke reached the field before anybody could know; an input method that composes
    // it lets go when the field loses the focus.
    if (document.activeElement === before.element) {
      before.element.blur();
      before.element.focus();
    }
    setValue(before.element, before.value, before.start ?? before.value.length);
  }
  takers.at(-1)?.(text(strokes));
  return "scan";
}

function begin(): void {
  const element = focused();
  field =
    element === null ? null : { element, value: element.value, start: element.selectionStart };
}

function onKeyDown(event: KeyboardEvent): void {
  if (replayed.has(event)) return;
  if (takers.length === 0 || event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
    if (burst.length > 0) end();
    return;
  }
  if (event.code.startsWith("Shift") || event.key === "Shift" || event.key === "CapsLock") return;
  const at = event.timeStamp;
  const last = burst.at(-1);
  if (event.key === "Enter" || event.key === "Tab" || event.code === "NumpadEnter") {
    if (last === undefined) return;
    // Typing has been replayed when `end` returns, so the real key may go on to the field.
    const scanned = end() === "scan" && follows(last, at);
    if (scanned) swallow(event);
    return;
  }
  const char = character(event);
  if (char === null) {
    if (burst.length > 0) end();
    return;
  }
  take(event, char, at);
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function take(event: KeyboardEvent, char: string, at: number): void {
  const last = burst.at(-1);
  // A person who rolled over two keys goes on at a person's pace; what was held is let go.
  const slowed =
    last !== undefined &&
    last.held &&
    meanGap([...burst, { character: char, at }]) > MEAN_GAP_MS_MAX;
  if (last !== undefined && (slowed || !follows(last, at))) end();
  const previous = burst.at(-1);
  if (previous === undefined) begin();
  const fast = previous !== undefined && (previous.held || at - previous.at <= SUSPECT_MS);
  // What an input method composes cannot be held back; `end` takes it out of the field.
  const held = fast && event.cancelable && !event.isComposing && event.key !== "Process";
  burst.push({
    character: char,
    at,
    key: event.key,
    code: event.code,
    shift: event.shiftKey,
    held,
  });
  if (held) swallow(event);
  clearTimeout(timer);
  timer = setTimeout(end, SILENCE_MS);
}

/** Starts listening; each entry does it once, before `startKeys`. */
export function startScanner(): void {
  window.addEventListener("keydown", onKeyDown, { capture: true });
}

/** Takes scans while the component lives; the one that came last is asked. */
export function useScans(take: ScanTaker, on = true): void {
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    if (!on) return undefined;
    const taker: ScanTaker = (code) => latest.current(code);
    takers = [...takers, taker];
    return () => {
      takers = takers.filter((each) => each !== taker);
    };
  }, [on]);
}
