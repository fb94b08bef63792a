// The hall: the menu at the side (below on a phone), who one is, where one is, a search that is always there.
import {
  ApartmentOutlined,
  AppstoreOutlined,
  BellOutlined,
  BulbOutlined,
  ClusterOutlined,
  DashboardOutlined,
  EllipsisOutlined,
  FileTextOutlined,
  FlagOutlined,
  GiftOutlined,
  LogoutOutlined,
  MailOutlined,
  PartitionOutlined,
  PayCircleOutlined,
  SearchOutlined,
  SettingOutlined,
  ShopOutlined,
  TeamOutlined,
  UserOutlined,
} from "@ant-design/icons";
import { Dropdown } from "antd";
import type { ReactNode } from "react";
import { useState } from "react";
import { NavLink, useLocation, useNavigate } from "react-router";
import { useMe, useSignOut } from "@/api/me";
import { useUnread } from "@/api/notices";
import { setMode, useMode } from "@/ui/theme";
import { setLang, useLang } from "@/words/words";
import css from "./shell.module.css";
import { useAppWords } from "./words";

type Room = {
  to: string;
  word: Parameters<ReturnType<typeof useAppWords>>[0];
  icon: ReactNode;
  zonal?: boolean;
  phone?: boolean;
  needs?: string;
};

// In the order of a day. zonal: for who belongs to a zone, whose rows the server chooses. needs: one of these capabilities besides.
const rooms: Room[] = [
  { to: "/", word: "today", icon: <AppstoreOutlined />, phone: true },
  { to: "/cockpit", word: "cockpit", icon: <DashboardOutlined />, zonal: true, phone: true, needs: "overview" },
  { to: "/map", word: "map", icon: <FlagOutlined />, zonal: true, needs: "overview" },
  { to: "/ledger", word: "ledger", icon: <FileTextOutlined />, zonal: true, phone: true },
  { to: "/letters", word: "letters", icon: <MailOutlined />, zonal: true, phone: true },
  { to: "/decomposition", word: "decomposition", icon: <ApartmentOutlined />, zonal: true, needs: "directory" },
  { to: "/sessions", word: "sessions", icon: <TeamOutlined />, zonal: true, phone: true, needs: "directory" },
  { to: "/mechanisms", word: "mechanisms", icon: <PartitionOutlined />, zonal: true },
  { to: "/benefits", word: "benefits", icon: <GiftOutlined />, zonal: true },
  { to: "/redemption", word: "redemption", icon: <PayCircleOutlined />, zonal: true },
  { to: "/enterprises", word: "enterprises", icon: <ShopOutlined />, zonal: true, needs: "consult" },
  { to: "/org", word: "org", icon: <ClusterOutlined />, zonal: true, needs: "directory" },
  { to: "/admin", word: "admin", icon: <SettingOutlined />, phone: true, needs: "accounts,secure,audit" },
];

export function Shell({ children }: { children: ReactNode }) {
  const t = useAppWords();
  const me = useMe();
  const signOut = useSignOut();
  const lang = useLang();
  const mode = useMode();
  const unread = useUnread();
  const open = rooms.filter(
    (r) => (!r.zonal || me.zone) && (!r.needs || r.needs.split(",").some((c) => (me.capabilities ?? []).includes(c))),
  );
  const rest = open.filter((r) => !r.phone);
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
            <NavLink
              key={r.to}
              to={r.to}
              end={r.to === "/"}
              data-phone={r.phone ? "" : undefined}
              className={({ isActive }) => `${css.room} ${isActive ? css.here : ""}`}
            >
              {r.icon}
              <span>{t(r.word)}</span>
            </NavLink>
          ))}
          {rest.length > 0 && <More rooms={rest} />}
        </nav>
      </aside>
      <div className={css.floor}>
        <header className={`${css.bar} no-print`}>
          <Search />
          <div className={css.who}>
            <button
              type="button"
              className={css.quiet}
              onClick={() => setMode(mode === "dark" ? "light" : "dark")}
              aria-label={t(mode === "dark" ? "light" : "dark")}
              title={t(mode === "dark" ? "light" : "dark")}
            >
              <BulbOutlined />
            </button>
            <button
              type="button"
              className={css.quiet}
              onClick={() => setLang(lang === "en" ? "zh" : "en")}
              aria-label={t("language_label")}
              lang={lang === "en" ? "zh-CN" : "en"}
            >
              {t("language")}
            </button>
            {unread !== undefined && (
              <NavLink
                to="/me?tab=notices"
                className={css.quiet}
                aria-label={t("unread", { n: unread })}
                title={t("unread", { n: unread })}
              >
                <BellOutlined />
                {unread > 0 && <b className={css.count}>{unread > 99 ? "99+" : unread}</b>}
              </NavLink>
            )}
            <NavLink to="/me" className={css.quiet} aria-label={t("me", { title: me.title })} title={t("me", { title: me.title })}>
              <UserOutlined />
              <span className={css.title}>{me.title}</span>
            </NavLink>
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

/** On a phone, the rooms for which the bar below has no place. */
function More({ rooms }: { rooms: Room[] }) {
  const t = useAppWords();
  const go = useNavigate();
  const here = useLocation().pathname;
  const items = rooms.map((r) => ({ key: r.to, icon: r.icon, label: t(r.word), onClick: () => void go(r.to) }));
  return (
    <Dropdown
      trigger={["click"]}
      placement="topRight"
      menu={{ items, selectedKeys: rooms.filter((r) => here.startsWith(r.to)).map((r) => r.to) }}
    >
      <button type="button" data-phone="" className={`${css.room} ${css.more} ${rooms.some((r) => here.startsWith(r.to)) ? css.here : ""}`}>
        <EllipsisOutlined />
        <span>{t("more")}</span>
      </button>
    </Dropdown>
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
      <input
        type="search"
        value={q}
        onChange={(e) => setQ(e.target.value)}
        placeholder={t("search")}
        aria-label={t("search_label")}
        maxLength={100}
      />
    </form>
  );
}
