/**
 * The till 收银台: one focus at rest, the scan line; everything else is a key away.
 *
 * Owns which panel is open and what the keys do. Shows what the core answered; adds and rounds
 * nothing itself. Invariant: a scan is either on the ticket or refused aloud, never lost in a field.
 */
import { useCallback, useRef, useState } from "react";
import { call } from "../../api/client";
import { refusal, sentence } from "../../api/error";
import type { CartView } from "../../api/generated/CartView";
import type { PaidView } from "../../api/generated/PaidView";
import { Failure, Waiting } from "../../components/States";
import { useWords } from "../../i18n";
import { KeyBar } from "../../keyboard/KeyBar";
import { useScans } from "../../keyboard/scanner";
import { topScope, useKeys } from "../../keyboard/scope";
import { play } from "../../keyboard/sound";
import { useTill, type Till } from "./cart";
import { CustomerStrip } from "./CustomerStrip";
import { EditField, type Edit } from "./EditField";
import { PaidPanel } from "./PaidPanel";
import { ParkedPanel } from "./ParkedPanel";
import { ReturnPanel } from "./ReturnPanel";
import { discountOf, looksLikeName, operand } from "./scanline";
import { ScanLine } from "./ScanLine";
import { SerialPrompt } from "./SerialPrompt";
import { SettlePanel } from "./SettlePanel";
import { Ticket } from "./Ticket";
import { Totals } from "./Totals";
import style from "./till.module.css";

type Panel =
  | { is: "rest" }
  | { is: "settle"; tender: string | null }
  | { is: "parked" }
  | { is: "return" }
  | { is: "paid"; paid: PaidView; returned: boolean };

const REST: Panel = { is: "rest" };

/** The whole till. */
export function TillScreen() {
  const till = useTill();
  if (till.cart === undefined) {
    return till.closed === null ? <Waiting /> : <Failure error={till.closed} />;
  }
  return <OpenTill till={till} cart={till.cart} />;
}

