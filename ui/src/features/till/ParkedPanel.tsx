import { useState } from "react";
import { useView } from "../../api/cache";
import { call } from "../../api/client";
import { Button } from "../../components/Button";
import { Money } from "../../components/Figure";
import { Empty, Loaded } from "../../components/States";
import { useWords } from "../../i18n";
import { useClock } from "../../i18n/time";
import { useKeys } from "../../keyboard/scope";
import type { Till } from "./cart";
import style from "./till.module.css";

/** The parked carts 挂单, newest first; one is taken back by Enter. */
export function ParkedPanel({ till, onClose }: { till: Till; onClose: () => void }) {
  const say = useWords();
  const clock = useClock();
  const view = useView("till_parked", {});
  const parked = view.data ?? [];
  const [marked, setMarked] = useState(0);
  const at = Math.min(marked, Math.max(0, parked.length - 1));

  async function recall(id: number | undefined): Promise<void> {
    if (id === undefined) return;
    if (await till.act(() => call("till_recall", { id }))) onClose();
  }

  useKeys("parked", {
    up: () => setMarked(Math.max(0, at - 1)),
    down: () => setMarked(Math.min(parked.length - 1, at + 1)),
    take: () => void recall(parked[at]?.id),
    close: onClose,
  });

  return (
    <div className={style["settle"]} data-testid="parked">
      <h2>{say("till.parked")}</h2>
      <Loaded view={view}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={say("till.parked_none")} hint={say("till.parked_hint")} />
          ) : (
            <div className={style["parkedList"]} role="listbox" aria-label={say("till.parked")}>
              {rows.map((row, i) => (
                <div
                  key={row.id}
                  role="option"
                  tabIndex={-1}
                  aria-selected={i === at}
                  data-testid="parked-row"
                  onMouseDown={(event) => {
                    event.preventDefault();
                    void recall(row.id);
                  }}
                >
                  <span>{clock(row.parked_at_ms)}</span>
                  <span>{row.note === "" ? say("till.lines", { n: row.lines }) : row.note}</span>
                  <Money value={row.due} />
                </div>
              ))}
            </div>
          )
        }
      </Loaded>
      <div className={style["spring"]} />
      <Button keepFocus keys="Escape" onPress={onClose}>
        {say("key.back")}
      </Button>
    </div>
  );
}
