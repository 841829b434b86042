/**
 * The postings of a document 过账结果: account entries with their open items, and goods moves.
 */
import type { DocumentLink } from "../../api/generated/DocumentLink";
import type { DocumentView } from "../../api/generated/DocumentView";
import { Figure, Money } from "../../components/Figure";
import { className } from "../../components/words";
import { useLanguage, useWords } from "../../i18n";
import { plainReport, useGo } from "../../shell/place";
import style from "./DocumentPanel.module.css";

/** A number that leads to its document. */
export function LinkTo({ link }: { link: DocumentLink }) {
  const go = useGo();
  return (
    <button
      type="button"
      className={style["link"]}
      onClick={() => go({ to: "document", document: link.document })}
    >
      {link.number}
    </button>
  );
}

/** What the document did to accounts and goods; each leads to its ledger of the month. */
export function Postings({ view }: { view: DocumentView }) {
  const say = useWords();
  const go = useGo();
  const from = `${view.business_date.slice(0, 8)}01`;
  const english = useLanguage() === "en";
  return (
    <>
      <section>
        <h3>{say("document.entries")}</h3>
        <table className={style["table"]}>
          <thead>
            <tr>
              <th>{say("column.account")}</th>
              <th>{say("column.debit")}</th>
              <th>{say("column.credit")}</th>
            </tr>
          </thead>
          <tbody>
            {view.entries.map((entry, i) => (
              // oxlint-disable-next-line react/no-array-index-key -- entries of a posted document never move
              <tr key={i} data-testid="entry">
                <td>
                  <button
                    type="button"
                    className={style["link"]}
                    title={say("document.ledger")}
                    data-testid="to-account-ledger"
                    onClick={() => {
                      const ledger = plainReport("account_ledger");
                      const { branch } = view;
                      const input = { ...ledger, branch, account: entry.account, from };
                      go({ to: "report", input });
                    }}
                  >
                    <small>{entry.account}</small> {english ? entry.name_en : entry.name}
                  </button>
                  {entry.partner !== "" && ` · ${entry.partner}`}
                  {entry.item !== null && <LinkTo link={entry.item} />}
                </td>
                <td>
                  <Money value={entry.debit} />
                </td>
                <td>
                  <Money value={entry.credit} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {view.moves.length > 0 && (
        <section>
          <h3>{say("document.moves")}</h3>
          <table className={style["table"]}>
            <thead>
              <tr>
                <th>{say("column.product")}</th>
                <th>{say("column.warehouse")}</th>
                <th>{say("column.quantity")}</th>
                <th>{say("column.value")}</th>
              </tr>
            </thead>
            <tbody>
              {view.moves.map((move, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- nor do its moves
                <tr key={i}>
                  <td>
                    <button
                      type="button"
                      className={style["link"]}
                      title={say("report.stock_ledger")}
                      data-testid="to-stock-ledger"
                      onClick={() => {
                        const ledger = plainReport("stock_ledger");
                        const { branch, product_id } = move;
                        go({ to: "report", input: { ...ledger, branch, product_id, from } });
                      }}
                    >
                      {move.name} <small>{move.code}</small>
                    </button>
                  </td>
                  <td>
                    {move.branch} {move.warehouse} <small>{className(say, move.class)}</small>
                    {move.partner !== "" && ` · ${move.partner}`}
                  </td>
                  <td>
                    <Figure value={move.quantity} plus />
                  </td>
                  <td>
                    <Money value={move.value} plus />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
