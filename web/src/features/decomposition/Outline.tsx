import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Tag } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useToday } from "@/api/me";
import { Light } from "@/ui/Light";
import { Due, toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import css from "./decomposition.module.css";
import { Line } from "./Line";
import { hung, sumOf, type Branch, type Kind, type Node } from "./tree";
import { useTreeWords } from "./words";

/** Where a new line stands: below a node, or on top. */
export type Place = { parent?: Branch; kinds: Kind[] };

export function Outline({ nodes, mayTop, cut, single }: { nodes: Node[]; mayTop: Kind[]; cut: boolean; single: boolean }) {
  const t = useTreeWords();
  const top = hung(nodes);
  const flat = new Map<string, Branch>();
  const walk = (all: Branch[]) => all.forEach((b) => (flat.set(b.id, b), walk(b.below)));
  walk(top);
  const [at, setAt] = useState<{ id: string; n: number }>();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const fold = (id: string) => setFolded((old) => (old.has(id) ? new Set([...old].filter((x) => x !== id)) : new Set([...old, id])));
  const write = (id: string) => setAt((old) => ({ id, n: (old?.n ?? 0) + 1 }));
  const parent = at ? flat.get(at.id) : undefined;
  /** Tab: below the last line above it; Shift+Tab: beside the line that it hangs below. */
  const indent = (out: boolean) => {
    if (out) {
      if (parent?.parent && flat.get(parent.parent)?.may_hang.length) write(parent.parent);
      else if (parent && !parent.parent && mayTop.length > 0) write("");
      return;
    }
    const last = (parent ? parent.below : top).findLast((b) => b.may_hang.length > 0);
    if (last) write(last.id);
  };
  const line = (depth: number) =>
    at && (
      <Line
        key="draft"
        parent={parent}
        kinds={parent ? parent.may_hang : mayTop}
        depth={depth}
        indent={indent}
        close={() => setAt(undefined)}
      />
    );
  const rows = (all: Branch[], sum: number): React.ReactNode =>
    all.map((b) => (
      <li key={b.id}>
        <Row b={b} sum={sum} single={single} folded={folded.has(b.id)} fold={() => fold(b.id)} write={() => write(b.id)} />
        {!folded.has(b.id) && b.below.length > 0 && <ul>{rows(b.below, sumOf(b.below))}</ul>}
        {at?.id === b.id && line(b.depth + 1)}
      </li>
    ));
  return (
    <div className={css.sheet}>
      <div className={css.bar}>
        <small>{t("keys")}</small>
        {mayTop.length > 0 && (
          <Button icon={<PlusOutlined />} onClick={() => write("")}>
            {t("new_top")}
          </Button>
        )}
      </div>
      {cut && <p className={css.note}>{t("cut")}</p>}
      {top.length === 0 && !at && <Empty hint={t(mayTop.length > 0 ? "none_hint" : "none_reader")}>{t("none")}</Empty>}
      <ul className={css.outline}>{rows(top, sumOf(top))}</ul>
      {at?.id === "" && line(0)}
    </div>
  );
}

function Row({
  b,
  sum,
  single,
  folded,
  fold,
  write,
}: {
  b: Branch;
  sum: number;
  single: boolean;
  folded: boolean;
  fold: () => void;
  write: () => void;
}) {
  const t = useTreeWords();
  const today = useToday();
  return (
    <div className={css.row} style={{ paddingLeft: 12 + b.depth * 22 }}>
      {b.below.length > 0 ? (
        <button
          type="button"
          className={css.fold}
          onClick={fold}
          aria-expanded={!folded}
          aria-label={`${t(folded ? "unfold" : "fold")} ${b.title}`}
        >
          {folded ? <CaretRightOutlined /> : <CaretDownOutlined />}
        </button>
      ) : (
        <span className={css.fold} />
      )}
      <Light light={b.light} />
      <span className={css.main}>
        <Link to={toMatter(b.number)}>{b.title}</Link>
        <small>
          {b.number}
          {b.depth > 0 && ` · ${t("share", { weight: b.weight, share: Math.round((100 * b.weight) / Math.max(1, sum)) })}`}
          {b.below.length > 0 && ` · ${t("weights", { sum: sumOf(b.below) })}`}
        </small>
        <Wants b={b} />
      </span>
      <span className={css.who}>{b.owner ?? b.unit ?? t("no_owner")}</span>
      <span>
        <Due due={b.due} provisional={b.provisional} today={today} />
      </span>
      <span className={css.progress}>
        <i role="img" aria-label={`${t("progress")} ${Math.round(b.progress)}%`}>
          <i style={{ width: `${Math.min(100, b.progress)}%` }} data-light={b.light} />
        </i>
        <b>{Math.round(b.progress)}%</b>
        <small>{b.leaves > 0 ? t("leaves", { done: b.leaves_done, all: b.leaves }) : b.done ? t("done") : ""}</small>
      </span>
      <span className={`${css.acts} no-print`}>
        {!single && b.depth === 0 && (
          <Link to={`/matters/${encodeURIComponent(b.number)}/tree`} aria-label={`${t("whole")} ${b.title}`}>
            {t("whole")}
          </Link>
        )}
        {b.may_hang.length > 0 && (
          <Button size="small" icon={<PlusOutlined />} onClick={write} aria-label={t("add_to", { title: b.title })}>
            {t("add")}
          </Button>
        )}
      </span>
    </div>
  );
}

/** Whether it is split into as many as its kind asks for. */
function Wants({ b }: { b: Branch }) {
  const t = useTreeWords();
  if (!b.wants) return null;
  const tell = (what: "branches" | "leaves", have: number, want?: number) => {
    if (!want) return null;
    const ok = have === want || (have > want && b.wants!.at_least);
    const vars = { have, want, short: want - have, over: have - want };
    return <Tag color={ok ? "success" : "warning"}>{t(`${what}_${ok ? "ok" : have < want ? "short" : "over"}`, vars)}</Tag>;
  };
  return (
    <span>
      {tell("branches", b.children, b.wants.branches)}
      {tell("leaves", b.leaves, b.wants.leaves)}
    </span>
  );
}
