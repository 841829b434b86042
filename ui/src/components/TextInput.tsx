import type { HTMLInputTypeAttribute } from "react";
import { FieldError, Input, Label, TextField } from "react-aria-components";
import style from "./Field.module.css";

export interface TextInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** The sentence of what is wrong with it, if anything is. */
  wrong?: string | null;
  placeholder?: string;
  hiddenLabel?: boolean;
  autoFocus?: boolean;
  type?: HTMLInputTypeAttribute;
  name?: string;
  autoComplete?: string;
  onEnter?: () => void;
  testid?: string;
  className?: string;
  disabled?: boolean;
}

/** One line of text. */
export function TextInput(props: TextInputProps) {
  const { wrong = null } = props;
  return (
    <TextField
      className={`${style["field"]} ${props.className ?? ""}`}
      value={props.value}
      onChange={props.onChange}
      isInvalid={wrong !== null}
      isDisabled={props.disabled}
      aria-label={props.hiddenLabel ? props.label : undefined}
      name={props.name}
      autoFocus={props.autoFocus}
    >
      {!props.hiddenLabel && <Label className={style["label"]}>{props.label}</Label>}
      <Input
        className={style["input"]}
        type={props.type ?? "text"}
        placeholder={props.placeholder}
        autoComplete={props.autoComplete ?? "off"}
        spellCheck={false}
        data-testid={props.testid}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.nativeEvent.isComposing) props.onEnter?.();
        }}
      />
      {wrong !== null && <FieldError className={style["wrong"]}>{wrong}</FieldError>}
    </TextField>
  );
}
