import { formatDecimal, isNegative, type Form } from "../i18n/number";

export interface FigureProps extends Form {
  /** A decimal string as the core gave it. */
  value: string;
  className?: string;
  testid?: string;
}

/** A figure: tabular, exact, the minus in front and in red. */
export function Figure({ value, className = "", testid, ...form }: FigureProps) {
  const red = isNegative(value) ? "negative" : "";
  return (
    <span className={`figure ${red} ${className}`} data-testid={testid}>
      {formatDecimal(value, form)}
    </span>
  );
}

/** Money: two places, more only where there are more. */
export function Money(props: Omit<FigureProps, "places">) {
  return <Figure places={2} {...props} />;
}
