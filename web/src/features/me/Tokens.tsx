import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Input, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { useMe } from "@/api/me";
import { Ask, Once, Said } from "@/ui/ask/Ask";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { usePower } from "@/ui/powers/words";
import { TokenSheet, type Token } from "@/ui/tokens/TokenSheet";
import css from "./me.module.css";
import { useProve } from "./Prover";
import { useMeWords } from "./words";

const tokensKey = ["self", "tokens"];

/** Tokens for programs of one's own. */
export function Tokens() {
  const t = useMeWords();
  const cache = useQueryClient();
  const [issuing, setIssuing] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  const [issued, setIssued] = useState<string>();
  const tokens = useQuery({ queryKey: tokensKey, queryFn: () => take(api.GET("/api/v1/me/tokens")) });
  const again = () => void cache.invalidateQueries({ queryKey: tokensKey });
  return (
    <>
      <div className={css.bar}>
        <span>{t("token_note")}</span>
        <Button type="primary" onClick={() => setIssuing(true)}>
          {t("issue")}
        </Button>
      </div>
      <Panel title={t("tokens")} n={tokens.data?.tokens.length} flush>
        <Asked query={tokens}>
          {({ tokens: all }) =>
            all.length === 0 ? (
              <Empty hint={t("no_tokens_hint")}>{t("no_tokens")}</Empty>
            ) : (
              <TokenSheet name={t("tokens")} rows={all} revoke={setRevoking} />
            )
          }
        </Asked>
      </Panel>
      {issuing && (
        <Issue
          close={() => setIssuing(false)}
          done={(token) => {
            setIssued(token);
            again();
          }}
        />
      )}
      {revoking && (
        <Ask
          title={t("revoke")}
          note={t("revoke_why", { title: revoking.title })}
          danger
          ok={t("revoke")}
          close={() => setRevoking(undefined)}
          done={again}
          send={() => take(api.DELETE("/api/v1/me/tokens/{token}", { params: { path: { token: revoking.id } } }))}
        />
      )}
      {issued && <Once title={t("tokens")} note={t("token_once")} secret={issued} close={() => setIssued(undefined)} />}
    </>
  );
}

function Issue({ close, done }: { close: () => void; done: (token: string) => void }) {
  const t = useMeWords();
  const power = usePower();
  const prove = useProve();
  const { scopes } = useMe();
  return (
    <Ask<{ title: string; scopes: Schema["IssueInputBody"]["scopes"]; expires: Dayjs }, Schema["IssueOutputBody"]>
      title={t("issue")}
      close={close}
      initial={{ expires: dayjs().add(90, "day") }}
      send={(v) =>
        prove(() =>
          take(api.POST("/api/v1/me/tokens", { body: { title: v.title, scopes: v.scopes, expires_at: v.expires.toISOString() } })),
        )
      }
      done={(r) => done(r.token)}
    >
      <Said name="title" title={t("token_title")}>
        <Input maxLength={100} />
      </Said>
      <Said name="scopes" title={t("scopes")}>
        <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={scopes.map((s) => ({ value: s, label: power(s) }))} />
      </Said>
      <Said name="expires" title={t("expires")} hint={t("expires_hint")}>
        <DatePicker style={{ width: "100%" }} minDate={dayjs().add(1, "day")} maxDate={dayjs().add(1, "year").subtract(1, "day")} />
      </Said>
    </Ask>
  );
}
