/**
 * What is asked of a report 报表条件: only the filters that it looks at.
 */
import { X } from "lucide-react";
import { useView } from "../../api/cache";
import type { ReportInput } from "../../api/generated/ReportInput";
import type { ReportView } from "../../api/generated/ReportView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { isFigure } from "../../components/column";
import { DateInput } from "../../components/DateInput";
import { PartnerPicker } from "../../components/PartnerPicker";
import { TextInput } from "../../components/TextInput";
import { kindName } from "../../components/words";
import { useLanguage, useWords, type Say } from "../../i18n";
import { REPORTS, type Filter } from "./catalog";

interface Props {
  input: ReportInput;
  report: ReportView | undefined;
  onInput: (input: ReportInput) => void;
}

/** The filters of one report. */
export function Filters({ input, report, onInput }: Props) {
  const say = useWords();
  const asked = REPORTS[input.name];
  const has = (filter: Filter) => asked?.filters.includes(filter) === true;
  const ask = (change: Partial<ReportInput>) => onInput({ ...input, ...change });
  return (
    <>
      {asked?.by !== undefined && (
        <Choice
          label={say("report.by")}
          value={input.by ?? asked.by[0] ?? ""}
          options={asked.by.map((by) => ({ value: by, text: say.maybe(`report.by.${by}`, by) }))}
          onChange={(by) => ask({ by: by === asked.by?.[0] ? null : by, sort: null })}
          testid="report-by"
        />
      )}
      {asked?.kinds !== undefined && (
        <Choice
          label={say("report.kind")}
          value={input.kinds.length === 1 ? (input.kinds[0] ?? "") : ""}
          options={[
            { value: "", text: say("report.kind.all") },
            ...asked.kinds.map((kind) => ({ value: kind, text: kindName(say, kind) })),
          ]}
          onChange={(kind) => ask({ kinds: kind === "" ? [] : [kind] })}
          testid="report-kind"
        />
      )}
      {has("warehouse") && <Store input={input} onInput={onInput} />}
      {has("partner") && (
        <PartnerPicker
          label={say("column.partner")}
          hiddenLabel
          name=""
          onTake={(hit) => ask({ partner_id: hit.partner_id })}
        />
      )}
      {has("text") && (
        <TextInput
          label={say("find.hint")}
          hiddenLabel
          placeholder={say("find.hint")}
          value={input.text ?? ""}
          onChange={(text) => ask({ text: text === "" ? null : text })}
        />
      )}
      {has("from") && (
        <DateInput
          label={say("filter.from")}
          value={input.from}
          onChange={(from) => ask({ from })}
        />
      )}
      {has("to") && (
        <DateInput label={say("filter.to")} value={input.to} onChange={(to) => ask({ to })} />
      )}
      {has("sort") && report !== undefined && (
        <Choice
          label={say("report.sort")}
          value={input.sort === null ? "" : `${input.descending ? "-" : "+"}${input.sort}`}
          options={orders(say, report)}
          onChange={(order) =>
            ask({
              sort: order === "" ? null : order.slice(1),
              descending: order.startsWith("-"),
            })
          }
          testid="report-sort"
        />
      )}
      {has("zero") && (
        <Button pressed={input.zero} onPress={() => ask({ zero: !input.zero })}>
          {say("filter.zero")}
        </Button>
      )}
      <Narrowed input={input} onInput={onInput} />
    </>
  );
}

function orders(say: Say, report: ReportView): { value: string; text: string }[] {
  const figures = report.columns.filter((column) => isFigure(column.kind));
  return [
    { value: "", text: say("report.sort.none") },
    ...figures.flatMap(({ key }) => {
      const column = say.maybe(`report.column.${key}`, key);
      return [
        { value: `-${key}`, text: say("report.sort.down", { column }) },
        { value: `+${key}`, text: say("report.sort.up", { column }) },
      ];
    }),
  ];
}

/** The stores of a branch, as the core names them. */
function Store({ input, onInput }: Omit<Props, "report">) {
  const say = useWords();
  const english = useLanguage() === "en";
  const { data } = useView("choice_list", {});
  const stores = data?.warehouses ?? [];
  return (
    <Choice
      label={say("report.warehouse")}
      value={input.warehouse === null ? "" : String(input.warehouse)}
      options={[
        { value: "", text: say("report.warehouse.all") },
        ...stores.map((store) => ({
          value: store.code,
          text: english && store.name_en !== "" ? store.name_en : store.name,
        })),
      ]}
      onChange={(code) =>
        onInput({ ...input, warehouse: code === "" ? null : Number.parseInt(code, 10) })
      }
      testid="report-warehouse"
    />
  );
}

/** What a row that was opened has narrowed the question to; one press widens it again. */
function Narrowed({ input, onInput }: Omit<Props, "report">) {
  const say = useWords();
  const asked = REPORTS[input.name];
  const what = [
    input.product_id !== null && asked?.drilled !== true && say("report.narrowed.product"),
    input.partner_id !== null && say("report.narrowed.partner"),
    input.employee_id !== null && say("report.narrowed.employee"),
    input.category_id !== null && say("report.narrowed.category"),
    asked?.kinds === undefined && input.kinds.map((kind) => kindName(say, kind)).join(" "),
    input.account !== null && say("report.narrowed.account", { account: input.account }),
  ].filter((one) => typeof one === "string" && one !== "");
  if (what.length === 0) return null;
  const wide: Partial<ReportInput> = { partner_id: null, employee_id: null, category_id: null };
  if (asked?.drilled !== true) Object.assign(wide, { product_id: null, account: null });
  if (asked?.kinds === undefined) wide.kinds = [];
  return (
    <Button
      look="quiet"
      label={say("report.widen")}
      onPress={() => onInput({ ...input, ...wide })}
      testid="report-widen"
    >
      {say("report.narrowed", { what: what.join("、") })}
      <X size={14} aria-hidden />
    </Button>
  );
}
