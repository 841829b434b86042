/**
 * A return 退货 against a ticket: find the sale by its number, choose quantities, give money back.
 *
 * What may still be returned is the core's word (`return_too_much`).
 */
import { useEffect, useRef, useState } from "react";
import { call } from "../../api/client";
import { asApiError, sentence } from "../../api/error";
import type { PaidView } from "../../api/generated/PaidView";
import type { ReturnableView } from "../../api/generated/ReturnableView";
import type { TenderChoice } from "../../api/generated/TenderChoice";
import { Button } from "../../components/Button";
import { DecimalField } from "../../components/DecimalField";
import { Figure, Money } from "../../components/Figure";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import { isZero } from "../../i18n/number";
import { KeyBar } from "../../keyboard/KeyBar";
import { useScans } from "../../keyboard/scanner";
import { useKeys } from "../../keyboard/scope";
import { play } from "../../keyboard/sound";
import type { Till } from "./cart";
import style from "./till.module.css";

interface Props {
  till: Till;
  tenders: readonly TenderChoice[];
  onPaid: (paid: PaidView) => void;
  onClose: () => void;
}

/** The whole till while goods come back. */
export function ReturnPanel({ till, tenders, onPaid, onClose }: Props) {
  const say = useWords();
  const lines = useRef<HTMLOListElement>(null);
  const [number, setNumber] = useState("");
  const [sale, setSale] = useState<ReturnableView | null>(null);
  const [back, setBack] = useState<Record<number, string>>({});
  const [pieces, setPieces] = useState<Record<number, readonly string[]>>({});
  const [tender, setTender] = useState(tenders[0]?.tender ?? "cash");
  const [reason, setReason] = useState("");
  const { refuse } = till;
  useEffect(() => refuse(null), [refuse]);

  async function find(asked: string): Promise<void> {
    if (asked === "") return;
    try {
      setSale(await call("till_return_find", { number: asked }));
      setNumber(asked);
      setBack({});
      setPieces({});
      till.refuse(null);
      requestAnimationFrame(() => lines.current?.querySelector("input")?.focus());
    } catch (thrown) {
      play("refused");
      till.refuse(asApiError(thrown));
    }
  }

  /** A piece comes back, or does not after all; as many come back as are chosen. */
  function toggle(line: number, number: string): void {
    const before = pieces[line] ?? [];
    const now = before.includes(number)
      ? before.filter((each) => each !== number)
      : [...before, number];
    setPieces({ ...pieces, [line]: now });
    setBack({ ...back, [line]: String(now.length) });
  }

  /** The ticket first; then each piece that comes back may be scanned. */
  function scan(code: string): void {
    const line = sale?.lines.find((each) => each.serials.includes(code));
    if (line === undefined) void find(code);
    else {
      play("taken");
      if (!(pieces[line.line]?.includes(code) ?? false)) toggle(line.line, code);
    }
  }

  async function finish(): Promise<void> {
    if (sale === null) return;
    const chosen = Object.entries(back).flatMap(([key, quantity]) => {
      const line = Number.parseInt(key, 10);
      return isZero(quantity) ? [] : [{ line, quantity, serials: [...(pieces[line] ?? [])] }];
    });
    const input = { document: sale.document, lines: chosen, tender, reason };
    const paid = await till.post(() => call("till_return", input));
    if (paid !== undefined) onPaid(paid);
  }

  useScans(scan);
  useKeys("return", {
    close: onClose,
    finish: () => void finish(),
    tender: (event) => {
      const choice = tenders[Number.parseInt(event.code.slice(-1), 10) - 1];
      if (choice !== undefined) setTender(choice.tender);
    },
  });

  return (
    <div className={style["till"]} data-testid="return">
      <section className={style["left"]}>
        <div className={style["returnFind"]}>
          <TextInput
            label={say("return.number")}
            value={number}
            onChange={setNumber}
            onEnter={() => void find(number.trim())}
            placeholder={say("return.number_hint")}
            autoFocus
            testid="return-number"
          />
          <Button onPress={() => void find(number.trim())} keys="Enter">
            {say("return.find")}
          </Button>
        </div>
        {till.refused !== null && (
          <p className={style["refused"]} role="alert" data-testid="refused">
            {sentence(till.refused, say)}
          </p>
        )}
        {sale !== null && (
          <ol className={style["ticket"]} ref={lines}>
            {sale.lines.map((line) => (
              <li key={line.line} className={style["returnLine"]} data-testid="return-line">
                <span className={style["goods"]}>
                  <b>{line.name}</b>
                  <small>{line.code}</small>
                </span>
                <span>
                  {say("return.sold")} <Figure value={line.sold} />
                </span>
                <span>
                  {say("return.returned")} <Figure value={line.returned} />
                </span>
                <Money value={line.paid_price} />
                {line.serials.length === 0 ? (
                  <DecimalField
                    label={`${say("return.quantity")} ${line.name}`}
                    hiddenLabel
                    value={back[line.line] ?? ""}
                    placeholder="0"
                    testid="return-quantity"
                    onCommit={(quantity) => setBack({ ...back, [line.line]: quantity })}
                    onType={(quantity) => setBack({ ...back, [line.line]: quantity })}
                  />
                ) : (
                  <Figure value={String(pieces[line.line]?.length ?? 0)} />
                )}
                {line.serials.length > 0 && (
                  <span
                    className={style["pieces"]}
                    role="group"
                    aria-label={say("return.which_pieces")}
                  >
                    {line.serials.map((number) => (
                      <Button
                        key={number}
                        pressed={pieces[line.line]?.includes(number) ?? false}
                        onPress={() => toggle(line.line, number)}
                        testid="return-piece"
                      >
                        {number}
                      </Button>
                    ))}
                  </span>
                )}
              </li>
            ))}
          </ol>
        )}
      </section>
      <aside className={style["right"]}>
        <h2>{say("key.return")}</h2>
        {sale !== null && (
          <p className={style["note"]}>
            {sale.number} · {sale.business_date}
          </p>
        )}
        <div className={style["tenders"]} role="group" aria-label={say("return.tender")}>
          {tenders.map((choice, i) => (
            <Button
              key={choice.tender}
              keepFocus
              keys={`Alt+${i + 1}`}
              pressed={choice.tender === tender}
              onPress={() => setTender(choice.tender)}
            >
              {say.maybe(`tender.${choice.tender}`, choice.tender)}
            </Button>
          ))}
        </div>
        <TextInput
          label={say("return.reason")}
          value={reason}
          onChange={setReason}
          testid="return-reason"
        />
        <div className={style["spring"]} />
        <Button keys="Escape" onPress={onClose}>
          {say("key.back")}
        </Button>
        <Button
          look="accent"
          keys="F9"
          className={style["main"]}
          disabled={sale === null}
          onPress={() => void finish()}
          testid="return-finish"
        >
          {say("key.return_finish")}
        </Button>
      </aside>
      <div className={style["keys"]}>
        <KeyBar />
      </div>
    </div>
  );
}
