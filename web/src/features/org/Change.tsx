// One dialog for every change of the organisation: each command names the members that it takes. What it means, and whether it
// may be done, is the server's to say.
import { App, AutoComplete, Button, Checkbox, DatePicker, Form, Input, Radio, Select } from "antd";
import dayjs from "dayjs";
import { api, take, type Schema } from "@/api/client";
import { useMe, useZone } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Ask, Said } from "@/ui/ask/Ask";
import { people, useAgain, useBodies, useChart, type Command } from "./chart";
import css from "./org.module.css";
import { useOrgWords } from "./words";

type Body = Schema["OrgInputBody"];
/** What is known already when a change is begun from a row. */
export type Given = Partial<Pick<Body, "post" | "person" | "former" | "seat" | "unit" | "code">>;
type Values = Record<string, unknown>;

const days = ["from", "to", "on"];

/** What was said, as the server takes it: days as ISO days, heirs and parts without empty lines. */
function bodyOf(command: Command, said: Values): Body {
  const body: Values = { command };
  for (const [name, value] of Object.entries(said)) {
    if (value === undefined || value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0)) continue;
    body[name] = days.includes(name) ? dayjs(value as string).format("YYYY-MM-DD") : value;
  }
  if (said.into_code) body.into = [{ code: said.into_code, ...(said.into_name ? { name: said.into_name } : {}) }];
  if (said.closing_heir) body.heirs = [{ heir: said.closing_heir }];
  for (const own of ["into_code", "into_name", "closing_heir"]) delete body[own];
  return body as Body;
}

export function Change({ command, given, on, close }: { command: Command; given?: Given; on: string; close: () => void }) {
  const t = useOrgWords();
  const me = useMe();
  const zone = useZone();
  const again = useAgain();
  const { message } = App.useApp();
  const { units } = useChart(on);
  return (
    <Ask<Values>
      title={t(command)}
      ok={t(command)}
      close={close}
      wide={command === "merge" || command === "split"}
      initial={{ seat: "primary", from: dayjs(on), on: dayjs(on), as: me.acting.length > 1 ? me.acting[0] : undefined, ...given }}
      send={async (said) => {
        try {
          return await take(
            api.POST("/api/v1/zones/{zone}/org/commands", {
              params: { path: { zone }, header: { "If-Match": units.data?.etag ?? "" } },
              body: bodyOf(command, said),
            }),
          );
        } catch (e) {
          if (isProblem(e) && e.status === 412) again();
          throw e;
        }
      }}
      done={() => {
        again();
        void message.success(t("done", { what: t(command) }));
      }}
    >
      {me.acting.length > 1 && (
        <Said name="as" title={t("as")}>
          <Select options={me.acting.map((p) => ({ value: p, label: p }))} />
        </Said>
      )}
      <Members command={command} on={on} />
    </Ask>
  );
}

