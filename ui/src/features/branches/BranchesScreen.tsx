/**
 * Branches 分店 as head office sees them: last contact, how far acknowledged and merged, what waits.
 */
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useAct, useView } from "../../api/cache";
import type { BranchView } from "../../api/generated/BranchView";
import type { EnrolCodeView } from "../../api/generated/EnrolCodeView";
import { Button } from "../../components/Button";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Dialog, DialogActs } from "../../components/Dialog";
import { Screen } from "../../components/Screen";
import { Empty, Loaded, Mark, Wrong } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords, type Say } from "../../i18n";
import { ago, offset, useClock, useNow } from "../../i18n/time";
import { useGo } from "../../shell/place";
import style from "./BranchesScreen.module.css";

const CLOCK_OFFSET_MS_MAX = 120_000;

function StateOf({ row, say }: { row: BranchView; say: Say }) {
  if (!row.enrolled) return <Mark>{say("branch.not_enrolled")}</Mark>;
  if (row.forks > 0) return <Mark tone="danger">{say("branch.fork")}</Mark>;
  if (row.gap !== null) return <Mark tone="danger">{say("branch.gap", { seq: row.gap })}</Mark>;
  if (row.held > 0) return <Mark tone="caution">{say("branch.held", { n: row.held })}</Mark>;
  const off = row.clock_offset_ms ?? 0;
  if (Math.abs(off) > CLOCK_OFFSET_MS_MAX) {
    return <Mark tone="caution">{say("branch.clock", { offset: offset(off, say) })}</Mark>;
  }
  if (row.waiting > 0)
    return <Mark tone="accent">{say("branch.waiting", { n: row.waiting })}</Mark>;
  return <Mark tone="good">{say("branch.even")}</Mark>;
}

function useColumns(): readonly Column<BranchView>[] {
  const say = useWords();
  const now = useNow();
  const clock = useClock();
  return useMemo(
    () => [
      { key: "code", title: say("column.code"), width: "72px", value: (row) => row.code },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(140px, 1.5fr)",
        value: (row) => row.name,
      },
      {
        key: "seen",
        title: say("branch.last_seen"),
        width: "190px",
        value: (row) =>
          row.last_seen_ms === null
            ? say("branch.never")
            : `${clock(row.last_seen_ms)} · ${ago(row.last_seen_ms, say, now)}`,
      },
      {
        key: "acked",
        title: say("branch.acked"),
        kind: "count",
        width: "128px",
        value: (row) => String(row.acked_seq),
      },
      {
        key: "merged",
        title: say("branch.merged"),
        kind: "count",
        width: "104px",
        value: (row) => String(row.merged_seq),
      },
      {
        key: "waiting",
        title: say("branch.waits"),
        kind: "count",
        width: "88px",
        value: (row) => String(row.waiting),
      },
      {
        key: "held",
        title: say("branch.helds"),
        kind: "count",
        width: "80px",
        value: (row) => String(row.held),
      },
      {
        key: "forks",
        title: say("branch.forks"),
        kind: "count",
        width: "80px",
        value: (row) => String(row.forks),
      },
      {
        key: "state",
        title: say("column.state"),
        width: "150px",
        value: () => "",
        draw: (row) => <StateOf row={row} say={say} />,
      },
    ],
    [say, clock, now],
  );
}

/** The list, and the way to add one. */
export function BranchesScreen() {
  const say = useWords();
  const go = useGo();
  const columns = useColumns();
  const view = useView("branch_list", {});
  const [adding, setAdding] = useState(false);
  return (
    <Screen
      title={say("nav.branches")}
      tools={
        <Button look="accent" onPress={() => setAdding(true)} testid="branch-add">
          <Plus size={16} aria-hidden />
          {say("branch.add")}
        </Button>
      }
    >
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("nav.branches")}
            columns={columns}
            rows={rows}
            rowKey={(row) => row.code}
            onOpen={(row) => go({ to: "stock", branch: row.code })}
            testid="branch-row"
            empty={<Empty title={say("branch.none")} hint={say("branch.none_hint")} />}
          />
        )}
      </Loaded>
      {adding && <AddDialog onClose={() => setAdding(false)} />}
    </Screen>
  );
}

/** A new branch; the one-time code is shown once and never again. */
function AddDialog({ onClose }: { onClose: () => void }) {
  const say = useWords();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const [enrol, setEnrol] = useState<EnrolCodeView | null>(null);
  const add = useAct("branch_add");
  async function run(): Promise<void> {
    const added = await add.run({ code: code.trim(), name: name.trim() });
    if (added !== undefined) setEnrol(added);
  }
  return (
    <Dialog title={say("branch.add")} onClose={onClose}>
      {enrol === null ? (
        <>
          <TextInput
            label={say("branch.code")}
            value={code}
            onChange={setCode}
            autoFocus
            testid="branch-code"
          />
          <TextInput
            label={say("branch.name")}
            value={name}
            onChange={setName}
            onEnter={() => void run()}
            testid="branch-name"
          />
          <Wrong error={add.error} />
          <DialogActs>
            <Button onPress={onClose}>{say("act.cancel")}</Button>
            <Button
              look="accent"
              disabled={add.pending}
              onPress={() => void run()}
              testid="branch-save"
            >
              {say("branch.add")}
            </Button>
          </DialogActs>
        </>
      ) : (
        <>
          <p>{say("branch.code_hint", { branch: enrol.branch })}</p>
          <output className={style["code"]} data-testid="enrol-code">
            {enrol.code}
          </output>
          <Expiry at={enrol.expires_ms} />
          <DialogActs>
            <Button look="accent" onPress={onClose}>
              {say("act.close")}
            </Button>
          </DialogActs>
        </>
      )}
    </Dialog>
  );
}

function Expiry({ at }: { at: number }) {
  const say = useWords();
  const clock = useClock();
  return <p className={style["expiry"]}>{say("branch.expires", { time: clock(at) })}</p>;
}
