/**
 * The money of a draft 收付款: one line a tender. An empty amount takes what is still to be paid.
 */
import type { ApiError } from "../../../api/error";
import type { ChoicesView } from "../../../api/generated/ChoicesView";
import { Choice } from "../../../components/Choice";
import { decimalOf } from "../../../components/decimal";
import { EntryGrid, type EntryColumn } from "../../../components/EntryGrid";
import { useLanguage, useWords } from "../../../i18n";
import { formatDecimal } from "../../../i18n/number";
import type { Change, TypedTender } from "./draft";
import { wrongAt, wrongOfLine } from "./wrong";
import style from "./DraftEditor.module.css";

interface Props {
  tenders: readonly TypedTender[];
  choices: ChoicesView | undefined;
  wrong: readonly ApiError[];
  keep: (by: Change) => void;
}

/** The tender lines. */
export function TenderLines({ tenders, choices, wrong, keep }: Props) {
  const say = useWords();
  const english = useLanguage() === "en";
  const number = (tender: TypedTender) => tenders.indexOf(tender) + 1;
  const options = [
    { value: "", text: say("draft.choose") },
    ...(choices?.tenders ?? []).map((each) => ({
      value: each.code,
      text: english ? each.name_en : each.name,
    })),
  ];
  const columns: readonly EntryColumn<TypedTender>[] = [
    {
      key: "tender",
      title: say("draft.tender"),
      width: "minmax(150px, 1fr)",
      value: (row) => (
        <span className={style["cell"]}>
          <Choice
            label={say("draft.tender")}
            value={row.tender}
            options={options}
            onChange={(tender) => keep({ tender: { tender }, at: row.at })}
            testid="tender-choice"
          />
        </span>
      ),
    },
    {
      key: "amount",
      title: say("column.amount"),
      width: "130px",
      figure: true,
      value: (row) => row.amount,
      typed: {
        text: (row) => row.amount,
        ghost: (row) => (row.taken === "" ? "" : formatDecimal(row.taken, { places: 2 })),
        commit: (row, amount) => keep({ tender: { amount }, at: row.at }),
        invalid: (text) => decimalOf(text) === null,
        wrong: (row) => wrongAt(wrong, `tenders.${number(row)}.amount`, say),
        testid: "tender-amount",
      },
    },
  ];
  return (
    <EntryGrid
      label={say("draft.tenders")}
      columns={columns}
      rows={tenders}
      rowKey={(row) => row.at}
      onRemove={(row) => keep({ remove: "tenders", at: row.at })}
      autoFocus={false}
      note={(row) =>
        wrongOfLine(wrong, "tenders", number(row), say).map((text) => (
          <p key={text} className={style["note"]}>
            {text}
          </p>
        ))
      }
      testid="tender-line"
    />
  );
}
