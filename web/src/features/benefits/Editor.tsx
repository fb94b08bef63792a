// A clause is written, and beside it stands at once who qualifies and what it takes: asked anew when the hand rests for a moment,
// and what comes to an older text is dropped.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { App, Button, Popconfirm, Select } from "antd";
import { useEffect, useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, take, type Schema } from "@/api/client";
import { setChange, useChange } from "@/api/kept";
import { useMay, useZone } from "@/api/me";
import { useAddress } from "@/ui/address";
import { Asked, Refusal } from "@/ui/Asked";
import { Page, Panel } from "@/ui/Page";
import { Yaml } from "@/ui/yaml/Yaml";
import { count, yuan } from "@/ui/sums";
import { keys, setDrafts, useClauses, useDrafts, useRegisters, type Clause } from "./ask";
import css from "./benefits.module.css";
import { clauseAt, withClause, withNewClause } from "./block";
import { source } from "./complete";
import { Day } from "./Clauses";
import { useBenefitWords } from "./words";

const rest = 250;

export default function Editor() {
  const t = useBenefitWords();
  const zone = useZone();
  const [params, set] = useAddress();
  const list = useClauses(zone);
  const registers = useRegisters(zone);
  const of = params.get("of") ?? "";
  const on = params.get("on") ?? undefined;
  return (
    <Page
      title={t("draft")}
      note={t("editor_note")}
      actions={
        <>
          <Day on={on} change={(d) => set("on", d)} />
          <Link to="/benefits">{t("back")}</Link>
        </>
      }
    >
      <Asked query={list} rows={10}>
        {({ clauses }) => {
          const tried = clauses.filter((c) => c.tried);
          return (
            <Asked query={registers} rows={10}>
              {(r) => (
                <>
                  <div className={css.filters}>
                    <label className={css.day}>
                      {t("start_from")}
                      <Select
                        showSearch={{ optionFilterProp: "label" }}
                        value={of}
                        onChange={(v) => set("of", v)}
                        className={css.pick}
                        aria-label={t("start_from")}
                        options={[{ value: "", label: t("blank") }, ...tried.map((c) => ({ value: c.id, label: `${c.title}（${c.id}）` }))]}
                      />
                    </label>
                  </div>
                  <Start key={of} of={tried.find((c) => c.id === of)} all={tried} registers={r.registers} functions={r.functions} on={on} />
                </>
              )}
            </Asked>
          );
        }}
      </Asked>
    </Page>
  );
}

type StartProps = { of?: Clause; all: Clause[]; registers: Schema["SubjectView"][]; functions: string[]; on?: string };

