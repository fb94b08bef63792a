// Registering a matter: its kind chosen in words, then the form that the server makes of that kind.
import Form from "@rjsf/antd";
import type { FieldProps, RegistryFieldsType } from "@rjsf/utils";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form as AntForm, Select } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useChoices } from "@/api/choices";
import { api, take, type Schema } from "@/api/client";
import { matterKeys } from "@/api/keys";
import { useMay, useMe, useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Control } from "@/deeds/Control";
import { Asked, Refusal } from "@/ui/Asked";
import { toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import asksNothing from "./asksNothing";
import css from "./register.module.css";
import { formOf, placed, sayable, unsaid, type Said, type Take } from "./schema";
import { useRegisterWords } from "./words";

export default function Register() {
  const t = useRegisterWords();
  const may = useMay("register");
  const [params, setParams] = useSearchParams();
  const kind = params.get("kind") ?? undefined;
  if (!may) {
    return (
      <Page title={t("title")}>
        <Panel title={t("title")}>
          <Empty hint={t("forbidden_hint")}>{t("forbidden")}</Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page title={t("title")}>
      {kind ? <OfKind key={kind} kind={kind} other={() => setParams({})} /> : <Kinds choose={(name) => setParams({ kind: name })} />}
    </Page>
  );
}

function Kinds({ choose }: { choose: (kind: string) => void }) {
  const t = useRegisterWords();
  const { kinds } = useChoices(useZone());
  return (
    <Panel title={t("kind")}>
      <p className={css.hint}>{t("kind_hint")}</p>
      <ul className={css.kinds}>
        {kinds.map((k) => (
          <li key={k.name}>
            <button type="button" onClick={() => choose(k.name)}>
              <b>{k.title}</b>
              <small>{k.limit ? t("limit", { limit: k.limit }) : t("no_limit")}</small>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function OfKind({ kind, other }: { kind: string; other: () => void }) {
  const t = useRegisterWords();
  const zone = useZone();
  const asked = useQuery({
    queryKey: ["mechanisms", zone, "kind", kind],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind } } })),
  });
  return (
    <Asked query={asked} rows={10}>
      {(k) => (
        <Panel
          title={k.title}
          more={
            <Button size="small" onClick={other}>
              {t("change_kind")}
            </Button>
          }
        >
          {k.note && <p className={css.hint}>{k.note}</p>}
          {(k.register_takes ?? []).length === 0 ? <Empty>{t("not_this")}</Empty> : <Sheet kind={k.name} takes={k.register_takes ?? []} />}
        </Panel>
      )}
    </Asked>
  );
}

/** One member, by the control that commands use for its type; rjsf puts the server's faults below it. */
function Member({ schema, uiSchema, formData, onChange, required, fieldPathId }: FieldProps) {
  const of = (uiSchema?.["ui:options"] as { take: Take }).take;
  const id = fieldPathId.$id;
  return (
    <AntForm.Item label={schema.title} htmlFor={id} required={required} colon={false}>
      <Control of={of} number="" id={id} value={formData} checked={formData === true} onChange={(v) => onChange(v, fieldPathId.path)} />
    </AntForm.Item>
  );
}

const fields: RegistryFieldsType = { control: Member };

function Sheet({ kind, takes }: { kind: string; takes: Take[] }) {
  const t = useRegisterWords();
  const zone = useZone();
  const me = useMe();
  const go = useNavigate();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const [said, say] = useState<Said>({});
  const [seldom, showSeldom] = useState(false);
  const acting = me.acting ?? [];
  const [as, setAs] = useState(acting.length > 1 ? acting[0] : undefined);
  const shown = useMemo(() => takes.filter((x) => seldom || !x.seldom || x.required), [takes, seldom]);
  const { schema, ui } = useMemo(() => formOf(shown), [shown]);
  const send = useMutation({
    mutationFn: () =>
      take(
        api.POST("/api/v1/zones/{zone}/matters", {
          params: { path: { zone } },
          body: { ...unsaid(takes), ...sayable(said), kind, as } as Schema["Registration"],
        }),
      ),
    onSuccess: (m) => {
      void queries.invalidateQueries({ queryKey: matterKeys.all });
      void message.success(t("done", { number: m.number }));
      void go(toMatter(m.number));
    },
    // What is refused may be in a part that is folded away.
    onError: (e) =>
      isProblem(e) && e.faults.some((f) => takes.some((x) => x.seldom && f.location === `body.${x.name}`)) && showSeldom(true),
  });
  const { at, left } = useMemo(() => placed(isProblem(send.error) ? send.error.faults : [], takes), [send.error, takes]);
  const atFields = isProblem(send.error) && send.error.faults.length > 0 && left.length === 0;
  return (
    <div className={css.sheet}>
      {acting.length > 1 && (
        <AntForm.Item label={t("as")} layout="vertical">
          <Select aria-label={t("as")} value={as} onChange={setAs} options={acting.map((p) => ({ value: p, label: p }))} />
        </AntForm.Item>
      )}
      <Form
        schema={schema}
        uiSchema={ui}
        fields={fields}
        validator={asksNothing}
        formData={said}
        onChange={(e) => say(e.formData as Said)}
        onSubmit={() => send.mutate()}
        extraErrors={at}
        noHtml5Validate
        showErrorList={false}
      >
        <>
          {!seldom && shown.length < takes.length && (
            <Button type="link" className={css.more} onClick={() => showSeldom(true)}>
              {t("seldom")}
            </Button>
          )}
          {send.isError &&
            (atFields ? (
              <p role="alert" className={css.faults}>
                {t("faults", { n: isProblem(send.error) ? send.error.faults.length : 0 })}
              </p>
            ) : (
              <Refusal error={send.error} />
            ))}
          <div className={css.steps}>
            <Button type="primary" htmlType="submit" loading={send.isPending}>
              {t("send")}
            </Button>
          </div>
        </>
      </Form>
    </div>
  );
}
