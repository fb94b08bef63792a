import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { dayOf, dayWords } from "@/ui/time";
import css from "./letters.module.css";
import { useLetterWords } from "./words";

export function Duties({ state, mine, owner }: { state: string; mine: boolean; owner?: string }) {
  const t = useLetterWords();
  const zone = useZone();
  const [after, setAfter] = useState<string>();
  const query = { state: [state], mine: mine || undefined, owner, limit: 50, after, count: after ? undefined : true };
  const duties = useQuery({
    queryKey: matterKeys.figure("duties", zone, query),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/duties", { params: { path: { zone }, query } })),
    placeholderData: keepPreviousData,
  });
  return (
    <div className={css.sheet}>
      <Asked query={duties} rows={8}>
        {(page) =>
          page.duties.length === 0 ? (
            <Empty>{t("no_duties")}</Empty>
          ) : (
            <>
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">{t("what")}</th>
                    <th scope="col">{t("matter")}</th>
                    <th scope="col">{t("owner")}</th>
                    <th scope="col">{t("due")}</th>
                  </tr>
                </thead>
                <tbody>
                  {page.duties.map((d) => (
                    <tr key={d.matter + d.id + d.opens_at}>
                      <td data-label={t("what")}>
                        {d.title}
                        <small>{d.period}</small>
                      </td>
                      <td data-label={t("matter")}>
                        {d.matter_number && <Link to={toMatter(d.matter_number)}>{d.matter_title}</Link>}
                        <small>{d.matter_number}</small>
                      </td>
                      <td data-label={t("owner")}>{d.owner}</td>
                      <td data-label={t("due")} data-late={d.overdue ? "" : undefined}>
                        {d.due_at && dayWords(dayOf(d.due_at), "")}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <div className={css.foot}>
                {page.total !== undefined && <span>{t("of", { n: page.total })}</span>}
                {after && <Button size="small" onClick={() => setAfter(undefined)}>{t("first")}</Button>}
                {page.next && <Button size="small" onClick={() => setAfter(page.next)}>{t("next")}</Button>}
              </div>
            </>
          )
        }
      </Asked>
    </div>
  );
}
