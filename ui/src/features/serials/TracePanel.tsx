/**
 * The life of one piece 序列号跟踪: its documents, its end user, and what may be noted of it by hand.
 */
import { useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { SerialTraceView } from "../../api/generated/SerialTraceView";
import type { SerialUserView } from "../../api/generated/SerialUserView";
import type { SerialView } from "../../api/generated/SerialView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DateInput } from "../../components/DateInput";
import { Empty, Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName } from "../../components/words";
import { useWords, type TextKey } from "../../i18n";
import { useGo } from "../../shell/place";
import { STATES, stateName, stateOf } from "./pieces";
import style from "./serials.module.css";

interface Props {
  piece: SerialView;
  onClose: () => void;
}

/** The open piece. */
export function TracePanel({ piece, onClose }: Props) {
  const say = useWords();
  const view = useView("serial_trace", { number: piece.number });
  const mine = (each: SerialTraceView) =>
    each.piece.number === piece.number &&
    each.piece.product_id === piece.product_id &&
    each.piece.branch === piece.branch;
  return (
    <div className={style["panel"]} data-testid="trace">
      <header>
        <div>
          <h2>{piece.number}</h2>
          <p>
            {piece.code} {piece.name} · {piece.branch}
          </p>
        </div>
        <Mark tone={piece.voided ? "danger" : "plain"}>{stateOf(say, piece)}</Mark>
        <Button look="quiet" onPress={onClose}>
          {say("act.close")}
        </Button>
      </header>
      <Loaded view={view}>
        {(traces) => {
          const trace = traces.find(mine);
          return trace === undefined ? (
            <Empty title={say("serial.none")} />
          ) : (
            <Life trace={trace} />
          );
        }}
      </Loaded>
    </div>
  );
}

function Life({ trace }: { trace: SerialTraceView }) {
  const say = useWords();
  const go = useGo();
  return (
    <>
      <h3>{say("serial.trace")}</h3>
      <ol className={style["steps"]}>
        {trace.steps.map((step, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- steps only ever grow at the end
          <li key={i} data-testid="trace-step">
            <time>{step.date}</time>
            {step.document === null ? (
              <span>{say("serial.note")}</span>
            ) : (
              <button
                type="button"
                onClick={() => step.document && go({ to: "document", document: step.document })}
                data-testid="trace-document"
              >
                {kindName(say, step.kind)} {step.number}
              </button>
            )}
            <span>
              {stateName(say, step.from)} → {stateName(say, step.to)}
            </span>
          </li>
        ))}
      </ol>
      {(trace.may_user || trace.user !== null) && <UserForm trace={trace} />}
      {trace.may_state && <StateForm piece={trace.piece} />}
      {trace.may_void && <VoidForm piece={trace.piece} />}
    </>
  );
}

const NOBODY: SerialUserView = { name: "", phone: "", address: "", since: "", remark: "" };
const TEXTS = ["name", "phone", "address", "remark"] as const;

/** The end user 终端用户; only a piece that has one can be written to. */
function UserForm({ trace }: { trace: SerialTraceView }) {
  const say = useWords();
  const [user, setUser] = useState(trace.user ?? NOBODY);
  const save = useAct("serial_user_save");
  const { product_id, number } = trace.piece;
  return (
    <section className={style["form"]}>
      <h3>{say("serial.user")}</h3>
      {TEXTS.map((field) => (
        <TextInput
          key={field}
          label={say(`serial.user_${field}` as TextKey)}
          value={user[field]}
          onChange={(text) => setUser({ ...user, [field]: text })}
          disabled={!trace.may_user}
          testid={`user-${field}`}
        />
      ))}
      {trace.may_user && (
        <>
          <DateInput
            label={say("serial.user_since")}
            value={user.since === "" ? null : user.since}
            onChange={(since) => setUser({ ...user, since: since ?? "" })}
            testid="user-since"
          />
          <Wrong error={save.error} />
          <Button
            look="accent"
            disabled={save.pending}
            onPress={() => void save.run({ product_id, number, user })}
            testid="user-save"
          >
            {say("serial.user_save")}
          </Button>
        </>
      )}
    </section>
  );
}

/** A state set by hand, of goods that are numbered loosely. */
function StateForm({ piece }: { piece: SerialView }) {
  const say = useWords();
  const [state, setState] = useState(piece.state === "" ? "in_stock" : piece.state);
  const save = useAct("serial_state_save");
  const input = { product_id: piece.product_id, numbers: [piece.number], state };
  return (
    <section className={style["form"]}>
      <h3>{say("serial.by_hand")}</h3>
      <Choice
        label={say("column.state")}
        value={state}
        onChange={setState}
        options={STATES.map((key) => ({ value: key, text: stateName(say, key) }))}
      />
      <Wrong error={save.error} />
      <Button disabled={save.pending} onPress={() => void save.run(input)} testid="state-save">
        {say("serial.set_state")}
      </Button>
    </section>
  );
}

/** A number too many is voided; its history stays. */
function VoidForm({ piece }: { piece: SerialView }) {
  const say = useWords();
  const act = useAct("serial_void");
  const input = { product_id: piece.product_id, number: piece.number };
  return (
    <section className={style["form"]}>
      <h3>{say("serial.surplus")}</h3>
      <p>{say("serial.surplus_hint")}</p>
      <Wrong error={act.error} />
      <Button
        look="danger"
        disabled={act.pending}
        onPress={() => void act.run(input)}
        testid="serial-void"
      >
        {say("serial.void")}
      </Button>
    </section>
  );
}
