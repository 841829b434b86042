import { ChevronDown } from "lucide-react";
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";
import style from "./Field.module.css";

export interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
  testid?: string;
}

/** One of a few. */
export function Choice({ label, value, options, onChange, testid }: ChoiceProps) {
  return (
    <Select
      aria-label={label}
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key))}
      data-testid={testid}
    >
      <Button className={style["select"]}>
        <SelectValue />
        <ChevronDown size={14} aria-hidden />
      </Button>
      <Popover>
        <ListBox className={style["options"]}>
          {options.map((option) => (
            <ListBoxItem key={option.value} id={option.value} className={style["option"]}>
              {option.text}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
