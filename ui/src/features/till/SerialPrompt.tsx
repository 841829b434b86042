/**
 * Which piece it is 序列号: asked for goods with numbers that were scanned by their code.
 *
 * One field, which has the focus and takes every scan. Enter names the piece, Esc takes what has no
 * number off the ticket. Whether a number may be sold is the core's word.
 */
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client";
import type { SerialAskView } from "../../api/generated/SerialAskView";
import { Button } from "../../components/Button";
import { useProductName } from "../../components/ProductPicker";
import { useWords } from "../../i18n";
import { formatDecimal } from "../../i18n/number";
import { useScans } from "../../keyboard/scanner";
import { useKeys } from "../../keyboard/scope";
import { play } from "../../keyboard/sound";
import type { Till } from "./cart";
import style from "./till.module.css";

/** The question for the next number. */
export function SerialPrompt({ till, asks }: { till: Till; asks: SerialAskView }) {
  const say = useWords();
  const nameOf = useProductName();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  useEffect(() => input.current?.focus(), []);

  /** The line is that of the question as it stands when its turn comes, not as it was drawn. */
  async function name(number: string): Promise<void> {
    if (number === "") return;
    setTyped("");
    const named = await till.act((now) =>
      now.asks === null
        ? call("till_scan", { code: number, quantity: null })
        : call("till_serial", { line: now.asks.line, number }),
    );
    if (named) play("taken");
    else setTyped(number);
  }

  function forget(): void {
    void till.act((now) => {
      if (now.asks === null) return Promise.resolve(now);
      const { line, named } = now.asks;
      if (named === 0) return call("till_remove", { line });
      return call("till_set_quantity", { line, quantity: String(named) });
    });
  }

  useScans((code) => void name(code));
  useKeys("serial", { name: () => void name(typed.trim()), forget });

  return (
    <div className={style["strip"]} data-testid="serial-prompt">
      <div className={style["edit"]}>
        <label>
          <span>
            {say("serial.which", { name: nameOf(asks) })}{" "}
            <b data-testid="serial-count">
              {asks.named}/{formatDecimal(asks.quantity)}
            </b>
          </span>
          <input
            ref={input}
            className={style["words"]}
            value={typed}
            placeholder={say("serial.scan_hint")}
            autoComplete="off"
            spellCheck={false}
            data-testid="serial-number"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
        <Button look="accent" keepFocus keys="Enter" onPress={() => void name(typed.trim())}>
          {say("key.name_piece")}
        </Button>
        <Button keepFocus keys="Escape" onPress={forget} testid="serial-forget">
          {say("key.forget_piece")}
        </Button>
      </div>
    </div>
  );
}
