import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client";
import type { CustomerView } from "../../api/generated/CustomerView";
import { Money } from "../../components/Figure";
import { PartnerHits } from "../../components/PartnerPicker";
import { Mark } from "../../components/States";
import { useWords } from "../../i18n";
import { isNegative, isZero } from "../../i18n/number";
import type { Till } from "./cart";
import style from "./till.module.css";

/** Chooses the customer 客户 by code, name or pinyin; Enter on nothing takes the customer away. */
export function CustomerStrip({ till, onClose }: { till: Till; onClose: () => void }) {
  const say = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  useEffect(() => field.current?.focus(), []);

  async function choose(partner_id: number | null): Promise<void> {
    const input = { partner_id, text: partner_id === null && text !== "" ? text : null };
    if (await till.act(() => call("till_customer", input))) onClose();
  }

  return (
    <div className={`${style["strip"]} ${style["customerFind"]}`}>
      <label className={style["edit"]}>
        <span>{say("till.customer")}</span>
        <input
          ref={field}
          className={style["words"]}
          value={text}
          autoComplete="off"
          placeholder={say("till.customer_hint")}
          data-testid="customer"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={style["found"]}>
        <PartnerHits
          text={text}
          onTake={(hit) => void choose(hit.partner_id)}
          onNothing={() => void choose(null)}
          onClose={onClose}
        />
      </div>
    </div>
  );
}

/** Who buys: which price, what is owed, what is left of the limit. */
export function Customer({ customer }: { customer: CustomerView }) {
  const say = useWords();
  const left = customer.credit_left;
  return (
    <div className={style["customer"]} data-testid="till-customer">
      <b>{customer.name}</b>
      <span>
        <Mark>{say.maybe(`partner_class.${customer.class}`, customer.class)}</Mark>
        {customer.price_level > 1 && (
          <Mark tone="accent">{say("till.customer_level", { n: customer.price_level })}</Mark>
        )}
        {!isZero(customer.balance) && (
          <Mark>
            {say("till.customer_balance")} <Money value={customer.balance} />
          </Mark>
        )}
        {left !== null && (
          <Mark tone={isNegative(left) ? "danger" : "plain"}>
            {say("till.credit_left")} <Money value={left} />
          </Mark>
        )}
      </span>
    </div>
  );
}
