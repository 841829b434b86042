/**
 * One area of documents 业务领域: its drafts, its posted documents, and a new one of any of its kinds.
 */
import { FilePlus2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useView } from "../../api/cache";
import type { DraftView } from "../../api/generated/DraftView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen } from "../../components/Screen";
import { Empty, Loaded, Waiting } from "../../components/States";
import { kindName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { useKeys } from "../../keyboard/scope";
import { useGo } from "../../shell/place";
import { DocumentGrid, useDocumentFilter } from "./DocumentList";
import type { Area } from "./kinds";
import { useKinds } from "./kinds";
import style from "./AreaScreen.module.css";

interface Props {
  area: Area;
  hq?: boolean;
}

/** The drafts and documents of an area. */
export function AreaScreen({ area, hq = false }: Props) {
  const kinds = useKinds()?.filter((kind) => kind.area === area);
  if (kinds === undefined) return <Waiting />;
  return <Lists key={area} area={area} kinds={kinds.map((kind) => kind.code)} hq={hq} />;
}

function Lists({ area, kinds, hq }: { area: Area; kinds: readonly string[]; hq: boolean }) {
  const say = useWords();
  const go = useGo();
  const [kind, setKind] = useState(kinds[0] ?? "");
  const [posted, setPosted] = useState(false);
  const filter = useDocumentFilter(kinds);
  const begin = () => go({ to: "draft", what: kind });
  useKeys("desk", { new: begin });
  return (
    <Screen
      title={say(`area.${area}`)}
      note={say("draft.note")}
      tools={
        <>
          <Choice
            label={say("column.kind")}
            value={kind}
            options={kinds.map((each) => ({
              value: each,
              text: `${each} ${kindName(say, each)}`,
            }))}
            onChange={setKind}
            testid="draft-kind"
          />
          <Button look="accent" keys="F2" onPress={begin} testid="draft-new">
            <FilePlus2 size={16} aria-hidden />
            {say("key.new")}
          </Button>
        </>
      }
    >
      <div className={style["bar"]}>
        <div className={style["tabs"]} role="tablist">
          <Tab on={!posted} onPress={() => setPosted(false)} testid="tab-drafts">
            {say("draft.drafts")}
          </Tab>
          <Tab on={posted} onPress={() => setPosted(true)} testid="tab-posted">
            {say("draft.posted")}
          </Tab>
        </div>
        {posted && <div className={style["filter"]}>{filter.tools}</div>}
      </div>
      {posted ? (
        <DocumentGrid
          input={filter.input}
          hq={hq}
          open={null}
          onOpen={(document) => go({ to: "document", document })}
        />
      ) : (
        <Drafts kinds={kinds} />
      )}
    </Screen>
  );
}

function Tab(props: { on: boolean; onPress: () => void; children: string; testid: string }) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={props.on}
      className={style["tab"]}
      data-testid={props.testid}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}

function Drafts({ kinds }: { kinds: readonly string[] }) {
  const say = useWords();
  const go = useGo();
  const clock = useClock();
  const view = useView("draft_list", {});
  const columns = useMemo<readonly Column<DraftView>[]>(
    () => [
      {
        key: "kind",
        title: say("column.kind"),
        width: "160px",
        value: (row) => `${row.draft.kind} ${kindName(say, row.draft.kind)}`,
      },
      { key: "partner", title: say("column.partner"), value: (row) => row.partner },
      { key: "source", title: say("draft.source"), value: (row) => row.draft.source },
      { key: "remark", title: say("column.remark"), value: (row) => row.draft.remark },
      {
        key: "lines",
        title: say("column.lines"),
        kind: "count",
        width: "72px",
        value: (row) => String(row.lines.length + row.entries.length),
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
    <Loaded view={view}>
      {(rows) => (
        <DataGrid
          label={say("draft.drafts")}
          columns={columns}
          rows={rows.filter((row) => kinds.includes(row.draft.kind))}
          rowKey={(row) => String(row.id)}
          onOpen={(row) => go({ to: "draft", what: String(row.id) })}
          testid="draft-row"
          empty={<Empty title={say("draft.none")} hint={say("draft.none_hint")} />}
        />
      )}
    </Loaded>
  );
}
