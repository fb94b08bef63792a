// What is split into what: an outline that is edited in place, the same as a chart, and who answers for which level where.
import { Tabs } from "antd";
import { Link, useParams, useSearchParams } from "react-router";
import { useMay } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import { Drawn } from "./Drawn";
import { Matrix } from "./Matrix";
import { Outline } from "./Outline";
import { useTree } from "./tree";
import { useTreeWords } from "./words";

export default function Decomposition() {
  const t = useTreeWords();
  const number = useParams().number;
  const tree = useTree(number);
  const [params, setParams] = useSearchParams();
  const directory = useMay("directory");
  if (isProblem(tree.error) && tree.error.status === 404) {
    return (
      <Page title={t("title")}>
        <Panel title={number}>
          <Empty hint={<Link to="/decomposition">{t("to_all")}</Link>}>{t("not_found")}</Empty>
        </Panel>
      </Page>
    );
  }
  const top = number ? tree.data?.nodes[0] : undefined;
  return (
    <Page
      title={top ? `${t("title")} · ${top.title}` : t("title")}
      note={top && <Link to={toMatter(top.number)}>{top.number}</Link>}
      actions={number && <Link to="/decomposition">{t("to_all")}</Link>}
    >
      <Tabs
        activeKey={params.get("tab") ?? "outline"}
        onChange={(tab) => setParams(tab === "outline" ? {} : { tab }, { replace: true })}
        items={[
          {
            key: "outline",
            label: t("outline"),
            children: (
              <Asked query={tree} rows={10}>
                {(all) => (
                  <Outline
                    nodes={all.nodes}
                    mayTop={number ? [] : (all.may_top ?? [])}
                    cut={all.cut ?? false}
                    single={number !== undefined}
                  />
                )}
              </Asked>
            ),
          },
          {
            key: "chart",
            label: t("chart"),
            children: (
              <Asked query={tree} rows={10}>
                {(all) => <Drawn nodes={all.nodes} />}
              </Asked>
            ),
          },
          ...(directory ? [{ key: "matrix", label: t("matrix"), children: <Matrix /> }] : []),
        ]}
      />
    </Page>
  );
}
