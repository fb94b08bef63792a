import { Button } from "antd";
import { Link } from "react-router";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { useChart, useHandOvers } from "./chart";
import type { Shown } from "./Units";
import { useOrgWords } from "./words";

/** What those who left a post still owe to whom comes after them. */
export function HandOvers({ on, change }: Shown) {
  const t = useOrgWords();
  const owed = useHandOvers();
  const { posts } = useChart(on);
  const settles = (post: string) => posts.data?.posts.some((p) => p.name === post && p.seats);
  return (
    <Panel title={t("hand_overs")} n={owed.data?.hand_overs.length} flush>
      <Asked query={owed}>
        {({ hand_overs: all }) =>
          all.length === 0 ? (
            <Empty hint={t("no_hand_overs_hint")}>{t("no_hand_overs")}</Empty>
          ) : (
            <Sheet
              name={t("hand_overs")}
              rows={all}
              keyOf={(h) => h.post + h.person}
              columns={[
                { title: t("post"), cell: (h) => h.post },
                {
                  title: t("former"),
                  cell: (h) => (
                    <>
                      {h.person}
                      {h.mine && <small>{t("mine")}</small>}
                    </>
                  ),
                },
                { title: t("left_on"), cell: (h) => dayWords(h.on, "") },
                {
                  title: t("matters"),
                  cell: (h) => (
                    <>
                      {h.matters.map((m) => (
                        <div key={m.id}>
                          <Link to={toMatter(m.number)}>
                            {m.number} {m.title}
                          </Link>
                        </div>
                      ))}
                      {h.total > h.matters.length && <small>{t("more", { n: h.total - h.matters.length })}</small>}
                    </>
                  ),
                },
                {
                  title: t("hand-over"),
                  acts: true,
                  cell: (h) =>
                    settles(h.post) && (
                      <Button size="small" onClick={() => change("hand-over", { post: h.post, former: h.person })}>
                        {t("hand-over")}
                      </Button>
                    ),
                },
              ]}
            />
          )
        }
      </Asked>
    </Panel>
  );
}
