/**
 * The serial numbers and the lot of a line 序列号与批号: typed, scanned one after the other, or chosen
 * from what is there.
 *
 * Owns the field of the next number. Leaves reading a range and every check to the core. Invariant:
 * while it is open, a scan is a number of this line.
 */
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { call } from "../../../api/client";
import { asApiError, sentence, type ApiError } from "../../../api/error";
import { Button } from "../../../components/Button";
import { TextInput } from "../../../components/TextInput";
import { useWords } from "../../../i18n";
import { formatDecimal } from "../../../i18n/number";
import { useScans } from "../../../keyboard/scanner";
import { play } from "../../../keyboard/sound";
import type { Change, TypedLine } from "./draft";
import { LotFields } from "./LotFields";
import { PieceChoice } from "./PieceChoice";
import style from "./TrackPanel.module.css";

interface Props {
  line: TypedLine;
  /** The document's store; absent for the goods store. */
  warehouse: string | null;
  keep: (by: Change) => void;
  onLots: () => void;
  onClose: () => void;
}

/** What is named of a line, and what may be. */
export function TrackPanel({ line, warehouse, keep, onLots, onClose }: Props) {
  const pieces = line.track?.pieces ?? null;
  const lot = line.track?.lot ?? null;
  const close = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return (
    <div className={style["panel"]} onKeyDown={close} role="group" data-testid="track-panel">
      {(pieces !== null || line.serials.length > 0) && (
        <Numbers line={line} warehouse={warehouse} keep={keep} />
      )}
      {(lot !== null || line.lot !== null) && (
        <LotFields line={line} warehouse={warehouse} keep={keep} onLots={onLots} />
      )}
    </div>
  );
}

function Numbers({ line, warehouse, keep }: Pick<Props, "line" | "warehouse" | "keep">) {
  const say = useWords();
  const input = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<ApiError | null>(null);
  // Numbers come faster than the core answers: each is added to what was added last.
  const latest = useRef<readonly string[]>(line.serials);
  useEffect(() => {
    latest.current = line.serials;
  }, [line.serials]);
  useEffect(() => input.current?.querySelector("input")?.focus(), []);

  function set(serials: readonly string[]): void {
    latest.current = serials;
    keep({ serials, at: line.at });
  }

  async function add(typed: string): Promise<void> {
    if (typed.trim() === "") return;
    setText("");
    try {
      const { numbers: read } = await call("serial_read", { text: typed });
      const twice = read.find((number) => latest.current.includes(number));
      if (twice !== undefined) {
        play("refused");
        setRefused({ code: "serial_twice", params: [["serial", twice]], field: null });
        return;
      }
      setRefused(null);
      play("taken");
      set([...latest.current, ...read]);
    } catch (thrown) {
      play("refused");
      setRefused(asApiError(thrown));
      setText(typed);
    }
  }

  useScans((code) => void add(code));
  const pieces = line.track?.pieces ?? null;
  const wanted = pieces?.each === true ? `/${formatDecimal(line.quantity || "0")}` : "";
  return (
    <div className={style["numbers"]}>
      <div className={style["line"]} ref={input}>
        <TextInput
          label={say("serial.next")}
          value={text}
          onChange={setText}
          onEnter={() => void add(text)}
          placeholder={say("serial.range_hint")}
          wrong={refused === null ? null : sentence(refused, say)}
          testid="track-number"
          className={style["wide"] ?? ""}
        />
        <b className={style["count"]} data-testid="track-count">
          {line.serials.length}
          {wanted}
        </b>
        <Button disabled={line.serials.length === 0} onPress={() => set([])} testid="track-clear">
          {say("serial.clear")}
        </Button>
      </div>
      <ul className={style["named"]}>
        {line.serials.map((number) => (
          <li key={number}>
            <Button
              look="quiet"
              label={say("serial.take_out", { serial: number })}
              onPress={() => set(latest.current.filter((each) => each !== number))}
              testid="track-named"
            >
              {number} ×
            </Button>
          </li>
        ))}
      </ul>
      {pieces !== null && (
        <PieceChoice
          line={line}
          pieces={pieces}
          warehouse={warehouse}
          onChange={(serials) => set(serials)}
        />
      )}
    </div>
  );
}
