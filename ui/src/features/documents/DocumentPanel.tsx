/**
 * One document 单据: what it says, what it did to goods and accounts, what it is linked to.
 */
import { ArrowRightFromLine, CircleOff, Copy, Printer, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { DocumentLink } from "../../api/generated/DocumentLink";
import type { DocumentView } from "../../api/generated/DocumentView";
import type { DraftView } from "../../api/generated/DraftView";
import { Button } from "../../components/Button";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Figure, Money } from "../../components/Figure";
import { Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { TicketPaper } from "../../components/TicketPaper";
import { className, kindName, noteName, placeName, tenderName } from "../../components/words";
import { useWords, type Say } from "../../i18n";
import { isZero } from "../../i18n/number";
import { useClock } from "../../i18n/time";
import { plainReport, useGo } from "../../shell/place";
import { LinkTo, Postings } from "./Postings";
import { PrintDialog } from "./PrintDialog";
import { SerialNumbers } from "./SerialNumbers";
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
  const [taking, setTaking] = useState<Red | null>(null);
  const [paper, setPaper] = useState(false);
  const [printing, setPrinting] = useState(false);
  const facts: [string, string][] = [
    [say("column.date"), view.business_date],
    [say("column.recorded"), clock(view.recorded_at_ms)],
    [say("column.branch"), view.branch],
    [say("column.warehouse"), view.warehouse],
    [say("draft.to_warehouse"), view.to_warehouse],
    [say("column.partner"), view.partner],
    [say("draft.form"), view.form === "usual" ? "" : formName(say, view)],
    [say("draft.class"), view.class === "own" ? "" : className(say, view.class)],
    [say("draft.due_date"), view.due_date ?? ""],
    [say("draft.span"), view.span === null ? "" : view.span.join(" – ")],
    [say("draft.open"), view.open],
    [say("column.handler"), view.handler],
    [say("column.source"), view.source],
    [say("column.remark"), view.remark],
    ...view.notes.map((note): [string, string] => [noteName(say, note.field), note.text]),
    [say("print.printed"), view.printed === 0 ? "" : String(view.printed)],
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
        {!isTicket && (
          <Button onPress={() => setPrinting(true)} testid="print">
            <Printer size={16} aria-hidden />
            {say("print.print")}
          </Button>
        )}
        {view.can_close && (
          <Button onPress={() => setTaking("close")} testid="close-order">
            <CircleOff size={16} aria-hidden />
            {say("document.close")}
          </Button>
        )}
        {view.can_reverse && (
          <Button look="danger" onPress={() => setTaking("reverse")} testid="reverse">
            <RotateCcw size={16} aria-hidden />
            {say("document.reverse")}
          </Button>
        )}
        <Button look="quiet" label={say("act.close")} onPress={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </header>
      <Next view={view} />
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
        <PartnerDocuments view={view} />
        <Links title={say("document.refers_to")} links={view.refers_to} />
        <Links title={say("document.referred_by")} links={view.referred_by} />
        <Settles view={view} />
        {view.lines.length + view.tenders.length > 0 && <Lines view={view} />}
        <Postings view={view} />
        <p className={style["chain"]}>
          {say("document.chain")} {view.document.stream}:{view.document.seq} · {view.chain}
        </p>
      </div>
      {taking !== null && <ReasonDialog act={taking} view={view} onClose={() => setTaking(null)} />}
      {printing && <PrintDialog document={view.document} onClose={() => setPrinting(false)} />}
      {paper && <PaperDialog document={view.document} onClose={() => setPaper(false)} />}
    </>
  );
}

const formName = (say: Say, view: DocumentView) =>
  say.maybe(`form.${view.kind}.${view.form}`, say.maybe(`form.${view.form}`, view.form));

/** The way to all documents of its partner. */
function PartnerDocuments({ view }: { view: DocumentView }) {
  const say = useWords();
  const go = useGo();
  const { partner_id, branch } = view;
  if (partner_id === null) return null;
  return (
    <button
      type="button"
      className={style["link"]}
      data-testid="to-partner-documents"
      onClick={() => {
        go({ to: "report", input: { ...plainReport("documents"), branch, partner_id } });
      }}
    >
      {say("report.documents")} · {view.partner}
    </button>
  );
}

/** What can be made of it: its followers, or the same again. */
function Next({ view }: { view: DocumentView }) {
  const say = useWords();
  const go = useGo();
  const follow = useAct("draft_from");
  const copy = useAct("draft_copy");
  const open = (draft: DraftView | undefined) =>
    draft !== undefined && go({ to: "draft", what: String(draft.id) });
  if (!view.can_copy && view.next.length === 0) return null;
  return (
    <div className={style["next"]}>
      {view.next.map((kind) => (
        <Button
          key={kind}
          onPress={() =>
            void follow.run({ kind, document: view.document, partner_id: null }).then(open)
          }
          testid={`follow-${kind}`}
        >
          <ArrowRightFromLine size={16} aria-hidden />
          {kind} {kindName(say, kind)}
        </Button>
      ))}
      {view.can_copy && (
        <Button
          look="quiet"
          onPress={() => void copy.run({ document: view.document, draft: null }).then(open)}
          testid="copy"
        >
          <Copy size={16} aria-hidden />
          {say("draft.copy")}
        </Button>
      )}
      <Wrong error={follow.error ?? copy.error} />
    </div>
  );
}

/** The open items that a payment settles. */
function Settles({ view }: { view: DocumentView }) {
  const say = useWords();
  if (view.settles.length === 0) return null;
  return (
    <section>
      <h3>{say("draft.settles")}</h3>
      <table className={style["table"]}>
        <tbody>
          {view.settles.map((settled) => (
            <tr key={settled.document.number} data-testid="settled">
              <td>
                {kindName(say, settled.document.kind)} <LinkTo link={settled.document} />
              </td>
              <td>
                <Money value={settled.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
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

/** The goods lines and tenders of a document. */
export function Lines({ view }: { view: DocumentView }) {
  const say = useWords();
  const taxed = view.tax !== "" && !isZero(view.tax);
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
            {taxed && <th>{say("draft.tax")}</th>}
            <th>{say("column.amount")}</th>
            <th>{say("column.cost")}</th>
          </tr>
        </thead>
        <tbody>
          {view.lines.map((line) => (
            <tr key={line.line}>
              <td>
                {line.name} <small>{line.code}</small>
                {line.incoming && <small> · {say("draft.comes_in")}</small>}
                {line.lot !== "" && (
                  <small>
                    {" "}
                    · {say("draft.lot")} {line.lot}
                  </small>
                )}
                {line.serials.length > 0 && (
                  <SerialNumbers
                    title={`${view.number} ${line.code} ${line.name}`}
                    numbers={line.serials}
                  />
                )}
              </td>
              <td>
                <Figure value={line.quantity} /> <small>{line.unit}</small>
                {line.book_quantity !== "" && (
                  <small>
                    {" "}
                    · {say("draft.book_quantity")} <Figure value={line.book_quantity} />
                  </small>
                )}
              </td>
              <td>
                <Money value={line.unit_price} />
              </td>
              <td>
                <Money value={line.discount} zero="–" />
              </td>
              {taxed && (
                <td>
                  <Money value={line.tax} zero="–" />
                </td>
              )}
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
              <td colSpan={taxed ? 5 : 4}>{tenderName(say, tender)}</td>
              <td>
                <Money value={amount} />
              </td>
              <td />
            </tr>
          ))}
          {!isZero(view.rounding) && (
            <tr>
              <td colSpan={taxed ? 5 : 4}>{say("till.rounding")}</td>
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

/** A whole document is reversed, an order is closed. */
type Red = "reverse" | "close";

/** What takes back a document, or what is left of an order, needs a reason; the old one stays. */
function ReasonDialog({
  act,
  view,
  onClose,
}: {
  act: Red;
  view: DocumentView;
  onClose: () => void;
}) {
  const say = useWords();
  const go = useGo();
  const [reason, setReason] = useState("");
  const reverse = useAct("document_reverse");
  const close = useAct("order_close");
  const done = act === "reverse" ? reverse : close;
  async function run(): Promise<void> {
    const red = await done.run({ document: view.document, reason });
    if (red === undefined) return;
    onClose();
    go({ to: "document", document: red.document });
  }
  return (
    <Dialog title={say(`document.${act}_title`, { number: view.number })} onClose={onClose}>
      <p>{say(`document.${act}_hint`)}</p>
      <TextInput
        label={say("document.reason")}
        value={reason}
        onChange={setReason}
        autoFocus
        onEnter={() => void run()}
        testid="reverse-reason"
      />
      <Wrong error={done.error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button
          look="danger"
          onPress={() => void run()}
          disabled={done.pending}
          testid="reverse-confirm"
        >
          {say(`document.${act}`)}
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
