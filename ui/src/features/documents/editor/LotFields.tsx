/**
 * The lot of a line 批号: its number and last day where goods come in, one of those that are there
 * where goods leave. F6 takes for all lines what expires first.
 */
import { CalendarClock } from "lucide-react";
import { useView } from "../../../api/cache";
import type { DraftLotInput } from "../../../api/generated/DraftLotInput";
import { Button } from "../../../components/Button";
import { DateInput } from "../../../components/DateInput";
import { Figure } from "../../../components/Figure";
import { Mark } from "../../../components/States";
import { TextInput } from "../../../components/TextInput";
import { useWords } from "../../../i18n";
import type { Change, TypedLine } from "./draft";
import style from "./TrackPanel.module.css";

interface Props {
  line: TypedLine;
  warehouse: string | null;
  keep: (by: Change) => void;
  onLots: () => void;
}

const NONE: DraftLotInput = { number: "", expires: null, made: null };

/** The fields, and the lots to choose from. */
export function LotFields({ line, warehouse, keep, onLots }: Props) {
  const say = useWords();
  const lot = line.lot ?? NONE;
  const shown = line.track?.lot ?? null;
  const set = (by: Partial<DraftLotInput>) => {
    const next = { ...lot, ...by };
    const empty = next.number === "" && next.expires === null && next.made === null;
    keep({ lot: empty ? null : next, at: line.at });
  };
  const leaves = shown?.leaves ?? false;
  return (
    <div className={style["lot"]}>
      <div className={style["line"]}>
        <TextInput
          label={say("draft.lot")}
          value={lot.number}
          onChange={(number) => set({ number })}
          testid="lot-number"
        />
        {!leaves && (
          <DateInput
            label={say("lot.made")}
            value={lot.made}
            onChange={(made) => set({ made })}
            testid="lot-made"
          />
        )}
        <DateInput
          label={say("lot.expires")}
          value={lot.expires}
          onChange={(expires) => set({ expires })}
          testid="lot-expires"
        />
        {lot.expires === null && (shown?.expires ?? "") !== "" && (
          <Mark tone="plain">{say("lot.follows", { day: shown?.expires ?? "" })}</Mark>
        )}
        {shown?.expired === true && <Mark tone="danger">{say("lot.expired")}</Mark>}
        {leaves && (
          <Button keys="F6" onPress={onLots} testid="lot-fill">
            <CalendarClock size={16} aria-hidden />
            {say("lot.fill")}
          </Button>
        )}
      </div>
      {leaves && line.product_id !== null && (
        <Shelf line={line} product={line.product_id} warehouse={warehouse} onTake={set} />
      )}
    </div>
  );
}

interface ShelfProps {
  line: TypedLine;
  product: number;
  warehouse: string | null;
  onTake: (lot: DraftLotInput) => void;
}

/** The lots in the store, those that are to leave first standing first. */
function Shelf({ line, product, warehouse, onTake }: ShelfProps) {
  const say = useWords();
  const store = warehouse === null ? 1 : Number.parseInt(warehouse, 10);
  const view = useView("lot_list", { product_id: product, warehouse: store, quantity: "" });
  const lots = view.data?.lots ?? [];
  return (
    <ul className={style["offered"]}>
      {lots.map((each) => (
        <li key={`${each.number} ${each.expires}`}>
          <Button
            pressed={line.lot?.number === each.number}
            onPress={() =>
              onTake({
                number: each.number,
                expires: each.expires === "" ? null : each.expires,
                made: null,
              })
            }
            testid="lot"
          >
            {each.number} · {each.expires === "" ? say("lot.no_day") : each.expires} ·{" "}
            <Figure value={each.quantity} />
            {each.expired && <Mark tone="danger">{say("lot.expired")}</Mark>}
          </Button>
        </li>
      ))}
    </ul>
  );
}
