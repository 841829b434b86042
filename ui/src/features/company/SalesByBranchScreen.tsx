/**
 * Sales of a day by branch 各店销售, live: a branch's batch shows up without reload.
 */
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { BranchSalesRow } from "../../api/generated/BranchSalesRow";
import type { SalesByBranchView } from "../../api/generated/SalesByBranchView";
import { Chart } from "../../components/Chart";
import { DataGrid, type Column } from "../../components/DataGrid";
import { DateInput } from "../../components/DateInput";
import { Figure, Money } from "../../components/Figure";
import { Facts, Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { useWords } from "../../i18n";
import { useGo } from "../../shell/place";
import style from "./SalesByBranchScreen.module.css";

/** The day, branch by branch, and the thirty days before it. */
export function SalesByBranchScreen() {
  const say = useWords();
  const [date, setDate] = useState<string | null>(null);
  const view = useView("sales_by_branch", { date });
  return (
    <Screen
      title={say("nav.sales_by_branch")}
      note={view.data?.date}
      tools={
        <DateInput label={say("column.date")} value={date} onChange={setDate} testid="sales-date" />
      }
    >
      <Loaded view={view}>{(data) => <Day view={data} />}</Loaded>
    </Screen>
  );
}

function Day({ view }: { view: SalesByBranchView }) {
  const say = useWords();
  const go = useGo();
  const columns = useMemo<readonly Column<BranchSalesRow>[]>(
    () => [
      { key: "branch", title: say("column.branch"), width: "72px", value: (row) => row.branch },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(110px, 1fr)",
        value: (row) => row.name,
      },
      {
        key: "sales",
        title: say("sales.count"),
        kind: "count",
        width: "80px",
        value: (row) => String(row.sales),
      },
      {
        key: "amount",
        title: say("sales.amount"),
        kind: "amount",
        width: "120px",
        value: (row) => row.amount,
      },
      {
        key: "profit",
        title: say("sales.profit"),
        kind: "amount",
        width: "120px",
        value: (row) => row.profit,
      },
    ],
    [say],
  );
  return (
    <>
      <Facts
        facts={[
          {
            label: say("sales.amount"),
            value: <Money value={view.amount} />,
            testid: "sales-total",
          },
          {
            label: say("sales.count"),
            value: <Figure value={String(view.sales)} />,
            testid: "sales-count",
          },
          { label: say("column.date"), value: view.date },
        ]}
      />
      <div className={style["split"]}>
        <section>
          <h2>{say("sales.by_branch")}</h2>
          <Chart
            kind="bar"
            lying
            label={say("sales.by_branch")}
            names={view.rows.map((row) => row.name)}
            values={view.rows.map((row) => row.amount)}
            testid="sales-chart"
          />
          <h2>{say("sales.thirty_days")}</h2>
          <Chart
            kind="line"
            label={say("sales.thirty_days")}
            names={view.days.map(([day]) => day.slice(5))}
            values={view.days.map(([, amount]) => amount)}
          />
        </section>
        <section>
          <DataGrid
            label={say("sales.by_branch")}
            columns={columns}
            rows={view.rows}
            rowKey={(row) => row.branch}
            onOpen={(row) => go({ to: "documents", branch: row.branch })}
            testid="sales-row"
            empty={<Empty title={say("sales.none")} hint={say("sales.none_hq")} />}
          />
        </section>
      </div>
    </>
  );
}
