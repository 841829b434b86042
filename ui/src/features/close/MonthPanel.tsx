/**
 * One month 月份: its modules, the check, the close, and the way back; for December the year too.
 *
 * Owns which act is offered when. Leaves every rule to the core: what is in the way comes back as
 * gaps and is shown, nothing is guessed here.
 */
import { useEffect, useState } from "react";
import { useAct, useView } from "../../api/cache";
import { call } from "../../api/client";
import type { ClosedView } from "../../api/generated/ClosedView";
import type { CloseProgressView } from "../../api/generated/CloseProgressView";
import type { GapView } from "../../api/generated/GapView";
import type { MonthView } from "../../api/generated/MonthView";
import { Button } from "../../components/Button";
import { Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import style from "./close.module.css";
import { Gaps, Links } from "./Gaps";
import { YearPart } from "./YearPart";

const MODULES = ["purchase", "sales", "stock"] as const;

const POLL_MS = 500;

/** How far the proof is while `running`. */
function useProgress(running: boolean): CloseProgressView | null {
  const [progress, setProgress] = useState<CloseProgressView | null>(null);
  useEffect(() => {
    if (!running) return undefined;
    const ask = () =>
      void call("close_progress", {}).then(setProgress, () => {
        // The next answer will tell.
      });
    const timer = setInterval(ask, POLL_MS);
    return () => {
      clearInterval(timer);
      setProgress(null);
    };
  }, [running]);
  return progress;
}

/** The chosen month. */
export function MonthPanel({
  month,
  hq,
  onOpening,
}: {
  month: MonthView;
  hq: boolean;
  onOpening: () => void;
}) {
  const say = useWords();
  const [remark, setRemark] = useState("");
  const [gaps, setGaps] = useState<readonly GapView[] | null>(null);
  const check = useAct("close_check");
  const module = useAct("close_module");
  const close = useAct("close_month");
  const reopen = useAct("close_reopen");
  const late = useView(
    "close_late",
    { month: month.month, remark: "" },
    { enabled: month.close !== null },
  );
  const progress = useProgress(check.pending);
  const closed = month.close !== null || month.company;
  const input = { month: month.month, remark: remark.trim() };
  const settle = (answer: ClosedView | undefined) => {
    if (answer !== undefined) setGaps(answer.gaps.length > 0 ? answer.gaps : null);
  };
  const runCheck = async () => {
    const found = await check.run(input);
    if (found !== undefined) setGaps(found);
  };
  const runModule = async (which: string) =>
    settle(await module.run({ month: month.month, module: which }));
  const runClose = async () => settle(await close.run(input));
  const runReopen = async () => settle(await reopen.run(input));
  useKeys("close", {
    opening: onOpening,
    check: () => (closed ? false : void runCheck()),
    close: () => (closed ? false : void runClose()),
    reopen: () => (month.close === null ? false : void runReopen()),
  });
  return (
    <section className={style["panel"]} aria-label={month.month} data-testid="month">
      <h2>{month.month}</h2>
      <div className={style["modules"]}>
        {MODULES.map((key) =>
          month.modules.includes(key) || closed ? (
            <Mark key={key} tone="good">
              {say("close.module_closed", { module: say(`module.${key}`) })}
            </Mark>
          ) : (
            <Button key={key} onPress={() => void runModule(key)} testid={`module-${key}`}>
              {say("close.close_module", { module: say(`module.${key}`) })}
            </Button>
          ),
        )}
      </div>
      <TextInput
        label={hq && !closed ? say("close.remark_hq") : say("close.remark")}
        value={remark}
        onChange={setRemark}
        testid="close-remark"
      />
      <div className={style["acts"]}>
        {!closed && (
          <>
            <Button
              keys="F7"
              disabled={check.pending}
              onPress={() => void runCheck()}
              testid="close-check"
            >
              {say("close.check")}
            </Button>
            <Button
              look="accent"
              keys="F9"
              disabled={close.pending}
              onPress={() => void runClose()}
              testid="close-month"
            >
              {say("close.close")}
            </Button>
          </>
        )}
        {month.close !== null && (
          <Button
            look="danger"
            keys="F8"
            disabled={reopen.pending}
            onPress={() => void runReopen()}
            testid="close-reopen"
          >
            {say("close.reopen")}
          </Button>
        )}
      </div>
      {check.pending && (
        <p className={style["note"]} role="status" data-testid="close-progress">
          {progress === null || progress.what === ""
            ? say("close.checking")
            : say("close.progress", {
                what: say.maybe(`proof.${progress.what}`, progress.what),
                n: progress.done,
              })}
        </p>
      )}
      {[check, module, close, reopen].map((act, at) => (
        <Wrong key={at} error={act.error} />
      ))}
      {gaps !== null && <Gaps gaps={gaps} />}
      {month.close !== null && <Links documents={[month.close]} />}
      {late.data !== undefined && late.data.length > 0 && (
        <div data-testid="late">
          <p className={style["note"]}>{say("close.late", { n: late.data.length })}</p>
          <Links documents={late.data} />
        </div>
      )}
      {month.month.endsWith("-12") && <YearPart month={month} />}
    </section>
  );
}
