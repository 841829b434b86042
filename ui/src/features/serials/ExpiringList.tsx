/**
 * What expires soon 近效期批号, the earliest first; what has expired is marked.
 */
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { ExpiringView } from "../../api/generated/ExpiringView";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Empty, Loaded, Mark } from "../../components/States";
import { useWords } from "../../i18n";
import { formatDecimal } from "../../i18n/number";
import style from "./serials.module.css";

/** The choices of how soon. */
const DAYS = ["0", "7", "15", "30", "60", "90"] as const;

function useColumns(): readonly Column<ExpiringView>[] {
  const say = useWords();
  return useMemo(
    () => [
      { key: "expires", title: say("lot.expires"), width: "110px", value: (row) => row.expires },
      {
        key: "days",
        title: say("lot.left"),
        width: "130px",
        value: (row) => String(row.days),
        draw: (row) =>
          row.days < 0 ? (
            <Mark tone="danger">{say("lot.expired_for", { count: -row.days })}</Mark>
          ) : (
            <Mark tone="caution">{say("lot.days_left", { count: row.days })}</Mark>
          ),
      },
      { key: "lot", title: say("draft.lot"), width: "140px", value: (row) => row.lot },
      { key: "code", title: say("column.code"), width: "130px", value: (row) => row.code },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(160px, 2fr)",
        value: (row) => row.name,
      },
      {
        key: "quantity",
        title: say("column.quantity"),
        kind: "quantity",
        width: "110px",
        value: (row) => row.quantity,
        draw: (row) => `${formatDecimal(row.quantity)} ${row.unit}`,
      },
      {
        key: "place",
        title: say("column.warehouse"),
        width: "150px",
        value: (row) => `${row.branch} ${row.warehouse}`,
      },
    ],
    [say],
  );
}

/** The list, by how soon. */
export function ExpiringList({ branch }: { branch: string | null }) {
  const say = useWords();
  const columns = useColumns();
  const [days, setDays] = useState<string>("30");
  const view = useView("lot_expiring", { days: Number.parseInt(days, 10), branch });
  return (
    <>
      <div className={style["filters"]}>
        <Choice
          label={say("lot.within")}
          value={days}
          onChange={setDays}
          testid="lot-days"
          options={DAYS.map((each) => ({
            value: each,
            text:
              each === "0"
                ? say("lot.expired_only")
                : say("lot.within_days", { count: Number.parseInt(each, 10) }),
          }))}
        />
      </div>
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("serial.tab_expiring")}
            columns={columns}
            rows={days === "0" ? rows.filter((row) => row.days < 0) : rows}
            rowKey={(row) =>
              `${row.branch} ${row.warehouse} ${row.product_id} ${row.lot} ${row.expires}`
            }
            testid="expiring-row"
            empty={<Empty title={say("lot.none")} hint={say("lot.none_hint")} />}
          />
        )}
      </Loaded>
    </>
  );
}
