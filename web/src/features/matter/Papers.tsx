import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Provisional } from "@/ui/MatterRow";
import { Panel } from "@/ui/Page";
import { dayOf, dayWords } from "@/ui/time";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

/** The letters that were written about the matter. */
export function Letters({ number }: { number: string }) {
  const t = useMatterWords();
  const zone = useZone();
  const letters = useQuery({
    queryKey: matterKeys.part(number, "letters"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/letters", { params: { path: { zone }, query: { matter: number, limit: 100 } } })),
  });
  const all = (letters.data?.letters ?? []).toReversed();
  if (all.length === 0) return null;
  return (
    <Panel title={t("letters")} n={all.length}>
      <ul className={css.papers}>
        {all.slice(0, 12).map((l) => (
          <li key={l.id}>
            <Link to={`/letters/${encodeURIComponent(number)}/${encodeURIComponent(l.id)}`}>{l.number ?? `${l.title} ${l.id}`}</Link>
            <small>
              {t(l.state as "drafted")} · {l.to}
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** What is owed for the matter: open and missed first. */
export function Owed({ number }: { number: string }) {
  const t = useMatterWords();
  const zone = useZone();
  const duties = useQuery({
    queryKey: matterKeys.part(number, "duties"),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/duties", {
          params: { path: { zone }, query: { matter: number, state: ["open", "missed"], limit: 200 } },
        }),
      ),
  });
  const all = duties.data?.duties ?? [];
  if (all.length === 0) return null;
  const sorted = all.toSorted(
    (a, b) => Number(b.state === "open") - Number(a.state === "open") || (b.due_at ?? "").localeCompare(a.due_at ?? ""),
  );
  return (
    <Panel title={t("duties")} n={all.length}>
      <ul className={css.papers}>
        {sorted.slice(0, 12).map((d) => (
          <li key={d.id + d.opens_at}>
            <span>
              {d.title} <b data-missed={d.state === "missed" ? "" : undefined}>{t(`state_${d.state}` as "state_open")}</b>
            </span>
            <small>
              {d.owner} {d.due_at && `· ${dayWords(dayOf(d.due_at), "")}`}
              <Provisional of={d.provisional} />
            </small>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
