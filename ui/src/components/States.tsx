/**
 * What a list or screen shows when it has nothing to show, or not yet, or not any more.
 *
 * Every list uses these, so that an empty, a failed and a forbidden list are never the same white.
 */
import { AlertTriangle, Inbox, Lock } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { asApiError, sentence } from "../api/error";
import { useWords } from "../i18n";
import { Button } from "./Button";
import style from "./States.module.css";

/** Nothing is here: why, and what to do next. */
export function Empty({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ReactNode;
}) {
  return (
    <div className={style["state"]} data-testid="empty">
      <Inbox size={28} aria-hidden />
      <p className={style["title"]}>{title}</p>
      {hint !== undefined && <p className={style["hint"]}>{hint}</p>}
      {children}
    </div>
  );
}

/** It failed: what failed, what is safe, what to do, and the code for whoever helps. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useWords();
  const api = asApiError(error);
  const locked = api.code === "permission_denied";
  return (
    <div className={style["state"]} role="alert">
      {locked ? <Lock size={28} aria-hidden /> : <AlertTriangle size={28} aria-hidden />}
      <p className={style["title"]}>{sentence(api, say)}</p>
      <p className={style["hint"]}>
        {locked ? say("state.no_right") : say("state.safe")} · {api.code}
      </p>
      {onRetry !== undefined && !locked && <Button onPress={onRetry}>{say("act.again")}</Button>}
    </div>
  );
}

/** Grey lines, only after 200 ms: what comes sooner needs no announcement. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 200);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className={style["waiting"]} aria-hidden>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={style["bar"]} />
      ))}
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The answer when there is one, old or new; otherwise the right one of the states above. */
export function Loaded<T>({
  view,
  children,
}: {
  view: Asked<T>;
  children: (data: T) => ReactNode;
}) {
  if (view.data !== undefined) return <>{children(view.data)}</>;
  if (view.error !== null)
    return <Failure error={view.error} onRetry={() => void view.refetch()} />;
  return <Waiting />;
}

/** One line of failure inside a form or beside a field. */
export function Wrong({ error }: { error: unknown }) {
  const say = useWords();
  if (error === null || error === undefined) return null;
  return (
    <p className={style["wrong"]} role="alert" data-testid="wrong">
      <AlertTriangle size={16} aria-hidden /> {sentence(asApiError(error), say)}
    </p>
  );
}

export type Tone = "plain" | "good" | "caution" | "danger" | "accent";

/** A state in one word, with its sign; never colour alone. */
export function Mark({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${style["mark"]} ${style[tone]}`}>{children}</span>;
}
