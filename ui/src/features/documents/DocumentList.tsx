/**
 * Lists of posted documents 单据列表 and what narrows them: kind, number, partner, days.
 */
import { X } from "lucide-react";
import { useCallback, useMemo, useState, type ReactNode } from "react";
import { usePages } from "../../api/cache";
import type { DocumentKey } from "../../api/generated/DocumentKey";
import type { DocumentListInput } from "../../api/generated/DocumentListInput";
import type { DocumentRow } from "../../api/generated/DocumentRow";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { DateInput } from "../../components/DateInput";
import { PartnerPicker } from "../../components/PartnerPicker";
import { Empty, Loaded, Mark } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { kindName, placeName } from "../../components/words";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";

const PAGE = 100;
const NARROW: readonly string[] = ["branch", "number", "kind", "date", "amount"];

/** Which documents, and the fields that say so. */
export interface DocumentFilter {
  input: DocumentListInput;
  tools: ReactNode;
}

/** A filter that offers these kinds; `all` when a list without a chosen kind holds others too. */
export function useDocumentFilter(
  kinds: readonly string[],
  { branch = null, all = false }: { branch?: string | null; all?: boolean } = {},
): DocumentFilter {
  const say = useWords();
  const [kind, setKind] = useState("");
  const [number, setNumber] = useState("");
  const [partner, setPartner] = useState<{ id: number; name: string } | null>(null);
  const [from, setFrom] = useState<string | null>(null);
  const [to, setTo] = useState<string | null>(null);
  const input: DocumentListInput = {
    kinds: kind !== "" ? [kind] : all ? [] : [...kinds],
    branch,
    from,
    to,
    number: number === "" ? null : number,
    partner_id: partner?.id ?? null,
    after: null,
    limit: PAGE,
  };
  const options = [
    { value: "", text: say("document.all_kinds") },
    ...kinds.map((each) => ({ value: each, text: `${each} ${kindName(say, each)}` })),
  ];
  const tools = (
    <>
      <TextInput
        label={say("document.number")}
        hiddenLabel
        placeholder={say("document.number")}
        value={number}
        onChange={setNumber}
        testid="document-number"
      />
      <Choice label={say("column.kind")} value={kind} options={options} onChange={setKind} />
      <PartnerPicker
        label={say("column.partner")}
        hiddenLabel
        name={partner?.name ?? ""}
        onTake={(hit) => setPartner({ id: hit.partner_id, name: hit.name })}
      />
      {partner !== null && (
        <Button look="quiet" label={say("act.erase")} onPress={() => setPartner(null)}>
          <X size={16} aria-hidden />
        </Button>
      )}
      <DateInput label={say("filter.from")} value={from} onChange={setFrom} />
      <DateInput label={say("filter.to")} value={to} onChange={setTo} />
    </>
  );
  return { input, tools };
}

/** A document's key as text. */
export function keyOf(document: DocumentKey): string {
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

interface GridProps {
  input: DocumentListInput;
  open: DocumentKey | null;
  onOpen: (document: DocumentKey) => void;
  /** True at HQ, where documents come from many branches. */
  hq?: boolean;
}

/** The documents that the filter lets through, page by page. */
export function DocumentGrid({ input, open, onOpen, hq = false }: GridProps) {
  const say = useWords();
  const columns = useColumns(hq, open !== null);
  const view = usePages("document_list", input);
  const rows = view.data?.pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
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
  );
}
