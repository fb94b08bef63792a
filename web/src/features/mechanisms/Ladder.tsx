import { BellOutlined, MailOutlined, RiseOutlined, TeamOutlined } from "@ant-design/icons";
import type { Schema } from "@/api/client";
import css from "./mechanisms.module.css";
import { useMechanismWords } from "./words";

const icons = { send: <MailOutlined />, talk: <TeamOutlined />, raise: <RiseOutlined />, bulletin: <BellOutlined /> };

/** A ladder as one climbs it: from the first rung at the foot to the last at the top, each with its time, what is done, and to whom. */
export function Ladder({ rungs }: { rungs: Schema["RungView"][] }) {
  const t = useMechanismWords();
  return (
    <ol className={css.ladder} reversed>
      {rungs.toReversed().map((r, i) => (
        <li key={i} data-level={Math.min(r.level, 4)}>
          <div className={css.time}>{r.after}</div>
          <span className={css.knot} aria-hidden>
            {icons[r.action]}
          </span>
          <div className={css.rung}>
            <b>{r.title || r.says}</b>
            {r.title && <span>{r.says}</span>}
            <small>
              {[
                r.to && `${t("to")} ${r.to}`,
                r.by && `${t("by")} ${r.by}`,
                t("within", { n: r.within }),
                r.level > 0 && t("level", { n: r.level }),
              ]
                .filter(Boolean)
                .join(" · ")}
            </small>
            {r.when && <small>{t("when", { x: r.when })}</small>}
          </div>
        </li>
      ))}
    </ol>
  );
}
