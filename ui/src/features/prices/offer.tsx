import type { PromotionView } from "../../api/generated/PromotionView";
import { Money } from "../../components/Figure";
import { Mark, type Tone } from "../../components/States";
import { useWords } from "../../i18n";

const TONES: Record<string, Tone> = { running: "good", coming: "accent", off: "caution" };

/** How a promotion stands today, in a word. */
export function StateMark({ state }: { state: string }) {
  const say = useWords();
  return <Mark tone={TONES[state] ?? "plain"}>{say.maybe(`promotion.state.${state}`, state)}</Mark>;
}

/** What a promotion offers: a price, or per cent off. */
export function Offer({ row }: { row: PromotionView }) {
  const say = useWords();
  if (row.price !== null) return <Money value={row.price} />;
  return <span>{say("promotion.percent_off", { n: row.percent ?? "" })}</span>;
}
