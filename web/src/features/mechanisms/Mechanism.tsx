// One mechanism as a page made from its file.
import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Tag } from "antd";
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { useMay, useZone } from "@/api/me";
import { Asked } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { Page, Panel } from "@/ui/Page";
import { dayWords } from "@/ui/time";
import { keys } from "./ask";
import { Ladder } from "./Ladder";
import css from "./mechanisms.module.css";
import { useMechanismWords } from "./words";
import { Year } from "./Year";

type Doc = Schema["DocumentView"];

export default function Mechanism() {
  const { type = "", name = "" } = useParams();
  const zone = useZone();
  const t = useMechanismWords();
  const doc = useQuery({
    queryKey: keys.part(zone, "document", type, name),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/mechanisms/documents/{type}/{name}", { params: { path: { zone, type: type as Doc["type"], name } } }),
      ),
  });
  return (
    <Asked query={doc} rows={10}>
      {(d) => (
        <Page title={d.title} note={d.type_title} actions={<Acts file={d.file} line={d.line} />}>
          <p className={css.source}>
            {d.source && `${t("source")}：${d.source}`}{" "}
            {d.rows.map((r) => (
              <Tag key={r}>{r}</Tag>
            ))}
            {d.from && t("from_day", { day: dayWords(d.from, "") })} {d.to && t("to_day", { day: dayWords(d.to, "") })}
          </p>
          {d.note && <p className={css.source}>{d.note}</p>}
          {d.type === "kind" ? <Kind name={name} /> : <Parts d={d} />}
          {d.used_by.length > 0 && (
            <Panel title={t("used_by")} n={d.used_by.length} flush>
              <ul className={css.list}>
                {d.used_by.map((u) => (
                  <li key={u.type + u.name}>
                    <Link to={`/mechanisms/${u.type}/${encodeURIComponent(u.name)}`}>{u.title}</Link>
                    <Tag>{u.type_title}</Tag>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <details className={css.raw}>
            <summary>
              {t("as_written")} · {d.file}:{d.line}
            </summary>
            <pre tabIndex={0}>{d.text}</pre>
          </details>
        </Page>
      )}
    </Asked>
  );
}

function Acts({ file, line }: { file: string; line: number }) {
  const t = useMechanismWords();
  return (
    <>
      <Link to="/mechanisms">{t("back")}</Link>
      {useMay("plan") && (
        <Link to={`/mechanisms/edit?file=${encodeURIComponent(file)}&line=${line}`}>
          <Button>{t("edit")}</Button>
        </Link>
      )}
    </>
  );
}

function Lines({ children }: { children: ReactNode }) {
  return <ul className={css.lines}>{children}</ul>;
}

function Gates({ gates }: { gates: Schema["GateView"][] }) {
  return (
    <Lines>
      {gates.map((g, i) => (
        <li key={i}>
          {g.title && <b>{g.title}</b>}
          <span>
            {g.words || g.says || g.rule}
            {g.words && g.says && <small>“{g.says}”</small>}
          </span>
        </li>
      ))}
    </Lines>
  );
}

function Kind({ name }: { name: string }) {
  const t = useMechanismWords();
  const zone = useZone();
  const kind = useQuery({
    queryKey: keys.part(zone, "kind", name),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind: name } } })),
  });
  return (
    <Asked query={kind} rows={10}>
      {(k) => (
        <div className={css.two}>
          <div>
            {k.ladder.length > 0 && (
              <Panel
                title={t("ladder")}
                n={k.ladder.length}
                more={k.use_ladder && <Link to={`/mechanisms/ladder/${k.use_ladder}`}>{k.use_ladder}</Link>}
              >
                <Ladder rungs={k.ladder} />
              </Panel>
            )}
            {k.cadence.length > 0 && (
              <Panel title={t("cadence")}>
                <p className={css.source}>
                  {t("owes", { who: k.cadence_owner ?? "" })}，
                  {t(k.met_by === "report" ? "met_report" : k.met_by === "letter" ? "met_letter" : "met_review")}
                </p>
                <Year kind={name} />
              </Panel>
            )}
            {k.gates.length > 0 && (
              <Panel title={t("gates")} n={k.gates.length}>
                <Gates gates={k.gates} />
              </Panel>
            )}
          </div>
          <div>
            <Panel title={t("limits")}>
              <Lines>
                {k.limits.map((l, i) => (
                  <li key={i}>
                    <b>{l.title}</b>
                    <span>
                      {l.says}
                      {l.if && <small>{t("when", { x: l.if })}</small>}
                    </span>
                  </li>
                ))}
                <li>
                  <b>{t("number")}</b>
                  <span>{k.number}</span>
                </li>
                <li>
                  <b />
                  <span>
                    {t("extensions", { n: k.extensions })} {k.extend_by && t("extend_by", { n: k.extend_by })}
                  </span>
                </li>
              </Lines>
            </Panel>
            <Panel title={t("lights")}>
              <Lines>
                {k.lights.map((l) => (
                  <li key={l.light}>
                    <Light light={l.light} chip />
                    <span>{l.says || l.rule}</span>
                  </li>
                ))}
              </Lines>
            </Panel>
            <Panel title={t("roles")}>
              <Lines>
                {k.roles.map((r) => (
                  <li key={r.role}>
                    <b>{r.says}</b>
                    <span>{r.title}</span>
                  </li>
                ))}
              </Lines>
            </Panel>
            {k.fields.length > 0 && (
              <Panel title={t("fields")} n={k.fields.length}>
                <Lines>
                  {k.fields.map((f) => (
                    <li key={f.name}>
                      <b>{f.title}</b>
                      <span>
                        {t(f.required ? "required" : "optional")}
                        {f.choices && <small>{f.choices.map((c) => c.title).join("、")}</small>}
                      </span>
                    </li>
                  ))}
                </Lines>
              </Panel>
            )}
            {k.checklist.length > 0 && (
              <Panel title={t("checklist")} n={k.checklist.length}>
                <ol className={css.steps}>
                  {k.checklist.map((c) => (
                    <li key={c}>{c}</li>
                  ))}
                </ol>
              </Panel>
            )}
            {k.letters.length > 0 && (
              <Panel title={t("letters")} n={k.letters.length}>
                <Lines>
                  {k.letters.map((l) => (
                    <li key={l.name}>
                      <Link to={`/mechanisms/letter/${l.name}`}>{l.title}</Link>
                    </li>
                  ))}
                </Lines>
              </Panel>
            )}
          </div>
        </div>
      )}
    </Asked>
  );
}

