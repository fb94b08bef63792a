// A page for who stands in the street: no account, no menu, a way to sign in and the other language.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { setLang, useLang, words } from "@/words/words";
import css from "./street.module.css";

const useStreetWords = words("street", {
  sign_in: ["登录", "Sign in"],
  language: ["English", "中文"],
});

export function Street({ children }: { children: ReactNode }) {
  const t = useStreetWords();
  const lang = useLang();
  return (
    <div className={css.open}>
      <header className={css.head}>
        <img src="/mark.svg" alt="" width="28" height="28" />
        <span />
        <button type="button" lang={lang === "en" ? "zh-CN" : "en"} onClick={() => setLang(lang === "en" ? "zh" : "en")}>
          {t("language")}
        </button>
        <Link to="/">{t("sign_in")}</Link>
      </header>
      <main>{children}</main>
    </div>
  );
}
