import { Pause } from "lucide-react";
import type { CartView } from "../../api/generated/CartView";
import { Button } from "../../components/Button";
import { Figure, Money } from "../../components/Figure";
import { useWords, type TextKey } from "../../i18n";
import { isZero } from "../../i18n/number";
import { Customer } from "./CustomerStrip";
import style from "./till.module.css";

/** What is due, and how it came about. */
export function Due({ cart, short = false }: { cart: CartView; short?: boolean }) {
  const say = useWords();
  return (
    <div className={style["sums"]}>
      <dl hidden={short}>
        <dt>{say("till.pieces")}</dt>
        <dd>
          <Figure value={cart.pieces} />
        </dd>
        <dt>{say("till.list_amount")}</dt>
        <dd>
          <Money value={cart.list_amount} />
        </dd>
        <dt>{say("till.discount")}</dt>
        <dd>
          <Money value={cart.discount} />
        </dd>
        {!isZero(cart.rounding) && (
          <>
            <dt>
              {say("till.rounding")} · {say(`rounding.${cart.rounding_mode}` as TextKey)}
            </dt>
            <dd>
              <Money value={cart.rounding} />
            </dd>
          </>
        )}
      </dl>
      <div className={style["dueBox"]}>
        <span>{say("till.due")}</span>
        <Money className={style["due"]} value={cart.due} testid="due" />
      </div>
    </div>
  );
}

interface Props {
  cart: CartView;
  onTender: (tender: string | null) => void;
  onParked: () => void;
}

/** The right side at rest: the sums, and the tenders by their keys. */
export function Totals({ cart, onTender, onParked }: Props) {
  const say = useWords();
  const empty = cart.lines.length === 0;
  return (
    <>
      {cart.customer !== null && <Customer customer={cart.customer} />}
      <Due cart={cart} />
      {cart.tenders.length > 0 && (
        <p className={style["note"]}>
          {say("till.tendered")} <Money value={cart.tendered} /> · {say("till.remaining")}{" "}
          <Money value={cart.remaining} />
        </p>
      )}
      <div className={style["tenders"]}>
        {cart.tender_choices.map((choice, i) => (
          <Button
            key={choice.tender}
            keepFocus
            keys={`Alt+${i + 1}`}
            disabled={empty}
            onPress={() => onTender(choice.tender)}
          >
            {say.maybe(`tender.${choice.tender}`, choice.tender)}
          </Button>
        ))}
      </div>
      <div className={style["spring"]} />
      {cart.parked > 0 && (
        <Button look="quiet" keepFocus onPress={onParked} testid="parked-count">
          <Pause size={18} aria-hidden />
          {say("till.parked_count", { n: cart.parked })}
        </Button>
      )}
      <Button
        look="accent"
        keepFocus
        keys="F9"
        disabled={empty}
        className={style["main"]}
        onPress={() => onTender(null)}
        testid="settle-open"
      >
        {say("key.pay")}
      </Button>
    </>
  );
}