function Members({ command, on }: { command: Command; on: string }) {
  const t = useOrgWords();
  const c = useControls(on);
  switch (command) {
    case "absence":
      return (
        <>
          {c.post()}
          {c.person(true)}
          <div className={css.two}>
            {c.day("from", t("from"))}
            {c.day("to", t("to_back"), true, t("to_back_hint"))}
          </div>
          {c.text("reason", t("reason"), true)}
        </>
      );
    case "back":
      return (
        <>
          {c.post()}
          {c.person(true)}
          {c.day("on", t("to_back"))}
        </>
      );
    case "appoint":
      return (
        <>
          {c.post()}
          {c.person()}
          {c.seat()}
          <div className={css.two}>
            {c.day("from", t("from"))}
            {c.day("to", t("to"), true)}
          </div>
          <Form.Item name="replace" valuePropName="checked">
            <Checkbox>{t("replace")}</Checkbox>
          </Form.Item>
        </>
      );
    case "relieve":
      return (
        <>
          {c.post()}
          {c.seat()}
          {c.day("on", t("effective"))}
        </>
      );
    case "hand-over":
      return (
        <>
          {c.post()}
          {c.person(true, "former", t("former"))}
          {c.person(false, "person", t("takes"))}
          {c.day("on", t("effective"))}
        </>
      );
    case "merge":
      return (
        <>
          {c.unit("units", t("merge_from"), true)}
          <div className={css.two}>
            {c.code("into_code", t("merge_into"))}
            {c.text("into_name", t("into_name"), true, t("into_name_hint"))}
          </div>
          {c.text("post", t("head_post"), true)}
          {c.heirs()}
          {c.day("on", t("effective"))}
        </>
      );
    case "split":
      return (
        <>
          {c.unit("unit", t("unit"))}
          {c.parts()}
          {c.heirs()}
          {c.day("on", t("effective"))}
        </>
      );
    case "rename":
      return (
        <>
          {c.unit("unit", t("unit"))}
          {c.text("name", t("new_name"))}
          {c.day("on", t("effective"))}
        </>
      );
    case "open-post":
      return (
        <>
          {c.text("post", t("post"))}
          {c.unit("unit", t("unit"))}
          <Form.Item name="head" valuePropName="checked">
            <Checkbox>{t("head")}</Checkbox>
          </Form.Item>
          <div className={css.two}>
            {c.text("level", t("level"), true)}
            {c.tags("places", t("places"))}
          </div>
          {c.day("from", t("from"))}
        </>
      );
    case "close-post":
      return (
        <>
          {c.post()}
          {c.post("closing_heir", t("heir"), true)}
          {c.day("on", t("effective"))}
        </>
      );
    case "form-body":
      return (
        <>
          <div className={css.two}>
            {c.text("name", t("new_name"))}
            {c.text("code", t("code"))}
          </div>
          {c.text("kind", t("body_kind"), true)}
          {c.post("post", t("body_head"))}
          {c.members("units", t("members"))}
          {c.unit("office", t("office"), false, true)}
          {c.day("from", t("from"))}
        </>
      );
    case "change-body":
      return (
        <>
          {c.body()}
          {c.post("post", t("body_head_new"), true)}
          {c.unit("office", t("office_new"), false, true)}
          {c.members("units", t("join"))}
          {c.leaving()}
          {c.day("on", t("effective"))}
        </>
      );
    case "dissolve-body":
      return (
        <>
          {c.body()}
          {c.post("closing_heir", t("body_heir"), true, t("body_heir_hint"))}
          {c.day("on", t("effective"))}
        </>
      );
  }
}

