/**
 * One application 申请: its steps, its document as drafted, and the operator's word where it is
 * their turn: F9 approves, F8 refuses and asks why.
 */
import { Check, X } from "lucide-react";
import { useState } from "react";
import { useAct, useView } from "../../../api/cache";
import type { ApplicationView } from "../../../api/generated/ApplicationView";
import type { DocumentKey } from "../../../api/generated/DocumentKey";
import { Button } from "../../../components/Button";
import { Dialog, DialogActs } from "../../../components/Dialog";
import { Money } from "../../../components/Figure";
import { Loaded, Wrong } from "../../../components/States";
import { TextInput } from "../../../components/TextInput";
import { kindName } from "../../../components/words";
import { useWords } from "../../../i18n";
import { useClock } from "../../../i18n/time";
import { useKeys } from "../../../keyboard/scope";
import { Lines } from "../DocumentPanel";
import panel from "../DocumentPanel.module.css";
import { LinkTo, Postings } from "../Postings";
import { StepStrip } from "./steps";
import style from "./approvals.module.css";

interface Props {
  application: DocumentKey;
  onClose: () => void;
}

/** The open application. */
export function ApplicationPanel({ application, onClose }: Props) {
  const view = useView("application_view", { application });
  return (
    <div className={style["panel"]} data-testid="application">
      <Loaded view={view}>{(data) => <Body view={data} onClose={onClose} />}</Loaded>
    </div>
  );
}

function Body({ view, onClose }: { view: ApplicationView; onClose: () => void }) {
  const say = useWords();
  const { document, standing } = view;
  const [refusing, setRefusing] = useState(false);
  const decide = useAct("application_decide");
  const mine = view.can_decide > 0;

  async function run(approved: boolean, remark: string): Promise<boolean> {
    if (!mine || decide.pending) return false;
    const { application } = standing;
    const done = await decide.run({ application, step: view.can_decide, approved, remark });
    return done !== undefined;
  }

  useKeys(
    "approval",
    {
      approve: () => (mine ? void run(true, "") : false),
      refuse: () => (mine ? setRefusing(true) : false),
    },
    !refusing,
  );
  return (
    <>
      <header className={panel["head"]}>
        <div>
          <h2>
            {document.kind} {kindName(say, document.kind)} · {document.branch}
          </h2>
          <p>
            <Money value={document.amount} />
            {document.partner !== "" && ` · ${document.partner}`}
          </p>
        </div>
        {mine && (
          <>
            <Button
              look="accent"
              keys="F9"
              disabled={decide.pending}
              onPress={() => void run(true, "")}
              testid="approve"
            >
              <Check size={16} aria-hidden />
              {say("key.approve")}
            </Button>
            <Button
              look="danger"
              keys="F8"
              disabled={decide.pending}
              onPress={() => setRefusing(true)}
              testid="refuse"
            >
              {say("key.refuse")}
            </Button>
          </>
        )}
        <Button look="quiet" label={say("act.close")} onPress={onClose}>
          <X size={18} aria-hidden />
        </Button>
      </header>
      <Wrong error={refusing ? null : decide.error} />
      <StepStrip standing={standing} />
      <Drafted view={view} />
      {refusing && (
        <RefuseDialog
          error={decide.error}
          onRefuse={(remark) => run(false, remark)}
          onClose={() => setRefusing(false)}
        />
      )}
    </>
  );
}

/** The document as it would be posted. */
function Drafted({ view }: { view: ApplicationView }) {
  const say = useWords();
  const clock = useClock();
  const { document } = view;
  const facts: [string, string][] = [
    [say("column.date"), document.business_date],
    [say("column.warehouse"), document.warehouse],
    [say("draft.to_warehouse"), document.to_warehouse],
    [say("column.handler"), document.handler],
    [say("column.source"), document.source],
    [say("column.remark"), document.remark],
  ];
  return (
    <div className={panel["scroll"]}>
      <dl className={panel["facts"]}>
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
      {view.posted !== null && (
        <p className={panel["links"]}>
          {say("approval.posted_as")} <LinkTo link={view.posted} />
        </p>
      )}
      {document.lines.length + document.tenders.length > 0 && <Lines view={document} />}
      <Postings view={document} />
      {view.misfits.map((misfit) => (
        <p
          key={`${misfit.by} ${misfit.at_ms} ${misfit.reason}`}
          className={style["told"]}
          data-testid="misfit"
        >
          {say("approval.misfit", {
            who: misfit.by,
            time: clock(misfit.at_ms),
            reason: say.maybe(`approval.misfit.${misfit.reason}`, misfit.reason),
          })}
        </p>
      ))}
    </div>
  );
}

interface RefuseProps {
  error: unknown;
  onRefuse: (remark: string) => Promise<boolean>;
  onClose: () => void;
}

/** A refusal says why: the drafter reads it beside the draft. */
function RefuseDialog({ error, onRefuse, onClose }: RefuseProps) {
  const say = useWords();
  const [remark, setRemark] = useState("");
  const run = () => void onRefuse(remark).then((done) => done && onClose());
  return (
    <Dialog title={say("approval.refuse_title")} onClose={onClose} testid="refuse-dialog">
      <TextInput
        label={say("document.reason")}
        value={remark}
        onChange={setRemark}
        autoFocus
        onEnter={run}
        testid="refuse-reason"
      />
      <Wrong error={error} />
      <DialogActs>
        <Button onPress={onClose} keys="Escape">
          {say("act.cancel")}
        </Button>
        <Button look="danger" onPress={run} testid="refuse-confirm">
          {say("key.refuse")}
        </Button>
      </DialogActs>
    </Dialog>
  );
}
