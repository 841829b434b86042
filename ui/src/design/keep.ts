/**
 * Small choices of one screen (language, theme) kept on this machine.
 *
 * Storage may be closed to us (private window, full disk); a choice is then kept until restart.
 */
const memory = new Map<string, string>();

/** What was kept under `key`, if anything. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

/** Keeps `value` under `key`. */
export function keep(key: string, value: string): void {
  memory.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // Kept in memory above; nothing of the books depends on it.
  }
}
