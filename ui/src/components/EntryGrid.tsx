/**
 * A grid to type lines in 录入表格, like a spreadsheet: Enter is the next cell, Esc undoes the cell.
 *
 * Owns the focus and the text being typed. Leaves meaning to the caller: a cell is told when it is
 * left with another text. Invariant: a cell that is left holds what was last typed or nothing new.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import style from "./EntryGrid.module.css";

export interface EntryColumn<Row> {
  key: string;
  title: string;
  width: string;
  /** Text or a figure; figures are right-aligned. */
  figure?: boolean;
  value: (row: Row) => ReactNode;
  /** Where the cell can be typed in: its text, and what to do with a new one. */
  typed?: {
    text: (row: Row) => string;
    commit: (row: Row, text: string) => void;
    /** Told at each stroke, for a list that opens under the cell. */
    onText?: (row: Row, text: string | null) => void;
    /** True to stay: something else (a list) takes Enter. */
    holds?: (row: Row) => boolean;
    invalid?: (text: string) => boolean;
    /** The sentence of what the core found wrong with it, if anything is. */
    wrong?: (row: Row) => string | null;
    /** What is shown, in grey, while nothing is typed. */
    ghost?: (row: Row) => string;
    testid?: string;
  };
  below?: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  columns: readonly EntryColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => number;
  onRemove: (row: Row) => void;
  /** What stands under a row, over its whole width. */
  note?: (row: Row) => ReactNode;
  /** False where another part of the screen has the focus first. */
  autoFocus?: boolean;
  testid?: string;
}

/** The grid. `Ctrl+Delete` removes the line. */
export function EntryGrid<Row>(props: Props<Row>) {
  const { label, columns, rows, rowKey, onRemove, note, autoFocus = true, testid } = props;
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (autoFocus) grid.current?.querySelector("input")?.focus();
  }, [autoFocus]);
  const template = { gridTemplateColumns: columns.map((column) => column.width).join(" ") };

  function step(from: HTMLElement, by: number): void {
    const cells = [...(grid.current?.querySelectorAll<HTMLInputElement>("input") ?? [])];
    const next = cells[cells.indexOf(from as HTMLInputElement) + by];
    next?.focus();
  }

  function beside(from: HTMLElement, rowsBy: number): void {
    const perRow = columns.filter((column) => column.typed !== undefined).length;
    step(from, rowsBy * perRow);
  }

  return (
    <div className={style["grid"]} role="grid" aria-label={label} ref={grid}>
      <div className={style["head"]} role="row" style={template}>
        {columns.map((column) => (
          <span
            key={column.key}
            role="columnheader"
            className={column.figure ? style["figure"] : ""}
          >
            {column.title}
          </span>
        ))}
      </div>
      {rows.map((row) => (
        <div
          key={rowKey(row)}
          role="row"
          className={style["row"]}
          style={template}
          data-testid={testid}
        >
          {columns.map((column) => (
            <span
              key={column.key}
              role="gridcell"
              className={`${style["cell"]} ${column.figure ? style["figure"] : ""}`}
            >
              {column.typed === undefined ? (
                column.value(row)
              ) : (
                <TypedCell
                  row={row}
                  column={column}
                  typed={column.typed}
                  onEnter={(cell) => step(cell, 1)}
                  onUpDown={(cell, by) => beside(cell, by)}
                  onRemove={() => onRemove(row)}
                />
              )}
              {column.below?.(row)}
            </span>
          ))}
          {note !== undefined && <div className={style["note"]}>{note(row)}</div>}
        </div>
      ))}
    </div>
  );
}

interface CellProps<Row> {
  row: Row;
  column: EntryColumn<Row>;
  typed: NonNullable<EntryColumn<Row>["typed"]>;
  onEnter: (cell: HTMLElement) => void;
  onUpDown: (cell: HTMLElement, by: number) => void;
  onRemove: () => void;
}

function TypedCell<Row>({ row, column, typed, onEnter, onUpDown, onRemove }: CellProps<Row>) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? typed.text(row);
  const wrong = typed.wrong?.(row) ?? null;

  function show(next: string | null): void {
    setText(next);
    typed.onText?.(row, next);
  }

  function commit(): void {
    if (text !== null && text !== typed.text(row)) typed.commit(row, text);
    show(null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing || typed.holds?.(row) === true) return;
    const cell = event.currentTarget;
    if (event.key === "Enter") {
      commit();
      onEnter(cell);
    } else if (event.key === "Escape" && text !== null) show(null);
    else if (event.key === "ArrowDown") onUpDown(cell, 1);
    else if (event.key === "ArrowUp") onUpDown(cell, -1);
    else if (event.key === "Delete" && event.ctrlKey) onRemove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <input
      className={style["input"]}
      value={shown}
      aria-label={column.title}
      aria-invalid={wrong !== null || typed.invalid?.(shown) || undefined}
      title={wrong ?? undefined}
      placeholder={typed.ghost?.(row)}
      inputMode={column.figure ? "decimal" : "text"}
      autoComplete="off"
      spellCheck={false}
      data-testid={typed.testid}
      onChange={(event) => show(event.target.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
