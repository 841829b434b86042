import { useEffect, useRef } from "react";
import { drawn, formatDecimal } from "../i18n/number";
import style from "./Chart.module.css";
import type { EChartsType } from "./echarts";

export interface ChartProps {
  kind: "bar" | "line";
  /** What a person who cannot see the picture is told. */
  label: string;
  names: readonly string[];
  /** Decimal strings; the picture's lengths come from them, the words are the strings. */
  values: readonly string[];
  /** Bars that lie, for long names. */
  lying?: boolean;
  testid?: string;
}

const AXIS = { color: "var(--muted)", fontFamily: "inherit", fontSize: 12 };

function options({ kind, names, values, lying = false }: ChartProps) {
  const name = {
    type: "category" as const,
    data: [...names],
    inverse: lying,
    axisLine: { lineStyle: { color: "var(--edge)" } },
    axisTick: { show: false },
    axisLabel: AXIS,
  };
  const value = {
    type: "value" as const,
    axisLabel: { ...AXIS, formatter: (at: number) => formatDecimal(String(at)) },
    splitLine: { lineStyle: { color: "var(--line)" } },
    splitNumber: 4,
  };
  const paint = { color: "var(--accent)" };
  return {
    animation: false,
    grid: { left: 8, right: 20, top: 16, bottom: 4, outerBoundsMode: "same" as const },
    xAxis: lying ? value : name,
    yAxis: lying ? name : value,
    tooltip: {
      trigger: "axis" as const,
      backgroundColor: "var(--panel)",
      borderColor: "var(--line)",
      textStyle: { color: "var(--text)", fontFamily: "inherit", fontSize: 13 },
      axisPointer: { type: "none" as const },
      formatter: (points: unknown) => {
        const at = (points as { dataIndex: number }[])[0]?.dataIndex ?? 0;
        return `${names[at] ?? ""} <b>${formatDecimal(values[at] ?? "", { places: 2 })}</b>`;
      },
    },
    series: [
      {
        type: kind,
        data: values.map(drawn),
        barMaxWidth: 28,
        itemStyle: { ...paint, borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] },
        lineStyle: { ...paint, width: 2 },
        symbol: "circle",
        symbolSize: 6,
        emphasis: { disabled: true },
      },
    ],
  };
}

/** A chart. It redraws without motion; the figures beside it are the exact ones. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
    chart.current?.setOption(options(props));
  });
  useEffect(() => {
    let gone = false;
    const element = box.current;
    const watch = new ResizeObserver(() => chart.current?.resize());
    void import("./echarts").then(({ init }) => {
      if (gone || element === null) return;
      chart.current = init(element, null, { renderer: "svg" });
      chart.current.setOption(options(latest.current));
      watch.observe(element);
    });
    return () => {
      gone = true;
      watch.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  return (
    <div className={style["chart"]} role="img" aria-label={props.label} data-testid={props.testid}>
      <div ref={box} className={style["box"]} />
    </div>
  );
}
