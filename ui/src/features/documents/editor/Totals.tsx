/**
 * The totals of a draft 合计: those that its kind has, as the core computed them.
 */
import type { DraftTotals } from "../../../api/generated/DraftTotals";
import type { KindView } from "../../../api/generated/KindView";
import { Figure, Money } from "../../../components/Figure";
import { useWords, type TextKey } from "../../../i18n";
import style from "./DraftEditor.module.css";

interface Props {
  kind: KindView;
  totals: DraftTotals | undefined;
  /** The figure that lists show. */
  amount: string;
}

interface Total {
  label: TextKey;
  value: string;
}

function shown(kind: KindView, totals: DraftTotals): readonly Total[] {
  const list: Total[] = [];
  const priced = kind.price === "sale" || kind.price === "cost";
  if (kind.goods !== "no" && priced) list.push({ label: "draft.goods", value: totals.goods });
  if (kind.discount) list.push({ label: "column.discount", value: totals.discount });
  if (kind.tax !== "none") list.push({ label: "draft.tax", value: totals.tax });
  if (kind.entries !== "no") {
    list.push({ label: "column.debit", value: totals.debit });
    list.push({ label: "column.credit", value: totals.credit });
  }
  if (kind.settles !== "no") list.push({ label: "draft.settled", value: totals.settled });
  if (kind.tenders !== "no") {
    list.push({ label: "draft.due", value: totals.due });
    list.push({ label: "draft.tendered", value: totals.tendered });
    list.push({ label: "draft.remaining", value: totals.remaining });
  }
  return list;
}

/** The line at the bottom of the editor. */
export function Totals({ kind, totals, amount }: Props) {
  const say = useWords();
  return (
    <footer className={style["total"]}>
      <span className={style["keys"]}>{say("draft.keys")}</span>
      {totals !== undefined && kind.goods !== "no" && kind.quantity !== "no" && (
        <span className={style["sum"]}>
          <small>{say("column.quantity")}</small>
          <Figure value={totals.quantity} />
        </span>
      )}
      {totals !== undefined &&
        shown(kind, totals).map(({ label, value }) => (
          <span key={label} className={style["sum"]}>
            <small>{say(label)}</small>
            <Money value={value} zero="–" />
          </span>
        ))}
      <span className={`${style["sum"]} ${style["whole"]}`}>
        <small>{say("report.total")}</small>
        <Money value={amount} testid="draft-total" />
      </span>
    </footer>
  );
}
