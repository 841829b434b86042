/**
 * Reports 报表: one screen for all; a report is a table the core made, every row may open more.
 */
import { Copy } from "lucide-react";
import { useCallback, useMemo } from "react";
import { usePages } from "../../api/cache";
import { call } from "../../api/client";
import type { ReportInput } from "../../api/generated/ReportInput";
import type { ReportView } from "../../api/generated/ReportView";
import type { RowView } from "../../api/generated/RowView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { copy, csv } from "../../components/clipboard";
import { isFigure } from "../../components/column";
import { DataGrid, type Column } from "../../components/DataGrid";
import { DateInput } from "../../components/DateInput";
import { Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { tell } from "../../components/Toast";
import { useLanguage, useWords, type Say, type TextKey } from "../../i18n";
import { useClock } from "../../i18n/time";
import { placeOf, plainReport, useGo } from "../../shell/place";

/** The reports of the house; which filters each takes. */
const REPORTS = {
  stock_status: ["text", "zero"],
  stock_by_warehouse: ["text", "zero"],
  stock_ledger: ["from", "to"],
  sales_by_day: ["from", "to"],
  trial_balance: ["from", "to", "zero"],
  income_statement: ["from", "to"],
  balance_sheet: ["to"],
  account_ledger: ["from", "to"],
  partner_balance: ["zero"],
  open_items: ["text"],
  receivable_aging: ["to", "text"],
  payable_aging: ["to", "text"],
  overdue: ["to", "text"],
  order_execution: ["from", "to", "text", "zero"],
  three_way_match: ["from", "to", "zero"],
  requisition_balance: [],
} as const satisfies Record<string, readonly ("text" | "from" | "to" | "zero")[]>;

const PAGE = 500;

type ReportName = keyof typeof REPORTS;
/** These need a product or an account, so they are reached by drilling. */
const DRILLED: readonly string[] = ["stock_ledger", "account_ledger"];

interface Props {
  input: ReportInput;
  onInput: (input: ReportInput) => void;
  branches?: readonly { code: string; name: string }[];
}

/** The name of a report as its title. */
function titleOf(say: Say, name: string): string {
  return say.maybe(`report.${name}`, name);
}

/** Names come in the language that was asked for; only a heading's label comes as a key. */
function cellText(say: Say, row: RowView, cell: string): string {
  return row.kind === "heading" ? say.maybe(cell, cell) : cell;
}

function columnsOf(report: ReportView, say: Say): readonly Column<RowView>[] {
  return report.columns.map((column, i) => ({
    key: column.key,
    kind: column.kind,
    title: say.maybe(`report.column.${column.key}`, column.key),
    width: /^(name|line|account_name|party)$/.test(column.key) ? "minmax(160px, 2fr)" : undefined,
    value: (row: RowView) => cellText(say, row, row.cells[i] ?? ""),
  }));
}

/** One report with its filters. */
export function ReportsScreen({ input, onInput, branches }: Props) {
  const say = useWords();
  const clock = useClock();
  const language = useLanguage();
  const view = usePages("report", { ...input, lang: language, limit: PAGE });
  const pages = view.data?.pages;
  const first = pages?.[0];
  const report = useMemo(
    () => first && { ...first, rows: (pages ?? []).flatMap((page) => page.rows) },
    [first, pages],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const filters: readonly string[] = REPORTS[input.name as ReportName] ?? [];
  const names = Object.keys(REPORTS).filter(
    (each) => !DRILLED.includes(each) || each === input.name,
  );
  const asOf = report?.as_of_ms ?? null;
  /** Copies all rows, those not shown yet too. */
  async function copyAll(shown: ReportView): Promise<void> {
    const report = await call("report", { ...input, lang: language, limit: 0 }).catch(() => shown);
    const figures = report.columns.map((column) => isFigure(column.kind));
    const columns = columnsOf(report, say);
    const body = report.rows.map((row) => columns.map((column) => column.value(row)));
    const rows = [columns.map((column) => column.title), ...body];
    if (report.total !== null) rows.push(report.total);
    const done = await copy(csv(rows, figures));
    tell(done ? "done" : "wrong", say(done ? "report.copied" : "report.copy_refused"));
  }
  return (
    <Screen
      title={titleOf(say, input.name)}
      note={asOf === null ? undefined : say("state.as_of", { time: clock(asOf) })}
      tools={
        <>
          <Choice
            label={say("report.which")}
            value={input.name}
            options={names.map((each) => ({ value: each, text: titleOf(say, each) }))}
            onChange={(name) => onInput({ ...plainReport(name), branch: input.branch })}
            testid="report-name"
          />
          {branches !== undefined && (
            <Choice
              label={say("column.branch")}
              value={input.branch ?? ""}
              options={[
                { value: "", text: say("stock.company") },
                ...branches.map((each) => ({
                  value: each.code,
                  text: `${each.code} ${each.name}`,
                })),
              ]}
              onChange={(code) => onInput({ ...input, branch: code === "" ? null : code })}
            />
          )}
          {filters.includes("text") && (
            <TextInput
              label={say("find.hint")}
              hiddenLabel
              placeholder={say("find.hint")}
              value={input.text ?? ""}
              onChange={(text) => onInput({ ...input, text: text === "" ? null : text })}
            />
          )}
          {filters.includes("from") && (
            <DateInput
              label={say("filter.from")}
              value={input.from}
              onChange={(from) => onInput({ ...input, from })}
            />
          )}
          {filters.includes("to") && (
            <DateInput
              label={say("filter.to")}
              value={input.to}
              onChange={(to) => onInput({ ...input, to })}
            />
          )}
          {filters.includes("zero") && (
            <Button pressed={input.zero} onPress={() => onInput({ ...input, zero: !input.zero })}>
              {say("filter.zero")}
            </Button>
          )}
          <Button
            disabled={report === undefined}
            onPress={() => report !== undefined && void copyAll(report)}
          >
            <Copy size={15} aria-hidden />
            {say("report.copy")}
          </Button>
        </>
      }
    >
      <Loaded view={{ data: report, error: view.error, refetch: view.refetch }}>
        {(found) => <Table report={found} onEnd={more} />}
      </Loaded>
    </Screen>
  );
}

function Table({ report, onEnd }: { report: ReportView; onEnd: () => void }) {
  const say = useWords();
  const go = useGo();
  const columns = useMemo(() => columnsOf(report, say), [report, say]);
  const rows = useMemo(() => report.rows.map((row, at) => ({ ...row, at })), [report]);
  const total = report.total?.map((cell, i) =>
    i === 0 && cell === "" ? say("report.total") : cell,
  );
  return (
    <DataGrid
      label={titleOf(say, report.input.name)}
      columns={columns}
      rows={rows}
      rowKey={(row) => String(row.at)}
      rowLook={(row) => (row.kind === "plain" ? undefined : row.kind)}
      onOpen={(row) => row.drill !== null && go(placeOf(row.drill))}
      onEnd={onEnd}
      total={total}
      testid="report-row"
      empty={<Empty title={say("report.none")} hint={say("report.none_hint" as TextKey)} />}
    />
  );
}
