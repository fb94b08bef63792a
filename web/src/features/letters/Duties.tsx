import { Link } from "react-router";
import { api, take } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useZone } from "@/api/me";
import { Bearer } from "@/ui/Bearer";
import { Provisional, toMatter } from "@/ui/MatterRow";
import { Empty } from "@/ui/Page";
import { dayOf, dayWords } from "@/ui/time";
import { Paged } from "./Paged";
import { useLetterWords } from "./words";

/** of: whose, about which unit's matters, and asking for what. */
export function Duties({
  state,
  mine,
  of,
}: {
  state: string;
  mine: boolean;
  of: { owner?: string; unit?: string; no_unit?: boolean; what?: string };
}) {
  const t = useLetterWords();
  const zone = useZone();
  const query = { state: [state], mine: mine || undefined, ...of };
  const name = matterKeys.figure("duties", zone, query);
  return (
    <Paged
      key={JSON.stringify(name)}
      name={name}
      ask={async (turned) => {
        const { duties, ...page } = await take(
          api.GET("/api/v1/zones/{zone}/duties", { params: { path: { zone }, query: { ...query, ...turned } } }),
        );
        return { rows: duties, ...page };
      }}
      columns={[t("what"), t("matter"), t("owner"), t("due")]}
      empty={<Empty>{t("no_duties")}</Empty>}
      row={(d) => (
        <tr key={d.matter + d.id + d.opens_at}>
          <td data-label={t("what")}>
            {d.title}
            <small>{d.period}</small>
          </td>
          <td data-label={t("matter")}>
            {d.matter_number && <Link to={toMatter(d.matter_number)}>{d.matter_title}</Link>}
            <small>{d.matter_number}</small>
          </td>
          <td data-label={t("owner")}>
            <Bearer name={d.owner} />
          </td>
          <td data-label={t("due")} data-late={d.overdue ? "" : undefined}>
            {d.due_at && dayWords(dayOf(d.due_at), "")}
            <Provisional of={d.provisional} />
          </td>
        </tr>
      )}
    />
  );
}