/** The controls that the changes share, with what the chart holds on the day to choose from. */
function useControls(on: string) {
  const t = useOrgWords();
  const { units, posts } = useChart(on);
  const bodies = useBodies(on);
  const code: unknown = Form.useWatch("code");
  const sitting = bodies.data?.bodies.find((b) => b.code === code);
  const unitOptions = (units.data?.value.units ?? []).map((u) => ({ value: u.code, label: `${u.name}（${u.code}）` }));
  const postOptions = (posts.data?.posts ?? []).map((p) => ({ value: p.name, label: p.name }));
  const find = { optionFilterProp: "label" };
  const typing = {
    filterOption: (typed: string, o?: { label?: unknown; value?: unknown }) => `${String(o?.label)}${String(o?.value)}`.includes(typed),
  };
  const post = (name = "post", title = t("post"), optional = false, hint?: string) => (
    <Said name={name} title={title} optional={optional} hint={hint}>
      <Select showSearch={find} allowClear={optional} options={postOptions} />
    </Said>
  );
  return {
    post,
    person: (optional = false, name = "person", title = t("person")) => (
      <Said name={name} title={title} optional={optional} hint={t("person_hint")}>
        <AutoComplete allowClear showSearch={typing} options={people(posts.data?.posts ?? [])} />
      </Said>
    ),
    seat: () => (
      <Said name="seat" title={t("seat")}>
        <Radio.Group
          options={[
            { value: "primary", label: t("primary") },
            { value: "deputy", label: t("deputy") },
          ]}
        />
      </Said>
    ),
    day: (name: string, title: string, optional = false, hint?: string) => (
      <Said name={name} title={title} optional={optional} hint={hint}>
        <DatePicker style={{ width: "100%" }} />
      </Said>
    ),
    text: (name: string, title: string, optional = false, hint?: string) => (
      <Said name={name} title={title} optional={optional} hint={hint}>
        <Input maxLength={200} />
      </Said>
    ),
    tags: (name: string, title: string) => (
      <Said name={name} title={title} optional>
        <Select mode="tags" open={false} suffixIcon={null} />
      </Said>
    ),
    code: (name: string, title: string) => (
      <Said name={name} title={title}>
        <AutoComplete showSearch={typing} options={unitOptions} />
      </Said>
    ),
    unit: (name: string, title: string, several = false, optional = false) => (
      <Said name={name} title={title} optional={optional}>
        <Select showSearch={find} allowClear={optional} mode={several ? "multiple" : undefined} options={unitOptions} />
      </Said>
    ),
    body: () => (
      <Said name="code" title={t("bodies")}>
        <Select options={(bodies.data?.bodies ?? []).map((b) => ({ value: b.code, label: b.name }))} />
      </Said>
    ),
    members: (name: string, title: string) => (
      <Said name={name} title={title} optional>
        <Select showSearch={find} allowClear mode="multiple" options={[...unitOptions, ...postOptions]} />
      </Said>
    ),
    leaving: () => (
      <Said name="leaving" title={t("leave")} optional>
        <Select
          showSearch={find}
          allowClear
          mode="multiple"
          options={(sitting?.members ?? []).map((m) => unitOptions.find((u) => u.value === m) ?? { value: m, label: m })}
        />
      </Said>
    ),
    parts: () => (
      <Lines name="into" title={t("split_into")}>
        {(field) => (
          <>
            <Form.Item name={[field, "code"]} rules={[{ required: true, message: t("code") }]} style={{ marginBottom: 8 }}>
              <Input aria-label={t("code")} placeholder={t("code")} maxLength={100} />
            </Form.Item>
            <Form.Item name={[field, "name"]} style={{ marginBottom: 8 }}>
              <Input aria-label={t("into_name")} placeholder={t("into_name")} maxLength={200} />
            </Form.Item>
            <Form.Item name={[field, "head"]} style={{ marginBottom: 8, gridColumn: "1 / span 2", order: 1 }}>
              <Input aria-label={t("head_post")} placeholder={t("head_post")} maxLength={100} />
            </Form.Item>
          </>
        )}
      </Lines>
    ),
    heirs: () => (
      <Lines name="heirs" title={t("heirs")} hint={t("heir_hint")}>
        {(field) => (
          <>
            <Form.Item name={[field, "post"]} rules={[{ required: true, message: t("from_post") }]} style={{ marginBottom: 8 }}>
              <Select aria-label={t("from_post")} placeholder={t("from_post")} showSearch={find} options={postOptions} />
            </Form.Item>
            <Form.Item name={[field, "heir"]} rules={[{ required: true, message: t("heir") }]} style={{ marginBottom: 8 }}>
              <AutoComplete aria-label={t("heir")} placeholder={t("heir")} showSearch={typing} options={postOptions} />
            </Form.Item>
          </>
        )}
      </Lines>
    ),
  };
}

function Lines({
  name,
  title,
  hint,
  children,
}: {
  name: string;
  title: string;
  hint?: string;
  children: (field: number) => React.ReactNode;
}) {
  const t = useOrgWords();
  return (
    <Form.Item label={title} extra={hint}>
      <Form.List name={name}>
        {(fields, { add, remove }) => (
          <>
            {fields.map((f) => (
              <div key={f.key} className={css.row}>
                {children(f.name)}
                <Button onClick={() => remove(f.name)}>{t("remove")}</Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({})}>
              {t("add")}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}