function OpenTill({ till, cart }: { till: Till; cart: CartView }) {
  const say = useWords();
  const line = useRef<HTMLInputElement>(null);
  const [panel, setPanel] = useState<Panel>(REST);
  const [text, setText] = useState("");
  const [finding, setFinding] = useState(false);
  const [edit, setEdit] = useState<Edit | null>(null);
  const [quantity, setQuantity] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const atRest = panel.is === "rest";
  const current = cart.lines.find((each) => each.line === cart.current);
  // A piece without a number is asked for before anything else is done to the ticket.
  const asks = atRest && edit === null && !choosing ? cart.asks : null;

  const rest = useCallback(() => {
    setPanel(REST);
    setEdit(null);
    setFinding(false);
    setChoosing(false);
    requestAnimationFrame(() => line.current?.focus());
  }, []);

  /** Puts a code on the ticket. Typed and unknown: it may be the start of something to find. */
  async function enter(code: string, from: "scanner" | "hand"): Promise<void> {
    const times = quantity;
    setQuantity(null);
    setText("");
    const taken = await till.act(() => call("till_scan", { code, quantity: times }));
    if (taken) play("taken");
    else if (from === "hand") setText(code);
  }

  useScans((code) => {
    if (topScope() === "dialog" || panel.is === "settle" || panel.is === "parked") {
      play("refused");
      till.refuse(refusal("scan_blocked").api);
      return;
    }
    rest();
    void enter(code, "scanner");
  }, asks === null);

  async function add(product_id: number): Promise<void> {
    const times = quantity;
    setQuantity(null);
    setText("");
    setFinding(false);
    if (await till.act(() => call("till_add", { product_id, quantity: times }))) play("taken");
  }

  /** A number before an operator acts at once; alone, the operator opens its field. */
  function change(prefix: "" | "+" | "-"): boolean | void {
    const figure = operand(text);
    if (figure === null || (figure === "" && current === undefined)) return false;
    if (current === undefined) {
      if (prefix !== "") return false;
      setQuantity(figure);
    } else if (figure === "" && prefix === "") {
      setEdit({ field: "quantity", line: current.line });
    } else {
      const by = prefix + (figure === "" ? "1" : figure);
      void till.act((now) => call("till_set_quantity", { line: now.current, quantity: by }));
    }
    setText("");
    return undefined;
  }

  function open(field: "price" | "discount"): boolean | void {
    const figure = operand(text);
    const blocked =
      current === undefined || figure === null || (field === "price" && figure !== "");
    if (blocked) return false;
    setEdit({ field, line: current.line, typed: figure });
    setText("");
    return undefined;
  }

  function move(step: number): boolean | void {
    const to = cart.current + step;
    if (to < 1 || to > cart.lines.length) return undefined;
    void till.act((now) => call("till_select", { line: Math.max(1, now.current + step) }));
    return undefined;
  }

  function settle(tender: string | null): void {
    if (cart.lines.length === 0) till.refuse(refusal("cart_empty").api);
    else setPanel({ is: "settle", tender });
  }

  function park(): void {
    if (cart.lines.length === 0) {
      setPanel({ is: "parked" });
      return;
    }
    const note = text;
    setText("");
    void till.act(() => call("till_park", { note }));
  }

  useKeys(
    "till",
    {
      enter: () => (text.trim() === "" ? undefined : void enter(text.trim(), "hand")),
      find: () => setFinding(true),
      quantity: () => change(""),
      more: () => change("+"),
      less: () => change("-"),
      price: () => open("price"),
      discount: () => open("discount"),
      customer: () => {
        setText("");
        setChoosing(true);
      },
      discount_all: () => setEdit({ field: "discount", line: null }),
      remove: () => {
        if (text !== "" || current === undefined) return false;
        void till.act((now) => call("till_remove", { line: now.current }));
        return undefined;
      },
      clear: () => void till.act(() => call("till_clear", {})),
      park,
      return: () => setPanel({ is: "return" }),
      pay: () => settle(null),
      tender: (event) => {
        const choice = cart.tender_choices[Number.parseInt(event.code.slice(-1), 10) - 1];
        if (choice !== undefined) settle(choice.tender);
      },
      up: () => move(-1),
      down: () => move(1),
      forget: () => {
        setText("");
        setQuantity(null);
        till.refuse(null);
      },
    },
    atRest && asks === null,
  );

  async function keepEdit(typed: string): Promise<void> {
    if (edit === null) return;
    const target = edit.line;
    const figure = operand(typed);
    const off = edit.field === "discount" ? discountOf(typed) : null;
    if (edit.field === "discount" ? off === null : figure === null || figure === "") {
      till.refuse(refusal("figure_invalid").api);
      return;
    }
    const kept = await till.act(() => {
      if (off !== null) return call("till_set_discount", { line: target, ...off });
      if (edit.field === "price")
        return call("till_set_price", { line: target ?? 0, price: typed });
      return call("till_set_quantity", { line: target ?? 0, quantity: figure ?? "" });
    });
    if (kept) rest();
  }

  const editField =
    edit === null ? null : (
      <EditField edit={edit} onKeep={(typed) => void keepEdit(typed)} onClose={rest} />
    );
  const focused = atRest && edit === null && !choosing && asks === null;
  const showsFind = focused && (finding || looksLikeName(text));

  if (panel.is === "paid") {
    return <PaidPanel paid={panel.paid} returned={panel.returned} onClose={rest} />;
  }
  if (panel.is === "return") {
    const paid = (view: PaidView) => setPanel({ is: "paid", paid: view, returned: true });
    return <ReturnPanel till={till} tenders={cart.tender_choices} onPaid={paid} onClose={rest} />;
  }
  return (
    <div className={style["till"]}>
      <section className={style["left"]} aria-label={say("till.ticket")}>
        <ScanLine
          inputRef={line}
          text={text}
          quantity={quantity}
          focused={focused}
          finding={showsFind}
          onText={(next) => {
            setText(next);
            if (next === "") setFinding(false);
          }}
          onTake={(hit) => void add(hit.product_id)}
          onNothing={() => void enter(text.trim(), "hand")}
          onClose={() => {
            setFinding(false);
            setText("");
          }}
        />
        {till.refused !== null && (
          <p className={style["refused"]} role="alert" data-testid="refused">
            {sentence(till.refused, say)}
          </p>
        )}
        {asks !== null && <SerialPrompt till={till} asks={asks} />}
        {choosing && <CustomerStrip till={till} onClose={rest} />}
        {edit !== null && edit.line === null && <div className={style["strip"]}>{editField}</div>}
        <Ticket
          cart={cart}
          edit={edit !== null && edit.line !== null ? editField : null}
          onSelect={(at) => void till.act(() => call("till_select", { line: at }))}
        />
      </section>
      <aside className={style["right"]}>
        {panel.is === "settle" ? (
          <SettlePanel
            till={till}
            cart={cart}
            first={panel.tender}
            onPaid={(paid) => {
              play("paid");
              setPanel({ is: "paid", paid, returned: false });
            }}
            onClose={rest}
          />
        ) : panel.is === "parked" ? (
          <ParkedPanel till={till} onClose={rest} />
        ) : (
          <Totals cart={cart} onTender={settle} onParked={() => setPanel({ is: "parked" })} />
        )}
      </aside>
      <div className={style["keys"]}>
        <KeyBar words={{ park: cart.lines.length === 0 ? "key.recall_list" : "key.park" }} />
      </div>
    </div>
  );
}
