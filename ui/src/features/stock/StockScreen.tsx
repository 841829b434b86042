/**
 * Stock 库存: what is where and worth what; a row opens where it lies, branch by branch.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import { usePages, useView } from "../../api/cache";
import type { BranchStockRow } from "../../api/generated/BranchStockRow";
import type { StockInput } from "../../api/generated/StockInput";
import type { StockRow } from "../../api/generated/StockRow";
import { Button } from "../../components/Button";
import { Choice } from "../../components/Choice";
import { DataGrid, type Column } from "../../components/DataGrid";
import { Money } from "../../components/Figure";
import { useProductName } from "../../components/ProductPicker";
import { Facts, Screen, Sides } from "../../components/Screen";
import { Empty, Loaded } from "../../components/States";
import { TextInput } from "../../components/TextInput";
import { className } from "../../components/words";
import { useWords } from "../../i18n";
import { formatDecimal } from "../../i18n/number";
import { useClock } from "../../i18n/time";
import { useKeys } from "../../keyboard/scope";
import { plainReport, useGo } from "../../shell/place";
import { PriceInfo } from "../prices/PriceInfo";
import style from "./StockScreen.module.css";

const PAGE = 200;
const NARROW: readonly string[] = ["code", "name", "unit", "quantity", "value"];

interface Props {
  /** HQ: the branches to choose from, company first; at a branch there is no choice. */
  branches?: readonly { code: string; name: string }[];
  branch?: string | null;
  onBranch?: (branch: string | null) => void;
}

/** All columns, or beside an open row only those that tell which goods and how many. */
function useColumns(hq: boolean, narrow: boolean): readonly Column<StockRow>[] {
  const say = useWords();
  const nameOf = useProductName();
  return useMemo(() => {
    const columns: Column<StockRow>[] = [
      { key: "code", title: say("column.code"), width: "134px", value: (row) => row.code },
      { key: "name", title: say("column.name"), width: "minmax(180px, 2fr)", value: nameOf },
      {
        key: "spec",
        title: say("column.spec"),
        width: "minmax(80px, 0.7fr)",
        value: (row) => row.spec,
      },
      { key: "unit", title: say("column.unit"), width: "56px", value: (row) => row.unit },
      {
        key: "quantity",
        title: say("column.quantity"),
        kind: "quantity",
        value: (row) => row.quantity,
      },
      {
        key: "transit",
        title: say("column.in_transit"),
        kind: "quantity",
        value: (row) => row.in_transit,
      },
      { key: "cost", title: say("column.unit_cost"), kind: "price", value: (row) => row.unit_cost },
      {
        key: "value",
        title: say("column.value"),
        kind: "amount",
        width: "minmax(112px, 0.7fr)",
        value: (row) => row.value,
      },
    ];
    const last: Column<StockRow> = hq
      ? {
          key: "branches",
          title: say("column.branches"),
          kind: "count",
          width: "76px",
          value: (row) => String(row.branches),
        }
      : { key: "price", title: say("column.price"), kind: "price", value: (row) => row.price };
    if (!narrow) return [...columns, last];
    return columns.filter((column) => NARROW.includes(column.key));
  }, [say, hq, narrow, nameOf]);
}

