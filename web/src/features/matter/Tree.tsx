import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { LightMark } from "@/ui/Light";
import { toMatter } from "@/ui/MatterRow";
import { Panel } from "@/ui/Page";
import css from "./matter.module.css";
import { useMatterWords } from "./words";

/** What the matter is split into, at any depth, with how much of it is done. A matter that stands alone has no such panel. */
export function Tree({ number }: { number: string }) {
  const t = useMatterWords();
  const zone = useZone();
  const tree = useQuery({
    queryKey: matterKeys.part(number, "tree"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/matters/{number}/tree", { params: { path: { zone, number } } })),
  });
  const nodes = tree.data?.nodes ?? [];
  const root = nodes[0];
  if (!root || nodes.length < 2) return null;
  return (
    <Panel
      title={t("tree")}
      more={<Link to={`${toMatter(number)}/tree`}>{t("leaves", { done: root.leaves_done, all: root.leaves })}</Link>}
    >
      <ul className={css.tree}>
        {nodes.map((n) => (
          <li key={n.id} style={{ paddingLeft: `${n.depth * 22}px` }} data-here={n.number === number ? "" : undefined}>
            <LightMark light={n.light} />
            <Link to={toMatter(n.number)}>{n.title}</Link>
            <small>{n.owner ?? n.unit}</small>
            <b>{n.leaves > 0 ? t("leaves", { done: n.leaves_done, all: n.leaves }) : `${Math.round(n.progress)}%`}</b>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
