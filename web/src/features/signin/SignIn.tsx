// The door. A password alone lets in who has no second factor; the server says what is still missing, and this screen asks for it.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState, type FormEvent } from "react";
import { api, take } from "@/api/client";
import { meKey } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { setLang, useLang } from "@/words/words";
import { NewPassword, SecondFactor, type Stage } from "./Steps";
import css from "./signin.module.css";
import { useSignInWords } from "./words";

/** ended: a visit was under way and is over, whoever or whatever ended it; refused: why a provider's answer was not accepted. */
export function SignIn({ ended = false, refused }: { ended?: boolean; refused?: string }) {
  const t = useSignInWords();
  const lang = useLang();
  const cache = useQueryClient();
  // Half-way in is remembered: after a reload, or on the way back from a provider, only what is missing is asked for.
  const begun = useQuery({ queryKey: ["door"], queryFn: () => take(api.GET("/api/v1/session")), gcTime: 0, staleTime: Infinity });
  const [reached, setStage] = useState<Stage | "out">();
  const stage = reached ?? begun.data?.stage ?? (begun.isError ? "out" : undefined);
  const passed = (next: Stage) => {
    setStage(next);
    if (next === "in") void cache.invalidateQueries({ queryKey: meKey });
  };
  return (
    <div className={css.street}>
      <section className={css.door}>
        <header>
          <img src="/mark.svg" alt="" width="44" height="44" />
          <div>
            <h1>{t("product")}</h1>
            <p>{t("motto")}</p>
          </div>
          <button
            type="button"
            className={css.lang}
            lang={lang === "en" ? "zh-CN" : "en"}
            onClick={() => setLang(lang === "en" ? "zh" : "en")}
          >
            {t("language")}
          </button>
        </header>
        {ended && stage === "out" && (
          <p role="status" className={css.ended}>
            {t("ended")}
          </p>
        )}
        {refused && stage === "out" && (
          <p role="alert" className={css.ended}>
            {refused}
          </p>
        )}
        {stage === "out" && <Password passed={passed} />}
        {(stage === "factor" || stage === "enrol") && <SecondFactor stage={stage} passed={passed} />}
        {stage === "password" && <NewPassword passed={passed} />}
        {stage && stage !== "out" && stage !== "in" && <Over done={() => setStage("out")} />}
      </section>
    </div>
  );
}

/** Half-way in as somebody else: begin anew. */
function Over({ done }: { done: () => void }) {
  const t = useSignInWords();
  const leave = useMutation({ mutationFn: () => take(api.DELETE("/api/v1/session")), onSettled: done });
  return (
    <Button type="link" block loading={leave.isPending} onClick={() => leave.mutate()}>
      {t("over")}
    </Button>
  );
}

function Password({ passed }: { passed: (next: Stage) => void }) {
  const t = useSignInWords();
  const id = useId();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const sign = useMutation({
    mutationFn: () => take(api.POST("/api/v1/session", { body: { login: login.trim(), password } })),
    onSuccess: (answer) => passed(answer.stage as Stage),
  });
  const providers = useQuery({ queryKey: ["providers"], queryFn: () => take(api.GET("/api/v1/session/providers")), staleTime: Infinity });
  const leave = useMutation({
    mutationFn: (provider: string) => take(api.POST("/api/v1/session/providers/{provider}", { params: { path: { provider } } })),
    onSuccess: (answer) => location.assign(answer.address),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    sign.mutate();
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={`${id}l`}>{t("login")}</label>
      <Input
        id={`${id}l`}
        size="large"
        value={login}
        onChange={(e) => setLogin(e.target.value)}
        autoComplete="username"
        autoFocus
        required
        maxLength={100}
        spellCheck={false}
      />
      <label htmlFor={`${id}p`}>{t("password")}</label>
      <Input.Password
        id={`${id}p`}
        size="large"
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoComplete="current-password"
        required
        maxLength={500}
      />
      {sign.isError && <Refusal error={sign.error} />}
      <Button type="primary" htmlType="submit" size="large" block loading={sign.isPending}>
        {t("enter")}
      </Button>
      {(providers.data?.providers ?? []).map((p) => (
        <Button key={p.id} size="large" block onClick={() => leave.mutate(p.id)} loading={leave.isPending}>
          {t("with", { name: p.title })}
        </Button>
      ))}
      {leave.isError && <Refusal error={leave.error} />}
      <p className={css.hint}>{t("forgotten")}</p>
    </form>
  );
}
