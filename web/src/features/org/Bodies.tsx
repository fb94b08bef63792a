import { Button } from "antd";
import { Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { useBodies, useChart } from "./chart";
import type { Shown } from "./Units";
import { useOrgWords } from "./words";

/** The bodies across units: leading groups and task forces. */
export function Bodies({ on, may, change }: Shown) {
  const t = useOrgWords();
  const bodies = useBodies(on);
  const { units } = useChart(on);
  const name = (code?: string) => units.data?.value.units.find((u) => u.code === code)?.name ?? code;
  return (
    <Panel title={t("bodies")} n={bodies.data?.bodies.length} flush>
      <Asked query={bodies}>
        {({ bodies: all }) =>
          all.length === 0 ? (
            <Empty hint={t("no_bodies_hint")}>{t("no_bodies")}</Empty>
          ) : (
            <Sheet
              name={t("bodies")}
              rows={all}
              keyOf={(b) => b.code}
              columns={[
                {
                  title: t("bodies"),
                  cell: (b) => (
                    <>
                      {b.name}
                      <small>
                        {[b.kind, b.from && `${t("since")} ${dayWords(b.from, "")}`, b.to && `${t("until")} ${dayWords(b.to, "")}`]
                          .filter(Boolean)
                          .join(" · ")}
                      </small>
                    </>
                  ),
                },
                { title: t("chair"), cell: (b) => b.head },
                {
                  title: t("acts"),
                  cell: (b) => (
                    <>
                      {b.acts}
                      {b.vacant && <small>{t("nobody")}</small>}
                    </>
                  ),
                },
                { title: t("members"), cell: (b) => b.members.map(name).join("、") },
                { title: t("office"), cell: (b) => name(b.office) },
                {
                  title: t("change"),
                  acts: true,
                  cell: (b) =>
                    may && (
                      <>
                        <Button size="small" onClick={() => change("change-body", { code: b.code })}>
                          {t("change-body")}
                        </Button>{" "}
                        <Button size="small" onClick={() => change("dissolve-body", { code: b.code })}>
                          {t("dissolve-body")}
                        </Button>
                      </>
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
