import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { useWords, type TextKey } from "../../i18n";
import { useKeys } from "../../keyboard/scope";
import style from "./till.module.css";

/** What is being changed in place; no line means the whole ticket. */
export interface Edit {
  field: "quantity" | "price" | "discount";
  line: number | null;
  typed?: string;
}

interface Props {
  edit: Edit;
  onKeep: (typed: string) => void;
  onClose: () => void;
}

/** A field for one figure, where the figure stands. Enter keeps it, Esc leaves it. */
export function EditField({ edit, onKeep, onClose }: Props) {
  const say = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(edit.typed ?? "");
  useEffect(() => input.current?.focus(), []);
  useKeys("edit", { keep: () => onKeep(typed), close: onClose });
  const all = edit.field === "discount" && edit.line === null;
  const label = say(all ? "till.discount_all" : (`till.${edit.field}` as TextKey));
  return (
    <div className={style["edit"]}>
      <label>
        <span>{label}</span>
        <input
          ref={input}
          value={typed}
          inputMode="decimal"
          autoComplete="off"
          data-testid="edit"
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      {edit.field === "discount" && <small>{say("till.discount_hint")}</small>}
      <Button look="accent" keepFocus keys="Enter" onPress={() => onKeep(typed)}>
        {say("key.keep")}
      </Button>
      <Button keepFocus keys="Escape" onPress={onClose}>
        {say("key.back")}
      </Button>
    </div>
  );
}
