import { ScanBarcode } from "lucide-react";
import { useEffect, type RefObject } from "react";
import type { ProductHit } from "../../api/generated/ProductHit";
import { ProductPicker } from "../../components/ProductPicker";
import { useWords } from "../../i18n";
import { topScope } from "../../keyboard/scope";
import style from "./till.module.css";

interface Props {
  inputRef: RefObject<HTMLInputElement | null>;
  text: string;
  /** The quantity of what comes next, if one was typed before. */
  quantity: string | null;
  /** True when the line has the till to itself and so keeps the focus. */
  focused: boolean;
  finding: boolean;
  onText: (text: string) => void;
  onTake: (hit: ProductHit) => void;
  onNothing: () => void;
  onClose: () => void;
}

/** The scan line: the one focus at rest. Codes, names, pinyin initials, numbers before operators. */
export function ScanLine(props: Props) {
  const { inputRef, text, quantity, focused, finding, onText } = props;
  const say = useWords();
  useEffect(() => {
    if (focused) inputRef.current?.focus();
  }, [focused, inputRef]);
  // A click beside everything must not leave the till without a focus.
  useEffect(() => {
    if (!focused) return undefined;
    const back = () => {
      const none = document.activeElement === null || document.activeElement === document.body;
      if (none && topScope() !== "dialog") inputRef.current?.focus();
    };
    window.addEventListener("click", back);
    window.addEventListener("focus", back);
    window.addEventListener("keydown", back, { capture: true });
    return () => {
      window.removeEventListener("click", back);
      window.removeEventListener("focus", back);
      window.removeEventListener("keydown", back, { capture: true });
    };
  }, [focused, inputRef]);
  return (
    <div className={style["scan"]}>
      <div className={style["scanLine"]}>
        <ScanBarcode size={24} aria-hidden />
        {quantity !== null && <span className={style["times"]}>{quantity} ×</span>}
        <input
          ref={inputRef}
          value={text}
          readOnly={!focused}
          onChange={(event) => onText(event.target.value)}
          aria-label={say("till.scan")}
          placeholder={say("till.scan_hint")}
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          data-testid="scan"
        />
      </div>
      {finding && (
        <div className={style["found"]}>
          <ProductPicker
            text={text}
            onTake={props.onTake}
            onNothing={props.onNothing}
            onClose={props.onClose}
          />
        </div>
      )}
    </div>
  );
}
