import { useId, useState } from "react";
import { useView } from "../api/cache";
import type { PartnerHit } from "../api/generated/PartnerHit";
import { useWords } from "../i18n";
import { useKeys } from "../keyboard/scope";
import field from "./Field.module.css";
import { Money } from "./Figure";
import style from "./ProductPicker.module.css";

interface Props {
  label: string;
  /** The name of the present choice. */
  name: string;
  onTake: (hit: PartnerHit) => void;
  /** True where the field stands in a row of tools; its label is its placeholder then. */
  hiddenLabel?: boolean;
  /** The sentence of what is wrong with it, if anything is. */
  wrong?: string | null;
}

/** A supplier or customer, found by code, name or pinyin initials. */
export function PartnerPicker(props: Props) {
  const { label, name, onTake, hiddenLabel = false, wrong = null } = props;
  const id = useId();
  const say = useWords();
  const [typed, setTyped] = useState<string | null>(null);
  const take = (hit: PartnerHit) => {
    setTyped(null);
    onTake(hit);
  };
  return (
    <div className={`${field["field"]} ${style["anchor"]}`}>
      {!hiddenLabel && (
        <label className={field["label"]} htmlFor={id}>
          {label}
        </label>
      )}
      <input
        id={id}
        className={field["input"]}
        value={typed ?? name}
        autoComplete="off"
        placeholder={hiddenLabel ? label : say("find.hint")}
        aria-label={hiddenLabel ? label : undefined}
        aria-invalid={wrong !== null || undefined}
        data-testid="partner"
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => setTyped(null)}
      />
      {typed !== null && (
        <div className={style["below"]}>
          <PartnerHits text={typed} onTake={take} onClose={() => setTyped(null)} />
        </div>
      )}
      {wrong !== null && <span className={field["wrong"]}>{wrong}</span>}
    </div>
  );
}

interface HitsProps {
  text: string;
  onTake: (hit: PartnerHit) => void;
  onClose: () => void;
  /** Enter without any hit. */
  onNothing?: () => void;
}

/** The hits under a line of text. While they are open the arrows and Enter are their own. */
export function PartnerHits({ text, onTake, onClose, onNothing }: HitsProps) {
  const say = useWords();
  const { data: hits = [] } = useView("partner_search", { text, limit: 10 });
  const [marked, setMarked] = useState(0);
  const at = Math.min(marked, Math.max(0, hits.length - 1));
  useKeys("search", {
    up: () => setMarked(Math.max(0, at - 1)),
    down: () => setMarked(Math.min(hits.length - 1, at + 1)),
    close: onClose,
    take: () => {
      const hit = hits[at];
      if (hit === undefined) onNothing?.();
      else onTake(hit);
    },
  });
  return (
    <div className={style["picker"]} role="listbox" aria-label={say("column.partner")}>
      {hits.map((hit, i) => (
        <div
          key={hit.partner_id}
          role="option"
          tabIndex={-1}
          aria-selected={i === at}
          className={style["hit"]}
          data-testid="partner-hit"
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(hit);
          }}
        >
          <span className={style["code"]}>{hit.code}</span>
          <span className={style["name"]}>{hit.name}</span>
          <span />
          <Money className={style["price"]} value={hit.balance} zero="" />
        </div>
      ))}
      {hits.length === 0 && <p className={style["none"]}>{say("find.none", { text })}</p>}
    </div>
  );
}
