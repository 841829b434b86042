/**
 * The goods of a draft 商品明细: the columns that its kind has, products by code, name or pinyin.
 */
import { useMemo } from "react";
import { Checkbox } from "react-aria-components";
import type { ApiError } from "../../../api/error";
import type { KindView } from "../../../api/generated/KindView";
import type { ProductHit } from "../../../api/generated/ProductHit";
import { Button } from "../../../components/Button";
import { decimalOf } from "../../../components/decimal";
import { EntryGrid, type EntryColumn } from "../../../components/EntryGrid";
import { ProductPicker } from "../../../components/ProductPicker";
import { useWords, type Say } from "../../../i18n";
import { formatDecimal } from "../../../i18n/number";
import type { Change, LineCell, TypedLine } from "./draft";
import { wrongAt, wrongOfLine } from "./wrong";
import style from "./DraftEditor.module.css";

/** The line whose code is being typed, and what was typed. */
export interface Finding {
  at: number;
  text: string;
}

interface Props {
  kind: KindView;
  lines: readonly TypedLine[];
  wrong: readonly ApiError[];
  finding: Finding | null;
  setFinding: (finding: Finding | null) => void;
  onProduct: (at: number, product: ProductHit) => void;
  /** Opens the numbers and the lot of a line. */
  onTrack: (at: number) => void;
  keep: (by: Change) => void;
}

/** The grid of goods. */
export function GoodsLines(props: Props) {
  const { kind, lines, wrong, finding, setFinding, onProduct, onTrack, keep } = props;
  const say = useWords();
  // The core counts the lines that were sent; the empty one at the end is not.
  const number = (line: TypedLine) => lines.indexOf(line) + 1;
  const typed = useMemo(() => typedColumns(kind, say), [kind, say]);
  const columns: EntryColumn<TypedLine>[] = [
    {
      key: "code",
      title: say("column.code"),
      width: "150px",
      value: (line) => line.code,
      typed: {
        text: (line) => line.code,
        commit: () => undefined,
        onText: (line, text) => setFinding(text === null ? null : { at: line.at, text }),
        holds: (line) => finding?.at === line.at,
        wrong: (line) => wrongAt(wrong, `lines.${number(line)}.product_id`, say),
        testid: "draft-product",
      },
      below: (line) =>
        finding?.at === line.at &&
        finding.text !== "" && (
          <div className={style["found"]}>
            <ProductPicker
              text={finding.text}
              price={kind.price === "sale" ? "sale" : "purchase"}
              onTake={(hit) => onProduct(line.at, hit)}
              onClose={() => setFinding(null)}
            />
          </div>
        ),
    },
    {
      key: "name",
      title: say("column.name"),
      width: "minmax(150px, 2fr)",
      value: (line) => <span className={style["clip"]}>{line.name}</span>,
    },
    {
      key: "spec",
      title: say("column.spec"),
      width: "minmax(70px, 1fr)",
      value: (line) => <span className={style["clip"]}>{line.spec}</span>,
    },
    { key: "unit", title: say("column.unit"), width: "56px", value: (line) => line.unit },
  ];
  if (kind.incoming) {
    columns.push({
      key: "incoming",
      title: say("draft.incoming"),
      width: "72px",
      value: (line) =>
        line.product_id !== null && (
          <Checkbox
            className={style["tick"]}
            aria-label={say("draft.incoming")}
            isSelected={line.incoming}
            onChange={(incoming) => keep({ incoming, at: line.at })}
            data-testid="draft-incoming"
          >
            {line.incoming ? say("draft.comes_in") : say("draft.goes_out")}
          </Checkbox>
        ),
    });
  }
  if (kind.original !== "no" && lines.some((line) => (line.shown?.left ?? "") !== "")) {
    columns.push(read("left", say("draft.left"), "84px", (line) => line.shown?.left ?? ""));
  }
  if (lines.some((line) => (line.shown?.on_hand ?? "") !== "")) {
    columns.push(read("on_hand", say("till.on_hand"), "84px", (line) => line.shown?.on_hand ?? ""));
  }
  for (const column of typed) {
    const { cell } = column;
    columns.push({
      key: cell,
      title: column.title,
      width: column.width,
      figure: true,
      value: (line) => line[cell],
      typed: {
        text: (line) => line[cell],
        // What stands there when nothing is typed: the core's own figure.
        ghost: (line) => column.ghost?.(line) ?? "",
        commit: (line, text) => keep({ cell, at: line.at, text }),
        invalid: isNoFigure,
        wrong: (line) => wrongAt(wrong, `lines.${number(line)}.${cell}`, say),
        testid: column.testid,
      },
    });
  }
  if (kind.price !== "amount") {
    columns.push(
      read("amount", say("column.amount"), "116px", (line) => money(line.shown?.amount ?? "")),
    );
  }
  if (lines.some(isTracked)) {
    columns.push({
      key: "track",
      title: say("draft.track"),
      width: "minmax(112px, 0.8fr)",
      value: (line) =>
        isTracked(line) && (
          <span className={style["cell"]}>
            <Button look="quiet" onPress={() => onTrack(line.at)} testid="draft-track">
              {trackOf(line, say)}
            </Button>
          </span>
        ),
    });
  }
  return (
    <EntryGrid
      label={say("document.lines")}
      columns={columns}
      rows={lines}
      rowKey={(line) => line.at}
      onRemove={(line) => keep({ remove: "lines", at: line.at })}
      note={(line) =>
        wrongOfLine(wrong, "lines", number(line), say).map((text) => (
          <p key={text} className={style["note"]}>
            {text}
          </p>
        ))
      }
      testid="draft-line"
    />
  );
}

