/**
 * Numbers whose branches contradict each other 序列号冲突: both have the piece, or both have sold it. Both
 * documents stand; a person finds out which one is right.
 */
import { useMemo } from "react";
import { useView } from "../../api/cache";
import type { SerialConflictView } from "../../api/generated/SerialConflictView";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Empty, Loaded } from "../../components/States";
import { useWords, type TextKey } from "../../i18n";
import { useGo } from "../../shell/place";
import { stateName } from "./pieces";
import style from "./serials.module.css";

function useColumns(): readonly Column<SerialConflictView>[] {
  const say = useWords();
  return useMemo(
    () => [
      {
        key: "number",
        title: say("column.serial"),
        width: "minmax(140px, 1fr)",
        value: (row) => row.number,
      },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(150px, 1.5fr)",
        value: (row) => `${row.code} ${row.name}`,
      },
      {
        key: "sides",
        title: say("column.branches"),
        width: "minmax(200px, 1.5fr)",
        value: (row) =>
          row.sides.map(([branch, state]) => `${branch} ${stateName(say, state)}`).join(" / "),
      },
      {
        key: "why",
        title: say("serial.why"),
        width: "minmax(220px, 2fr)",
        value: (row) => say(`serial.${row.why}` as TextKey),
      },
    ],
    [say],
  );
}

/** The list. A row leads to the number at all branches. */
export function ConflictList() {
  const say = useWords();
  const go = useGo();
  const columns = useColumns();
  const view = useView("serial_conflicts", {});
  return (
    <>
      <p className={style["explained"]}>{say("serial.conflict_hint")}</p>
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("serial.tab_conflicts")}
            columns={columns}
            rows={rows}
            rowKey={(row) => `${row.product_id} ${row.number} ${row.sides.join(" ")}`}
            onOpen={(row) => go({ to: "serials", part: row.number })}
            testid="conflict-row"
            empty={<Empty title={say("serial.no_conflict")} />}
          />
        )}
      </Loaded>
    </>
  );
}
