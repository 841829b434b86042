/**
 * What a payment settles 按单结算: the partner's open items, oldest first, and how much of each.
 */
import { useView } from "../../../api/cache";
import type { ApiError } from "../../../api/error";
import type { OpenItemView } from "../../../api/generated/OpenItemView";
import { decimalOf } from "../../../components/decimal";
import { EntryGrid, type EntryColumn } from "../../../components/EntryGrid";
import { Money } from "../../../components/Figure";
import { Loaded, Mark } from "../../../components/States";
import { kindName } from "../../../components/words";
import { useWords } from "../../../i18n";
import { keyOf, type Change } from "./draft";
import { wrongAt } from "./wrong";
import style from "./DraftEditor.module.css";

interface Props {
  partner: number | null;
  account: string;
  settles: Readonly<Record<string, string>>;
  wrong: readonly ApiError[];
  keep: (by: Change) => void;
}

/** The open items of the partner. */
export function SettleLines(props: Props) {
  const say = useWords();
  if (props.partner === null) {
    return <p className={style["hint"]}>{say("draft.partner_first")}</p>;
  }
  return <Items {...props} partner={props.partner} />;
}

function Items({ partner, account, settles, wrong, keep }: Props & { partner: number }) {
  const say = useWords();
  const view = useView("open_item_list", { partner_id: partner, account });
  const order = Object.keys(settles);
  const columns: readonly EntryColumn<OpenItemView>[] = [
    {
      key: "number",
      title: say("column.number"),
      width: "minmax(170px, 1fr)",
      value: (item) => item.number,
    },
    {
      key: "kind",
      title: say("column.kind"),
      width: "minmax(110px, 1fr)",
      value: (item) => kindName(say, item.kind),
    },
    { key: "date", title: say("column.date"), width: "108px", value: (item) => item.business_date },
    {
      key: "due",
      title: say("draft.due_date"),
      width: "150px",
      value: (item) => (
        <>
          {item.due_date ?? ""} {item.overdue && <Mark tone="danger">{say("draft.overdue")}</Mark>}
        </>
      ),
    },
    {
      key: "amount",
      title: say("column.amount"),
      width: "110px",
      figure: true,
      value: (item) => <Money value={item.amount} />,
    },
    {
      key: "open",
      title: say("draft.open"),
      width: "110px",
      figure: true,
      value: (item) => <Money value={item.open} />,
    },
    {
      key: "settled",
      title: say("draft.settle"),
      width: "130px",
      figure: true,
      value: (item) => settles[keyOf(item.document)] ?? "",
      typed: {
        text: (item) => settles[keyOf(item.document)] ?? "",
        commit: (item, amount) => keep({ settle: keyOf(item.document), amount }),
        invalid: (text) => decimalOf(text) === null,
        wrong: (item) =>
          wrongAt(wrong, `settles.${order.indexOf(keyOf(item.document)) + 1}.amount`, say),
        testid: "settle-amount",
      },
    },
  ];
  return (
    <Loaded view={view}>
      {(items) =>
        items.length === 0 ? (
          <p className={style["hint"]}>{say("draft.no_open_items")}</p>
        ) : (
          <EntryGrid
            label={say("draft.settles")}
            columns={columns}
            rows={items}
            rowKey={(item) => item.document.stream * 1e6 + item.document.seq}
            onRemove={(item) => keep({ settle: keyOf(item.document), amount: "" })}
            autoFocus={false}
            testid="settle-line"
          />
        )
      }
    </Loaded>
  );
}
