// One budget line of a year, with all that happened to it.
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useToday, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { exact } from "@/ui/sums";
import { dayWords, instantWords } from "@/ui/time";
import { keys, toClaim, toTable } from "./ask";
import { Figures, Give } from "./Money";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

type What = Schema["FundEventView"]["what"];
const all: What[] = ["appropriate", "commit", "release", "pay", "return", "withdraw", "claw-back"];

/** How much of a long history is drawn at once. */
const most = 200;

export default function Line() {
  const t = useRedemptionWords();
  const zone = useZone();
  const today = useToday();
  const { year = "", line = "" } = useParams();
  const [params, set] = useAddress();
  const [giving, setGiving] = useState(false);
  const [shown, setShown] = useState(most);
  const query = useQuery({
    queryKey: keys.part(zone, "line", year, line),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/funds/{line}", { params: { path: { zone, line }, query: { year: Number(year) } } })),
  });
  const what = params.get("what") ?? "";
  const word = (w: What) => t(`e_${w.replace("-", "_")}` as "e_pay");
  return (
    <Page
      title={query.data?.title ?? line}
      note={query.data && `${year} · ${t("as_of", { day: dayWords(query.data.date, "") })}`}
      actions={
        <>
          {query.data?.acts.some((a) => a.do === "appropriate") && <Button onClick={() => setGiving(true)}>{t("appropriate")}</Button>}
          <Link to={toTable({ line, year })}>{t("claims_behind")}</Link>
          <Link to={`/redemption/money?year=${year}`}>{t("back")}</Link>
        </>
      }
    >
      <Asked query={query} rows={10}>
        {(l) => {
          const events = l.history.filter((h) => !what || h.what === what).toReversed();
          return (
            <>
              <Figures lines={[l]} cut={t("as_of", { day: dayWords(l.date, "") })} />
              <Panel title={t("line_history")} n={events.length} flush>
                <div className={css.chosen}>
                  <Segmented
                    value={what}
                    onChange={(v) => set("what", v)}
                    options={[
                      { value: "", label: t("all") },
                      ...all.filter((w) => l.history.some((h) => h.what === w)).map((w) => ({ value: w as string, label: word(w) })),
                    ]}
                  />
                </div>
                {events.length === 0 ? (
                  <Empty>{t("no_history")}</Empty>
                ) : (
                  <Sheet
                    name={t("line_history")}
                    rows={events.slice(0, shown)}
                    keyOf={(h) => `${h.at} ${h.what} ${h.claim} ${h.number}`}
                    columns={[
                      { title: t("when"), cell: (h) => instantWords(h.at, today) },
                      { title: t("what"), cell: (h) => word(h.what) },
                      { title: t("amount"), cell: (h) => exact(h.amount) },
                      { title: t("claims_behind"), cell: (h) => (h.claim ? <Link to={toClaim(h.claim)}>{h.claim}</Link> : "") },
                      { title: t("note_col"), cell: (h) => [h.number, h.note].filter(Boolean).join(" · ") },
                      { title: t("by"), cell: (h) => h.by },
                    ]}
                  />
                )}
                {events.length > shown && (
                  <p className={css.foot}>
                    <Button onClick={() => setShown(shown + most)}>{t("more")}</Button>
                  </p>
                )}
              </Panel>
              {giving && <Give line={l} close={() => setGiving(false)} />}
            </>
          );
        }}
      </Asked>
    </Page>
  );
}
