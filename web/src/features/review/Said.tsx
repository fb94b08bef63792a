// What a session said and resolved of one item, in its room and on the wall.
import { Tag } from "antd";
import { Link } from "react-router";
import { toMatter } from "@/ui/MatterRow";
import type { Item, Meeting } from "./query";
import css from "./review.module.css";
import { useReviewWords } from "./words";

/** What this session said and resolved of an item. */
export function Said({ m, item }: { m: Meeting; item: Item }) {
  const t = useReviewWords();
  return (
    <>
      {m.reviewed
        .filter((r) => r.items.includes(item.item))
        .map((r, i) => (
          <p key={i} className={css.said}>
            <small>{t("reviewed")}</small> {r.words}
          </p>
        ))}
      {m.resolutions
        .filter((r) => r.item === item.item)
        .map((r, i) => (
          <p key={i} className={css.said}>
            <small>{t("resolution")}</small> {r.text} {r.urgency && <Tag>{r.urgency_title || r.urgency}</Tag>}{" "}
            {r.register && r.matter && <Link to={toMatter(r.matter)}>{r.matter}</Link>}
          </p>
        ))}
    </>
  );
}
