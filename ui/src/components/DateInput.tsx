import { useState } from "react";
import { TextInput } from "./TextInput";

interface Props {
  label: string;
  /** `2026-11-23`, or null for no bound. */
  value: string | null;
  onChange: (date: string | null) => void;
  testid?: string;
}

/** The civil date of what was typed: `20261123`, `2026/11/23`, `2026-11-23`; null when it is none. */
export function dateOf(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(/[-/.年月日\s]/g, "");
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(digits);
  if (match === null) return null;
  const [, year = "", month = "", day = ""] = match;
  const real = new Date(
    Date.UTC(Number.parseInt(year, 10), Number.parseInt(month, 10) - 1, Number.parseInt(day, 10)),
  );
  const date = `${year}-${month}-${day}`;
  return real.toISOString().startsWith(date) ? date : null;
}

/** A business date, typed. Told when it is a date or when it is emptied. */
export function DateInput({ label, value, onChange, testid }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value ?? "";
  const date = dateOf(shown);
  return (
    <TextInput
      label={label}
      hiddenLabel
      value={shown}
      placeholder={label}
      wrong={shown === "" || date !== null || shown.length < 8 ? null : ""}
      onChange={(next) => {
        setTyped(next);
        const asked = dateOf(next);
        if (next === "" || asked !== null) {
          onChange(asked);
          if (asked !== null) setTyped(null);
        }
      }}
      testid={testid}
    />
  );
}
