/**
 * The words 词典: Chinese first, English complete.
 *
 * Keys are flat (`till.pay`), the same in both files (`parity.test.ts`). Parameters read `{{name}}`.
 * Owns the choice of language. Leaves figures to `number.ts`.
 */
import { changeLanguage, exists, use as extend } from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { keep, kept } from "../design/keep";
import en from "./en.json";
import zh from "./zh-CN.json";

export type TextKey = keyof typeof zh;
export type Params = Record<string, string | number>;
export type Language = "zh-CN" | "en";

/** Says a sentence of the dictionary. `maybe` is for keys that come from the core. */
export interface Say {
  (key: TextKey, params?: Params): string;
  maybe(key: string, fallback: string, params?: Params): string;
}

const KEY = "fenhao.language";

function chosen(): Language {
  const asked =
    new URLSearchParams(location.search).get("lang") ?? kept(KEY) ?? navigator.language ?? "zh-CN";
  return asked.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

/** Loads both dictionaries; they are small and a till never waits for a language. */
export function startWords(): void {
  const language = chosen();
  void extend(initReactI18next).init({
    lng: language,
    fallbackLng: "zh-CN",
    resources: { "zh-CN": { translation: zh }, en: { translation: en } },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  document.documentElement.lang = language;
}

/** Changes and keeps the language. */
export function setLanguage(language: Language): void {
  keep(KEY, language);
  document.documentElement.lang = language;
  void changeLanguage(language);
}

/** The language of the screen. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === "en" ? "en" : "zh-CN";
}

/** The sentence-sayer of the present language. */
export function useWords(): Say {
  const { t } = useTranslation();
  return useMemo(() => sayer(t), [t]);
}

type Translate = (key: string, params?: Record<string, unknown>) => string;

function sayer(translate: unknown): Say {
  const t = translate as Translate;
  const say = ((key: TextKey, params?: Params) => t(key, params)) as Say;
  say.maybe = (key, fallback, params) => (exists(key) ? t(key, params) : fallback);
  return say;
}
