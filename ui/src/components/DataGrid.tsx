/**
 * A grid to read 数据表格: virtual, one tab stop, arrows move the row, Enter opens it.
 *
 * Shows what it is given; sorting, paging and totals are the core's. Totals stay at the bottom.
 * Invariant: at most a screenful of rows is in the document, however long the list.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { formatDecimal, isNegative } from "../i18n/number";
import { columnForm, isFigure, type ColumnKind } from "./column";
import style from "./DataGrid.module.css";

export interface Column<Row> {
  key: string;
  title: string;
  kind?: ColumnKind;
  /** A grid track: `120px`, `minmax(160px, 1fr)`. */
  width?: string;
  /** The plain value; a decimal string for figures. */
  value: (row: Row) => string;
  /** How it is drawn, if not as its value. */
  draw?: (row: Row) => ReactNode;
}

export interface DataGridProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Told when the end of the list comes near. */
  onEnd?: () => void;
  /** One cell a column; pinned at the bottom. */
  total?: readonly string[] | null;
  rowLook?: (row: Row) => string | undefined;
  selected?: string | null;
  testid?: string;
  rowHeight?: number;
  empty?: ReactNode;
}

const OVERSCAN = 12;

function trackOf<Row>(column: Column<Row>): string {
  if (column.width !== undefined) return column.width;
  return isFigure(column.kind) ? "minmax(104px, 0.6fr)" : "minmax(96px, 1fr)";
}

function cellLook(kind: ColumnKind | undefined, value: string): string {
  if (!isFigure(kind)) return style["cell"] ?? "";
  const red = isNegative(value) ? "negative" : "";
  return `${style["cell"]} ${style["figure"]} ${red}`;
}

/** A grid of rows. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { columns, rows, rowKey, onOpen, onEnd, total, rowHeight = 32 } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const at = Math.min(current, Math.max(rows.length - 1, 0));
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastShown >= rows.length - OVERSCAN) onEnd?.();
  }, [lastShown, rows.length, onEnd]);

  function move(to: number): void {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setCurrent(next);
    virtual.scrollToIndex(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 320) / rowHeight) - 2);
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    const row = rows[at];
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && row !== undefined) onOpen?.(row);
    else return;
    event.preventDefault();
  }

  const template = { gridTemplateColumns: columns.map(trackOf).join(" ") };
  return (
    <div
      className={style["grid"]}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={rows.length > 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      ref={scroller}
    >
      <div className={style["head"]} role="row" aria-rowindex={1} style={template}>
        {columns.map((column) => (
          <span key={column.key} role="columnheader" className={cellLook(column.kind, "")}>
            {column.title}
          </span>
        ))}
      </div>
      <div className={style["body"]} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = rowKey(row);
          return (
            <div
              key={key}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={props.selected === undefined ? undefined : props.selected === key}
              data-current={item.index === at || undefined}
              data-opens={onOpen !== undefined || undefined}
              data-look={props.rowLook?.(row)}
              data-testid={props.testid}
              className={style["row"]}
              style={{ ...template, height: rowHeight, transform: `translateY(${item.start}px)` }}
              onClick={() => {
                setCurrent(item.index);
                onOpen?.(row);
              }}
            >
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </div>
          );
        })}
      </div>
      {rows.length === 0 && props.empty}
      {total !== null && total !== undefined && (
        <div className={style["total"]} role="row" style={template}>
          {columns.map((column, i) => (
            <span
              key={column.key}
              role="gridcell"
              className={cellLook(column.kind, total[i] ?? "")}
            >
              {isFigure(column.kind)
                ? formatDecimal(total[i] ?? "", columnForm(column.kind))
                : total[i]}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const value = column.value(row);
  const drawn = isFigure(column.kind) ? formatDecimal(value, columnForm(column.kind)) : value;
  return (
    <span
      role="gridcell"
      className={cellLook(column.kind, value)}
      title={isFigure(column.kind) ? undefined : value}
    >
      {column.draw?.(row) ?? drawn}
    </span>
  );
}
