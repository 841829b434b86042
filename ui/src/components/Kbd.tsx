import { keyName } from "../keyboard/keymap";
import style from "./Kbd.module.css";

/** A key as it is printed on the keyboard. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className={style["kbd"]}>{keyName(keys)}</kbd>;
}
