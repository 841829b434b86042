/**
 * The exchange light 同步灯: saved here, at HQ, waiting; with times, and "send now".
 *
 * Offline is normal at a branch: a grey light, nothing is blocked.
 */
import { AlertTriangle, Check, CloudOff, Home, RefreshCw, type LucideIcon } from "lucide-react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { useAct, useView } from "../../api/cache";
import type { ExchangeState } from "../../api/generated/ExchangeState";
import type { ExchangeView } from "../../api/generated/ExchangeView";
import { Button } from "../../components/Button";
import { Wrong } from "../../components/States";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import style from "./ExchangeLight.module.css";

const ICON: Record<ExchangeState, LucideIcon> = {
  current: Check,
  sending: RefreshCw,
  offline: CloudOff,
  trouble: AlertTriangle,
  alone: Home,
};

/** The light in the top bar; it opens the panel. */
export function ExchangeLight() {
  const say = useWords();
  const clock = useClock();
  const { data } = useView("exchange_status", {});
  if (data === undefined) return null;
  const Icon = ICON[data.state];
  const words = say(`exchange.${data.state}`, {
    since: clock(data.since_ms),
  });
  return (
    <DialogTrigger>
      <AriaButton
        className={`${style["light"]} ${style[data.state]}`}
        preventFocusOnPress
        data-testid="exchange-light"
        data-state={data.state}
        data-waiting={data.waiting}
      >
        <Icon size={16} aria-hidden />
        {words}
        {data.waiting > 0 && <span>· {say("exchange.waiting_count", { n: data.waiting })}</span>}
      </AriaButton>
      <Popover placement="bottom end">
        <Dialog className={style["panel"] ?? ""} aria-label={say("exchange.title")}>
          <Panel view={data} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Panel({ view }: { view: ExchangeView }) {
  const say = useWords();
  const clock = useClock();
  const now = useAct("exchange_now");
  const time = (ms: number | null) => (ms === null ? "–" : clock(ms));
  return (
    <>
      <dl className={style["counts"]}>
        <div>
          <dt>{say("exchange.saved")}</dt>
          <dd>{view.saved_seq}</dd>
        </div>
        <div>
          <dt>{say("exchange.acked")}</dt>
          <dd data-testid="exchange-acked">{view.acked_seq}</dd>
        </div>
        <div>
          <dt>{say("exchange.waiting")}</dt>
          <dd data-testid="exchange-waiting">{view.waiting}</dd>
        </div>
      </dl>
      <dl className={style["times"]}>
        <dt>{say("exchange.last_contact")}</dt>
        <dd>{time(view.last_contact_ms)}</dd>
        <dt>{say("exchange.prices_as_of")}</dt>
        <dd>{time(view.prices_as_of_ms)}</dd>
        <dt>{say("exchange.hq_url")}</dt>
        <dd>{view.hq_url ?? "–"}</dd>
      </dl>
      {view.state === "offline" && <p className={style["calm"]}>{say("exchange.calm")}</p>}
      <Wrong error={view.trouble} />
      <Wrong error={now.error} />
      <Button
        disabled={view.state === "alone" || now.pending}
        onPress={() => void now.run({})}
        testid="exchange-now"
      >
        <RefreshCw size={16} aria-hidden />
        {say("exchange.now")}
      </Button>
    </>
  );
}
