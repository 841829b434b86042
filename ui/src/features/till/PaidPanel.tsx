import { CheckCircle2 } from "lucide-react";
import type { PaidView } from "../../api/generated/PaidView";
import { Button } from "../../components/Button";
import { Money } from "../../components/Figure";
import { useWords } from "../../i18n";
import { KeyBar } from "../../keyboard/KeyBar";
import { useKeys } from "../../keyboard/scope";
import { TicketPaper } from "../../components/TicketPaper";
import style from "./till.module.css";

interface Props {
  paid: PaidView;
  returned: boolean;
  onClose: () => void;
}

/** A posted sale or return: the change, the number, the ticket. The next scan closes it too. */
export function PaidPanel({ paid, returned, onClose }: Props) {
  const say = useWords();
  useKeys("paid", { close: onClose });
  return (
    <div className={style["till"]}>
      <section className={style["paper"]}>
        <TicketPaper ticket={paid.ticket} />
      </section>
      <aside className={style["right"]} data-testid="paid">
        <p className={style["posted"]}>
          <CheckCircle2 size={22} aria-hidden />
          {say(returned ? "till.returned" : "till.posted")}
        </p>
        <p className={style["number"]} data-testid="paid-number">
          {paid.number}
        </p>
        <dl className={style["paidSums"]}>
          <dt>{say(returned ? "till.refund" : "till.due")}</dt>
          <dd>
            <Money value={paid.due} testid="paid-due" />
          </dd>
        </dl>
        {!returned && (
          <p className={style["change"]}>
            <span>{say("till.change")}</span>
            <Money value={paid.change} testid="paid-change" />
          </p>
        )}
        <div className={style["spring"]} />
        <Button
          look="accent"
          keepFocus
          keys="Enter"
          className={style["main"]}
          onPress={onClose}
          testid="next-customer"
        >
          {say("key.next_customer")}
        </Button>
      </aside>
      <div className={style["keys"]}>
        <KeyBar />
      </div>
    </div>
  );
}
