/**
 * Tables as CSV, for a spreadsheet: plain figures, quoted text, one line a row.
 */

/** One CSV field. A text that a spreadsheet would run as a formula is made harmless. */
export function csvField(text: string, figure: boolean): string {
  const safe = !figure && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A whole table; `figures[i]` says whether column i holds figures. */
export function csv(rows: readonly (readonly string[])[], figures: readonly boolean[]): string {
  return rows
    .map((row) => row.map((cell, i) => csvField(cell, figures[i] ?? false)).join(","))
    .join("\n");
}

/** Puts text on the clipboard; false where the window may not. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
