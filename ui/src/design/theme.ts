/**
 * The theme 主题: light, dark, or as the machine says.
 *
 * Owns the choice and where it is kept. Invariant: `<html data-theme>` is always `light` or `dark`.
 */
import { useSyncExternalStore } from "react";
import { keep, kept } from "./keep";

export type Theme = "auto" | "light" | "dark";

const KEY = "fenhao.theme";
const listeners = new Set<() => void>();
let theme: Theme = "auto";

function machineIsDark(): boolean {
  return window.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;
}

function show(): void {
  const dark = theme === "dark" || (theme === "auto" && machineIsDark());
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
}

/** Reads the kept choice (or `?theme=`) and follows the machine from then on. */
export function startTheme(): void {
  const asked = new URLSearchParams(location.search).get("theme") ?? kept(KEY);
  theme = asked === "light" || asked === "dark" ? asked : "auto";
  window.matchMedia?.("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}

/** Chooses and keeps a theme. */
export function setTheme(next: Theme): void {
  theme = next;
  keep(KEY, next);
  show();
  for (const tell of listeners) tell();
}

/** The present choice. */
export function useTheme(): Theme {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => theme,
  );
}