function Parts({ d }: { d: Doc }) {
  const t = useMechanismWords();
  return (
    <>
      {d.ladder && (
        <Panel title={t("ladder")} n={d.ladder.length}>
          <Ladder rungs={d.ladder} />
        </Panel>
      )}
      {d.gates && (
        <Panel title={t("gates")} n={d.gates.length}>
          <Gates gates={d.gates} />
        </Panel>
      )}
      {d.letter && (
        <div className={css.paper}>
          <small>
            {d.letter.number} {d.letter.reply && `· ${t("reply", { n: d.letter.reply })}`}
          </small>
          <h2>{d.letter.subject}</h2>
          <pre>{d.letter.body}</pre>
          <small>{d.letter.placeholders.map((p) => `{${p.value}} ${p.title}`).join("　")}</small>
        </div>
      )}
      {d.session && (
        <>
          <Panel title={d.title}>
            <Descriptions
              column={{ xs: 1, md: 2 }}
              items={[
                { key: "chair", label: t("chair"), children: d.session.chair },
                { key: "body", label: t("body"), children: d.session.body },
                { key: "number", label: t("number"), children: d.session.number },
                ...(d.session.look_back ? [{ key: "back", label: "", children: t("look_back") }] : []),
                ...(d.session.recolor ? [{ key: "recolor", label: "", children: t("recolor") }] : []),
                ...(d.session.matters.length > 0
                  ? [{ key: "may", label: "", children: t("may_issue", { x: d.session.matters.map((m) => m.title).join("、") }) }]
                  : []),
              ]}
            />
          </Panel>
          <Panel title={t("blocks")} n={d.session.blocks.length}>
            <ol className={css.steps}>
              {d.session.blocks.map((b, i) => (
                <li key={i}>
                  <b>{b.title}</b> {b.required && <b className={css.sign}>{t("must")}</b>} {b.first && <Tag>{t("first")}</Tag>}
                  {b.fill && (
                    <small>{t("fill", { x: b.fill + (b.kinds.length > 0 ? `（${b.kinds.map((k) => k.title).join("、")}）` : "") })}</small>
                  )}
                </li>
              ))}
            </ol>
          </Panel>
        </>
      )}
      {d.fields && (
        <Panel title={t("fields")} n={d.fields.length}>
          <Lines>
            {d.fields.map((f) => (
              <li key={f.name}>
                <b>{f.title || f.name}</b>
                <span>
                  {f.key ? t("key") : t(f.required ? "required" : "optional")}
                  {f.one_of && <small>{f.one_of.join("、")}</small>}
                </span>
              </li>
            ))}
          </Lines>
        </Panel>
      )}
      {d.items && (
        <Panel title={d.title} n={d.items.length}>
          <Lines>
            {d.items.map((i) => (
              <li key={i.code + (i.from ?? "")}>
                <b>{i.code}</b>
                <span>
                  {i.title}
                  <small>
                    {i.from && t("from_day", { day: dayWords(i.from, "") })} {i.to && t("to_day", { day: dayWords(i.to, "") })}
                  </small>
                </span>
              </li>
            ))}
          </Lines>
        </Panel>
      )}
      {d.posts && (
        <Panel title={t("roles")}>
          <Lines>
            {d.posts.map((p) => (
              <li key={p.title}>
                <b>{p.title}</b>
                <span>{p.says.join("、")}</span>
              </li>
            ))}
          </Lines>
        </Panel>
      )}
    </>
  );
}
