import { Button, Tree, type TreeDataNode } from "antd";
import { useState } from "react";
import { Facts, Sheet } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { useChart, type Command, type Post, type Unit } from "./chart";
import type { Given } from "./Change";
import css from "./org.module.css";
import { useOrgWords } from "./words";

export type Shown = { on: string; may: boolean; change: (command: Command, given?: Given) => void };

/** The tree of units, and the posts of the one that is chosen with all below it. */
export function Units({ on, may, change }: Shown) {
  const t = useOrgWords();
  const { units, posts } = useChart(on);
  const [chosen, choose] = useState("");
  return (
    <Asked query={units} rows={8}>
      {({ value: { units: all } }) => {
        if (all.length === 0) return <Empty hint={t("no_units_hint")}>{t("no_units")}</Empty>;
        const unit = all.find((u) => u.code === chosen);
        const within = below(all, unit?.code);
        return (
          <div className={css.columns}>
            <Panel title={t("unit")} n={all.length} flush>
              <div className={css.tree}>
                <Tree
                  key={on}
                  treeData={[{ key: "", title: t("all_units"), selectable: true }, ...branches(all)]}
                  defaultExpandAll
                  selectedKeys={[chosen]}
                  onSelect={([k]) => choose(String(k ?? ""))}
                  blockNode
                />
              </div>
            </Panel>
            <div>
              {unit && <About unit={unit} all={all} may={may} change={change} />}
              <Panel title={t("posts")} n={posts.data?.posts.filter((p) => within.has(p.unit)).length} flush>
                <Asked query={posts} rows={8}>
                  {({ posts: found }) => <Posts posts={found.filter((p) => within.has(p.unit))} change={change} />}
                </Asked>
              </Panel>
            </div>
          </div>
        );
      }}
    </Asked>
  );
}

function below(all: Unit[], top?: string): Set<string> {
  const codes = new Set(top ? [top] : all.map((u) => u.code));
  for (let n = -1; top && n !== codes.size;) {
    n = codes.size;
    for (const u of all) if (u.parent && codes.has(u.parent)) codes.add(u.code);
  }
  return codes;
}

function branches(all: Unit[], parent?: string): TreeDataNode[] {
  const codes = new Set(all.map((u) => u.code));
  return all
    .filter((u) => (parent ? u.parent === parent : !u.parent || !codes.has(u.parent)))
    .map((u) => ({ key: u.code, title: u.name, children: branches(all, u.code) }));
}

function About({ unit: u, all, may, change }: { unit: Unit; all: Unit[] } & Omit<Shown, "on">) {
  const t = useOrgWords();
  const span = [u.from && `${t("since")} ${dayWords(u.from, "")}`, u.to && `${t("until")} ${dayWords(u.to, "")}`]
    .filter(Boolean)
    .join("，");
  return (
    <Panel
      title={u.name}
      more={
        may && (
          <>
            <Button size="small" type="link" onClick={() => change("rename", { unit: u.code })}>
              {t("rename")}
            </Button>
            <Button size="small" type="link" onClick={() => change("open-post", { unit: u.code })}>
              {t("open-post")}
            </Button>
            <Button size="small" type="link" onClick={() => change("split", { unit: u.code })}>
              {t("split")}
            </Button>
          </>
        )
      }
    >
      <Facts
        of={[
          [t("code"), u.code],
          [t("type"), u.type],
          [t("head_of"), u.head],
          [t("sponsor"), u.sponsor],
          [t("level"), u.level],
          [t("place"), u.place],
          [t("covers"), u.covers.map((c) => all.find((x) => x.code === c)?.name ?? c).join("、")],
          [t("since"), span],
        ]}
      />
    </Panel>
  );
}

function Posts({ posts, change }: { posts: Post[]; change: Shown["change"] }) {
  const t = useOrgWords();
  if (posts.length === 0) return <Empty>{t("no_posts")}</Empty>;
  return (
    <Sheet
      name={t("posts")}
      rows={posts}
      keyOf={(p) => p.name}
      columns={[
        {
          title: t("post"),
          cell: (p) => (
            <>
              {p.name}
              {p.head && <span className={css.tag}>{t("is_head")}</span>}
              <small>{p.unit_name}</small>
            </>
          ),
        },
        { title: t("primary"), cell: (p) => p.primary },
        { title: t("deputy"), cell: (p) => p.deputy },
        { title: t("acting"), cell: (p) => <Acting post={p} /> },
        ...(posts.some((p) => p.seats)
          ? [
              {
                title: t("change"),
                acts: true,
                cell: (p: Post) =>
                  p.seats && (
                    <>
                      <Button size="small" onClick={() => change("appoint", { post: p.name })}>
                        {t("appoint")}
                      </Button>
                      {(p.primary || p.deputy) && (
                        <Button size="small" onClick={() => change("relieve", { post: p.name, seat: p.primary ? "primary" : "deputy" })}>
                          {t("relieve")}
                        </Button>
                      )}
                    </>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}

/** Who answers on the day; the deputy and nobody are told in words as well as by colour. */
export function Acting({ post: p }: { post: Post }) {
  const t = useOrgWords();
  return (
    <>
      {p.acting ? (
        <span className={p.seat === "deputy" ? css.b : css.acting}>
          {p.acting}
          {p.seat === "deputy" && ` · ${t("acts_for")}`}
        </span>
      ) : (
        <span className={css.none}>{t("nobody")}</span>
      )}
      {p.says && <small>{p.says}</small>}
    </>
  );
}
