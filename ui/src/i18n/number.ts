/**
 * Figures as text 数字. Decimal strings stay strings: nothing here makes a JS number of money.
 *
 * Owns grouping, padding and the sign. Never rounds: digits beyond `places` that are not zero stay.
 */

const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** How a decimal string is drawn. */
export interface Form {
  /** Fraction digits at least; missing ones are padded with zeros. */
  places?: number;
  /** True to drop zeros at the end of the fraction beyond `places`. */
  trim?: boolean;
  /** What zero looks like, if not `0`. */
  zero?: string;
  /** True to write `+` before what is above zero. */
  plus?: boolean;
}

/**
 * Draws a decimal string: `formatDecimal("-1234567.5", { places: 2 })` is `-1,234,567.50`.
 * What is no decimal comes back as it is.
 */
export function formatDecimal(text: string, form: Form = {}): string {
  const { places = 0, trim = true, zero, plus = false } = form;
  const match = PLAIN.exec(text);
  if (match === null) return text;
  const [, sign, whole = "0", fraction = ""] = match;
  const empty = isZero(text);
  if (empty && zero !== undefined) return zero;
  const grouped = whole.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",");
  let tail = trim ? fraction.replace(/0+$/, "") : fraction;
  tail = tail.padEnd(places, "0");
  const mark = empty ? "" : sign === "-" ? "-" : plus ? "+" : "";
  return mark + grouped + (tail === "" ? "" : `.${tail}`);
}

/** True for `0`, `0.00`, `-0` and for no figure at all. */
export function isZero(text: string): boolean {
  return /^[+-]?0*(?:\.0*)?$/.test(text);
}

/** True for a figure below zero. */
export function isNegative(text: string): boolean {
  return text.startsWith("-") && !isZero(text);
}

/**
 * The length of a bar or the height of a point, for drawing only.
 * The figure beside it is always the exact string.
 */
export function drawn(text: string): number {
  const length = Number.parseFloat(text);
  return Number.isFinite(length) ? length : 0;
}
