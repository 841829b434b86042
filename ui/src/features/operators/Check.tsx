import style from "./operators.module.css";

interface Props {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  hiddenLabel?: boolean;
  testid?: string;
}

/** A yes or no. */
export function Check({ label, on, onChange, hiddenLabel = false, testid }: Props) {
  return (
    <label className={style["check"]}>
      <input
        type="checkbox"
        checked={on}
        aria-label={hiddenLabel ? label : undefined}
        data-testid={testid}
        onChange={(event) => onChange(event.target.checked)}
      />
      {!hiddenLabel && <span>{label}</span>}
    </label>
  );
}
