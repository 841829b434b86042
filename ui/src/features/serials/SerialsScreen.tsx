/**
 * Serial numbers and lots 序列号与批号: search, trace, what expires; at head office also numbers that two
 * branches have, and how goods are numbered.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import { usePages } from "../../api/cache";
import type { SerialListInput } from "../../api/generated/SerialListInput";
import type { SerialView } from "../../api/generated/SerialView";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Screen, Sides } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { useWords, type TextKey } from "../../i18n";
import { useScans } from "../../keyboard/scanner";
import { useKeys } from "../../keyboard/scope";
import { ConflictList } from "./ConflictList";
import { ExpiringList } from "./ExpiringList";
import { Numbering } from "./Numbering";
import { ANY_PIECE, STATES, stateName, stateOf } from "./pieces";
import { RegisterDialog } from "./RegisterDialog";
import { TracePanel } from "./TracePanel";
import style from "./serials.module.css";

interface Props {
  product: number | null;
  part: string;
  /** HQ: the branches to choose from; at a branch there is no choice. */
  branches: readonly { code: string; name: string }[] | undefined;
}

const AT_BRANCH = ["pieces", "expiring"] as const;
const AT_HQ = ["pieces", "expiring", "conflicts", "numbering"] as const;
type Tab = (typeof AT_HQ)[number];

/** The screen with its parts. */
export function SerialsScreen({ product, part, branches }: Props) {
  const say = useWords();
  const hq = branches !== undefined;
  const [tab, setTab] = useState<Tab>("pieces");
  const [branch, setBranch] = useState("");
  const tabs: readonly Tab[] = hq ? AT_HQ : AT_BRANCH;
  const limited = tab === "pieces" || tab === "expiring";
  return (
    <Screen
      title={say("nav.serials")}
      tools={
        <>
          {branches !== undefined && limited && (
            <Choice
              label={say("column.branch")}
              value={branch}
              onChange={setBranch}
              testid="serial-branch"
              options={[
                { value: "", text: say("stock.company") },
                ...branches.map(({ code, name }) => ({ value: code, text: `${code} ${name}` })),
              ]}
            />
          )}
          {tabs.map((each) => (
            <Button
              key={each}
              pressed={each === tab}
              onPress={() => setTab(each)}
              testid={`tab-${each}`}
            >
              {say(`serial.tab_${each}` as TextKey)}
            </Button>
          ))}
        </>
      }
    >
      {tab === "pieces" && (
        <Pieces product={product} part={part} branch={branch === "" ? null : branch} hq={hq} />
      )}
      {tab === "expiring" && <ExpiringList branch={branch === "" ? null : branch} />}
      {tab === "conflicts" && <ConflictList />}
      {tab === "numbering" && <Numbering product={product} />}
    </Screen>
  );
}

function useColumns(hq: boolean): readonly Column<SerialView>[] {
  const say = useWords();
  return useMemo(
    () => [
      {
        key: "number",
        title: say("column.serial"),
        width: "minmax(150px, 1fr)",
        value: (row) => row.number,
      },
      { key: "code", title: say("column.code"), width: "130px", value: (row) => row.code },
      {
        key: "name",
        title: say("column.name"),
        width: "minmax(150px, 1.5fr)",
        value: (row) => row.name,
      },
      ...(hq
        ? [
            {
              key: "branch",
              title: say("column.branch"),
              width: "80px",
              value: (row: SerialView) => row.branch,
            },
          ]
        : []),
      {
        key: "state",
        title: say("column.state"),
        width: "minmax(130px, 0.8fr)",
        value: (row) => stateOf(say, row),
      },
    ],
    [say, hq],
  );
}

interface PiecesProps {
  product: number | null;
  part: string;
  branch: string | null;
  hq: boolean;
}

const keyOf = (row: SerialView) => `${row.product_id} ${row.number} ${row.branch}`;

/** The list with its filters, and the piece that is open. */
function Pieces({ product, part, branch, hq }: PiecesProps) {
  const say = useWords();
  const search = useRef<HTMLDivElement>(null);
  const [text, setText] = useState(part);
  const [state, setState] = useState("");
  const [all, setAll] = useState(product === null);
  const [open, setOpen] = useState<SerialView | null>(null);
  const [registering, setRegistering] = useState(false);
  const columns = useColumns(hq);
  useScans((code) => {
    setText(code);
    setOpen(null);
  });
  useKeys("desk", { search: () => search.current?.querySelector("input")?.focus() });
  const input: SerialListInput = {
    ...ANY_PIECE,
    product_id: all ? null : product,
    states: state === "" ? [] : [state],
    branch,
    part: text.trim(),
  };
  const view = usePages("serial_list", input);
  const rows = view.data?.pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  // A scanned or linked number opens by itself.
  const only = rows?.length === 1 && text !== "" ? (rows[0] ?? null) : null;
  const shown = open ?? only;
  return (
    <>
      <div className={style["filters"]} ref={search}>
        <TextInput
          label={say("serial.part")}
          hiddenLabel
          placeholder={say("serial.part")}
          value={text}
          onChange={(next) => {
            setText(next);
            setOpen(null);
          }}
          testid="serial-search"
        />
        <Choice
          label={say("column.state")}
          value={state}
          onChange={setState}
          testid="serial-state"
          options={[
            { value: "", text: say("serial.any_state") },
            ...STATES.map((key) => ({ value: key, text: stateName(say, key) })),
          ]}
        />
        {!all && (
          <Button onPress={() => setAll(true)} testid="serial-all">
            {say("serial.all_products")}
          </Button>
        )}
        {!all && !hq && (
          <Button onPress={() => setRegistering(true)} testid="serial-register">
            {say("serial.register")}
          </Button>
        )}
        {registering && product !== null && (
          <RegisterDialog product={product} onClose={() => setRegistering(false)} />
        )}
      </div>
      <Sides
        list={
          <Loaded view={{ data: rows, error: view.error, refetch: view.refetch }}>
            {(found) => (
              <DataGrid
                label={say("nav.serials")}
                columns={columns}
                rows={found}
                rowKey={keyOf}
                selected={shown === null ? null : keyOf(shown)}
                onOpen={setOpen}
                onEnd={more}
                testid="serial-row"
                empty={<Empty title={say("serial.none")} hint={say("serial.none_hint")} />}
              />
            )}
          </Loaded>
        }
        chosen={
          shown === null ? null : (
            <TracePanel key={keyOf(shown)} piece={shown} onClose={() => setOpen(null)} />
          )
        }
      />
    </>
  );
}
