// Everything the zone works by: what there is, by the part of the table it carries; what waits for approval; what governed when.
import { FormOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Tabs, Tag } from "antd";
import { Link, useSearchParams } from "react-router";
import { useMay } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Asked } from "@/ui/Asked";
import { Empty, Page, Panel } from "@/ui/Page";
import { dayOf, dayWords, instantWords } from "@/ui/time";
import { useCatalogue, useProposals } from "./ask";
import css from "./mechanisms.module.css";
import { useMechanismWords } from "./words";

export default function Mechanisms() {
  const t = useMechanismWords();
  const [params, setParams] = useSearchParams();
  const plans = useMay("plan");
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={
        plans && (
          <Link to="/mechanisms/edit">
            <Button type="primary" icon={<FormOutlined />}>
              {t("edit")}
            </Button>
          </Link>
        )
      }
    >
      <Tabs
        activeKey={params.get("tab") ?? "catalogue"}
        onChange={(tab) => setParams(tab === "catalogue" ? {} : { tab })}
        items={[
          { key: "catalogue", label: t("catalogue"), children: <Catalogue /> },
          ...(plans ? [{ key: "proposals", label: t("proposals"), children: <Proposals /> }] : []),
          { key: "versions", label: t("versions"), children: <Versions /> },
        ]}
      />
    </Page>
  );
}

function Catalogue() {
  const t = useMechanismWords();
  const list = useCatalogue();
  const [params, set] = useAddress();
  const q = (params.get("q") ?? "").trim().toLowerCase();
  const type = params.get("type") ?? "";
  return (
    <Asked query={list} rows={8}>
      {({ documents }) => {
        const types = [...new Map(documents.map((d) => [d.type as string, d.type_title])).entries()];
        const found = documents.filter(
          (d) =>
            (!type || d.type === type) && (!q || `${d.title} ${d.name} ${d.source ?? ""} ${d.rows.join(" ")}`.toLowerCase().includes(q)),
        );
        const domains = new Map<string, typeof found>();
        for (const d of found) domains.set(d.domain_title ?? "", [...(domains.get(d.domain_title ?? "") ?? []), d]);
        return (
          <>
            <div className={css.filters}>
              <Input.Search
                allowClear
                defaultValue={q}
                onChange={(e) => set("q", e.target.value)}
                placeholder={t("search")}
                aria-label={t("search")}
                className={css.search}
              />
              <Segmented
                value={type}
                onChange={(v) => set("type", v)}
                options={[{ value: "", label: t("all") }, ...types.map(([value, label]) => ({ value, label }))]}
              />
            </div>
            {found.length === 0 && <Empty hint={t("none_hint")}>{t("none")}</Empty>}
            {[...domains.entries()]
              .sort(([a], [b]) => Number(!a) - Number(!b))
              .map(([domain, of]) => (
                <Panel key={domain} title={domain || t("other")} n={of.length} flush>
                  <ul className={css.list}>
                    {of.map((d) => (
                      <li key={d.type + d.name}>
                        <Link to={`/mechanisms/${d.type}/${encodeURIComponent(d.name)}`}>{d.title}</Link>
                        <Tag>{d.type_title}</Tag>
                        <small>{[d.rows.join("、"), d.source].filter(Boolean).join(" · ")}</small>
                      </li>
                    ))}
                  </ul>
                </Panel>
              ))}
          </>
        );
      }}
    </Asked>
  );
}

function Proposals() {
  const t = useMechanismWords();
  const all = useProposals(true);
  return (
    <Asked query={all}>
      {({ proposals }) =>
        proposals.length === 0 ? (
          <Empty hint={t("no_proposals_hint")}>{t("no_proposals")}</Empty>
        ) : (
          <Panel title={t("proposals")} n={proposals.length} flush>
            <ul className={css.list}>
              {proposals.map((p) => (
                <li key={p.id}>
                  <Link to={`/mechanisms/proposals/${p.id}`}>{p.why}</Link>
                  <span className={css.sign} data-is={p.state}>
                    {t(p.state)}
                  </span>
                  <small>
                    {t("proposed_by", { who: p.post })} · {instantWords(p.at, "")} · {t("from_day", { day: dayWords(dayOf(p.from), "") })}
                  </small>
                </li>
              ))}
            </ul>
          </Panel>
        )
      }
    </Asked>
  );
}

function Versions() {
  const t = useMechanismWords();
  const list = useCatalogue();
  return (
    <Asked query={list}>
      {({ versions, current }) => (
        <Panel title={t("versions")} n={versions.length} flush>
          <ul className={css.list}>
            {versions.map((v, i) => (
              <li key={v.hash}>
                <Link to={`/mechanisms/versions/${v.hash}`}>
                  {t("since", { day: dayWords(dayOf(v.from), "") })} {v.version}
                </Link>
                {v.hash === current && (
                  <span className={css.sign} data-is="approved">
                    {t("current")}
                  </span>
                )}
                {versions.findIndex((x) => x.hash === current) > i && (
                  <span className={css.sign} data-is="open">
                    {t("coming", { day: dayWords(dayOf(v.from), "") })}
                  </span>
                )}
                <small>
                  {v.proposed_by ? t("signed_both", { a: v.proposed_by, b: v.applied_by }) : t("applied_by", { who: v.applied_by })} ·{" "}
                  {instantWords(v.applied_at, "")}
                  {instantWords(v.recorded_at, "") !== instantWords(v.applied_at, "") &&
                    ` · ${t("recorded", { at: instantWords(v.recorded_at, "") })}`}
                  {v.why && ` · ${v.why}`}
                </small>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Asked>
  );
}
