/**
 * One of the eight scopes 管辖范围: all, or the ones that are named, found by typing.
 */
import { X } from "lucide-react";
import { useState } from "react";
import { useView } from "../../api/cache";
import type { ScopeItem } from "../../api/generated/ScopeItem";
import type { ScopesInput } from "../../api/generated/ScopesInput";
import type { ScopesView } from "../../api/generated/ScopesView";
import { Button } from "../../components/Button";
import { TextInput } from "../../components/TextInput";
import { useWords } from "../../i18n";
import { Check } from "./Check";
import style from "./operators.module.css";

export type Ranges = ScopesView;

/** The ranges in the order of the trade. */
export const RANGES = [
  "warehouses",
  "products",
  "customers",
  "suppliers",
  "employees",
  "bank_accounts",
  "expense_types",
  "income_types",
] as const satisfies readonly (keyof ScopesView)[];

export type RangeName = (typeof RANGES)[number];

const keys = (items: ScopeItem[] | null) => items?.map((item) => item.key) ?? null;

/** What is named, by key alone; null stays all. */
export function keysOf(ranges: Ranges): ScopesInput {
  return {
    warehouses: keys(ranges.warehouses),
    products: keys(ranges.products),
    customers: keys(ranges.customers),
    suppliers: keys(ranges.suppliers),
    employees: keys(ranges.employees),
    bank_accounts: keys(ranges.bank_accounts),
    expense_types: keys(ranges.expense_types),
    income_types: keys(ranges.income_types),
  };
}

interface Props {
  range: RangeName;
  items: ScopeItem[] | null;
  onChange: (items: ScopeItem[] | null) => void;
}

/** A range with what it names. */
export function ScopeField({ range, items, onChange }: Props) {
  const say = useWords();
  return (
    <fieldset data-testid={`scope-${range}`}>
      <legend>{say(`scope_of.${range}`)}</legend>
      <Check
        label={say("operator.all")}
        on={items === null}
        onChange={(all) => onChange(all ? null : [])}
        testid={`scope-all-${range}`}
      />
      {items !== null && (
        <>
          <ul className={style["chips"]}>
            {items.map((item) => (
              <li key={item.key}>
                {item.name}
                <Button
                  look="quiet"
                  label={say("operator.drop", { name: item.name })}
                  onPress={() => onChange(items.filter((each) => each.key !== item.key))}
                >
                  <X size={12} aria-hidden />
                </Button>
              </li>
            ))}
          </ul>
          <Find range={range} items={items} onTake={(item) => onChange([...items, item])} />
        </>
      )}
    </fieldset>
  );
}

interface FindProps {
  range: RangeName;
  items: readonly ScopeItem[];
  onTake: (item: ScopeItem) => void;
}

function Find({ range, items, onTake }: FindProps) {
  const say = useWords();
  const [text, setText] = useState("");
  const found = useView("scope_find", { range, text });
  const left = (found.data ?? []).filter((item) => !items.some((each) => each.key === item.key));
  return (
    <>
      <TextInput
        label={say("find.hint")}
        hiddenLabel
        placeholder={say("find.hint")}
        value={text}
        onChange={setText}
        testid={`scope-find-${range}`}
      />
      <ul className={style["found"]}>
        {left.slice(0, 8).map((item) => (
          <li key={item.key}>
            <Button look="quiet" onPress={() => onTake(item)} testid={`scope-take-${range}`}>
              + {item.name}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
