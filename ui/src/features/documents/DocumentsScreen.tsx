/**
 * Documents 单据: posted facts, newest first, and the one that is open beside the list.
 */
import { useCallback, useMemo, useState } from "react";
import { usePages } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { DocumentListInput } from "../../api/generated/DocumentListInput";
import type { DocumentRow } from "../../api/generated/DocumentRow";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { DateInput } from "../../components/DateInput";
import { Screen, Sides } from "../../components/Screen";
import { Empty, Loaded, Mark } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName, placeName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { DocumentPanel } from "./DocumentPanel";

const KINDS = ["LS", "LT", "CG", "QC", "BS", "BY", "FH", "RS"] as const;
const PAGE = 100;
const NARROW: readonly string[] = ["branch", "number", "kind", "date", "amount"];

interface Props {
  open: DocumentKey | null;
  /** Only documents of this branch (HQ). */
  branch?: string | null;
  onOpen: (document: DocumentKey | null) => void;
  /** True at HQ, where documents come from many branches. */
  hq?: boolean;
}

function keyOf(document: DocumentKey): string {
  return `${document.stream}-${document.seq}`;
}

/** All columns, or beside an open document only those that tell which one it is. */
function useColumns(hq: boolean, narrow: boolean): readonly Column<DocumentRow>[] {
  const say = useWords();
  const clock = useClock();
  return useMemo(() => {
    const columns: Column<DocumentRow>[] = [
      {
        key: "number",
        title: say("column.number"),
        width: "minmax(176px, 1fr)",
        value: (row) => row.number,
      },
      {
        key: "kind",
        title: say("column.kind"),
        width: "148px",
        value: (row) => kindName(say, row.kind),
      },
      { key: "date", title: say("column.date"), width: "104px", value: (row) => row.business_date },
      {
        key: "recorded",
        title: say("column.recorded"),
        width: "124px",
        value: (row) => clock(row.recorded_at_ms),
      },
      { key: "partner", title: say("column.partner"), value: (row) => row.partner },
      {
        key: "lines",
        title: say("column.lines"),
        kind: "count",
        width: "64px",
        value: (row) => String(row.lines),
      },
      {
        key: "amount",
        title: say("column.amount"),
        kind: "amount",
        width: "120px",
        value: (row) => row.amount,
      },
      {
        key: "state",
        title: say("column.state"),
        width: "112px",
        value: (row) => placeName(say, row.exchange),
        draw: (row) =>
          row.reversed ? (
            <Mark tone="danger">{say("document.reversed")}</Mark>
          ) : (
            <Mark tone={row.exchange === "saved" ? "caution" : "good"}>
              {placeName(say, row.exchange)}
            </Mark>
          ),
      },
    ];
    const branch: Column<DocumentRow> = {
      key: "branch",
      title: say("column.branch"),
      width: "72px",
      value: (row) => row.branch,
    };
    const all = hq ? [branch, ...columns] : columns;
    return narrow ? all.filter((column) => NARROW.includes(column.key)) : all;
  }, [say, clock, hq, narrow]);
}

/** The list, its filters, and the open document. */
export function DocumentsScreen({ open, branch = null, onOpen, hq = false }: Props) {
  const say = useWords();
  const columns = useColumns(hq, open !== null);
  const [kind, setKind] = useState("");
  const [number, setNumber] = useState("");
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const input: DocumentListInput = {
    kinds: kind === "" ? [] : [kind],
    branch,
    from,
    to,
    number: number === "" ? null : number,
    after: null,
    limit: PAGE,
  };
  const view = usePages("document_list", input);
  const rows = view.data?.pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const kinds = [
    { value: "", text: say("document.all_kinds") },
    ...KINDS.map((each) => ({ value: each, text: `${each} ${kindName(say, each)}` })),
  ];
  return (
    <Screen
      title={say("nav.documents")}
      note={branch ?? undefined}
      tools={
        <>
          <TextInput
            label={say("document.number")}
            hiddenLabel
            placeholder={say("document.number")}
            value={number}
            onChange={setNumber}
            testid="document-number"
          />
          <Choice label={say("column.kind")} value={kind} options={kinds} onChange={setKind} />
          <DateInput label={say("filter.from")} value={from} onChange={setFrom} />
          <DateInput label={say("filter.to")} value={to} onChange={setTo} />
        </>
      }
    >
      <Sides
        list={
          <Loaded view={{ data: rows, error: view.error, refetch: view.refetch }}>
            {(found) => (
              <DataGrid
                label={say("nav.documents")}
                columns={columns}
                rows={found}
                rowKey={(row) => keyOf(row.document)}
                selected={open === null ? null : keyOf(open)}
                onOpen={(row) => onOpen(row.document)}
                onEnd={more}
                rowLook={(row) => (row.reversed ? "struck" : undefined)}
                testid="document-row"
                empty={<Empty title={say("document.none")} hint={say("document.none_hint")} />}
              />
            )}
          </Loaded>
        }
        chosen={
          open === null ? null : (
            <DocumentPanel key={keyOf(open)} document={open} onClose={() => onOpen(null)} hq={hq} />
          )
        }
      />
    </Screen>
  );
}
