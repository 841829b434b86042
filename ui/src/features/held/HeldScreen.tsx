/**
 * Held documents 挂起单据 and forks 分叉: stored, acknowledged, not in the books until a person looks.
 */
import { useView, useAct } from "../../api/cache";
import { sentence } from "../../api/error";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { ForkView } from "../../api/generated/ForkView";
import type { HeldView } from "../../api/generated/HeldView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen } from "../../components/Screen";
import { Empty, Loaded, Wrong } from "../../components/States";
import { kindName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { useGo } from "../../shell/place";
import style from "./HeldScreen.module.css";

const place = (document: DocumentKey) => `${document.stream}:${document.seq}`;

/** What needs a person. */
export function HeldScreen() {
  const say = useWords();
  const clock = useClock();
  const go = useGo();
  const held = useView("held_list", {});
  const forks = useView("fork_list", {});
  const retry = useAct("held_retry");
  const heldColumns: readonly Column<HeldView>[] = [
    { key: "branch", title: say("column.branch"), width: "80px", value: (row) => row.branch },
    {
      key: "number",
      title: say("column.number"),
      width: "190px",
      value: (row) => row.number || place(row.document),
    },
    {
      key: "kind",
      title: say("column.kind"),
      width: "148px",
      value: (row) => kindName(say, row.kind),
    },
    {
      key: "reason",
      title: say("held.reason"),
      width: "minmax(240px, 3fr)",
      value: (row) => sentence({ code: row.reason, params: row.params, field: null }, say),
    },
    {
      key: "since",
      title: say("held.since"),
      width: "130px",
      value: (row) => clock(row.since_ms),
    },
    {
      key: "act",
      title: "",
      width: "136px",
      value: () => "",
      draw: (row) => (
        <Button
          look="quiet"
          onPress={() => void retry.run({ document: row.document })}
          testid="held-retry"
        >
          {say("held.retry")}
        </Button>
      ),
    },
  ];
  const forkColumns: readonly Column<ForkView>[] = [
    { key: "branch", title: say("column.branch"), width: "80px", value: (row) => row.branch },
    { key: "place", title: say("held.place"), width: "160px", value: (row) => place(row.document) },
    { key: "ours", title: say("held.ours"), value: (row) => row.ours },
    { key: "theirs", title: say("held.theirs"), value: (row) => row.theirs },
    {
      key: "seen",
      title: say("held.seen"),
      width: "130px",
      value: (row) => clock(row.seen_ms),
    },
  ];
  return (
    <Screen title={say("nav.held")} note={say("held.note")}>
      <Wrong error={retry.error} />
      <Loaded view={held}>
        {(rows) => (
          <DataGrid
            label={say("nav.held")}
            columns={heldColumns}
            rows={rows}
            rowKey={(row) => place(row.document)}
            onOpen={(row) => go({ to: "document", document: row.document })}
            testid="held-row"
            rowHeight={36}
            empty={<Empty title={say("held.none")} hint={say("held.none_hint")} />}
          />
        )}
      </Loaded>
      <h2 className={style["title"]}>{say("held.forks")}</h2>
      <Loaded view={forks}>
        {(rows) => (
          <DataGrid
            label={say("held.forks")}
            columns={forkColumns}
            rows={rows}
            rowKey={(row) => place(row.document) + row.theirs}
            testid="fork-row"
            empty={<Empty title={say("held.forks_none")} hint={say("held.forks_hint")} />}
          />
        )}
      </Loaded>
    </Screen>
  );
}