/** The list, its filters, and where the chosen goods lie. */
export function StockScreen({ branches, branch = null, onBranch }: Props) {
  const say = useWords();
  const clock = useClock();
  const hq = branches !== undefined;
  const search = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [zero, setZero] = useState(false);
  const [chosen, setChosen] = useState<StockRow | null>(null);
  const columns = useColumns(hq, chosen !== null);
  useKeys("desk", { search: () => search.current?.querySelector("input")?.focus() });
  const input: StockInput = { text, branch, zero, after: null, limit: PAGE };
  const view = usePages("stock_list", input);
  const first = view.data?.pages[0];
  const rows = view.data?.pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = view;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const asOf = first?.as_of_ms ?? null;
  return (
    <Screen
      title={say(hq ? "nav.merged_stock" : "nav.stock")}
      note={asOf === null ? undefined : say("state.as_of", { time: clock(asOf) })}
      tools={
        <>
          <div ref={search}>
            <TextInput
              label={say("find.hint")}
              hiddenLabel
              placeholder={say("find.hint")}
              value={text}
              onChange={setText}
              testid="stock-search"
            />
          </div>
          {branches !== undefined && (
            <Choice
              label={say("column.branch")}
              value={branch ?? ""}
              testid="stock-branch"
              options={[
                { value: "", text: say("stock.company") },
                ...branches.map((each) => ({
                  value: each.code,
                  text: `${each.code} ${each.name}`,
                })),
              ]}
              onChange={(code) => onBranch?.(code === "" ? null : code)}
            />
          )}
          <Button pressed={zero} onPress={() => setZero(!zero)}>
            {say("stock.zero")}
          </Button>
        </>
      }
    >
      {first !== undefined && (
        <Facts
          facts={[
            {
              label: say("stock.total_value"),
              value: <Money value={first.total_value} />,
              testid: "stock-total",
            },
          ]}
        />
      )}
      <Sides
        list={
          <Loaded view={{ data: rows, error: view.error, refetch: view.refetch }}>
            {(found) => (
              <DataGrid
                label={say("nav.stock")}
                columns={columns}
                rows={found}
                rowKey={(row) => String(row.product_id)}
                selected={chosen === null ? null : String(chosen.product_id)}
                onOpen={setChosen}
                onEnd={more}
                testid="stock-row"
                empty={<Empty title={say("stock.none")} hint={say("stock.none_hint")} />}
              />
            )}
          </Loaded>
        }
        chosen={chosen === null ? null : <Where row={chosen} onClose={() => setChosen(null)} />}
      />
    </Screen>
  );
}

/** Where the goods lie, and the way to their ledger. */
function Where({ row, onClose }: { row: StockRow; onClose: () => void }) {
  const say = useWords();
  const clock = useClock();
  const go = useGo();
  const nameOf = useProductName();
  const [prices, setPrices] = useState(false);
  const view = useView("stock_by_branch", { product_id: row.product_id });
  const columns: readonly Column<BranchStockRow>[] = [
    { key: "branch", title: say("column.branch"), value: (each) => `${each.branch} ${each.name}` },
    {
      key: "class",
      title: say("column.warehouse"),
      value: (each) => (each.class === "own" ? each.warehouse : className(say, each.class)),
    },
    {
      key: "quantity",
      title: say("column.quantity"),
      kind: "quantity",
      width: "88px",
      value: (each) => each.quantity,
    },
    {
      key: "value",
      title: say("column.value"),
      kind: "amount",
      width: "108px",
      value: (each) => each.value,
    },
    {
      key: "as_of",
      title: say("column.as_of"),
      width: "104px",
      value: (each) => (each.as_of_ms === null ? "" : clock(each.as_of_ms)),
    },
  ];
  const ledger = (branch: string | null) =>
    go({
      to: "report",
      input: { ...plainReport("stock_ledger"), product_id: row.product_id, branch },
    });
  return (
    <div className={style["where"]} data-testid="stock-where">
      <header>
        <div>
          <h2>{nameOf(row)}</h2>
          <p>
            {row.code} · {row.category}
          </p>
        </div>
        <p className={style["sum"]}>
          {formatDecimal(row.quantity)} {row.unit} · <Money value={row.value} />
        </p>
        <div className={style["acts"]}>
          <Button onPress={() => ledger(null)} testid="stock-ledger">
            {say("stock.ledger")}
          </Button>
          {row.serial_mode !== "none" && (
            <Button
              onPress={() => go({ to: "serials", product: row.product_id })}
              testid="stock-serials"
            >
              {say("nav.serials")}
            </Button>
          )}
          <Button onPress={() => setPrices(true)} testid="price-info-open">
            {say("price_info.title")}
          </Button>
          <Button look="quiet" onPress={onClose}>
            {say("act.close")}
          </Button>
        </div>
        {prices && <PriceInfo product={row.product_id} onClose={() => setPrices(false)} />}
      </header>
      <Loaded view={view}>
        {(rows) => (
          <DataGrid
            label={say("stock.by_branch")}
            columns={columns}
            rows={rows}
            rowKey={(each) => `${each.branch}/${each.warehouse}/${each.class}`}
            onOpen={(each) => ledger(each.branch)}
            testid="branch-stock-row"
            empty={<Empty title={say("stock.nowhere")} />}
          />
        )}
      </Loaded>
    </div>
  );
}
