/**
 * Receiving goods 采购入库, and the other documents that are written as lines of goods: a list of
 * drafts, and the one being typed.
 */
import { FilePlus2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { DraftView } from "../../api/generated/DraftView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { kindName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { useKeys } from "../../keyboard/scope";
import { DRAFT_KINDS, newDraft, openDraft, type DraftKind, type Typed } from "./draft";
import { DraftEditor } from "./DraftEditor";

/** The drafts, or the one that is open. */
export function PurchasingScreen() {
  const [open, setOpen] = useState<Typed | null>(null);
  if (open !== null) return <DraftEditor start={open} onClose={() => setOpen(null)} />;
  return <Drafts onOpen={setOpen} />;
}

function Drafts({ onOpen }: { onOpen: (typed: Typed) => void }) {
  const say = useWords();
  const clock = useClock();
  const [kind, setKind] = useState<DraftKind>("CG");
  const view = useView("draft_list", {});
  useKeys("desk", { new: () => onOpen(newDraft(kind)) });
  const columns = useMemo<readonly Column<DraftView>[]>(
    () => [
      {
        key: "kind",
        title: say("column.kind"),
        width: "140px",
        value: (row) => kindName(say, row.draft.kind),
      },
      { key: "partner", title: say("column.partner"), value: (row) => row.partner },
      { key: "source", title: say("draft.source"), value: (row) => row.draft.source },
      { key: "remark", title: say("column.remark"), value: (row) => row.draft.remark },
      {
        key: "lines",
        title: say("column.lines"),
        kind: "count",
        width: "72px",
        value: (row) => String(row.lines.length),
      },
      {
        key: "amount",
        title: say("column.amount"),
        kind: "amount",
        width: "130px",
        value: (row) => row.amount,
      },
      {
        key: "saved",
        title: say("draft.saved_at"),
        width: "130px",
        value: (row) => clock(row.saved_at_ms),
      },
    ],
    [say, clock],
  );
  return (
    <Screen
      title={say("nav.purchasing")}
      note={say("draft.note")}
      tools={
        <>
          <Choice
            label={say("column.kind")}
            value={kind}
            options={Object.keys(DRAFT_KINDS).map((each) => ({
              value: each,
              text: `${each} ${kindName(say, each)}`,
            }))}
            onChange={(next) => setKind(next as DraftKind)}
            testid="draft-kind"
          />
          <Button look="accent" keys="F2" onPress={() => onOpen(newDraft(kind))} testid="draft-new">
            <FilePlus2 size={16} aria-hidden />
            {say("key.new")}
          </Button>
        </>
      }
    >
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("nav.purchasing")}
            columns={columns}
            rows={rows}
            rowKey={(row) => String(row.id)}
            onOpen={(row) => onOpen(openDraft(row))}
            testid="draft-row"
            empty={<Empty title={say("draft.none")} hint={say("draft.none_hint")} />}
          />
        )}
      </Loaded>
    </Screen>
  );
}
