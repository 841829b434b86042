/**
 * Typed figures 数字录入: text in, decimal string out. Never a JS number (`style.md` §4.1).
 *
 * Owns normalising: full-width digits and signs, the ideographic stop, grouping. Leaves range and
 * rounding to the core. `１２３．５` is `123.5`, `1,234.50` is `1234.50`, `.5` is `0.5`.
 */

/** The decimal string of what was typed; null when it is none; "" for nothing typed. */
export function decimalOf(typed: string): string | null {
  const text = typed
    .normalize("NFKC")
    .replace(/[。．]/g, ".")
    .replace(/[−–—]/g, "-")
    .replace(/[\s,，]/g, "");
  if (text === "") return "";
  const match = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole === "" && fraction === "") return null;
  const plain = whole.replace(/^0+(?=\d)/, "") || "0";
  return (sign === "-" ? "-" : "") + plain + (fraction === "" ? "" : `.${fraction}`);
}
