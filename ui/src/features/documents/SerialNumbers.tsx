/**
 * The serial numbers of a posted line 单据序列号清单: how many, opened on demand, each leading to its
 * trace. They are not printed with the document; the list is copied or printed by itself.
 */
import { Copy, Printer } from "lucide-react";
import { useState } from "react";
import { createPortal, flushSync } from "react-dom";
import { Button } from "../../components/Button";
import { copy } from "../../components/clipboard";
import { useWords } from "../../i18n";
import { useGo } from "../../shell/place";
import style from "./DocumentPanel.module.css";
import paper from "./Paper.module.css";

/** A few numbers stand there at once; many wait to be asked for. */
const AT_ONCE = 3;

interface Props {
  /** What stands over the printed list: document and goods. */
  title: string;
  numbers: readonly string[];
}

/** The numbers of one line. */
export function SerialNumbers({ title, numbers }: Props) {
  const say = useWords();
  const go = useGo();
  const [open, setOpen] = useState(numbers.length <= AT_ONCE);
  const [printing, setPrinting] = useState(false);

  /** The list is on the paper before the printer's dialog opens, and gone when it closes. */
  function print(): void {
    flushSync(() => setPrinting(true));
    window.print();
    setPrinting(false);
  }

  return (
    <span className={style["serials"]} data-testid="serial-numbers">
      {numbers.length > AT_ONCE && (
        <Button look="quiet" pressed={open} onPress={() => setOpen(!open)} testid="serials-open">
          {say("serial.count", { count: numbers.length })}
        </Button>
      )}
      {open &&
        numbers.map((number) => (
          <button
            key={number}
            type="button"
            onClick={() => go({ to: "serials", part: number })}
            data-testid="serial-number"
          >
            {number}
          </button>
        ))}
      {open && (
        <>
          <Button
            look="quiet"
            label={say("serial.copy_list")}
            onPress={() => void copy(numbers.join("\n"))}
          >
            <Copy size={14} aria-hidden />
          </Button>
          <Button
            look="quiet"
            label={say("serial.print_list")}
            onPress={print}
            testid="serials-print"
          >
            <Printer size={14} aria-hidden />
          </Button>
        </>
      )}
      {printing &&
        createPortal(
          <div className={paper["printed"]} aria-hidden>
            <h2>{title}</h2>
            <ol>
              {numbers.map((number) => (
                <li key={number}>{number}</li>
              ))}
            </ol>
          </div>,
          document.body,
        )}
    </span>
  );
}
