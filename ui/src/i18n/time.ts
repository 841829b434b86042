/**
 * Moments as people say them 时刻. Business dates are civil dates and are shown as they come.
 */
import { useCallback, useSyncExternalStore } from "react";
import { useLanguage, type Language, type Say } from "./index";

function sameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** `10:24` today, `11-22 10:24` on another day, with the year when it is another year. */
export function clock(ms: number, language: Language, now: number): string {
  const moment = new Date(ms);
  const today = new Date(now);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hour12: false };
  if (sameDay(moment, today)) return new Intl.DateTimeFormat(language, time).format(moment);
  const day: Intl.DateTimeFormatOptions = { ...time, month: "2-digit", day: "2-digit" };
  if (moment.getFullYear() !== today.getFullYear()) day.year = "numeric";
  return new Intl.DateTimeFormat(language, day).format(moment);
}

/** How long ago: `刚刚`, `5 分钟前`, `3 天前`. */
export function ago(ms: number, say: Say, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return say("time.just_now");
  if (minutes < 60) return say("time.minutes_ago", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say("time.hours_ago", { n: hours });
  return say("time.days_ago", { n: Math.floor(hours / 24) });
}

/** How far a clock is off: `快 3652 天`, `慢 20 分钟`. */
export function offset(ms: number, say: Say): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const way = ms < 0 ? "slow" : "fast";
  if (minutes < 120) return say(`time.${way}_minutes`, { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return say(`time.${way}_hours`, { n: hours });
  return say(`time.${way}_days`, { n: Math.floor(hours / 24) });
}

const TICK_MS = 30_000;
let present = Date.now();
const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function watch(tell: () => void): () => void {
  watchers.add(tell);
  if (ticking === undefined) present = Date.now();
  ticking ??= setInterval(() => {
    present = Date.now();
    for (const each of watchers) each();
  }, TICK_MS);
  return () => {
    watchers.delete(tell);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The present moment in Unix milliseconds, a new one every half minute. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => present);
}

/** Moments in the present language, beside the present moment. */
export function useClock(): (ms: number) => string {
  const language = useLanguage();
  const now = useNow();
  return useCallback((ms) => clock(ms, language, now), [language, now]);
}
