/**
 * The keymap 键位: which act hangs on which keys, in which scope, under which name.
 *
 * The one table behind the key bar, the full map (F1) and the printed key card. Defaults follow
 * what Chinese cashiers know (F12 find, `*` quantity, `.` price, `/` discount, F8 park and recall,
 * F10 whole ticket, Alt+n tenders). Invariant: no key twice in one scope (`keymap.test.ts`).
 *
 * The scan line: operators act on an empty line or on a plain number before them (`3` `*` sets
 * quantity 3). `.` acts on an empty line only, since `12.5` is a number; a letter makes it text.
 */
import type { TextKey } from "../i18n";

export type Scope =
  | "app"
  | "till"
  | "search"
  | "edit"
  | "serial"
  | "pay"
  | "paid"
  | "parked"
  | "return"
  | "desk"
  | "draft"
  | "close"
  | "approval"
  | "seat"
  | "dialog";

export interface Binding {
  action: string;
  scope: Scope;
  /** Key names as tinykeys reads them; the first one is shown. */
  keys: readonly string[];
  label: TextKey;
  /** True to stand in the key bar. */
  bar?: boolean;
}

const row = (
  scope: Scope,
  action: string,
  keys: readonly string[],
  label: TextKey,
  bar = false,
): Binding => ({ action, scope, keys, label, bar });

export const keymap: readonly Binding[] = [
  row("app", "help", ["F1"], "key.help", true),
  row("app", "go_1", ["Control+1"], "nav.till"),
  row("app", "go_2", ["Control+2"], "nav.stock"),
  row("app", "go_3", ["Control+3"], "nav.sales"),
  row("app", "go_4", ["Control+4"], "nav.purchasing"),
  row("app", "go_5", ["Control+5"], "nav.documents"),
  row("app", "go_6", ["Control+6"], "nav.reports"),
  row("app", "go_7", ["Control+7"], "nav.write"),
  row("app", "go_8", ["Control+8"], "nav.close"),
  row("app", "go_9", ["Control+9"], "nav.serials"),
  row("app", "go_10", ["Control+0"], "nav.approvals"),
  row("app", "lock", ["Control+l"], "key.lock"),

  row("till", "enter", ["Enter"], "key.enter"),
  row("till", "find", ["F12"], "key.find", true),
  row("till", "quantity", ["*", "Shift+*"], "key.quantity", true),
  row("till", "price", ["."], "key.price", true),
  row("till", "discount", ["/"], "key.discount", true),
  row("till", "more", ["+", "Shift++"], "key.more", true),
  row("till", "less", ["-"], "key.less", true),
  row("till", "customer", ["F2"], "key.customer", true),
  row("till", "discount_all", ["F10"], "key.discount_all", true),
  row("till", "remove", ["Delete"], "key.remove", true),
  row("till", "park", ["F8"], "key.park", true),
  row("till", "return", ["F3"], "key.return", true),
  row("till", "pay", ["F9"], "key.pay", true),
  row("till", "up", ["ArrowUp"], "key.line_up"),
  row("till", "down", ["ArrowDown"], "key.line_down"),
  row("till", "clear", ["Control+Delete"], "key.clear"),
  row("till", "forget", ["Escape"], "key.forget"),
  row("till", "tender", ["Alt+(Digit[1-9])"], "key.tender"),

  row("search", "up", ["ArrowUp"], "key.line_up", true),
  row("search", "down", ["ArrowDown"], "key.line_down", true),
  row("search", "take", ["Enter"], "key.take", true),
  row("search", "close", ["Escape"], "key.back", true),

  row("edit", "keep", ["Enter"], "key.keep", true),
  row("edit", "close", ["Escape"], "key.back", true),

  row("serial", "name", ["Enter"], "key.name_piece", true),
  row("serial", "forget", ["Escape"], "key.forget_piece", true),

  row("pay", "tender", ["Alt+(Digit[1-9])"], "key.tender", true),
  row("pay", "put", ["Enter"], "key.put", true),
  row("pay", "finish", ["F9"], "key.finish", true),
  row("pay", "on_account", ["F7"], "key.on_account"),
  row("pay", "rounding", ["F6"], "key.rounding", true),
  row("pay", "take_back", ["Control+Backspace"], "key.take_back", true),
  row("pay", "close", ["Escape"], "key.back", true),

  row("paid", "close", ["Enter", "Escape"], "key.next_customer", true),

  row("parked", "up", ["ArrowUp"], "key.line_up", true),
  row("parked", "down", ["ArrowDown"], "key.line_down", true),
  row("parked", "take", ["Enter"], "key.recall", true),
  row("parked", "close", ["Escape"], "key.back", true),

  row("return", "tender", ["Alt+(Digit[1-9])"], "key.tender", true),
  row("return", "finish", ["F9"], "key.return_finish", true),
  row("return", "close", ["Escape"], "key.back", true),

  row("desk", "search", ["F12", "Control+k"], "key.find", true),
  row("desk", "new", ["F2"], "key.new"),

  row("draft", "original", ["F4"], "key.original", true),
  row("draft", "lots", ["F6"], "key.lots", true),
  row("draft", "oldest", ["F7"], "key.oldest", true),
  row("draft", "track", ["F8"], "key.track", true),
  row("draft", "post", ["F9"], "key.post_or_submit", true),
  row("draft", "withdraw", ["F3"], "key.withdraw", true),

  row("approval", "approve", ["F9"], "key.approve", true),
  row("approval", "refuse", ["F8"], "key.refuse", true),

  row("close", "opening", ["F4"], "key.opening", true),
  row("close", "check", ["F7"], "key.close_check", true),
  row("close", "reopen", ["F8"], "key.reopen", true),
  row("close", "close", ["F9"], "key.close_month", true),

  row("seat", "up", ["ArrowUp"], "key.line_up"),
  row("seat", "down", ["ArrowDown"], "key.line_down"),
  row("seat", "enter", ["Enter"], "key.sign_in"),

  row("dialog", "close", ["Escape"], "key.back", true),
];

/** The rows of one scope. */
export function bindings(scope: Scope): readonly Binding[] {
  return keymap.filter((binding) => binding.scope === scope);
}

/** How a key is written on the key bar: `Alt+(Digit[1-9])` is `Alt+1…9`. */
export function keyName(key: string): string {
  return key
    .replace("(Digit[1-9])", "1…9")
    .replace("Control", "Ctrl")
    .replace("ArrowUp", "↑")
    .replace("ArrowDown", "↓")
    .replace("Escape", "Esc")
    .replace("Delete", "Del")
    .replace("Backspace", "⌫")
    .replace("Enter", "Enter ↵")
    .replace(/Control\+k/i, "Ctrl+K");
}
