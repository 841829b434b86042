/**
 * The pieces that a line may name 在库序列号: those of its original, or those in the store, page by page.
 */
import { useState } from "react";
import { usePages } from "../../../api/cache";
import type { DraftPiecesView } from "../../../api/generated/DraftPiecesView";
import { Button } from "../../../components/Button";
import { TextInput } from "../../../components/TextInput";
import { useWords } from "../../../i18n";
import { ANY_PIECE } from "../../serials/pieces";
import type { TypedLine } from "./draft";
import style from "./TrackPanel.module.css";

/** The number of the goods store. */
const GOODS_STORE = 1;

interface Props {
  line: TypedLine;
  pieces: DraftPiecesView;
  warehouse: string | null;
  onChange: (serials: readonly string[]) => void;
}

/** The list, its filter, and one act that takes as many as are missing. */
export function PieceChoice({ line, pieces, warehouse, onChange }: Props) {
  const say = useWords();
  const [part, setPart] = useState("");
  const original = pieces.offered.length > 0;
  const asked = {
    ...ANY_PIECE,
    product_id: line.product_id,
    states: pieces.states,
    warehouse: warehouse === null ? GOODS_STORE : Number.parseInt(warehouse, 10),
    part,
  };
  const view = usePages("serial_list", asked, { enabled: !original && pieces.states.length > 0 });
  const found = original
    ? pieces.offered.filter((number) => number.includes(part))
    : (view.data?.pages.flatMap((page) => page.rows.map((row) => row.number)) ?? []);
  if (!original && pieces.states.length === 0) return null;
  const missing = Number.parseInt(line.quantity, 10) - line.serials.length;
  const free = found.filter((number) => !line.serials.includes(number));
  const toggle = (number: string) =>
    onChange(
      line.serials.includes(number)
        ? line.serials.filter((each) => each !== number)
        : [...line.serials, number],
    );
  return (
    <div className={style["choice"]}>
      <div className={style["line"]}>
        <span className={style["title"]}>
          {say(original ? "serial.of_original" : "serial.in_store")}
        </span>
        <TextInput
          label={say("serial.part")}
          hiddenLabel
          placeholder={say("serial.part")}
          value={part}
          onChange={setPart}
          testid="piece-part"
        />
        {missing > 0 && free.length > 0 && (
          <Button
            onPress={() => onChange([...line.serials, ...free.slice(0, missing)])}
            testid="piece-fill"
          >
            {say("serial.fill", { count: Math.min(missing, free.length) })}
          </Button>
        )}
      </div>
      <ul className={style["offered"]}>
        {found.map((number) => (
          <li key={number}>
            <Button
              pressed={line.serials.includes(number)}
              onPress={() => toggle(number)}
              testid="piece"
            >
              {number}
            </Button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={style["none"]}>{say("serial.none_here")}</p>}
      {view.hasNextPage && (
        <Button look="quiet" onPress={() => void view.fetchNextPage()} testid="piece-more">
          {say("serial.more")}
        </Button>
      )}
    </div>
  );
}
