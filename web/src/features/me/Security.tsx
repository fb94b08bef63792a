import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Form, Input } from "antd";
import { useState, type ReactNode } from "react";
import { api, take, type Schema } from "@/api/client";
import { meKey, useMe } from "@/api/me";
import { Ask, Once, Said } from "@/ui/ask/Ask";
import { Asked, Refusal } from "@/ui/Asked";
import { Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import { CodeSetUp } from "./CodeSetUp";
import css from "./me.module.css";
import { useProve } from "./Prover";
import { useMeWords } from "./words";

type Key = Schema["IdentitySecurityKey"];
type Open = { what: "password" | "code" | "no-code" | "key" | "recovery" } | { what: "no-key"; key: Key };

const factorsKey = ["self", "factors"];

/** Password, second factors, and who else vouches for one. */
export function Security() {
  const t = useMeWords();
  const me = useMe();
  const cache = useQueryClient();
  const prove = useProve();
  const { message } = App.useApp();
  const [open, setOpen] = useState<Open>();
  const [codes, setCodes] = useState<string[]>();
  const factors = useQuery({ queryKey: factorsKey, queryFn: () => take(api.GET("/api/v1/session/factors")) });
  const again = () => void cache.invalidateQueries({ queryKey: factorsKey });
  const close = () => setOpen(undefined);
  const shown = (recovery?: string[] | null) => {
    again();
    if (recovery?.length) setCodes(recovery);
  };
  return (
    <>
      <Panel title={t("password")} flush>
        <Item
          title={t("password")}
          note={t("password_at", { when: instantWords(me.password_at, "") })}
          act={<Button onClick={() => setOpen({ what: "password" })}>{t("change_password")}</Button>}
        />
      </Panel>
      <Panel title={t("second")} flush>
        <Asked query={factors}>
          {(f) => (
            <>
              {!f.one_time_code && f.security_keys.length === 0 && <Item title={t("second_none")} note={t("second_none_hint")} />}
              <Item
                title={t("code")}
                state={f.one_time_code}
                words={t(f.one_time_code ? "code_on" : "code_off")}
                note={t("code_note")}
                act={
                  <Button onClick={() => setOpen({ what: f.one_time_code ? "no-code" : "code" })}>
                    {t(f.one_time_code ? "remove" : "set_up")}
                  </Button>
                }
              />
              <Item
                title={t("keys")}
                note={"PublicKeyCredential" in window ? t("keys_note") : t("no_browser")}
                act={"PublicKeyCredential" in window && <Button onClick={() => setOpen({ what: "key" })}>{t("add_key")}</Button>}
              />
              {f.security_keys.map((k) => (
                <Item
                  key={k.id}
                  title={k.title}
                  note={t("key_since", { when: instantWords(k.created_at, ""), last: instantWords(k.last_at, "") })}
                  act={<Button onClick={() => setOpen({ what: "no-key", key: k })}>{t("remove")}</Button>}
                />
              ))}
              <Item
                title={t("recovery")}
                state={f.recovery_codes > 0}
                words={t("recovery_left", { n: f.recovery_codes })}
                note={t(f.one_time_code || f.security_keys.length > 0 ? "recovery_note" : "recovery_none")}
                act={
                  (f.one_time_code || f.security_keys.length > 0) && (
                    <Button onClick={() => setOpen({ what: "recovery" })}>{t("renew")}</Button>
                  )
                }
              />
            </>
          )}
        </Asked>
      </Panel>
      <Providers linked={factors.data?.linked ?? []} again={again} />
      {open?.what === "password" && <NewPassword close={close} />}
      {open?.what === "code" && <CodeSetUp close={close} done={shown} />}
      {open?.what === "key" && <NewKey close={close} done={shown} />}
      {open?.what === "no-code" && (
        <Ask
          title={`${t("remove")}${t("code")}`}
          note={t("remove_code_why")}
          danger
          ok={t("remove")}
          close={close}
          send={() => prove(() => take(api.DELETE("/api/v1/session/factor")))}
          done={() => {
            again();
            void message.success(t("code_removed"));
          }}
        />
      )}
      {open?.what === "no-key" && (
        <Ask
          title={t("remove")}
          note={t("remove_key_why", { title: open.key.title })}
          danger
          ok={t("remove")}
          close={close}
          send={() => prove(() => take(api.DELETE("/api/v1/session/keys/{key}", { params: { path: { key: open.key.id } } })))}
          done={again}
        />
      )}
      {open?.what === "recovery" && (
        <Ask
          title={t("renew")}
          note={t("renew_why")}
          close={close}
          send={() => prove(() => take(api.POST("/api/v1/session/recovery")))}
          done={(r) => shown((r as Schema["RecoveryOutputBody"]).recovery)}
        />
      )}
      {codes && <Once title={t("recovery")} note={t("recovery_once")} secret={codes.join("\n")} close={() => setCodes(undefined)} />}
    </>
  );
}

function Item({ title, state, words, note, act }: { title: string; state?: boolean; words?: string; note?: ReactNode; act?: ReactNode }) {
  return (
    <div className={css.item}>
      <div>
        <strong>{title}</strong> {words && <span className={state ? css.on : css.off}>{words}</span>}
        {note && <small>{note}</small>}
      </div>
      {act}
    </div>
  );
}

function NewPassword({ close }: { close: () => void }) {
  const t = useMeWords();
  const cache = useQueryClient();
  const { message } = App.useApp();
  return (
    <Ask<{ old: string; new: string; tokens?: boolean }>
      title={t("change_password")}
      close={close}
      send={(body) => take(api.POST("/api/v1/session/password", { body }))}
      done={() => {
        void message.success(t("password_done"));
        void cache.invalidateQueries({ queryKey: meKey });
      }}
    >
      <Said name="old" title={t("old")}>
        <Input.Password autoComplete="current-password" maxLength={500} />
      </Said>
      <Said name="new" title={t("new")} hint={t("password_rule")}>
        <Input.Password autoComplete="new-password" maxLength={500} />
      </Said>
      <Form.Item name="tokens" valuePropName="checked" extra={t("tokens_too_hint")}>
        <Checkbox>{t("tokens_too")}</Checkbox>
      </Form.Item>
    </Ask>
  );
}

function NewKey({ close, done }: { close: () => void; done: (recovery?: string[]) => void }) {
  const t = useMeWords();
  const prove = useProve();
  const { message } = App.useApp();
  return (
    <Ask<{ title: string }, Schema["RecoveryOutputBody"]>
      title={t("add_key")}
      close={close}
      send={async ({ title }) => {
        const options = await prove(() => take(api.POST("/api/v1/session/keys/new")));
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
          options.publicKey as unknown as PublicKeyCredentialCreationOptionsJSON,
        );
        const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
        return take(api.POST("/api/v1/session/keys", { body: { title, credential: credential.toJSON() } }));
      }}
      done={(r) => {
        void message.success(t("key_added"));
        done(r.recovery);
      }}
    >
      <Said name="title" title={t("key_title")} hint={t("key_hint")}>
        <Input maxLength={100} autoFocus />
      </Said>
    </Ask>
  );
}

