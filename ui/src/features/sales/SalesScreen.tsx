/**
 * Today at this till 今日销售: the sums, the hours, the latest documents.
 */
import { useMemo } from "react";
import { useView } from "../../api/cache";
import type { DocumentRow } from "../../api/generated/DocumentRow";
import type { SalesTodayView } from "../../api/generated/SalesTodayView";
import { Chart } from "../../components/Chart";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Money } from "../../components/Figure";
import { Facts, Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { kindName, tenderName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { plainReport, useGo } from "../../shell/place";
import { Button } from "../../components/Button";
import style from "./SalesScreen.module.css";

/** The day so far. */
export function SalesScreen() {
  const say = useWords();
  const go = useGo();
  const view = useView("sales_today", {});
  return (
    <Screen
      title={say("nav.sales")}
      note={view.data?.business_date}
      tools={
        <Button onPress={() => go({ to: "report", input: plainReport("sales_by_day") })}>
          {say("report.sales_by_day")}
        </Button>
      }
    >
      <Loaded view={view}>{(data) => <Day view={data} />}</Loaded>
    </Screen>
  );
}

function Day({ view }: { view: SalesTodayView }) {
  const say = useWords();
  const clock = useClock();
  const go = useGo();
  const columns = useMemo<readonly Column<DocumentRow>[]>(
    () => [
      {
        key: "time",
        title: say("column.recorded"),
        width: "96px",
        value: (row) => clock(row.recorded_at_ms),
      },
      {
        key: "number",
        title: say("column.number"),
        width: "minmax(170px, 1fr)",
        value: (row) => row.number,
      },
      {
        key: "kind",
        title: say("column.kind"),
        width: "148px",
        value: (row) => kindName(say, row.kind),
      },
      {
        key: "amount",
        title: say("column.amount"),
        kind: "amount",
        width: "110px",
        value: (row) => row.amount,
      },
    ],
    [say, clock],
  );
  return (
    <>
      <Facts
        facts={[
          {
            label: say("sales.amount"),
            value: <Money value={view.amount} />,
            testid: "today-amount",
          },
          { label: say("sales.count"), value: view.sales, testid: "today-sales" },
          { label: say("sales.returns"), value: view.returns },
          { label: say("sales.discount"), value: <Money value={view.discount} /> },
          ...(view.profit === ""
            ? []
            : [{ label: say("sales.profit"), value: <Money value={view.profit} /> }]),
        ]}
      />
      <div className={style["split"]}>
        <section className={style["chart"]}>
          <h2>{say("sales.by_hour")}</h2>
          <Chart
            kind="bar"
            label={say("sales.by_hour")}
            names={view.hours.map((_, hour) => String(hour))}
            values={view.hours}
          />
          <h2>{say("sales.by_tender")}</h2>
          <dl className={style["tenders"]}>
            {view.tenders.map(([tender, amount]) => (
              <div key={tender}>
                <dt>{tenderName(say, tender)}</dt>
                <dd>
                  <Money value={amount} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <section className={style["latest"]}>
          <h2>{say("sales.latest")}</h2>
          <DataGrid
            label={say("sales.latest")}
            columns={columns}
            rows={view.latest}
            rowKey={(row) => row.number}
            onOpen={(row) => go({ to: "document", document: row.document })}
            testid="latest-row"
            empty={<Empty title={say("sales.none")} hint={say("sales.none_hint")} />}
          />
        </section>
      </div>
    </>
  );
}
