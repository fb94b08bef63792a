// One clause: its guide page, who gets it, and who lacks only one thing or two.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented, Tabs } from "antd";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { count, exact, yuan } from "@/ui/sums";
import { keys, toClause } from "./ask";
import css from "./benefits.module.css";
import { Day } from "./Clauses";
import { useBenefitWords } from "./words";

type At = { document: string; clause: string; on?: string };

export default function ClausePage() {
  const t = useBenefitWords();
  const zone = useZone();
  const { document = "", clause = "" } = useParams();
  const [params, set] = useAddress();
  const on = params.get("on") ?? undefined;
  const tries = useMay("benefits");
  const page = useQuery({
    queryKey: keys.part(zone, "clause", document, clause, on),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/clauses/{document}/{clause}", {
          params: { path: { zone, document, clause }, query: { on } },
        }),
      ),
  });
  const at = { document, clause, on };
  return (
    <Page
      title={page.data?.title ?? t("clause")}
      note={page.data?.policy}
      actions={
        <>
          <Day on={on} change={(d) => set("on", d)} />
          {tries && page.data?.tried && (
            <Link to={`/benefits/draft?of=${encodeURIComponent(`${document}/${clause}`)}`}>
              <Button>{t("draft")}</Button>
            </Link>
          )}
          <Link to="/benefits">{t("back")}</Link>
        </>
      }
    >
      <Asked query={page} rows={10}>
        {(g) => {
          const facts: [string, ReactNode][] = [
            [t("policy"), [g.policy, g.number, g.issuer].filter(Boolean).join(" · ")],
            [t("for"), g.for],
            [t("conditions"), g.conditions],
            [t("how_much"), g.amount],
            [t("cap"), g.cap ? yuan(g.cap) : ""],
            [t("mode"), [g.mode_title, g.period].filter(Boolean).join(" · ")],
            [t("exclusive"), g.exclusive.join("、")],
            [t("materials"), g.tried ? g.materials.join("、") || t("no_materials") : g.materials.join("、")],
            [t("process"), g.process.join(" → ")],
            [t("limit"), g.limit],
            [t("objection"), g.objection],
            [t("unit"), g.unit],
            [t("window"), [g.window, ...g.channels].filter(Boolean).join(" · ")],
            [t("centre"), g.centre],
            [t("contact"), g.contact],
            [t("remark"), g.why ?? g.note],
          ];
          const guide = (
            <Panel title={t("guide")}>
              <dl className={css.facts}>
                {facts
                  .filter(([, v]) => v)
                  .map(([k, v]) => (
                    <div key={k}>
                      <dt>{k}</dt>
                      <dd>{v}</dd>
                    </div>
                  ))}
              </dl>
              {g.when && (
                <details className={css.raw}>
                  <summary>
                    {t("as_written")} · {g.file}:{g.line}
                  </summary>
                  <pre tabIndex={0}>{`when: ${g.when}\namount: ${g.formula ?? ""}`}</pre>
                </details>
              )}
            </Panel>
          );
          if (!tries || !g.tried) return guide;
          return (
            <Tabs
              activeKey={params.get("tab") ?? "guide"}
              onChange={(tab) => set("tab", tab === "guide" ? "" : tab)}
              destroyOnHidden
              items={[
                { key: "guide", label: t("guide"), children: guide },
                { key: "grants", label: t("grants"), children: <Grants {...at} /> },
                { key: "misses", label: t("misses"), children: <Misses {...at} /> },
              ]}
            />
          );
        }}
      </Asked>
    </Page>
  );
}

const toWhy = (at: At, key: string) =>
  `${toClause({ document: at.document, key: at.clause }).split("?")[0]}/records/${encodeURIComponent(key)}${at.on ? `?on=${at.on}` : ""}`;

type Which = "all" | "paid" | "refused" | "undecided";

function Grants(at: At) {
  const t = useBenefitWords();
  const zone = useZone();
  const [params, set] = useAddress();
  const which = (params.get("which") ?? "all") as Which;
  const list = useInfiniteQuery({
    queryKey: keys.part(zone, "grants", at, which),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/clauses/{document}/{clause}/grants", {
          params: { path: { zone, document: at.document, clause: at.clause }, query: { on: at.on, which, after, limit: 50 } },
        }),
      ),
    getNextPageParam: (last) => last.next,
  });
  const grants = list.data?.pages.flatMap((p) => p.grants) ?? [];
  return (
    <Panel
      title={t("grants")}
      flush
      more={
        <Segmented<Which>
          size="small"
          value={which}
          onChange={(v) => set("which", v)}
          options={(["all", "paid", "refused", "undecided"] as const).map((value) => ({ value, label: t(`which_${value}`) }))}
        />
      }
    >
      {list.isError && <Refusal error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && (
        <p className={css.source} role="status">
          {t("counting")}
        </p>
      )}
      {list.isSuccess && grants.length === 0 && <Empty hint={t("no_grants_hint")}>{t("no_grants")}</Empty>}
      {grants.length > 0 && (
        <div className={css.scroll} tabIndex={0} role="region" aria-label={t("grants")}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">{t("name")}</th>
                <th scope="col">{t("asked")}</th>
                <th scope="col">{t("paid")}</th>
                <th scope="col">{t("why")}</th>
              </tr>
            </thead>
            <tbody>
              {grants.map((g) => (
                <tr key={g.key}>
                  <td>
                    <Link to={toWhy(at, g.key)}>{g.name || g.key}</Link>
                    {g.name && <small>{g.key}</small>}
                  </td>
                  <td>{g.undecided ? "—" : exact(g.asked)}</td>
                  <td data-less={(!g.undecided && g.paid < g.asked) || undefined}>{g.undecided ? t("undecided") : exact(g.paid)}</td>
                  <td>{g.cuts.join("；")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.hasNextPage && (
        <p className={css.source}>
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t("more")}
          </Button>
        </p>
      )}
    </Panel>
  );
}

function Misses(at: At) {
  const t = useBenefitWords();
  const zone = useZone();
  const misses = useQuery({
    queryKey: keys.part(zone, "misses", at),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/clauses/{document}/{clause}/misses", {
          params: { path: { zone, document: at.document, clause: at.clause }, query: { on: at.on, most: 12 } },
        }),
      ),
  });
  return (
    <Panel title={t("misses")}>
      <Asked query={misses}>
        {({ misses: all, more }) =>
          all.length === 0 ? (
            <Empty hint={t("no_misses_hint")}>{t("no_misses")}</Empty>
          ) : (
            <ul className={css.misses}>
              {all.map((m) => (
                <li key={m.wants.join()}>
                  <div className={css.bar} aria-hidden>
                    <i style={{ width: `${(100 * m.count) / all[0]!.count}%` }} />
                  </div>
                  <p>
                    {t("lacks_only", { n: count(m.count) })}
                    <b>{m.wants.join(t("and"))}</b>
                  </p>
                  <p className={css.names}>
                    {m.records.map((r) => (
                      <Link key={r.key} to={toWhy(at, r.key)}>
                        {r.name || r.key}
                      </Link>
                    ))}
                    {m.count > m.records.length && <span>{t("and_more", { n: count(m.count) })}</span>}
                  </p>
                </li>
              ))}
              {more > 0 && <li>{t("more_misses", { n: more })}</li>}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}
