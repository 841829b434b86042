/**
 * A line that tells what happened 提示. It takes no focus and no key.
 */
import { AlertTriangle, CheckCircle2, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "react-aria-components";
import { useWords } from "../i18n";
import style from "./Toast.module.css";

export interface Told {
  id: number;
  kind: "done" | "wrong";
  text: string;
}

const SHOWN_MS = 6000;
let told: readonly Told[] = [];
let last = 0;
const watchers = new Set<() => void>();

function change(next: readonly Told[]): void {
  told = next;
  for (const tell of watchers) tell();
}

/** Tells a sentence; the same sentence is told once. */
export function tell(kind: Told["kind"], text: string): void {
  last += 1;
  const id = last;
  change([...told.filter((each) => each.text !== text), { id, kind, text }].slice(-3));
  setTimeout(() => change(told.filter((each) => each.id !== id)), SHOWN_MS);
}

/** Where told lines appear; each entry has one. */
export function Toasts() {
  const say = useWords();
  const lines = useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => told,
  );
  return (
    <div className={style["toasts"]} role="status" aria-live="polite">
      {lines.map((line) => (
        <div key={line.id} className={`${style["toast"]} ${style[line.kind]}`}>
          {line.kind === "done" ? <CheckCircle2 size={18} /> : <AlertTriangle size={18} />}
          <span>{line.text}</span>
          <Button
            aria-label={say("act.close")}
            className={style["close"] ?? ""}
            preventFocusOnPress
            onPress={() => change(told.filter((each) => each.id !== line.id))}
          >
            <X size={16} />
          </Button>
        </div>
      ))}
    </div>
  );
}
