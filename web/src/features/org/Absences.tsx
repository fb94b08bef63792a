import { Button } from "antd";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { useAbsences, useChart } from "./chart";
import css from "./org.module.css";
import { Acting, type Shown } from "./Units";
import { useOrgWords } from "./words";

/** Who is away, and who acts for them. */
export function Absences({ on, change }: Shown) {
  const t = useOrgWords();
  const absences = useAbsences(on);
  const { posts } = useChart(on);
  const away = posts.data?.posts.filter((p) => p.seat === "deputy" || !p.acting) ?? [];
  return (
    <>
      <Panel title={t("absences")} n={absences.data?.absences.length} flush>
        <Asked query={absences}>
          {({ absences: all }) =>
            all.length === 0 ? (
              <Empty hint={t("no_absences_hint")}>{t("no_absences")}</Empty>
            ) : (
              <Sheet
                name={t("absences")}
                rows={all}
                keyOf={(a) => a.person + a.from + a.posts.join()}
                columns={[
                  { title: t("person"), cell: (a) => a.person },
                  { title: t("posts"), cell: (a) => a.posts.join("、") },
                  { title: t("days"), cell: (a) => `${dayWords(a.from, "")} — ${a.to ? dayWords(a.to, "") : t("open_end")}` },
                  { title: t("reason"), cell: (a) => a.reason ?? t("hidden") },
                  {
                    title: t("back"),
                    acts: true,
                    cell: (a) => (
                      <Button size="small" onClick={() => change("back", { person: a.person, post: a.posts[0] })}>
                        {t("back")}
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
      <Panel title={t("deputies")} n={away.length} flush>
        <Asked query={posts}>
          {() =>
            away.length === 0 ? (
              <Empty>{t("no_deputies")}</Empty>
            ) : (
              <Sheet
                name={t("deputies")}
                rows={away}
                keyOf={(p) => p.name}
                columns={[
                  {
                    title: t("post"),
                    cell: (p) => (
                      <>
                        {p.name}
                        <small>{p.unit_name}</small>
                      </>
                    ),
                  },
                  { title: t("primary"), cell: (p) => p.primary },
                  {
                    title: t("acting"),
                    cell: (p) => (
                      <span className={css.acting}>
                        <Acting post={p} />
                      </span>
                    ),
                  },
                ]}
              />
            )
          }
        </Asked>
      </Panel>
    </>
  );
}
