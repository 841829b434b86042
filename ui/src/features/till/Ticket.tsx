import { AlertTriangle, ScanBarcode } from "lucide-react";
import { memo, useCallback, useEffect, useRef, type ReactNode } from "react";
import type { CartLineView } from "../../api/generated/CartLineView";
import type { CartView } from "../../api/generated/CartView";
import { Figure, Money } from "../../components/Figure";
import { useProductName } from "../../components/ProductPicker";
import { Mark } from "../../components/States";
import { useWords } from "../../i18n";
import { isZero } from "../../i18n/number";
import style from "./till.module.css";

interface Props {
  cart: CartView;
  /** The field that is open in the current line. */
  edit: ReactNode;
  onSelect: (line: number) => void;
}

/**
 * The ticket. Shows what the core answered; adds and rounds nothing itself.
 *
 * Drawn again only when the answer or the open field changes: a key on the scan line costs nothing
 * here, however long the ticket. (`onSelect` may change with every render and means the same.)
 */
export const Ticket = memo(
  TicketList,
  (before, now) => before.cart === now.cart && before.edit === now.edit,
);

function TicketList({ cart, edit, onSelect }: Props) {
  const say = useWords();
  const list = useRef<HTMLOListElement>(null);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  });
  // One function for all lines and all renders, so that only changed lines are drawn again.
  const choose = useCallback((line: number) => select.current(line), []);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }, [cart.current, cart.lines.length]);

  if (cart.lines.length === 0) {
    return (
      <div className={style["empty"]}>
        <ScanBarcode size={40} aria-hidden />
        <p>{say("till.empty")}</p>
        <small>{say("till.empty_hint")}</small>
      </div>
    );
  }
  return (
    <ol className={style["ticket"]} ref={list} aria-label={say("till.ticket")}>
      {cart.lines.map((line) => {
        const isCurrent = line.line === cart.current;
        return (
          <TicketLine
            key={line.line}
            line={line}
            current={isCurrent}
            edit={isCurrent ? edit : null}
            onSelect={choose}
          />
        );
      })}
    </ol>
  );
}

interface LineProps {
  line: CartLineView;
  current: boolean;
  edit: ReactNode;
  onSelect: (line: number) => void;
}

const TicketLine = memo(function TicketLine({ line, current, edit, onSelect }: LineProps) {
  const say = useWords();
  const nameOf = useProductName();
  return (
    <li
      className={style["line"]}
      aria-current={current ? "true" : undefined}
      data-testid="ticket-line"
      data-code={line.code}
      onMouseDown={(event) => {
        if (event.target instanceof HTMLInputElement) return;
        event.preventDefault();
        if (!current) onSelect(line.line);
      }}
    >
      <span className={style["position"]}>{line.line}</span>
      <span className={style["goods"]}>
        <b>{nameOf(line)}</b>
        <small>
          {line.code}
          {line.spec !== "" && ` · ${line.spec}`}
          {line.serials.length > 0 && ` · ${line.serials.join(" · ")}`}
        </small>
      </span>
      <span className={style["quantity"]}>
        <Figure value={line.quantity} testid="line-quantity" /> <small>{line.unit}</small>
      </span>
      <span className={style["price"]}>
        <Money value={line.unit_price} />
        {line.regular_price !== null && (
          <small className={style["was"]} data-testid="line-regular">
            {say("till.regular_price")}{" "}
            <s>
              <Money value={line.regular_price} />
            </s>
          </small>
        )}
        {!isZero(line.discount) && (
          <small className={style["off"]}>
            −<Money value={line.discount} />
          </small>
        )}
      </span>
      <Money className={style["amount"]} value={line.amount} testid="line-amount" />
      {current && <LineDetail line={line} />}
      {edit}
      {!current && line.warnings.length > 0 && (
        <span className={style["warned"]} title={say.maybe(`warning.${line.warnings[0]}`, "")}>
          <AlertTriangle size={16} aria-hidden />
        </span>
      )}
    </li>
  );
});

/** What only the current line tells: stock, where the price comes from, warnings. */
function LineDetail({ line }: { line: CartLineView }) {
  const say = useWords();
  return (
    <span className={style["detail"]}>
      <Mark>
        {say("till.on_hand")} <Figure value={line.on_hand} /> {line.unit}
      </Mark>
      <Mark tone={line.price_source === "promotion" ? "accent" : "plain"}>
        {say.maybe(`price_source.${line.price_source}`, line.price_source)}
      </Mark>
      {line.percent !== null && <Mark tone="accent">−{line.percent}%</Mark>}
      {line.warnings.map((warning) => (
        <Mark key={warning} tone="caution">
          <AlertTriangle size={13} aria-hidden />
          {say.maybe(`warning.${warning}`, warning)}
        </Mark>
      ))}
    </span>
  );
}
