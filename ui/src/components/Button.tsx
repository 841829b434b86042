import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components";
import { Kbd } from "./Kbd";
import style from "./Button.module.css";

export interface ButtonProps {
  children: ReactNode;
  onPress: () => void;
  /** `accent` only for the main act of a screen. */
  look?: "plain" | "accent" | "quiet" | "danger";
  keys?: string;
  disabled?: boolean;
  /** True where the focus must stay where it is: the till's scan line. */
  keepFocus?: boolean;
  label?: string;
  pressed?: boolean;
  testid?: string;
  className?: string;
  type?: "button" | "submit";
}

/** A button; its key stands beside its word. */
export function Button(props: ButtonProps) {
  const { look = "plain", keepFocus = false, keys } = props;
  return (
    <AriaButton
      type={props.type ?? "button"}
      className={`${style["button"]} ${style[look]} ${props.className ?? ""}`}
      onPress={props.onPress}
      isDisabled={props.disabled}
      preventFocusOnPress={keepFocus}
      excludeFromTabOrder={false}
      aria-label={props.label}
      aria-pressed={props.pressed}
      data-testid={props.testid}
    >
      {props.children}
      {keys !== undefined && <Kbd keys={keys} />}
    </AriaButton>
  );
}
