/**
 * Goods found by code, name or pinyin initials 商品查找: a list under a line of text.
 *
 * Every keystroke asks the core, without delay: the answer takes milliseconds and an older answer
 * never overtakes a newer one. Owns the marked row; the line of text belongs to the caller.
 */
import { useCallback, useEffect, useRef, useState } from "react";
import { useView } from "../api/cache";
import { call } from "../api/client";
import type { ProductHit } from "../api/generated/ProductHit";
import { useLanguage, useWords } from "../i18n";
import { useKeys } from "../keyboard/scope";
import { Figure, Money } from "./Figure";
import style from "./ProductPicker.module.css";

export interface ProductPickerProps {
  text: string;
  onTake: (hit: ProductHit) => void;
  onClose: () => void;
  /** Which figure stands on the right. */
  price?: "sale" | "purchase";
  /** Enter without any hit. */
  onNothing?: () => void;
}

const HITS = 12;

/** The name of goods in the language of the screen, where they have one. */
export function useProductName(): (goods: { name: string; name_en: string }) => string {
  const english = useLanguage() === "en";
  return useCallback(
    (goods) => (english && goods.name_en !== "" ? goods.name_en : goods.name),
    [english],
  );
}

/** The list of hits. While it is open the arrows and Enter are its own. */
export function ProductPicker(props: ProductPickerProps) {
  const { text, onTake, onClose, price = "sale", onNothing } = props;
  const say = useWords();
  const nameOf = useProductName();
  const list = useRef<HTMLDivElement>(null);
  const { data: hits = [], isPlaceholderData } = useView("product_search", { text, limit: HITS });
  const [mark, setMark] = useState({ text, row: 0 });
  // A mark belongs to the text it was made for; a new text begins at the first hit.
  const at = mark.text === text ? Math.min(mark.row, Math.max(0, hits.length - 1)) : 0;
  const setMarked = (row: number) => setMark({ text, row });
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  // Enter was faster than the answer: what was marked belongs to an older text.
  async function takeFirst(): Promise<void> {
    const [first] = await call("product_search", { text, limit: 1 }).catch(() => []);
    if (first === undefined) onNothing?.();
    else onTake(first);
  }

  useKeys("search", {
    up: () => setMarked(Math.max(0, at - 1)),
    down: () => setMarked(Math.min(hits.length - 1, at + 1)),
    close: onClose,
    take: () => {
      const hit = hits[at];
      if (isPlaceholderData) void takeFirst();
      else if (hit === undefined) onNothing?.();
      else onTake(hit);
    },
  });

  return (
    <div
      className={style["picker"]}
      role="listbox"
      aria-label={say("key.find")}
      data-testid="picker"
    >
      <div ref={list} className={style["hits"]}>
        {hits.map((hit, i) => (
          <div
            key={hit.product_id}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            className={style["hit"]}
            data-testid="picker-hit"
            onMouseDown={(event) => {
              event.preventDefault();
              onTake(hit);
            }}
          >
            <span className={style["code"]}>{hit.code}</span>
            <span className={style["name"]}>
              {nameOf(hit)} <small>{hit.spec}</small>
            </span>
            <span className={style["stock"]}>
              <Figure value={hit.on_hand} /> {hit.unit}
            </span>
            <Money
              className={style["price"]}
              value={price === "sale" ? hit.price : hit.purchase_price}
            />
          </div>
        ))}
      </div>
      {hits.length === 0 && <p className={style["none"]}>{say("find.none", { text })}</p>}
    </div>
  );
}
