import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { formatDecimal } from "../i18n/number";
import { decimalOf } from "./decimal";
import style from "./Field.module.css";

export interface DecimalFieldProps {
  label: string;
  /** A decimal string, or "" for none. */
  value: string;
  /** Told on Enter and on leaving the field, never while an input method composes. */
  onCommit: (value: string) => void;
  /** Told at each stroke that leaves a figure in the field. */
  onType?: (value: string) => void;
  /** Enter, after the commit. */
  onEnter?: () => void;
  places?: number;
  hiddenLabel?: boolean;
  autoFocus?: boolean;
  placeholder?: string;
  invalid?: boolean;
  disabled?: boolean;
  testid?: string;
  className?: string;
}

/** A field for money, quantities and prices: a decimal string, formatted when left. */
export function DecimalField(props: DecimalFieldProps) {
  const { value, onCommit, onType, onEnter, places = 0 } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const understood = typed === null ? value : decimalOf(typed);

  function commit(): boolean {
    if (typed === null) return true;
    if (understood === null) return false;
    setTyped(null);
    if (understood !== value) onCommit(understood);
    return true;
  }

  return (
    <TextField
      className={`${style["field"]} ${props.className ?? ""}`}
      aria-label={props.hiddenLabel ? props.label : undefined}
      value={typed ?? formatDecimal(value, { places })}
      onChange={(text) => {
        setTyped(text);
        const figure = decimalOf(text);
        if (figure !== null) onType?.(figure);
      }}
      isInvalid={understood === null || props.invalid === true}
      isDisabled={props.disabled}
      autoFocus={props.autoFocus}
    >
      {!props.hiddenLabel && <Label className={style["label"]}>{props.label}</Label>}
      <Input
        className={`${style["input"]} ${style["decimal"]}`}
        inputMode="decimal"
        autoComplete="off"
        placeholder={props.placeholder}
        data-testid={props.testid}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => commit()}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter" && commit()) onEnter?.();
          if (event.key === "Escape") setTyped(null);
        }}
      />
    </TextField>
  );
}
