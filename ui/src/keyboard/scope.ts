/**
 * The stack of scopes 作用域: who has the keyboard now.
 *
 * The top scope and `app` hear keys, before any field does; what lies below waits. Owns the window
 * listener of keys. Leaves out which key is which (`keymap.ts`) and scanning (`scanner.ts`, which comes first).
 * Invariant: a key reaches at most one action.
 */
import { matchKeyBindingPress, parseKeybinding } from "tinykeys";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { bindings, type Binding, type Scope } from "./keymap";

/** What an action does. `false` means "not mine now": the key goes on to the field. */
export type KeyAction = (event: KeyboardEvent) => void | boolean;
export type KeyActions = Record<string, KeyAction>;

interface Layer {
  scope: Scope;
  actions: () => KeyActions;
}

let stack: readonly Layer[] = [];
const watchers = new Set<() => void>();

function change(next: readonly Layer[]): void {
  stack = next;
  for (const tell of watchers) tell();
}

function matches(event: KeyboardEvent, binding: Binding): boolean {
  return binding.keys.some((key) => {
    const press = parseKeybinding(key)[0];
    return press !== undefined && matchKeyBindingPress(event, press);
  });
}

function offer(event: KeyboardEvent, layer: Layer): boolean {
  const actions = layer.actions();
  for (const binding of bindings(layer.scope)) {
    const action = actions[binding.action];
    if (action === undefined || !matches(event, binding)) continue;
    if (action(event) === false) continue;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  return false;
}

/** Keys a browser would take for itself; in a till they would lose the ticket from sight. */
function isBrowserKey(event: KeyboardEvent): boolean {
  if (/^F(3|5|6|7|10|11|12)$/.test(event.key)) return true;
  if (event.altKey && /^Arrow(Left|Right)$/.test(event.key)) return true;
  return (event.ctrlKey || event.metaKey) && /^[rwnpfg]$/i.test(event.key);
}

/** Enter and Space belong to a button that has the focus. */
function isPress(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return (
    event.target instanceof Element && event.target.closest("button, a, [role=button]") !== null
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || isPress(event)) return;
  const top = stack.findLast((layer) => layer.scope !== "app");
  if (top !== undefined && offer(event, top)) return;
  // The frame and what stands in it may each have keys of the whole window.
  if (stack.some((layer) => layer.scope === "app" && offer(event, layer))) return;
  if (isBrowserKey(event) && document.documentElement.dataset["keys"] === "own") {
    event.preventDefault();
  }
}

/** Starts listening. `own` keeps browser keys (F5, Ctrl+W) from reaching the browser. */
export function startKeys(options: { own: boolean }): void {
  if (options.own) document.documentElement.dataset["keys"] = "own";
  window.addEventListener("keydown", onKeyDown, { capture: true });
}

/** Puts a scope on the stack while the component lives and `on` holds. */
export function useKeys(scope: Scope, actions: KeyActions, on = true): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    if (!on) return undefined;
    const layer: Layer = { scope, actions: () => latest.current };
    change([...stack, layer]);
    return () => change(stack.filter((each) => each !== layer));
  }, [scope, on]);
}

/** The scope that has the keyboard, and what it answers to; for the key bar and the full map. */
export function useTopScope(): Layer | undefined {
  const layers = useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => stack,
  );
  return layers.findLast((layer) => layer.scope !== "app");
}

/** The scope that has the keyboard right now. */
export function topScope(): Scope | undefined {
  return stack.findLast((layer) => layer.scope !== "app")?.scope;
}
