// A wall: the whole screen, in the dark, type that grows with it, nothing to scroll, pages that turn by themselves. It asks
// for nothing of its own: what it shows is fetched as on the desk and follows live changes.
import { CloseOutlined, PauseOutlined, CaretRightOutlined, StepForwardOutlined } from "@ant-design/icons";
import { ConfigProvider } from "antd";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { useMe } from "@/api/me";
import { instantWords } from "@/ui/time";
import { themes, useMode } from "@/ui/theme";
import css from "./cockpit.module.css";
import { useCockpitWords } from "./words";

/** How long a page stands. */
const stands = 25_000;

/** By how much a wall's type is larger than a desk's: a screen of 1920 by 1080 has 1.35, one of 3840 twice that. */
export function useScale(wall: boolean): number {
  const grown = useSyncExternalStore(
    (call) => {
      addEventListener("resize", call);
      return () => removeEventListener("resize", call);
    },
    () => Math.round(100 * Math.max(0.75, Math.min(innerWidth / 1920, innerHeight / 1080))) / 100,
  );
  return wall ? 1.35 * grown : 1;
}

export function Wall({ title, at, pages, leave }: { title: string; at?: string; pages: ReactNode[]; leave: () => void }) {
  const t = useCockpitWords();
  const me = useMe();
  const mode = useMode();
  const box = useRef<HTMLDivElement>(null);
  const [dark, setDark] = useState(false);
  const [page, setPage] = useState(0);
  const [held, setHeld] = useState(false);
  const shown = page % Math.max(1, pages.length);
  // The house is dark while a wall hangs in it, whatever its reader chose.
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = "dark";
    setDark(true);
    return () => {
      document.documentElement.dataset.theme = mode;
    };
  }, [mode]);
  useEffect(() => {
    // A browser allows it only where somebody just clicked; a kiosk is full already.
    if (navigator.userActivation?.isActive) box.current?.requestFullscreen?.().catch(() => undefined);
    return () => {
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, []);
  useEffect(() => {
    if (held || pages.length < 2) return;
    const turn = setInterval(() => setPage((p) => p + 1), stands);
    return () => clearInterval(turn);
  }, [held, pages.length, page]);
  const leaving = useRef(leave);
  leaving.current = leave;
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === "Escape") leaving.current();
      if (e.key === "ArrowRight") setPage((p) => p + 1);
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <ConfigProvider theme={themes.dark}>
      <div ref={box} className={css.wall} role="dialog" aria-modal="true" aria-label={title}>
        <header>
          <h1>{title}</h1>
          <span>{me.title}</span>
          {at && <time dateTime={at}>{t("as_of", { when: instantWords(at) })}</time>}
          <span className={css.turns}>
            {pages.length > 1 && (
              <>
                <span>
                  {shown + 1} / {pages.length}
                </span>
                <button
                  type="button"
                  onClick={() => setHeld(!held)}
                  aria-label={t(held ? "go_on" : "hold")}
                  title={t(held ? "go_on" : "hold")}
                >
                  {held ? <CaretRightOutlined /> : <PauseOutlined />}
                </button>
                <button type="button" onClick={() => setPage(page + 1)} aria-label={t("next_page")} title={t("next_page")}>
                  <StepForwardOutlined />
                </button>
              </>
            )}
            <button type="button" onClick={leave} aria-label={t("leave")} title={t("leave")}>
              <CloseOutlined />
            </button>
          </span>
        </header>
        <div className={css.hung} role="group" aria-label={t("page", { n: shown + 1, of: pages.length })}>
          {dark && pages[shown]}
        </div>
      </div>
    </ConfigProvider>
  );
}