/** Fetches the file in which the clause stands, or the one that a new one is added to. */
function Start({ of, all, registers, functions, on }: StartProps) {
  const zone = useZone();
  const beside = of ?? all.findLast((c) => c.register === (registers[0]?.name ?? "")) ?? all.at(-1);
  const page = useQuery({
    enabled: !!beside,
    queryKey: keys.part(zone, "clause", beside?.document, beside?.key, undefined),
    queryFn: () =>
      take(
        api.GET("/api/v1/zones/{zone}/benefits/clauses/{document}/{clause}", {
          params: { path: { zone, document: beside!.document, clause: beside!.key } },
        }),
      ),
  });
  const files = useQuery({
    queryKey: keys.part(zone, "files"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/files", { params: { path: { zone } } })),
  });
  if (!beside) return <Desk blank registers={registers} functions={functions} register={registers[0]?.name ?? "enterprise"} on={on} />;
  return (
    <Asked query={page} rows={10}>
      {(g) => (
        <Asked query={files} rows={10}>
          {(f) => {
            const file = f.files.find((x) => x.path === g.file);
            if (!file) return <Desk blank registers={registers} functions={functions} register={beside.register} on={on} />;
            return (
              <Desk
                blank={!of}
                of={of}
                registers={registers}
                functions={functions}
                register={beside.register}
                file={{ path: file.path, text: file.text, line: g.line, version: f.hash }}
                on={on}
              />
            );
          }}
        </Asked>
      )}
    </Asked>
  );
}

const template = (root: string) => `- key: draft
  title: 新条款
  for: 
  when: ${root}.staff >= 100
  amount: wan(10)
  mode: reviewed
  period: year
`;

type DeskProps = {
  blank: boolean;
  of?: Clause;
  registers: Schema["SubjectView"][];
  functions: string[];
  register: string;
  file?: { path: string; text: string; line: number; version: string };
  on?: string;
};

function Desk({ blank, of, registers, functions, register, file, on }: DeskProps) {
  const t = useBenefitWords();
  const zone = useZone();
  const { message } = App.useApp();
  const drafts = useDrafts();
  const plans = useMay("plan");
  const proposes = useMay("propose");
  const at = useMemo(() => (file && !blank ? clauseAt(file.text, file.line) : undefined), [file, blank]);
  const was = at?.text ?? template(register.replaceAll("-", "_"));
  const name = of?.id ?? "";
  const [text, setText] = useState(drafts.text?.of === name ? drafts.text.text : was);
  const [round, setRound] = useState(0);
  const write = (next: string) => {
    setText(next);
    setDrafts(zone, { text: next === was ? undefined : { of: name, text: next } });
  };
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  const counted = useQuery({
    queryKey: keys.part(zone, "count", register, on, settled),
    queryFn: ({ signal }) =>
      take(
        api.POST("/api/v1/zones/{zone}/benefits/count", {
          params: { path: { zone } },
          body: { register, on, clause: settled, show: 8 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  const fresh = settled === text && !counted.isPlaceholderData && counted.data !== undefined;
  const faults = useMemo(() => (fresh ? counted.data.faults : []), [fresh, counted.data]);
  const subject = registers.find((r) => r.name === register);
  const sound = fresh && faults.length === 0;
  const whole = (f: { text: string; line: number }) => (blank ? withNewClause(f.text, f.line, text) : withClause(f.text, at!, text));
  const keep = (side: "a" | "b") => {
    if (!file) return;
    const title = /^\s*(?:- )?\s*title:\s*(?:\{\s*zh:\s*)?([^,}\n]+)/m.exec(text)?.[1]?.trim() ?? t(`side_${side}`);
    setDrafts(zone, { [side]: { title, files: { [file.path]: whole(file) } } });
    void message.success(t("kept", { side: t(`side_${side}`) }));
  };
  return (
    <div className={css.desk}>
      <div>
        <Yaml
          key={round}
          text={text}
          label={t("editor")}
          faults={faults}
          complete={source(() => subject && { fields: subject.fields, functions })}
          onChange={write}
        />
        <p className={css.source}>{t("fields_hint")}</p>
        <div className={css.state} role="status">
          <b>{!fresh ? t("counting") : faults.length > 0 ? t("faults", { n: faults.length }) : t("sound")}</b>
          {text !== was && (
            <Popconfirm
              title={t("discard")}
              onConfirm={() => {
                write(was);
                setRound(round + 1);
              }}
            >
              <Button size="small">{t("discard")}</Button>
            </Popconfirm>
          )}
        </div>
        <ul className={css.faults}>
          {faults.map((f, i) => (
            <li key={i}>
              {f.line !== undefined && f.line > 0 && <b>{t("line", { n: f.line })}</b>}
              {f.message}
            </li>
          ))}
        </ul>
        {counted.isError && <Refusal error={counted.error} retry={() => void counted.refetch()} />}
      </div>
      <div>
        <Panel title={t("result")}>{counted.data ? <Live n={counted.data} stale={!fresh} /> : <p role="status">{t("counting")}</p>}</Panel>
        {plans && file && (
          <Panel title={t("plan_link")}>
            <div className={css.keep}>
              <Button onClick={() => keep("a")} disabled={!sound}>
                {t("keep_a")}
              </Button>
              <Button onClick={() => keep("b")} disabled={!sound}>
                {t("keep_b")}
              </Button>
              {(drafts.a ?? drafts.b) && <Link to="/benefits/plan">{t("compare")}</Link>}
            </div>
          </Panel>
        )}
        {proposes && file && <Send file={file} text={() => whole(file)} ready={sound && text !== was} />}
      </div>
    </div>
  );
}

/** Takes the file with the clause to where it is checked, tried on the ledger and sent for approval. */
function Send({ file, text, ready }: { file: { path: string; line: number; version: string }; text: () => string; ready: boolean }) {
  const t = useBenefitWords();
  const zone = useZone();
  const go = useNavigate();
  const change = useChange();
  const list = useQuery({
    queryKey: keys.part(zone, "versions"),
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms", { params: { path: { zone } } })),
  });
  const newest = list.data?.versions[0]?.hash;
  const others = change?.base === file.version ? change.files : {};
  const send = () => {
    setChange(zone, { base: file.version, files: { ...others, [file.path]: text() } });
    void go(`/mechanisms/edit?${new URLSearchParams({ file: file.path, line: String(file.line) })}`);
  };
  if (list.isError) return <Refusal error={list.error} retry={() => void list.refetch()} />;
  if (newest && newest !== file.version) return <p className={css.source}>{t("send_newer")}</p>;
  const taken = file.path in others;
  return (
    <Panel title={t("send")}>
      <div className={css.keep}>
        <Popconfirm title={t("send_over")} disabled={!taken} onConfirm={send}>
          <Button onClick={taken ? undefined : send} disabled={!ready || !newest}>
            {t("send_go")}
          </Button>
        </Popconfirm>
      </div>
      <p className={css.source}>{t("send_note")}</p>
    </Panel>
  );
}

function Live({ n, stale }: { n: Schema["CountOutputBody"]; stale: boolean }) {
  const t = useBenefitWords();
  if (!n.counted) return <p className={css.source}>{t("nothing_yet")}</p>;
  return (
    <div className={css.live} data-stale={stale || undefined}>
      <div aria-live="polite">
        <span>{t("qualify")}</span>
        <b data-n="entitled">{count(n.entitled)}</b>
        <span>
          {t("households")} · {t("of_all", { n: count(n.records) })}
        </span>
      </div>
      <div className={css.bar} aria-hidden>
        <i style={{ width: `${(100 * n.entitled) / Math.max(1, n.records)}%` }} />
        <em style={{ width: `${(100 * n.undecided) / Math.max(1, n.records)}%` }} />
      </div>
      <div>
        <span>{t("in_all")}</span>
        <b data-n="amount">{yuan(n.amount)}</b>
      </div>
      {n.undecided > 0 && <p>{t("missing", { n: count(n.undecided) })}</p>}
      {n.conditions && <p>{t("read_words", { words: [n.conditions, n.how_much].filter(Boolean).join(" → ") })}</p>}
      {n.first.length > 0 && (
        <p className={css.names}>
          {t("first_of")}{" "}
          {n.first.map((r) => (
            <span key={r.key}>{r.name || r.key}</span>
          ))}
        </p>
      )}
      <small>{t("alone")}</small>
    </div>
  );
}
