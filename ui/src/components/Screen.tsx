import type { ReactNode } from "react";
import style from "./Screen.module.css";

/** A desk screen: what it is, what can be done, and the work itself. */
export function Screen(props: {
  title: string;
  tools?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={style["screen"]}>
      <header className={style["head"]}>
        <h1>{props.title}</h1>
        {props.note !== undefined && <span className={style["note"]}>{props.note}</span>}
        <div className={style["tools"]}>{props.tools}</div>
      </header>
      <div className={style["body"]}>{props.children}</div>
    </div>
  );
}

/** Two parts side by side: a list and what is chosen in it. */
export function Sides({ list, chosen }: { list: ReactNode; chosen: ReactNode }) {
  return (
    <div className={chosen === null ? style["one"] : style["two"]}>
      <div className={style["part"]}>{list}</div>
      {chosen !== null && <div className={style["chosen"]}>{chosen}</div>}
    </div>
  );
}

/** A row of figures that sum up the screen. */
export function Facts({
  facts,
}: {
  facts: readonly { label: string; value: ReactNode; testid?: string }[];
}) {
  return (
    <dl className={style["facts"]}>
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd data-testid={fact.testid}>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
