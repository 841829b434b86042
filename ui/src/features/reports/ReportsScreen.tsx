/**
 * Reports 报表: one screen for all; a report is a table the core made, every row may open more.
 */
import { Copy, FileDown, Sheet } from "lucide-react";
import { useCallback, useMemo } from "react";
import { usePages, useView } from "../../api/cache";
import { call } from "../../api/client";
import { Refused } from "../../api/error";
import type { ReportInput } from "../../api/generated/ReportInput";
import type { ReportView } from "../../api/generated/ReportView";
import type { RowView } from "../../api/generated/RowView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { copy, csv } from "../../components/clipboard";
import { isFigure } from "../../components/column";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { tell } from "../../components/Toast";
import { useLanguage, useWords, type Say, type TextKey } from "../../i18n";
import { useClock } from "../../i18n/time";
import { placeOf, plainReport, useGo } from "../../shell/place";
import { AREAS, monthBegin, REPORTS, reportsIn } from "./catalog";
import { saveReport } from "./file";
import { Filters } from "./Filters";

const PAGE = 500;

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
    width: /^(name|line|account_name|party|partner|finding)$/.test(column.key)
      ? "minmax(160px, 2fr)"
      : undefined,
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
  const { data: node } = useView("node_status", {});
  /** Another report, of the same branch; one that reads days begins with this month. */
  function choose(name: string): void {
    const day = node?.business_date;
    const monthly = REPORTS[name]?.monthly === true && day !== undefined;
    const from = monthly ? monthBegin(day) : null;
    onInput({ ...plainReport(name), branch: input.branch, from });
  }
  async function save(format: "csv" | "xlsx"): Promise<void> {
    try {
      const name = await saveReport({ ...input, lang: language }, format);
      tell("done", say("report.saved", { name }));
    } catch (thrown) {
      const code = thrown instanceof Refused ? thrown.api.code : "broken_invariant";
      tell("wrong", say.maybe(`error.${code}`, code));
    }
  }
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
            options={AREAS.flatMap((area) =>
              reportsIn(area, input.name).map((each) => ({
                value: each,
                text: `${say(`report.area.${area}`)} · ${titleOf(say, each)}`,
              })),
            )}
            onChange={choose}
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
          <Filters input={input} report={report} onInput={onInput} />
          <Button
            disabled={report === undefined}
            onPress={() => report !== undefined && void copyAll(report)}
          >
            <Copy size={15} aria-hidden />
            {say("report.copy")}
          </Button>
          <Button onPress={() => void save("csv")} testid="report-csv">
            <FileDown size={15} aria-hidden />
            {say("report.csv")}
          </Button>
          <Button onPress={() => void save("xlsx")} testid="report-xlsx">
            <Sheet size={15} aria-hidden />
            {say("report.excel")}
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
