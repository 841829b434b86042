/**
 * How an application stands 审批进度: its state in a word, and its steps with who, when and what
 * they said.
 */
import { Check, CircleDashed, CircleDot, X, type LucideIcon } from "lucide-react";
import type { ApplicationStateView } from "../../../api/generated/ApplicationStateView";
import type { ApplicationStepView } from "../../../api/generated/ApplicationStepView";
import { Mark, type Tone } from "../../../components/States";
import { useLanguage, useWords } from "../../../i18n";
import { useClock } from "../../../i18n/time";
import style from "./approvals.module.css";

const TONES: Record<string, Tone> = {
  waiting: "caution",
  approved: "good",
  refused: "danger",
  posted: "good",
};

/** The state of an application in one word. */
export function StateMark({ state }: { state: string }) {
  const say = useWords();
  return <Mark tone={TONES[state] ?? "plain"}>{say.maybe(`approval.state.${state}`, state)}</Mark>;
}

const SIGNS: Record<string, LucideIcon> = { approved: Check, refused: X, waiting: CircleDot };

/** The steps in their order; the one whose turn it is stands out. */
export function StepStrip({ standing }: { standing: ApplicationStateView }) {
  const say = useWords();
  const clock = useClock();
  return (
    <section className={style["strip"]} data-testid="steps" data-state={standing.state}>
      <p>
        <StateMark state={standing.state} />
        <small>
          {say("approval.applied", {
            who: standing.drafted_by,
            time: clock(standing.applied_at_ms),
          })}
        </small>
      </p>
      <ol>
        {standing.steps.map((step) => (
          <OneStep key={step.step} step={step} />
        ))}
      </ol>
    </section>
  );
}

function OneStep({ step }: { step: ApplicationStepView }) {
  const say = useWords();
  const clock = useClock();
  const english = useLanguage() === "en";
  const Sign = SIGNS[step.state] ?? CircleDashed;
  const role = english && step.role_name_en !== "" ? step.role_name_en : step.role_name;
  return (
    <li data-testid={`step-${step.step}`} data-state={step.state}>
      <b>
        <Sign size={16} aria-hidden /> {step.step} {role}
        <small> · {say.maybe(`approval.place.${step.place}`, step.place)}</small>
      </b>
      <span>
        {say.maybe(`approval.step.${step.state}`, step.state)}
        {step.by !== "" && ` · ${step.by}`}
        {step.at_ms !== null && ` · ${clock(step.at_ms)}`}
      </span>
      {step.remark !== "" && <q>{step.remark}</q>}
    </li>
  );
}
