import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input, Radio, Switch, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { api, take, takeTagged, type Schema } from "@/api/client";
import { useMe, useZone } from "@/api/me";
import { Asked, Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import css from "./me.module.css";
import { useMeWords } from "./words";

type Preferences = Schema["PreferencesBody"];
type Said = {
  lang: Preferences["lang"];
  from: Dayjs;
  to: Dayjs;
  rest_days: boolean;
  urgent: boolean;
  muted: string[];
  channels: Record<string, { enabled: boolean; address?: string; secret?: string }>;
};

const names = ["email", "wecom", "dingtalk", "webhook"] as const;
const ofPosts = [
  "duty-missed",
  "rung-fired",
  "letter-late",
  "assigned",
  "letter",
  "verify",
  "proposed",
  "answered",
  "duty-opened",
] as const;
const ofEnterprises = ["claim-step", "entitlement", "clause"] as const; // whoever acts for one holds no post
const hints = { email: "email_hint", wecom: "robot_hint", dingtalk: "robot_hint", webhook: "hook_hint" } as const;
const clock = (at: string) => dayjs(`2000-01-01T${at}`);

/** How one wants to hear of things. */
export function Notify() {
  const zone = useZone();
  const name = ["self", "preferences", zone];
  const asked = useQuery({
    queryKey: name,
    queryFn: () => takeTagged(api.GET("/api/v1/zones/{zone}/preferences", { params: { path: { zone } } })),
  });
  return <Asked query={asked}>{({ value, etag }) => <Wishes key={etag} now={value} etag={etag} name={name} />}</Asked>;
}

function Wishes({ now, etag, name }: { now: Preferences; etag: string; name: unknown[] }) {
  const t = useMeWords();
  const zone = useZone();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const me = useMe();
  const kinds = me.person ? ofPosts : ofEnterprises;
  const save = useMutation({
    mutationFn: (v: Said) =>
      take(
        api.PUT("/api/v1/zones/{zone}/preferences", {
          params: { path: { zone }, header: { "If-Match": etag } },
          body: {
            lang: v.lang,
            quiet: { from: v.from.format("HH:mm"), to: v.to.format("HH:mm"), rest_days: v.rest_days, urgent: v.urgent },
            muted: v.muted,
            channels: names
              .map((n) => ({ name: n, enabled: false, address: "", ...v.channels[n] }))
              .filter((c) => c.enabled || c.address)
              .map(({ secret, ...c }) => (secret ? { ...c, secret } : c)),
          },
        }),
      ),
    onSuccess: () => {
      void message.success(t("saved"));
      void cache.invalidateQueries({ queryKey: name });
    },
  });
  const channels = Object.fromEntries(names.map((n) => [n, { enabled: false, ...now.channels.find((c) => c.name === n) }]));
  return (
    <Form<Said>
      layout="vertical"
      initialValues={{
        lang: now.lang,
        from: clock(now.quiet.from),
        to: clock(now.quiet.to),
        rest_days: now.quiet.rest_days,
        urgent: now.quiet.urgent,
        muted: now.muted,
        channels,
      }}
      onFinish={(v) => save.mutate(v)}
    >
      <Panel title={t("channels")}>
        <p className={css.hint} style={{ margin: "0 0 8px" }}>
          {t("channels_note")}
        </p>
        {names.map((n) => (
          <div key={n} className={css.channel}>
            <Form.Item name={["channels", n, "enabled"]} valuePropName="checked" label={t(n)}>
              <Switch aria-label={`${t("on")} ${t(n)}`} />
            </Form.Item>
            <Form.Item
              name={["channels", n, "address"]}
              label={t("address_of")}
              extra={now.channels.some((c) => c.name === n && c.unreadable) && t("channel_unreadable")}
            >
              <Input maxLength={2000} placeholder={t(hints[n])} inputMode={n === "email" ? "email" : "url"} />
            </Form.Item>
            {(n === "dingtalk" || n === "webhook") && (
              <Form.Item name={["channels", n, "secret"]} label={t("secret")}>
                <Input.Password maxLength={500} autoComplete="off" placeholder={t("secret_kept")} />
              </Form.Item>
            )}
          </div>
        ))}
      </Panel>
      <Panel title={t("quiet")}>
        <div className={css.quiet}>
          <Form.Item name="from" label={t("quiet_from")} rules={[{ required: true, message: t("quiet_from") }]}>
            <TimePicker format="HH:mm" allowClear={false} />
          </Form.Item>
          <Form.Item name="to" label={t("quiet_to")} extra={t("quiet_hint")} rules={[{ required: true, message: t("quiet_to") }]}>
            <TimePicker format="HH:mm" allowClear={false} />
          </Form.Item>
        </div>
        <Form.Item name="rest_days" valuePropName="checked" style={{ marginBottom: 4 }}>
          <Checkbox>{t("rest_days")}</Checkbox>
        </Form.Item>
        <Form.Item name="urgent" valuePropName="checked">
          <Checkbox>{t("urgent")}</Checkbox>
        </Form.Item>
        <Form.Item name="muted" label={t("muted")}>
          <Checkbox.Group options={kinds.map((k) => ({ value: k, label: t(k) }))} />
        </Form.Item>
        <Form.Item name="lang" label={t("notice_lang")} style={{ marginBottom: 0 }}>
          <Radio.Group
            options={[
              { value: "zh", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Form.Item>
      </Panel>
      {save.isError && <Refusal error={save.error} />}
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t("save")}
      </Button>
    </Form>
  );
}
