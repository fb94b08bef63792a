// One item at a time on the wall of the room: what, who, light and why, what happened lately, what was resolved before. Keys
// turn the items; resolutions are typed in place.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useToday, useZone } from "@/api/me";
import { Light } from "@/ui/Light";
import { Due } from "@/ui/MatterRow";
import { useStage } from "@/ui/stages";
import { dayWords, instantWords } from "@/ui/time";
import { Desk } from "./Desk";
import type { Item, Meeting } from "./query";
import css from "./screen.module.css";
import { Said } from "./Said";
import { useReviewWords } from "./words";

/** Asks the browser for the whole screen, as a click may; where it refuses, the page is filled all the same. */
export const wholeScreen = () => void document.documentElement.requestFullscreen?.().catch(() => undefined);

const typing = (on: EventTarget | null) =>
  on instanceof HTMLElement &&
  on.closest("input, textarea, select, [contenteditable], .ant-select, .ant-picker, [role=radiogroup], .ant-segmented") !== null;

export function Screen({ id, m, n, show }: { id: string; m: Meeting; n: number; show: (n: number) => void }) {
  const t = useReviewWords();
  const [desk, setDesk] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const all = m.agenda.length;
  const item = m.agenda[n - 1]!;
  const holds = m.stage === "open" && m.hold_as.length > 0;
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    show(0);
  };
  const at = useRef(n); // two keys may come before the screen is drawn once
  useEffect(() => void (at.current = n), [n]);
  const turn = (by: 1 | -1) => {
    const to = at.current + by;
    if (to < 1 || to > all) return;
    at.current = to;
    setDesk(false);
    show(to);
  };
  useEffect(() => {
    const before = document.activeElement;
    root.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.key === "Escape") {
        e.preventDefault();
        if (desk) {
          setDesk(false);
          root.current?.focus();
        } else leave();
        return;
      }
      if (typing(e.target) || e.ctrlKey || e.metaKey || e.altKey) return;
      const onButton = e.target instanceof HTMLElement && e.target.closest("button, a") !== null;
      if (e.key === "ArrowRight" || e.key === "PageDown" || (e.key === " " && !onButton)) turn(1);
      else if (e.key === "ArrowLeft" || e.key === "PageUp") turn(-1);
      else if (e.key === "Enter" && !onButton && holds) setDesk(true);
      else return;
      e.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  return (
    <div ref={root} className={css.screen} role="dialog" aria-modal="true" aria-label={`${t("big")} ${m.title}`} tabIndex={-1}>
      <header className={css.top}>
        <b>{m.title}</b>
        <span>{m.number}</span>
        <span aria-live="polite">{t("item_of", { n, all })}</span>
        <Button onClick={leave}>{t("leave")}</Button>
      </header>
      <div className={css.bar} aria-hidden="true">
        {m.agenda.map((i) => (
          <i
            key={i.item}
            data-here={i.item === n ? "" : undefined}
            data-done={m.reviewed.some((r) => r.items.includes(i.item)) || m.resolutions.some((r) => r.item === i.item) ? "" : undefined}
          />
        ))}
      </div>
      <main className={css.main}>
        <p className={css.block}>{item.block_title}</p>
        <h2>{item.title}</h2>
        <About key={item.item} item={item} />
        {item.earlier && (
          <section className={css.part}>
            <h3>{t("earlier")}</h3>
            <p>
              {item.earlier.text}
              <small>
                {item.earlier.session} · {dayWords(item.earlier.date, "")}
              </small>
            </p>
          </section>
        )}
        {(m.reviewed.some((r) => r.items.includes(n)) || m.resolutions.some((r) => r.item === n)) && (
          <section className={css.part}>
            <h3>{t("here")}</h3>
            <Said m={m} item={item} />
          </section>
        )}
        {desk && (
          <Desk
            key={n}
            id={id}
            m={m}
            item={item}
            first={m.registers.length > 0 ? "task" : "words"}
            done={() => (setDesk(false), root.current?.focus())}
          />
        )}
      </main>
      <footer className={css.foot}>
        <Button size="large" disabled={n === 1} onClick={() => turn(-1)}>
          {t("previous")}
        </Button>
        <span>{t("screen_hint")}</span>
        {holds && !desk && (
          <Button size="large" type="primary" onClick={() => setDesk(true)}>
            {t("resolve")}
          </Button>
        )}
        <Button size="large" disabled={n === all} onClick={() => turn(1)}>
          {t("next")}
        </Button>
      </footer>
    </div>
  );
}

/** The matter behind the item: how it stands, why its light is what it is, and the last that happened. */
function About({ item }: { item: Item }) {
  const t = useReviewWords();
  const zone = useZone();
  const today = useToday();
  const stage = useStage();
  const about = item.about;
  const number = about?.number ?? "";
  const told = useQuery({
    queryKey: matterKeys.part(number, "lately"),
    enabled: number !== "",
    retry: false,
    queryFn: async () => {
      const at = { path: { zone, number } };
      const now = await take(api.GET("/api/v1/zones/{zone}/matters/{number}", { params: at }));
      const h = await take(
        api.GET("/api/v1/zones/{zone}/matters/{number}/history", {
          params: { ...at, query: { after: Math.max(0, now.version - 12), limit: 12 } },
        }),
      );
      return { why: h.why.find((r) => r.holds), past: h.past.filter((e) => !e.derived).slice(-4), clock: h.clock };
    },
  });
  if (!about) return null;
  const why = told.data?.why;
  return (
    <>
      <div className={css.facts}>
        <div className={css.light} data-light={about.light}>
          <Light light={about.light} />
          {why && (
            <p>
              {why.says ?? why.rule} {why.found && <b>{why.found}</b>}
            </p>
          )}
        </div>
        <dl>
          <div>
            <dt>{t("owner")}</dt>
            <dd>
              {about.owner ?? t("no_owner")}
              <small>{about.unit}</small>
            </dd>
          </div>
          <div>
            <dt>{t("due")}</dt>
            <dd>
              <Due due={about.due} provisional={about.provisional} today={today} />
            </dd>
          </div>
          <div>
            <dt>{t("progress")}</dt>
            <dd>
              {Math.round(about.progress)}%<small>{stage(about.stage)}</small>
            </dd>
          </div>
          {about.urgency_title && (
            <div>
              <dt>{t("urgency")}</dt>
              <dd>{about.urgency_title}</dd>
            </div>
          )}
        </dl>
      </div>
      {told.data && told.data.past.length > 0 && (
        <section className={css.part}>
          <h3>{t("history")}</h3>
          <ol className={css.history}>
            {told.data.past.map((e) => (
              <li key={e.seq}>
                <time dateTime={e.at}>{instantWords(e.at)}</time>
                <span>{e.says}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
