// The hall: the menu at the side (below on a phone), who one is, where one is, a search that is always there.
import { ApartmentOutlined, AppstoreOutlined, BulbOutlined, DashboardOutlined, FileTextOutlined, FlagOutlined, LogoutOutlined, MailOutlined, PartitionOutlined, SearchOutlined, TeamOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useState } from "react";
import { NavLink, useNavigate } from "react-router";
import { useMe, useSignOut } from "@/api/me";
import { setMode, useMode } from "@/ui/theme";
import { setLang, useLang } from "@/words/words";
import css from "./shell.module.css";
import { useAppWords } from "./words";

type Room = { to: string; word: Parameters<ReturnType<typeof useAppWords>>[0]; icon: ReactNode; zonal?: boolean; phone?: boolean; needs?: string };

// In the order of a day. zonal: for who belongs to a zone, whose rows the server chooses. needs: a capability besides.
const rooms: Room[] = [
  { to: "/", word: "today", icon: <AppstoreOutlined />, phone: true },
  { to: "/cockpit", word: "cockpit", icon: <DashboardOutlined />, zonal: true, phone: true, needs: "overview" },
  { to: "/map", word: "map", icon: <FlagOutlined />, zonal: true, needs: "overview" },
  { to: "/ledger", word: "ledger", icon: <FileTextOutlined />, zonal: true, phone: true },
  { to: "/letters", word: "letters", icon: <MailOutlined />, zonal: true, phone: true },
  { to: "/decomposition", word: "decomposition", icon: <ApartmentOutlined />, zonal: true, needs: "directory" },
  { to: "/sessions", word: "sessions", icon: <TeamOutlined />, zonal: true, phone: true, needs: "directory" },
  { to: "/mechanisms", word: "mechanisms", icon: <PartitionOutlined />, zonal: true },
];

export function Shell({ children }: { children: ReactNode }) {
  const t = useAppWords();
  const me = useMe();
  const signOut = useSignOut();
  const lang = useLang();
  const mode = useMode();
  const open = rooms.filter((r) => (!r.zonal || me.zone) && (!r.needs || (me.capabilities ?? []).includes(r.needs)));
  return (
    <div className={css.hall}>
      <a className={css.skip} href="#main">
        {t("skip")}
      </a>
      <aside className={`${css.side} no-print`}>
        <NavLink to="/" className={css.mark}>
          <img src="/mark.svg" alt="" width="30" height="30" />
          <b>{t("product")}</b>
        </NavLink>
        <nav aria-label={t("menu")}>
          {open.map((r) => (
            <NavLink key={r.to} to={r.to} end={r.to === "/"} data-phone={r.phone ? "" : undefined} className={({ isActive }) => `${css.room} ${isActive ? css.here : ""}`}>
              {r.icon}
              <span>{t(r.word)}</span>
            </NavLink>
          ))}
        </nav>
      </aside>
      <div className={css.floor}>
        <header className={`${css.bar} no-print`}>
          <Search />
          <div className={css.who}>
            <button type="button" className={css.quiet} onClick={() => setMode(mode === "dark" ? "light" : "dark")} aria-label={t(mode === "dark" ? "light" : "dark")} title={t(mode === "dark" ? "light" : "dark")}>
              <BulbOutlined />
            </button>
            <button type="button" className={css.quiet} onClick={() => setLang(lang === "en" ? "zh" : "en")} aria-label={t("language_label")} lang={lang === "en" ? "zh-CN" : "en"}>
              {t("language")}
            </button>
            <span className={css.title}>{me.title}</span>
            <button type="button" className={css.quiet} onClick={() => void signOut()} aria-label={t("sign_out")} title={t("sign_out")}>
              <LogoutOutlined />
            </button>
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function Search() {
  const t = useAppWords();
  const go = useNavigate();
  const [q, setQ] = useState("");
  const me = useMe();
  if (!me.zone) return <span />;
  return (
    <form
      role="search"
      className={css.search}
      onSubmit={(e) => {
        e.preventDefault();
        if (q.trim()) void go(`/ledger?q=${encodeURIComponent(q.trim())}`);
      }}
    >
      <SearchOutlined aria-hidden />
      <input type="search" value={q} onChange={(e) => setQ(e.target.value)} placeholder={t("search")} aria-label={t("search_label")} maxLength={100} />
    </form>
  );
}
