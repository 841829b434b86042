/**
 * Scanner or fingers: what a burst of key strokes was (`pos.md` §4).
 *
 * Pure: strokes with their times go in, `scan` or `typing` comes out. Leaves the keyboard to
 * `scanner.ts`. A barcode is at least 4 characters, on average at most 35 ms apart, never more
 * than 100 ms; it ends on Enter or Tab or after 120 ms of silence.
 */

export const CHARACTERS_MIN = 4;
export const MEAN_GAP_MS_MAX = 35;
export const GAP_MS_MAX = 100;
export const SILENCE_MS = 120;

/** Money as a person types it; no barcode looks like this, however fast it came. */
const MONEY = /^\d{1,7}\.\d{1,2}$/;

/** One key stroke: the character by the physical key, and when it came. */
export interface Stroke {
  character: string;
  at: number;
}

/** What a burst was, now that it has ended. */
export function classify(strokes: readonly Stroke[]): "scan" | "typing" {
  if (strokes.length < CHARACTERS_MIN) return "typing";
  if (meanGap(strokes) > MEAN_GAP_MS_MAX) return "typing";
  const apart = strokes.some((stroke, i) => stroke.at - (strokes[i - 1] ?? stroke).at > GAP_MS_MAX);
  if (apart || MONEY.test(text(strokes))) return "typing";
  return "scan";
}

/** The mean time between strokes in milliseconds, 0 for a single one. */
export function meanGap(strokes: readonly Stroke[]): number {
  const first = strokes[0];
  const last = strokes.at(-1);
  if (first === undefined || last === undefined || first === last) return 0;
  return (last.at - first.at) / (strokes.length - 1);
}

/** The characters of a burst. */
export function text(strokes: readonly Stroke[]): string {
  return strokes.map((stroke) => stroke.character).join("");
}

/** True when a stroke at `at` still belongs to the burst that ended in `last`. */
export function follows(last: Stroke, at: number): boolean {
  return at - last.at <= GAP_MS_MAX;
}

const SHIFTED: Record<string, string> = {
  Digit1: "!",
  Digit2: "@",
  Digit3: "#",
  Digit4: "$",
  Digit5: "%",
  Digit6: "^",
  Digit7: "&",
  Digit8: "*",
  Digit9: "(",
  Digit0: ")",
  Minus: "_",
  Equal: "+",
  Slash: "?",
  Period: ">",
  Comma: "<",
  Semicolon: ":",
};
const PLAIN: Record<string, string> = {
  Minus: "-",
  Equal: "=",
  Slash: "/",
  Period: ".",
  Comma: ",",
  Semicolon: ";",
  Space: " ",
  NumpadAdd: "+",
  NumpadSubtract: "-",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  NumpadDecimal: ".",
};

/**
 * The character of a physical key as scanners send it (US layout), so that a Chinese input method
 * that is switched on cannot garble a barcode. Unknown codes fall back to the key's own name.
 */
export function character(event: Pick<KeyboardEvent, "code" | "key" | "shiftKey">): string | null {
  const { code, key, shiftKey } = event;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined && !(shiftKey && code.startsWith("Digit"))) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) {
    // Caps lock shows only in the key's name; while an input method composes, the name is lost.
    if (key.length === 1 && key.toLowerCase() === letter.toLowerCase()) return key;
    return shiftKey ? letter : letter.toLowerCase();
  }
  const named = shiftKey
    ? (SHIFTED[code] ?? (code.startsWith("Numpad") ? PLAIN[code] : undefined))
    : PLAIN[code];
  if (named !== undefined) return named;
  return key.length === 1 ? key : null;
}
