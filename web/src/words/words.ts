// The words on the screen. A feature keeps its own beside its screens, in both languages side by side:
//
//   export const useWords = words("today", { due: ["今日应办", "Due today"] });
//   const t = useWords();  t("due")
//
// words.test.ts looks at what the compiler cannot see.
import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";

export type Lang = "zh" | "en";
type Vars = Record<string, string | number>;
export type Translate<K extends string> = (key: K, vars?: Vars) => string;

const stored = "qinlian.lang";

void i18next.use(initReactI18next).init({
  lng: localStorage.getItem(stored) === "en" ? "en" : "zh",
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  react: { useSuspense: false },
});

/** Every namespace registered so far, for the test that compares the languages. */
export const namespaces: Record<string, { zh: Record<string, string>; en: Record<string, string> }> = {};

/** Registers the words of a feature, Chinese and English; {{name}} in a text is filled from vars. */
export function words<const T extends Record<string, readonly [zh: string, en: string]>>(name: string, texts: T) {
  const [zh, en] = [0, 1].map((i) => Object.fromEntries(Object.entries(texts).map(([key, pair]) => [key, pair[i]!])));
  namespaces[name] = { zh: zh!, en: en! };
  i18next.addResourceBundle("zh", name, zh);
  i18next.addResourceBundle("en", name, en);
  type Key = keyof T & string;
  return function useWords(): Translate<Key> {
    return useTranslation(name).t as Translate<Key>;
  };
}

export const lang = (): Lang => (i18next.language === "en" ? "en" : "zh");

export function useLang(): Lang {
  return useTranslation().i18n.language === "en" ? "en" : "zh";
}

export function setLang(to: Lang) {
  localStorage.setItem(stored, to);
  document.documentElement.lang = to === "en" ? "en" : "zh-CN";
  void i18next.changeLanguage(to);
}

document.documentElement.lang = lang() === "en" ? "en" : "zh-CN";