/** True for a line with numbers or a lot, or with a place for them. */
export const isTracked = (line: TypedLine) =>
  line.serials.length > 0 ||
  line.lot !== null ||
  (line.track !== null && (line.track.pieces !== null || line.track.lot !== null));

/** `3/5` of the pieces are named; the lot. */
function trackOf(line: TypedLine, say: Say): string {
  const pieces = line.track?.pieces ?? null;
  const named = String(line.serials.length);
  const count = pieces?.each === true ? `${named}/${formatDecimal(line.quantity || "0")}` : named;
  const parts = [
    pieces !== null || line.serials.length > 0 ? count : "",
    line.lot?.number ?? "",
    line.track?.lot?.expired === true ? say("lot.expired") : "",
  ];
  return parts.filter((part) => part !== "").join(" · ") || "…";
}

const isNoFigure = (text: string) => decimalOf(text.replace(/[%％]/g, "")) === null;
const money = (text: string) => (text === "" ? "" : formatDecimal(text, { places: 2 }));

function read(
  key: string,
  title: string,
  width: string,
  value: (line: TypedLine) => string,
): EntryColumn<TypedLine> {
  return { key, title, width, figure: true, value };
}

interface TypedColumn {
  cell: LineCell;
  title: string;
  width: string;
  ghost?: (line: TypedLine) => string;
  testid: string;
}

/** The columns that are typed in, by what the kind's rule names. */
function typedColumns(kind: KindView, say: Say): readonly TypedColumn[] {
  const columns: TypedColumn[] = [];
  const add = (cell: LineCell, title: string, width: string, testid: string) => {
    columns.push({ cell, title, width, testid });
    return columns.at(-1) as TypedColumn;
  };
  if (kind.quantity !== "no") add("quantity", say("column.quantity"), "96px", "draft-quantity");
  if (kind.price === "sale" || kind.price === "cost") {
    const title = say(kind.price === "sale" ? "column.price" : "column.unit_cost");
    const column = add("unit_price", title, "112px", "draft-cost");
    column.ghost = (line) => line.shown?.unit_price ?? "";
  }
  if (kind.discount) add("discount", say("column.discount"), "92px", "draft-discount");
  if (kind.price === "amount") add("amount", say("column.amount"), "116px", "draft-amount");
  if (kind.tax !== "none") {
    const rate = add("tax_percent", say("draft.tax_percent"), "72px", "draft-rate");
    rate.ghost = (line) => line.shown?.tax_percent ?? "";
    const tax = add("tax", say("draft.tax"), "92px", "draft-tax");
    tax.ghost = (line) => line.shown?.tax ?? "";
  }
  return columns;
}