/** The city's sign-on, where the installation has one. */
function Providers({ linked, again }: { linked: string[]; again: () => void }) {
  const t = useMeWords();
  const prove = useProve();
  const providers = useQuery({ queryKey: ["providers"], queryFn: () => take(api.GET("/api/v1/session/providers")), staleTime: Infinity });
  const link = useMutation({
    mutationFn: (provider: string) =>
      prove(() => take(api.POST("/api/v1/session/providers/{provider}", { params: { path: { provider }, query: { link: true } } }))),
    onSuccess: ({ address }) => location.assign(address),
  });
  const unlink = useMutation({
    mutationFn: (provider: string) =>
      prove(() => take(api.DELETE("/api/v1/session/providers/{provider}", { params: { path: { provider } } }))),
    onSuccess: again,
  });
  const all = providers.data?.providers ?? [];
  if (all.length === 0) return null;
  const failed = link.error ?? unlink.error;
  return (
    <Panel title={t("providers")} flush>
      {all.map((p) => {
        const on = linked.includes(p.id);
        return (
          <Item
            key={p.id}
            title={p.title}
            state={on}
            words={t(on ? "linked" : "not_linked")}
            act={
              <Button loading={link.isPending || unlink.isPending} onClick={() => (on ? unlink : link).mutate(p.id)}>
                {t(on ? "unlink" : "link")}
              </Button>
            }
          />
        );
      })}
      {failed && <Refusal error={failed} />}
    </Panel>
  );
}
