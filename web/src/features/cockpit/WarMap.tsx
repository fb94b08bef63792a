// The war map (挂牌作战图): what each unit has in hand hangs under its name, with who answers for it, its light, the time it
// has used against what it has achieved, and what is left.
import { FullscreenOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { Link, useSearchParams } from "react-router";
import { useChoices } from "@/api/choices";
import { useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Light, LightMark, type Colour } from "@/ui/Light";
import { Provisional, toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayWords, instantWords } from "@/ui/time";
import css from "./cockpit.module.css";
import { behind, useBoard, type Board, type Card, type Lit } from "./data";
import { Wall } from "./Wall";
import { useCockpitWords } from "./words";

const colours: Colour[] = ["red", "amber", "green"];

export default function WarMap() {
  const t = useCockpitWords();
  const zone = useZone();
  const [params, setParams] = useSearchParams();
  const kinds = params.getAll("kind");
  const wall = params.get("wall") === "true";
  const choices = useChoices(zone);
  const board = useBoard(kinds, wall ? 50 : 12);
  const set = (kind: string[], wall = false) => {
    const next = new URLSearchParams(kind.map((k) => ["kind", k]));
    if (wall) next.set("wall", "true");
    setParams(next, { replace: true });
  };
  if (wall) return <OnWall board={board.data} query={board} leave={() => set(kinds)} />;
  return (
    <Page
      title={t("map")}
      note={board.data && `${t("map_note", { n: board.data.open.all.n })} · ${t("as_of", { when: instantWords(board.data.at) })}`}
      actions={
        <>
          {choices.kinds.length > 1 && (
            <Select
              mode="multiple"
              allowClear
              maxTagCount="responsive"
              aria-label={t("kinds")}
              placeholder={t("all_kinds")}
              value={kinds}
              onChange={(k) => set(k)}
              style={{ minWidth: 180 }}
              options={choices.kinds.map((k) => ({ value: k.name, label: k.title }))}
            />
          )}
          <Button icon={<FullscreenOutlined />} onClick={() => set(kinds, true)}>
            {t("wall")}
          </Button>
        </>
      }
    >
      <Asked query={board} rows={12}>
        {(b) =>
          b.units.length === 0 ? (
            <Panel title={t("map")}>
              <Empty hint={t("map_empty_hint")}>{t("map_empty")}</Empty>
            </Panel>
          ) : (
            <>
              {b.more && <p className={css.note}>{t("map_more")}</p>}
              {b.units.map((u) => (
                <Panel key={u.unit || "-"} title={u.name || t("none_unit")} more={<Lamps of={u} />}>
                  <ul className={css.cards}>
                    {u.cards.map((c) => (
                      <Hung key={c.id} c={c} today={b.date} />
                    ))}
                  </ul>
                  {u.all.n > u.cards.length && behind(u.all) && (
                    <p className={css.note}>
                      <Link to={behind(u.all)!}>{t("cards_more", { n: u.all.n - u.cards.length })}</Link>
                    </p>
                  )}
                </Panel>
              ))}
            </>
          )
        }
      </Asked>
    </Page>
  );
}

/** How many show each light, each number leading to them. */
function Lamps({ of }: { of: Lit }) {
  const t = useCockpitWords();
  return (
    <span className={css.lamps}>
      {colours.map((c) => {
        const to = behind(of[c]);
        const said = (
          <>
            <LightMark light={c} />
            {t(c)} <b>{of[c].n}</b>
          </>
        );
        return to && of[c].n > 0 ? (
          <Link key={c} to={to}>
            {said}
          </Link>
        ) : (
          <span key={c}>{said}</span>
        );
      })}
    </span>
  );
}

function Hung({ c, today, unit }: { c: Card; today: string; unit?: string }) {
  const t = useCockpitWords();
  return (
    <li className={css.card} data-light={c.worst}>
      <div className={css.plate}>
        <Light light={c.worst} />
        <span>{unit ?? c.kind_title}</span>
        {c.level > 0 && <em>{t("level", { n: c.level })}</em>}
      </div>
      <Link to={toMatter(c.number)} className={css.name}>
        {c.title}
      </Link>
      <p className={css.owner}>
        <small>{t("owner")}</small> <b>{c.owner || t("no_owner")}</b>
        {c.sponsor && (
          <span>
            <small>{t("sponsor")}</small> {c.sponsor}
          </span>
        )}
      </p>
      <dl className={css.pace}>
        {c.elapsed !== undefined && (
          <div>
            <dt>{t("elapsed")}</dt>
            <dd>
              <i data-of="time">
                <s style={{ width: `${c.elapsed}%` }} />
              </i>
              <b>{Math.round(c.elapsed)}%</b>
            </dd>
          </div>
        )}
        <div>
          <dt>{t("progress")}</dt>
          <dd>
            <i>
              <s style={{ width: `${c.progress}%` }} />
            </i>
            <b>{Math.round(c.progress)}%</b>
          </dd>
        </div>
      </dl>
      <p className={css.left}>
        <Left c={c} today={today} />
        {c.behind && c.elapsed !== undefined && <em>{t("lag", { n: Math.round(c.elapsed - c.progress) })}</em>}
        {c.leaves > 0 && (
          <span data-of="parts">
            {behind(c.below?.all) ? (
              <Link to={behind(c.below!.all)!}>{t("done_of", { done: c.leaves_done, n: c.leaves })}</Link>
            ) : (
              t("done_of", { done: c.leaves_done, n: c.leaves })
            )}
          </span>
        )}
      </p>
    </li>
  );
}

/** What is left of the time: in weeks, in days where that is less than two weeks. */
function Left({ c, today }: { c: Card; today: string }) {
  const t = useCockpitWords();
  if (c.days_left === undefined || !c.due) return <span>{t("no_due")}</span>;
  const n = Math.abs(c.days_left);
  const weeks = n >= 14;
  const words =
    c.days_left === 0
      ? t("due_today")
      : t(c.days_left > 0 ? (weeks ? "weeks_left" : "days_left") : weeks ? "weeks_over" : "days_over", {
          n: weeks ? Math.floor(n / 7) : n,
        });
  return (
    <strong data-over={c.days_left < 0 ? "" : undefined}>
      {words} <small>{dayWords(c.due, today)}</small>
      <Provisional of={c.provisional} />
    </strong>
  );
}

/** How many cards a screen of the wall holds. */
const perScreen = 15;

function OnWall({ board, query, leave }: { board?: Board; query: ReturnType<typeof useBoard>; leave: () => void }) {
  const t = useCockpitWords();
  const cards = (board?.units ?? []).flatMap((u) => u.cards.map((c) => ({ c, unit: u.name || t("none_unit") })));
  // The worst of all units hang first.
  const rank = (c: Card) => colours.indexOf(c.worst as Colour);
  cards.sort((a, b) => rank(a.c) - rank(b.c) || (a.c.days_left ?? 1e9) - (b.c.days_left ?? 1e9));
  const screens: (typeof cards)[] = [];
  for (let i = 0; i < cards.length; i += perScreen) screens.push(cards.slice(i, i + perScreen));
  return (
    <Wall
      title={t("map")}
      at={board?.at}
      leave={leave}
      pages={
        board && screens.length > 0
          ? screens.map((s, i) => (
              <div key={i} className={css.screen}>
                <Lamps of={board.open} />
                <ul className={css.cards}>
                  {s.map(({ c, unit }) => (
                    <Hung key={c.id} c={c} today={board.date} unit={unit} />
                  ))}
                </ul>
              </div>
            ))
          : [
              <div key="none" className={css.screen}>
                <Asked query={query}>{() => <Empty hint={t("map_empty_hint")}>{t("map_empty")}</Empty>}</Asked>
              </div>,
            ]
      }
    />
  );
}
