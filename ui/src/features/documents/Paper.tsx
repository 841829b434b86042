/**
 * A document on paper 单据打印: head, goods or account lines, money, amount in capitals, signatures.
 *
 * Papers are Chinese first, with English beneath in an English window; black on white in any theme.
 */
import type { PrintView } from "../../api/generated/PrintView";
import { noteName, tenderName } from "../../components/words";
import { useLanguage, useWords } from "../../i18n";
import { formatDecimal, isZero } from "../../i18n/number";
import { useClock } from "../../i18n/time";
import style from "./Paper.module.css";

const money = (text: string) => (text === "" ? "" : formatDecimal(text, { places: 2 }));

/** The paper. */
export function Paper({ paper }: { paper: PrintView }) {
  const say = useWords();
  const clock = useClock();
  const english = useLanguage() === "en";
  const view = paper.document;
  const facts: [string, string][] = [
    [say("column.number"), view.number],
    [say("column.date"), view.business_date],
    [say("column.partner"), view.partner],
    [
      say("column.warehouse"),
      view.to_warehouse === "" ? view.warehouse : `${view.warehouse} → ${view.to_warehouse}`,
    ],
    [say("draft.original"), view.refers_to.map((link) => link.number).join(" ")],
    [say("column.source"), view.source],
    [say("draft.due_date"), view.due_date ?? ""],
    [say("draft.span"), view.span === null ? "" : view.span.join(" – ")],
    ...view.notes.map((note): [string, string] => [noteName(say, note.field), note.text]),
    [say("column.remark"), view.remark],
  ];
  return (
    <article className={style["paper"]} data-testid="paper">
      <header>
        <p className={style["company"]}>{paper.company}</p>
        <h1>{english ? `${paper.title} ${paper.title_en}` : paper.title}</h1>
        <p className={style["times"]}>
          {view.reversed && <b>{say("document.reversed")} · </b>}
          {say("print.times", { n: paper.times })}
        </p>
      </header>
      <dl>
        {facts.map(
          ([label, value]) =>
            value !== "" && (
              <div key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {view.lines.length > 0 && <Goods paper={paper} />}
      {view.lines.length === 0 && view.entries.length > 0 && <Entries paper={paper} />}
      {view.settles.length > 0 && (
        <table>
          <thead>
            <tr>
              <th>{say("draft.settles")}</th>
              <th className={style["figure"]}>{say("column.amount")}</th>
            </tr>
          </thead>
          <tbody>
            {view.settles.map((settled) => (
              <tr key={settled.document.number}>
                <td>{settled.document.number}</td>
                <td className={style["figure"]}>{money(settled.amount)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {view.amount !== "" && (
        <p className={style["whole"]}>
          <span>
            {say("print.capital")} {paper.capital}
          </span>
          <b>¥ {money(view.amount)}</b>
        </p>
      )}
      {view.tenders.length > 0 && (
        <p className={style["tenders"]}>
          {view.tenders.map(([tender, amount]) => (
            <span key={tender}>
              {tenderName(say, tender)} {money(amount)}
            </span>
          ))}
        </p>
      )}
      <footer>
        <span>
          {say("print.maker")} {view.handler}
        </span>
        <span>{say("print.handler")}</span>
        <span>{say("print.checker")}</span>
        <small>
          {paper.printed_by} {clock(paper.printed_at_ms)}
        </small>
      </footer>
    </article>
  );
}

function Goods({ paper }: { paper: PrintView }) {
  const say = useWords();
  const view = paper.document;
  const taxed = view.tax !== "" && !isZero(view.tax);
  const discounted = view.lines.some((line) => line.discount !== "" && !isZero(line.discount));
  const priced = view.lines.some((line) => line.amount !== "" && !isZero(line.amount));
  return (
    <table>
      <thead>
        <tr>
          <th className={style["figure"]}>#</th>
          <th>{say("column.code")}</th>
          <th>{say("column.name")}</th>
          <th>{say("column.spec")}</th>
          <th>{say("column.unit")}</th>
          <th className={style["figure"]}>{say("column.quantity")}</th>
          {priced && <th className={style["figure"]}>{say("print.price")}</th>}
          {discounted && <th className={style["figure"]}>{say("column.discount")}</th>}
          {taxed && <th className={style["figure"]}>{say("draft.tax")}</th>}
          {priced && <th className={style["figure"]}>{say("column.amount")}</th>}
        </tr>
      </thead>
      <tbody>
        {view.lines.map((line) => (
          <tr key={line.line}>
            <td className={style["figure"]}>{line.line}</td>
            <td>{line.code}</td>
            <td>
              {line.name}
              {line.incoming && ` (${say("draft.comes_in")})`}
            </td>
            <td>{line.spec}</td>
            <td>{line.unit}</td>
            <td className={style["figure"]}>{formatDecimal(line.quantity)}</td>
            {priced && <td className={style["figure"]}>{money(line.unit_price)}</td>}
            {discounted && <td className={style["figure"]}>{money(line.discount)}</td>}
            {taxed && <td className={style["figure"]}>{money(line.tax)}</td>}
            {priced && <td className={style["figure"]}>{money(line.amount)}</td>}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={5}>{say("report.total")}</td>
          <td className={style["figure"]}>{formatDecimal(paper.quantity)}</td>
          {priced && <td />}
          {discounted && <td />}
          {taxed && <td className={style["figure"]}>{money(view.tax)}</td>}
          {priced && <td className={style["figure"]}>{money(view.amount)}</td>}
        </tr>
      </tfoot>
    </table>
  );
}

function Entries({ paper }: { paper: PrintView }) {
  const say = useWords();
  const english = useLanguage() === "en";
  return (
    <table>
      <thead>
        <tr>
          <th>{say("column.account")}</th>
          <th>{say("draft.party")}</th>
          <th className={style["figure"]}>{say("column.debit")}</th>
          <th className={style["figure"]}>{say("column.credit")}</th>
        </tr>
      </thead>
      <tbody>
        {paper.document.entries.map((entry, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- entries of a posted document never move
          <tr key={i}>
            <td>
              {entry.account} {english ? entry.name_en : entry.name}
            </td>
            <td>{entry.partner}</td>
            <td className={style["figure"]}>{money(entry.debit)}</td>
            <td className={style["figure"]}>{money(entry.credit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
