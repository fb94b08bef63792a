// Tokens of one's own or of another system, and what ends them.
import { Button } from "antd";
import type { Schema } from "@/api/client";
import { Sheet } from "@/ui/ask/Sheet";
import { usePower } from "@/ui/powers/words";
import { instantWords } from "@/ui/time";
import css from "./tokens.module.css";
import { useTokenWords } from "./words";

export type Token = Schema["TokenView"];

export function TokenSheet({ name, rows, revoke }: { name: string; rows: readonly Token[]; revoke: (token: Token) => void }) {
  const t = useTokenWords();
  const power = usePower();
  return (
    <Sheet
      name={name}
      rows={rows}
      keyOf={(x) => x.id}
      columns={[
        {
          title: t("title"),
          cell: (x) => (
            <>
              {x.title}
              <small>{x.prefix}…</small>
            </>
          ),
        },
        { title: t("scopes"), cell: (x) => x.scopes.map(power).join("、") },
        { title: t("expires"), cell: (x) => instantWords(x.expires_at, "") },
        { title: t("last_used"), cell: (x) => (x.last_at ? instantWords(x.last_at, "") : t("never")) },
        {
          title: t("state"),
          cell: (x) => (
            <span data-state={x.state} className={css.state}>
              {t(x.state)}
            </span>
          ),
        },
        {
          title: t("revoke"),
          acts: true,
          cell: (x) =>
            x.state === "valid" && (
              <Button size="small" onClick={() => revoke(x)}>
                {t("revoke")}
              </Button>
            ),
        },
      ]}
    />
  );
}
