/**
 * What a text on the scan line means 扫描行: a number before an operator, goods to find, or a code.
 *
 * Pure. Owns the reading of the line; what is done about it is `TillScreen`'s.
 */
import { decimalOf } from "../../components/decimal";

/** The figure before an operator key, "" on an empty line, null where the text is no figure. */
export function operand(text: string): string | null {
  return decimalOf(text);
}

/** True for a text that nobody scans: it has a letter of a word, so goods are searched at once. */
export function looksLikeName(text: string): boolean {
  return /\p{L}/u.test(text);
}

/** A discount as typed: `15%` is 15 percent off (八五折), `3.50` is an amount off. */
export function discountOf(text: string): { percent: string | null; amount: string | null } | null {
  const typed = text.normalize("NFKC").trim();
  const percent = typed.endsWith("%");
  const figure = decimalOf(percent ? typed.slice(0, -1) : typed);
  if (figure === null || figure === "" || figure.startsWith("-")) return null;
  return percent ? { percent: figure, amount: null } : { percent: null, amount: figure };
}
