import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Input, Modal, Select } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { Ask, Once, Said } from "@/ui/ask/Ask";
import { Asked } from "@/ui/Asked";
import { Empty } from "@/ui/Page";
import { usePower } from "@/ui/powers/words";
import { TokenSheet, type Token } from "@/ui/tokens/TokenSheet";
import { useAdminWords } from "./words";

/** The tokens of an account: the security administrator issues those of other systems and may revoke any. */
export function AccountTokens({ of, close }: { of: Schema["IdentityAccount"]; close: () => void }) {
  const t = useAdminWords();
  const power = usePower();
  const cache = useQueryClient();
  const name = ["admin", "tokens", of.id];
  const [issuing, setIssuing] = useState(false);
  const [ending, setEnding] = useState<Token>();
  const [secret, setSecret] = useState<string>();
  const tokens = useQuery({
    queryKey: name,
    queryFn: () => take(api.GET("/api/v1/accounts/{account}/tokens", { params: { path: { account: of.id } } })),
  });
  const again = () => void cache.invalidateQueries({ queryKey: name });
  return (
    <Modal
      open
      title={t("tokens_of", { title: of.title })}
      onCancel={close}
      width={860}
      footer={
        of.kind === "machine" ? (
          <Button type="primary" onClick={() => setIssuing(true)}>
            {t("issue")}
          </Button>
        ) : null
      }
    >
      <Asked query={tokens}>
        {({ tokens: all }) =>
          all.length === 0 ? (
            <Empty hint={t("no_tokens_hint")}>{t("no_tokens")}</Empty>
          ) : (
            <TokenSheet name={t("list_tokens")} rows={all} revoke={setEnding} />
          )
        }
      </Asked>
      {issuing && (
        <Ask<{ title: string; scopes: Schema["AccountIssueInputBody"]["scopes"]; expires: Dayjs }, Schema["IssueOutputBody"]>
          title={t("issue")}
          close={() => setIssuing(false)}
          initial={{ expires: dayjs().add(180, "day"), scopes: ["intake"] }}
          send={(v) =>
            take(
              api.POST("/api/v1/accounts/{account}/tokens", {
                params: { path: { account: of.id } },
                body: { title: v.title, scopes: v.scopes, expires_at: v.expires.toISOString() },
              }),
            )
          }
          done={(r) => {
            setSecret(r.token);
            again();
          }}
        >
          <Said name="title" title={t("token_title")}>
            <Input maxLength={100} />
          </Said>
          <Said name="scopes" title={t("scopes")}>
            <Select
              mode="multiple"
              options={(["intake", "register", "see", "history"] as const).map((s) => ({ value: s, label: power(s) }))}
            />
          </Said>
          <Said name="expires" title={t("expires")}>
            <DatePicker style={{ width: "100%" }} minDate={dayjs().add(1, "day")} maxDate={dayjs().add(1, "year").subtract(1, "day")} />
          </Said>
        </Ask>
      )}
      {ending && (
        <Ask
          title={t("revoke")}
          note={t("revoke_why")}
          danger
          ok={t("revoke")}
          close={() => setEnding(undefined)}
          done={again}
          send={() =>
            take(api.DELETE("/api/v1/accounts/{account}/tokens/{token}", { params: { path: { account: of.id, token: ending.id } } }))
          }
        />
      )}
      {secret && <Once title={t("new_token")} secret={secret} close={() => setSecret(undefined)} />}
    </Modal>
  );
}
