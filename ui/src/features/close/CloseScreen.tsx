/**
 * Closing 结账: the months of this node, how far each is closed, and the opening of the books.
 */
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { MonthView } from "../../api/generated/MonthView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen, Sides } from "../../components/Screen";
import { Empty, Loaded, Mark } from "../../components/States";
import { useWords, type Say } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import { MonthPanel } from "./MonthPanel";
import { OpeningDialog } from "./OpeningDialog";

function StateOf({ row, say }: { row: MonthView; say: Say }) {
  if (row.close !== null) return <Mark tone="good">{say("close.closed")}</Mark>;
  if (row.company) return <Mark tone="good">{say("close.company")}</Mark>;
  if (row.modules.length > 0) {
    const modules = row.modules.map((module) => say.maybe(`module.${module}`, module));
    return <Mark tone="accent">{say("close.partly", { modules: modules.join(" · ") })}</Mark>;
  }
  return <Mark>{say("close.open")}</Mark>;
}

function useColumns(): readonly Column<MonthView>[] {
  const say = useWords();
  return useMemo(
    () => [
      { key: "month", title: say("close.month"), width: "100px", value: (row) => row.month },
      {
        key: "state",
        title: say("column.state"),
        width: "minmax(180px, 2fr)",
        value: () => "",
        draw: (row) => <StateOf row={row} say={say} />,
      },
      {
        key: "number",
        title: say("column.number"),
        width: "190px",
        value: (row) => row.close?.number ?? "",
      },
      {
        key: "year",
        title: say("close.year"),
        width: "190px",
        value: (row) => row.year?.number ?? "",
      },
    ],
    [say],
  );
}

/** The months, one of them chosen. `hq`: branches may be excepted. */
export function CloseScreen({ hq = false }: { hq?: boolean }) {
  const say = useWords();
  const columns = useColumns();
  const view = useView("close_list", {});
  const [chosen, setChosen] = useState<string | null>(null);
  const [opening, setOpening] = useState(false);
  // A chosen month has the keyboard; it hands this one back.
  useKeys("close", { opening: () => setOpening(true) }, chosen === null);
  const opened = view.data?.opened ?? null;
  return (
    <Screen
      title={say("nav.close")}
      note={opened === null ? say("opening.not_yet") : say("opening.opened", { day: opened })}
      tools={
        <Button keys="F4" onPress={() => setOpening(true)} testid="opening">
          {say("opening.title")}
        </Button>
      }
    >
      <Loaded view={view}>
        {({ months }) => {
          const month = months.find((one) => one.month === chosen) ?? null;
          return (
            <Sides
              list={
                <DataGrid
                  label={say("nav.close")}
                  columns={columns}
                  rows={months}
                  rowKey={(row) => row.month}
                  onOpen={(row) => setChosen(row.month)}
                  testid="month-row"
                  empty={<Empty title={say("close.none")} hint={say("close.none_hint")} />}
                />
              }
              chosen={
                month === null ? null : (
                  <MonthPanel
                    key={month.month}
                    month={month}
                    hq={hq}
                    onOpening={() => setOpening(true)}
                  />
                )
              }
            />
          );
        }}
      </Loaded>
      {opening && <OpeningDialog onClose={() => setOpening(false)} />}
    </Screen>
  );
}
