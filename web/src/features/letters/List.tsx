import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import type { paths } from "@/api/schema";
import { Bearer } from "@/ui/Bearer";
import { Provisional, toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { dayOf, dayWords } from "@/ui/time";
import { Paged } from "./Paged";
import { useLetterWords } from "./words";

type State = NonNullable<NonNullable<paths["/api/v1/zones/{zone}/letters"]["get"]["parameters"]["query"]>["state"]>;

export function LetterList({ state, late, mine }: { state: string; late: boolean; mine: boolean }) {
  const t = useLetterWords();
  const zone = useZone();
  const query = { state: (state || undefined) as State | undefined, late: late || undefined, mine: mine || undefined };
  const name = matterKeys.figure("letters", zone, query);
  return (
    <Paged
      key={JSON.stringify(name)}
      name={name}
      ask={async (turned) => {
        const { letters, ...page } = await take(
          api.GET("/api/v1/zones/{zone}/letters", { params: { path: { zone }, query: { ...query, ...turned } } }),
        );
        return { rows: letters, ...page };
      }}
      columns={[t("number"), t("matter"), t("to"), t("by"), t("state"), t("reply_by")]}
      empty={<Empty hint={t("none_hint")}>{t("none")}</Empty>}
      row={(l) => (
        <tr key={l.matter + l.id}>
          <td data-label={t("number")}>
            <Link to={`/letters/${encodeURIComponent(l.matter_number ?? l.matter)}/${encodeURIComponent(l.id)}`}>
              {l.number ?? `${l.title}${t("draft")}`}
            </Link>
            <small>{l.number && l.title}</small>
          </td>
          <td data-label={t("matter")}>
            {l.matter_number && <Link to={toMatter(l.matter_number)}>{l.matter_title}</Link>}
            <small>{l.matter_number}</small>
          </td>
          <td data-label={t("to")}>
            <Bearer name={l.to} />
          </td>
          <td data-label={t("by")}>{l.by}</td>
          <td data-label={t("state")}>
            <span data-state={l.state}>{t(l.state as "drafted")}</span>
          </td>
          <td data-label={t("reply_by")} data-late={l.late ? "" : undefined}>
            {l.reply_by && dayWords(dayOf(l.reply_by), "")}
            <Provisional of={l.provisional} />
          </td>
        </tr>
      )}
    />
  );
}
