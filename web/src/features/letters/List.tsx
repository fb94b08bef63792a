import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import type { paths } from "@/api/schema";
import { Asked } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { dayOf, dayWords } from "@/ui/time";
import css from "./letters.module.css";
import { useLetterWords } from "./words";

type State = NonNullable<NonNullable<paths["/api/v1/zones/{zone}/letters"]["get"]["parameters"]["query"]>["state"]>;

export function LetterList({ state, late, mine }: { state: string; late: boolean; mine: boolean }) {
  const t = useLetterWords();
  const zone = useZone();
  const [after, setAfter] = useState<string>();
  const query = { state: (state || undefined) as State | undefined, late: late || undefined, mine: mine || undefined, limit: 50, after, count: after ? undefined : true };
  const letters = useQuery({
    queryKey: matterKeys.figure("letters", zone, query),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/letters", { params: { path: { zone }, query } })),
    placeholderData: keepPreviousData,
  });
  return (
    <div className={css.sheet}>
      <Asked query={letters} rows={8}>
        {(page) =>
          page.letters.length === 0 ? (
            <Empty hint={t("none_hint")}>{t("none")}</Empty>
          ) : (
            <>
              <table className={css.table}>
                <thead>
                  <tr>
                    <th scope="col">{t("number")}</th>
                    <th scope="col">{t("matter")}</th>
                    <th scope="col">{t("to")}</th>
                    <th scope="col">{t("by")}</th>
                    <th scope="col">{t("state")}</th>
                    <th scope="col">{t("reply_by")}</th>
                  </tr>
                </thead>
                <tbody>
                  {page.letters.map((l) => (
                    <tr key={l.matter + l.id}>
                      <td data-label={t("number")}>
                        <Link to={`/letters/${encodeURIComponent(l.matter_number ?? l.matter)}/${encodeURIComponent(l.id)}`}>{l.number ?? `${l.title}${t("draft")}`}</Link>
                        <small>{l.number && l.title}</small>
                      </td>
                      <td data-label={t("matter")}>
                        {l.matter_number && <Link to={toMatter(l.matter_number)}>{l.matter_title}</Link>}
                        <small>{l.matter_number}</small>
                      </td>
                      <td data-label={t("to")}>{l.to}</td>
                      <td data-label={t("by")}>{l.by}</td>
                      <td data-label={t("state")}>
                        <span data-state={l.state}>{t(l.state as "drafted")}</span>
                      </td>
                      <td data-label={t("reply_by")} data-late={l.late ? "" : undefined}>
                        {l.reply_by && dayWords(dayOf(l.reply_by), "")}
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
