/**
 * Settling 结账: tenders put down one after the other until the due is covered, then posting.
 *
 * Enter puts the amount down while something remains, and posts when nothing does: one meaning in
 * each state. F9 posts at once: the amount in the field, if any, is the last tender.
 */
import { Delete, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client";
import { refusal } from "../../api/error";
import type { CartView } from "../../api/generated/CartView";
import type { PaidView } from "../../api/generated/PaidView";
import type { TenderInput } from "../../api/generated/TenderInput";
import { Button } from "../../components/Button";
import { decimalOf } from "../../components/decimal";
import { Money } from "../../components/Figure";
import { Mark } from "../../components/States";
import { useWords, type TextKey } from "../../i18n";
import { formatDecimal, isZero } from "../../i18n/number";
import { useKeys } from "../../keyboard/scope";
import type { Till } from "./cart";
import { Due } from "./Totals";
import style from "./till.module.css";

interface Props {
  till: Till;
  cart: CartView;
  /** The tender whose key opened the panel. */
  first: string | null;
  onPaid: (paid: PaidView) => void;
  onClose: () => void;
}

const ROUNDING = ["none", "fen", "jiao", "yuan"] as const;

/** The right side while a sale is being paid. */
export function SettlePanel({ till, cart, first, onPaid, onClose }: Props) {
  const say = useWords();
  const field = useRef<HTMLInputElement>(null);
  const choices = cart.tender_choices;
  const [tender, setTender] = useState(first ?? choices[0]?.tender ?? "cash");
  const [typed, setTyped] = useState("");
  const covered = isZero(cart.remaining);
  useEffect(() => field.current?.focus(), [tender, cart.tenders.length]);

  /** The tender in the field; no amount means all that remains. Null when it is no figure. */
  function inField(): TenderInput | null {
    const amount = decimalOf(typed);
    if (amount === null) {
      till.refuse(refusal("figure_invalid").api);
      return null;
    }
    return { tender, amount: amount === "" ? null : amount };
  }

  async function put(): Promise<void> {
    const input = inField();
    if (input === null) return;
    if (await till.act(() => call("till_tender", input))) setTyped("");
  }

  async function finish(): Promise<void> {
    const last = covered ? null : inField();
    if (!covered && last === null) return;
    await pay(last, false);
  }

  async function pay(last: TenderInput | null, on_account: boolean): Promise<void> {
    const paid = await till.post(() => call("till_pay", { tender: last, on_account }));
    if (paid !== undefined) onPaid(paid);
  }

  /** What no tender covers goes on the customer's account. */
  function onAccount(): void {
    if (cart.customer !== null && !covered) void pay(null, true);
  }

  function takeBack(index: number | undefined): void {
    if (index !== undefined) void till.act(() => call("till_tender_remove", { line: index }));
  }

  function round(): void {
    const at = ROUNDING.indexOf(cart.rounding_mode as (typeof ROUNDING)[number]);
    const mode = ROUNDING[(at + 1) % ROUNDING.length] ?? "none";
    void till.act(() => call("till_rounding", { mode }));
  }

  useKeys("pay", {
    put: () => void (covered ? finish() : put()),
    finish: () => void finish(),
    tender: (event) => {
      const choice = choices[Number.parseInt(event.code.slice(-1), 10) - 1];
      if (choice !== undefined) setTender(choice.tender);
    },
    on_account: onAccount,
    rounding: round,
    take_back: () => takeBack(cart.tenders.at(-1)?.index),
    close: onClose,
  });

  const chosen = choices.find((choice) => choice.tender === tender);
  return (
    <div className={style["settle"]} data-testid="settle">
      <Due cart={cart} short />
      <div className={style["tenders"]} role="group" aria-label={say("till.tender")}>
        {choices.map((choice, i) => (
          <Button
            key={choice.tender}
            keepFocus
            keys={`Alt+${i + 1}`}
            pressed={choice.tender === tender}
            disabled={covered}
            onPress={() => setTender(choice.tender)}
          >
            {say.maybe(`tender.${choice.tender}`, choice.tender)}
          </Button>
        ))}
      </div>
      {cart.tenders.length > 0 && (
        <ul className={style["put"]} data-testid="tenders">
          {cart.tenders.map((line) => (
            <li key={line.index} data-testid="tender-line">
              <span>{say.maybe(`tender.${line.tender}`, line.tender)}</span>
              <Money value={line.amount} />
              <Button
                look="quiet"
                keepFocus
                label={say("key.take_back")}
                onPress={() => takeBack(line.index)}
              >
                <X size={16} aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {covered ? (
        <p className={style["change"]}>
          <span>{say("till.change")}</span>
          <Money value={cart.change} testid="change" />
        </p>
      ) : (
        <label className={style["amountField"]}>
          <span>
            <span>
              {say.maybe(`tender.${tender}`, tender)} · {say("till.remaining")}{" "}
              <Money value={cart.remaining} testid="remaining" />
            </span>
            {chosen?.recorded_only && <Mark tone="caution">{say("till.recorded_only")}</Mark>}
          </span>
          <input
            ref={field}
            value={typed}
            inputMode="decimal"
            autoComplete="off"
            placeholder={formatDecimal(cart.remaining, { places: 2 })}
            data-testid="tender-amount"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      )}
      {!covered && <NumberPad onKey={(key) => setTyped((now) => padded(now, key))} />}
      <div className={style["spring"]} />
      <div className={style["foot"]}>
        {cart.customer !== null && (
          <Button keepFocus keys="F7" disabled={covered} onPress={onAccount} testid="on-account">
            {say("key.on_account")} · {cart.customer.name}
          </Button>
        )}
        <div className={style["pair"]}>
          <Button keepFocus keys="F6" onPress={round} testid="rounding">
            {say("till.rounding")} · {say(`rounding.${cart.rounding_mode}` as TextKey)}
          </Button>
          <Button keepFocus keys="Escape" onPress={onClose}>
            {say("key.back")}
          </Button>
        </div>
        <Button
          look="accent"
          keepFocus
          keys="F9"
          className={style["main"]}
          onPress={() => void finish()}
          testid="pay"
        >
          {say("key.finish")}
        </Button>
      </div>
    </div>
  );
}

function padded(now: string, key: string): string {
  return key === "⌫" ? now.slice(0, -1) : now + key;
}

/** Figures by finger. */
function NumberPad({ onKey }: { onKey: (key: string) => void }) {
  const say = useWords();
  return (
    <div className={style["pad"]}>
      {["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", ".", "⌫"].map((key) => (
        <button
          key={key}
          type="button"
          tabIndex={-1}
          aria-label={key === "⌫" ? say("act.erase") : key}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onKey(key)}
        >
          {key === "⌫" ? <Delete size={20} aria-hidden /> : key}
        </button>
      ))}
    </div>
  );
}
