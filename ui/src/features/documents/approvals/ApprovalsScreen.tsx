/**
 * Approvals 审批: what waits for this operator's word first, then their own applications, then all;
 * at head office also what was posted without being asked for, and the policy.
 */
import { Stamp } from "lucide-react";
import { useMemo, useState } from "react";
import { usePages } from "../../../api/cache";
import type { ApplicationRow } from "../../../api/generated/ApplicationRow";
import type { DocumentKey } from "../../../api/generated/DocumentKey";
import type { UnapprovedRow } from "../../../api/generated/UnapprovedRow";
import { Button } from "../../../components/Button";
import { DataGrid, type Column } from "../../../components/DataGrid";
import { Screen, Sides } from "../../../components/Screen";
import { Empty, Loaded, Mark } from "../../../components/States";
import { kindName } from "../../../components/words";
import { useWords } from "../../../i18n";
import { useClock } from "../../../i18n/time";
import { useGo } from "../../../shell/place";
import { ApplicationPanel } from "./ApplicationPanel";
import { ApprovalPolicyDialog } from "./ApprovalPolicyDialog";
import { StateMark } from "./steps";
import style from "./approvals.module.css";

type List = "waiting" | "mine" | "all" | "unapproved";

const LISTS: readonly List[] = ["waiting", "mine", "all"];
const PAGE = 100;

const keyOf = (document: DocumentKey) => `${document.stream}-${document.seq}`;

/** The lists of applications, and the one that is open. */
export function ApprovalsScreen({ hq = false }: { hq?: boolean }) {
  const say = useWords();
  const [list, setList] = useState<List>("waiting");
  const [open, setOpen] = useState<DocumentKey | null>(null);
  const [policy, setPolicy] = useState(false);
  const lists: readonly List[] = hq ? [...LISTS, "unapproved"] : LISTS;
  const choose = (next: List) => {
    setOpen(null);
    setList(next);
  };
  return (
    <Screen
      title={say("nav.approvals")}
      note={say("approval.note")}
      tools={
        hq && (
          <Button onPress={() => setPolicy(true)} testid="approval-policy-open">
            <Stamp size={16} aria-hidden />
            {say("approval.policy")}
          </Button>
        )
      }
    >
      <div className={style["bar"]}>
        {lists.map((each) => (
          <Button
            key={each}
            look="quiet"
            pressed={each === list}
            onPress={() => choose(each)}
            testid={`approvals-${each}`}
          >
            {say(`approval.list.${each}`)}
          </Button>
        ))}
      </div>
      {list === "unapproved" ? (
        <Unapproved />
      ) : (
        <Sides
          list={<Applications key={list} list={list} open={open} onOpen={setOpen} />}
          chosen={
            open === null ? null : (
              <ApplicationPanel
                key={keyOf(open)}
                application={open}
                onClose={() => setOpen(null)}
              />
            )
          }
        />
      )}
      {policy && <ApprovalPolicyDialog onClose={() => setPolicy(false)} />}
    </Screen>
  );
}

interface ListProps {
  list: Exclude<List, "unapproved">;
  open: DocumentKey | null;
  onOpen: (application: DocumentKey) => void;
}

function Applications({ list, open, onOpen }: ListProps) {
  const say = useWords();
  const columns = useColumns();
  const view = usePages("application_list", { list, after: null, limit: PAGE });
  const rows = { ...view, data: view.data?.pages.flatMap((page) => page.rows) };
  return (
    <Loaded view={rows}>
      {(found) => (
        <DataGrid
          label={say(`approval.list.${list}`)}
          columns={columns}
          rows={found}
          rowKey={(row) => keyOf(row.application)}
          selected={open === null ? null : keyOf(open)}
          onOpen={(row) => onOpen(row.application)}
          onEnd={() => view.hasNextPage && !view.isFetching && void view.fetchNextPage()}
          testid="application-row"
          empty={<Empty title={say(`approval.none.${list}`)} hint={say("approval.none_hint")} />}
        />
      )}
    </Loaded>
  );
}

function useColumns(): readonly Column<ApplicationRow>[] {
  const say = useWords();
  const clock = useClock();
  return useMemo(
    () => [
      {
        key: "kind",
        title: say("column.kind"),
        width: "150px",
        value: (row) => `${row.kind} ${kindName(say, row.kind)}`,
      },
      { key: "branch", title: say("column.branch"), width: "72px", value: (row) => row.branch },
      { key: "partner", title: say("column.partner"), value: (row) => row.partner },
      { key: "remark", title: say("column.remark"), value: (row) => row.remark },
      {
        key: "amount",
        title: say("column.amount"),
        kind: "amount",
        width: "120px",
        value: (row) => row.amount,
      },
      {
        key: "by",
        title: say("approval.by"),
        width: "170px",
        value: (row) => `${row.drafted_by} ${clock(row.applied_at_ms)}`,
      },
      {
        key: "state",
        title: say("column.state"),
        width: "104px",
        value: () => "",
        draw: (row) => <StateMark state={row.state} />,
      },
    ],
    [say, clock],
  );
}

/** Documents that branches posted without the approval that was asked for. */
function Unapproved() {
  const say = useWords();
  const go = useGo();
  const view = usePages("unapproved_list", { after: null, limit: PAGE });
  const rows = { ...view, data: view.data?.pages.flatMap((page) => page.rows) };
  const columns = useMemo<readonly Column<UnapprovedRow>[]>(
    () => [
      { key: "branch", title: say("column.branch"), width: "72px", value: (row) => row.branch },
      {
        key: "number",
        title: say("column.number"),
        width: "190px",
        value: (row) => row.document.number,
      },
      { key: "kind", title: say("column.kind"), value: (row) => kindName(say, row.document.kind) },
      { key: "date", title: say("column.date"), width: "104px", value: (row) => row.business_date },
      {
        key: "amount",
        title: say("column.amount"),
        kind: "amount",
        width: "120px",
        value: (row) => row.amount,
      },
      {
        key: "reason",
        title: say("held.reason"),
        width: "200px",
        value: () => "",
        draw: (row) => (
          <Mark tone="danger">{say.maybe(`approval.missing.${row.reason}`, row.reason)}</Mark>
        ),
      },
    ],
    [say],
  );
  return (
    <Loaded view={rows}>
      {(found) => (
        <DataGrid
          label={say("approval.list.unapproved")}
          columns={columns}
          rows={found}
          rowKey={(row) => keyOf(row.document.document)}
          onOpen={(row) => go({ to: "document", document: row.document.document })}
          onEnd={() => view.hasNextPage && !view.isFetching && void view.fetchNextPage()}
          testid="unapproved-row"
          empty={
            <Empty title={say("approval.none.unapproved")} hint={say("approval.unapproved_hint")} />
          }
        />
      )}
    </Loaded>
  );
}
