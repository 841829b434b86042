/**
 * One document 单据: what it says, what it did to goods and accounts, what it is linked to.
 */
import { RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { DocumentLink } from "../../api/generated/DocumentLink";
import type { DocumentView } from "../../api/generated/DocumentView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Figure, Money } from "../../components/Figure";
import { Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { TicketPaper } from "../../components/TicketPaper";
import { className, kindName, placeName, tenderName } from "../../components/words";
import { useLanguage, useWords } from "../../i18n";
import { isZero } from "../../i18n/number";
import { useClock } from "../../i18n/time";
import { useGo } from "../../shell/place";
import style from "./DocumentPanel.module.css";

interface Props {
  document: DocumentKey;
  onClose: () => void;
  hq: boolean;
}

/** The open document. */
export function DocumentPanel({ document, onClose, hq }: Props) {
  const view = useView("document_view", { document });
  return (
    <div className={style["panel"]} data-testid="document">
      <Loaded view={view}>{(data) => <Body view={data} onClose={onClose} hq={hq} />}</Loaded>
    </div>
  );
}

function Body({ view, onClose, hq }: { view: DocumentView; onClose: () => void; hq: boolean }) {
  const say = useWords();
  const clock = useClock();
  const [reversing, setReversing] = useState(false);
  const [paper, setPaper] = useState(false);
  const facts: [string, string][] = [
    [say("column.date"), view.business_date],
    [say("column.recorded"), clock(view.recorded_at_ms)],
    [say("column.branch"), view.branch],
    [say("column.warehouse"), view.warehouse],
    [say("column.partner"), view.partner],
    [say("column.handler"), view.handler],
    [say("column.source"), view.source],
    [say("column.remark"), view.remark],
  ];
  const isTicket = !hq && (view.kind === "LS" || view.kind === "LT");
  return (
    <>
      <header className={style["head"]}>
        <div>
          <h2 data-testid="document-title">{view.number}</h2>
          <p>
            {kindName(say, view.kind)} · <Money value={view.amount} />
          </p>
        </div>
        <span className={style["marks"]}>
          {view.reversed && <Mark tone="danger">{say("document.reversed")}</Mark>}
          <Mark tone={view.exchange === "saved" ? "caution" : "good"}>
            {placeName(say, view.exchange)}
          </Mark>
        </span>
        {isTicket && (
          <Button onPress={() => setPaper(true)} testid="open-ticket">
            {say("document.ticket")}
          </Button>
        )}
        {view.can_reverse && (
          <Button look="danger" onPress={() => setReversing(true)} testid="reverse">
            <RotateCcw size={16} aria-hidden />
            {say("document.reverse")}
          </Button>
        )}
        <Button look="quiet" label={say("act.close")} onPress={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </header>
      <div className={style["scroll"]}>
        <dl className={style["facts"]}>
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
        <Links title={say("document.refers_to")} links={view.refers_to} />
        <Links title={say("document.referred_by")} links={view.referred_by} />
        <Lines view={view} />
        <Postings view={view} />
        <p className={style["chain"]}>
          {say("document.chain")} {view.document.stream}:{view.document.seq} · {view.chain}
        </p>
      </div>
      {reversing && <ReverseDialog view={view} onClose={() => setReversing(false)} />}
      {paper && <PaperDialog document={view.document} onClose={() => setPaper(false)} />}
    </>
  );
}

function Links({ title, links }: { title: string; links: readonly DocumentLink[] }) {
  const say = useWords();
  const go = useGo();
  if (links.length === 0) return null;
  return (
    <p className={style["links"]}>
      {title}
      {links.map((link) => (
        <button
          key={link.number}
          type="button"
          onClick={() => go({ to: "document", document: link.document })}
        >
          {kindName(say, link.kind)} {link.number}
        </button>
      ))}
    </p>
  );
}

function Lines({ view }: { view: DocumentView }) {
  const say = useWords();
  return (
    <section>
      <h3>{say("document.lines")}</h3>
      <table className={style["table"]}>
        <thead>
          <tr>
            <th>{say("column.product")}</th>
            <th>{say("column.quantity")}</th>
            <th>{say("column.price")}</th>
            <th>{say("column.discount")}</th>
            <th>{say("column.amount")}</th>
            <th>{say("column.cost")}</th>
          </tr>
        </thead>
        <tbody>
          {view.lines.map((line) => (
            <tr key={line.line}>
              <td>
                {line.name} <small>{line.code}</small>
              </td>
              <td>
                <Figure value={line.quantity} /> <small>{line.unit}</small>
              </td>
              <td>
                <Money value={line.unit_price} />
              </td>
              <td>
                <Money value={line.discount} zero="–" />
              </td>
              <td>
                <Money value={line.amount} />
              </td>
              <td>
                <Money value={line.cost} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {view.tenders.map(([tender, amount]) => (
            <tr key={tender}>
              <td colSpan={4}>{tenderName(say, tender)}</td>
              <td>
                <Money value={amount} />
              </td>
              <td />
            </tr>
          ))}
          {!isZero(view.rounding) && (
            <tr>
              <td colSpan={4}>{say("till.rounding")}</td>
              <td>
                <Money value={view.rounding} />
              </td>
              <td />
            </tr>
          )}
        </tfoot>
      </table>
    </section>
  );
}

function Postings({ view }: { view: DocumentView }) {
  const say = useWords();
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
                  <small>{entry.account}</small> {english ? entry.name_en : entry.name}
                  {entry.partner !== "" && ` · ${entry.partner}`}
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
                    {move.name} <small>{move.code}</small>
                  </td>
                  <td>
                    {move.branch} {move.warehouse} <small>{className(say, move.class)}</small>
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

/** A reversal needs a reason; it is a new red document, the old one stays. */
function ReverseDialog({ view, onClose }: { view: DocumentView; onClose: () => void }) {
  const say = useWords();
  const go = useGo();
  const [reason, setReason] = useState("");
  const reverse = useAct("document_reverse");
  async function run(): Promise<void> {
    const red = await reverse.run({ document: view.document, reason });
    if (red === undefined) return;
    onClose();
    go({ to: "document", document: red.document });
  }
  return (
    <Dialog title={say("document.reverse_title", { number: view.number })} onClose={onClose}>
      <p>{say("document.reverse_hint")}</p>
      <TextInput
        label={say("document.reason")}
        value={reason}
        onChange={setReason}
        autoFocus
        onEnter={() => void run()}
        testid="reverse-reason"
      />
      <Wrong error={reverse.error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button
          look="danger"
          onPress={() => void run()}
          disabled={reverse.pending}
          testid="reverse-confirm"
        >
          {say("document.reverse")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}

function PaperDialog({ document, onClose }: { document: DocumentKey; onClose: () => void }) {
  const say = useWords();
  const view = useView("ticket", { document });
  return (
    <Dialog title={say("document.ticket")} onClose={onClose}>
      <Loaded view={view}>{(ticket) => <TicketPaper ticket={ticket} />}</Loaded>
    </Dialog>
  );
}
