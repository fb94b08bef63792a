import { useMutation } from "@tanstack/react-query";
import { Button, Input, QRCode } from "antd";
import { useEffect, useId, useState } from "react";
import { api, take } from "@/api/client";
import { Refusal } from "@/ui/Asked";
import css from "./signin.module.css";
import { useSignInWords } from "./words";

/** How far a sign-in has come, as the server says. */
export type Stage = "in" | "factor" | "enrol" | "password";

type Step = { passed: (next: Stage) => void };

/** Asks for the second factor: a code, a recovery code or a security key; or has one set up where the post needs it. */
export function SecondFactor({ stage, passed }: Step & { stage: "factor" | "enrol" }) {
  return stage === "factor" ? <Code passed={passed} /> : <Enrol passed={passed} />;
}

function Code({ passed }: Step) {
  const t = useSignInWords();
  const id = useId();
  const [code, setCode] = useState("");
  const give = useMutation({
    mutationFn: () => take(api.POST("/api/v1/session/code", { body: { code: code.trim() } })),
    onSuccess: (answer) => passed(answer.stage as Stage),
  });
  const key = useMutation({
    mutationFn: async () => {
      const options = await take(api.POST("/api/v1/session/key"));
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
        options.publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
      );
      const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      return take(api.PUT("/api/v1/session/key", { body: { credential: credential.toJSON() } }));
    },
    onSuccess: (answer) => passed(answer.stage as Stage),
  });
  const failed = give.error ?? key.error;
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        give.mutate();
      }}
    >
      <label htmlFor={id}>{t("code")}</label>
      <Input
        id={id}
        size="large"
        value={code}
        onChange={(e) => setCode(e.target.value)}
        autoComplete="one-time-code"
        inputMode="text"
        autoFocus
        required
        maxLength={40}
      />
      {failed && <Refusal error={failed} />}
      <Button type="primary" htmlType="submit" size="large" block loading={give.isPending} disabled={!code.trim()}>
        {t("enter")}
      </Button>
      {"PublicKeyCredential" in window && (
        <Button size="large" block loading={key.isPending} onClick={() => key.mutate()}>
          {t("use_key")}
        </Button>
      )}
      <p className={css.hint}>{t("code_hint")}</p>
    </form>
  );
}

function Enrol({ passed }: Step) {
  const t = useSignInWords();
  const id = useId();
  const [code, setCode] = useState("");
  const begin = useMutation({ mutationFn: () => take(api.POST("/api/v1/session/factor")) });
  const start = begin.mutate;
  useEffect(() => start(), [start]);
  const confirm = useMutation({ mutationFn: () => take(api.PUT("/api/v1/session/factor", { body: { code: code.trim() } })) });
  if (confirm.data) {
    return (
      <div>
        <p>{t("recovery")}</p>
        <ul className={css.codes}>
          {(confirm.data.recovery ?? []).map((c) => (
            <li key={c}>{c}</li>
          ))}
        </ul>
        <Button type="primary" size="large" block onClick={() => passed("in")}>
          {t("recovery_kept")}
        </Button>
      </div>
    );
  }
  const failed = begin.error ?? confirm.error;
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        confirm.mutate();
      }}
    >
      <p>{t("enrol")}</p>
      {begin.data && (
        <div className={css.qr}>
          <QRCode aria-label={t("enrol")} value={begin.data.address} size={176} bgColor="#ffffff" color="#000000" />
        </div>
      )}
      <label htmlFor={id}>{t("enrol_code")}</label>
      <Input
        id={id}
        size="large"
        value={code}
        onChange={(e) => setCode(e.target.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        maxLength={12}
      />
      {failed && <Refusal error={failed} />}
      <Button type="primary" htmlType="submit" size="large" block loading={confirm.isPending} disabled={!begin.data || !code.trim()}>
        {t("confirm")}
      </Button>
    </form>
  );
}

/** Has a new password set where the one given was issued by somebody else or is too old. */
export function NewPassword({ passed }: Step) {
  const t = useSignInWords();
  const id = useId();
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => take(api.POST("/api/v1/session/password", { body: { old, new: next } })),
    onSuccess: (answer) => passed(answer.stage as Stage),
  });
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        change.mutate();
      }}
    >
      <p>{t("new_password_why")}</p>
      <label htmlFor={`${id}o`}>{t("old_password")}</label>
      <Input.Password
        id={`${id}o`}
        size="large"
        value={old}
        onChange={(e) => setOld(e.target.value)}
        autoComplete="current-password"
        required
        maxLength={500}
      />
      <label htmlFor={`${id}n`}>{t("new_password")}</label>
      <Input.Password
        id={`${id}n`}
        size="large"
        value={next}
        onChange={(e) => setNext(e.target.value)}
        autoComplete="new-password"
        required
        maxLength={500}
      />
      {change.isError && <Refusal error={change.error} />}
      <Button type="primary" htmlType="submit" size="large" block loading={change.isPending} disabled={!old || !next}>
        {t("confirm")}
      </Button>
      <p className={css.hint}>{t("password_rule")}</p>
    </form>
  );
}
