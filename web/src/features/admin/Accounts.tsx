import { MoreOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { useMe } from "@/api/me";
import { Ask, Once, Said } from "@/ui/ask/Ask";
import { Sheet, SheetFoot } from "@/ui/ask/Sheet";
import { Asked } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { usePower } from "@/ui/powers/words";
import { instantWords } from "@/ui/time";
import { AccountTokens } from "./AccountTokens";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

type Account = Schema["IdentityAccount"];
type Duty = "system" | "security";
type Deed = "admit" | "readmit" | "lock" | "unlock" | "close" | "password" | "factors" | "sign_out";
const states = ["", "pending", "open", "locked", "closed"] as const;
const accountsKey = ["admin", "accounts"];

/** Accounts as the system administrator opens and closes them, or the security administrator admits and locks them. */
export function Accounts({ duty }: { duty: Duty }) {
  const t = useAdminWords();
  const power = usePower();
  const me = useMe();
  const cache = useQueryClient();
  const { message } = App.useApp();
  const [state, setState] = useState<(typeof states)[number]>("");
  const [wish, setWish] = useState<{ deed: Deed | "open_account" | "amend" | "list_tokens"; of?: Account }>();
  const [secret, setSecret] = useState<string>();
  const pages = useInfiniteQuery({
    queryKey: [...accountsKey, duty, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: after }) => {
      const query = { state: state || undefined, after, limit: 200 };
      return duty === "system"
        ? take(api.GET("/api/v1/accounts", { params: { query } }))
        : take(api.GET("/api/v1/security/accounts", { params: { query } }));
    },
    getNextPageParam: (page) => page.next,
  });
  const again = (what: string) => {
    void cache.invalidateQueries({ queryKey: accountsKey });
    void message.success(t("done", { what }));
  };
  const zoneName = (id: string) => me.zones.find((z) => z.id === id)?.name ?? id;
  const deeds = (a: Account): (Deed | "amend" | "list_tokens")[] => {
    if (a.state === "closed") return [];
    if (duty === "system") return [...(a.state === "pending" && a.reset_by ? (["readmit"] as const) : []), "amend", "close"];
    return [
      ...(a.state === "pending" && !a.admitted_by ? (["admit"] as const) : []),
      a.state === "locked" ? "unlock" : "lock",
      ...(a.kind === "machine" ? [] : (["password", "factors", "sign_out"] as const)),
      ...(a.admin ? [] : (["list_tokens"] as const)),
    ];
  };
  return (
    <>
      <div className={css.bar}>
        <Segmented
          aria-label={t("filter_state")}
          value={state}
          onChange={setState}
          options={states.map((s) => ({ value: s, label: t(s || "all") }))}
        />
        <span className={css.note}>{t("separate")}</span>
        {duty === "system" && (
          <Button type="primary" onClick={() => setWish({ deed: "open_account" })}>
            {t("open_account")}
          </Button>
        )}
      </div>
      <Panel title={t("accounts")} flush>
        <Asked query={pages} rows={8}>
          {({ pages: read }) => {
            const all = read.flatMap((p) => p.accounts);
            if (all.length === 0) return <Empty hint={t("no_accounts_hint")}>{t("no_accounts")}</Empty>;
            return (
              <>
                <Sheet
                  name={t("accounts")}
                  rows={all}
                  keyOf={(a) => a.id}
                  columns={[
                    {
                      title: t("name"),
                      cell: (a) => (
                        <>
                          {a.title}
                          <small>{a.login}</small>
                        </>
                      ),
                    },
                    { title: t("kind"), cell: (a) => power(a.admin ? (a.admin === "audit" ? "audit-admin" : a.admin) : a.kind) },
                    { title: t("of_zone"), cell: (a) => (a.zone ? zoneName(a.zone) : t("whole")) },
                    { title: t("person"), cell: (a) => a.person || a.holder || "" },
                    { title: t("created"), cell: (a) => instantWords(a.created_at, "") },
                    {
                      title: t("state"),
                      cell: (a) => (
                        <span
                          className={a.state === "open" ? css.good : a.state === "pending" ? css.warn : a.state === "locked" ? css.bad : ""}
                        >
                          {t(a.state as "open")}
                          {a.state === "pending" && a.reset_by && <small>{t("reset_waits")}</small>}
                        </span>
                      ),
                    },
                    {
                      title: t("more"),
                      acts: true,
                      cell: (a) => <Deeds of={a} deeds={deeds(a)} choose={(deed) => setWish({ deed, of: a })} />,
                    },
                  ]}
                />
                {pages.hasNextPage && (
                  <SheetFoot>
                    <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
                      {t("next")}
                    </Button>
                  </SheetFoot>
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
      {wish?.deed === "open_account" && <Opening close={() => setWish(undefined)} done={() => again(t("opened"))} />}
      {wish?.deed === "amend" && wish.of && <Opening of={wish.of} close={() => setWish(undefined)} done={() => again(t("amend"))} />}
      {wish?.deed === "list_tokens" && wish.of && <AccountTokens of={wish.of} close={() => setWish(undefined)} />}
      {wish?.of && isDeed(wish.deed) && (
        <Ask
          title={t(wish.deed)}
          note={t(`${wish.deed}_why`, { title: wish.of.title })}
          ok={t(wish.deed)}
          danger={wish.deed === "close" || wish.deed === "lock"}
          close={() => setWish(undefined)}
          send={() => carryOut(wish.deed as Deed, wish.of as Account)}
          done={(r) => {
            if (r && typeof r === "object" && "password" in r) setSecret(String(r.password));
            again(t(wish.deed as Deed));
          }}
        />
      )}
      {secret && <Once title={t("new_password")} note={t("password_once")} secret={secret} close={() => setSecret(undefined)} />}
    </>
  );
}

const isDeed = (deed: string): deed is Deed => !["open_account", "amend", "list_tokens"].includes(deed);

/** Under the version that was on the screen: an account that somebody else changed meanwhile stays as it is. */
function carryOut(deed: Deed, a: Account): Promise<unknown> {
  const path = { account: a.id };
  const versioned = { params: { path, header: { "If-Match": `"${a.version}"` } } };
  switch (deed) {
    case "admit":
      return take(api.POST("/api/v1/accounts/{account}/admit", versioned));
    case "readmit":
      return take(api.POST("/api/v1/accounts/{account}/readmit", versioned));
    case "lock":
      return take(api.POST("/api/v1/accounts/{account}/lock", versioned));
    case "unlock":
      return take(api.POST("/api/v1/accounts/{account}/unlock", versioned));
    case "close":
      return take(api.POST("/api/v1/accounts/{account}/close", versioned));
    case "password":
      return take(api.POST("/api/v1/accounts/{account}/password", { params: { path } }));
    case "factors":
      return take(api.POST("/api/v1/accounts/{account}/factors", { params: { path } }));
    case "sign_out":
      return take(api.POST("/api/v1/accounts/{account}/sign-out", { params: { path } }));
  }
}

function Deeds<D extends Deed | "amend" | "list_tokens">({ of, deeds, choose }: { of: Account; deeds: D[]; choose: (deed: D) => void }) {
  const t = useAdminWords();
  const [first, ...rest] = deeds;
  if (!first) return null;
  return (
    <>
      <Button size="small" onClick={() => choose(first)}>
        {t(first)}
      </Button>
      {rest.length > 0 && (
        <Dropdown trigger={["click"]} menu={{ items: rest.map((d) => ({ key: d, label: t(d), onClick: () => choose(d) })) }}>
          <Button size="small" aria-label={`${t("more")} ${of.title}`} icon={<MoreOutlined />} />
        </Dropdown>
      )}
    </>
  );
}

function Opening({ of, close, done }: { of?: Account; close: () => void; done: () => void }) {
  const t = useAdminWords();
  const power = usePower();
  const me = useMe();
  return (
    <Ask<Schema["OpenInputBody"]>
      title={of ? `${t("amend")} · ${of.title}` : t("open_account")}
      note={of && t("amend_why")}
      close={close}
      done={done}
      initial={
        of
          ? {
              login: of.login,
              title: of.title,
              kind: of.kind as "staff",
              zone: of.zone || undefined,
              person: of.person,
              holder: of.holder,
              admin: (of.admin || undefined) as "system" | undefined,
              parties: of.parties ?? [],
            }
          : { kind: "staff", zone: me.zone || me.zones[0]?.id }
      }
      send={(said) => {
        const body = Object.fromEntries(
          Object.entries(said).filter(([, v]) => v !== undefined && v !== "" && !(Array.isArray(v) && v.length === 0)),
        ) as Schema["OpenInputBody"];
        return of
          ? take(
              api.PUT("/api/v1/accounts/{account}", {
                params: { path: { account: of.id }, header: { "If-Match": `"${of.version}"` } },
                body,
              }),
            )
          : take(api.POST("/api/v1/accounts", { body }));
      }}
    >
      <Said name="login" title={t("login")}>
        <Input maxLength={64} spellCheck={false} autoComplete="off" />
      </Said>
      <Said name="title" title={t("name")}>
        <Input maxLength={100} />
      </Said>
      <Said name="kind" title={t("kind")}>
        <Select options={(["staff", "enterprise", "citizen", "machine"] as const).map((k) => ({ value: k, label: power(k) }))} />
      </Said>
      <Said name="zone" title={t("of_zone")} optional>
        <Select allowClear placeholder={t("whole")} options={me.zones.map((z) => ({ value: z.id, label: z.name }))} />
      </Said>
      <Said name="person" title={t("person")} optional hint={t("person_hint")}>
        <Input maxLength={128} />
      </Said>
      <Said name="admin" title={t("admin")} optional>
        <Select
          allowClear
          placeholder={t("none")}
          options={(["system", "security", "audit"] as const).map((k) => ({ value: k, label: power(k === "audit" ? "audit-admin" : k) }))}
        />
      </Said>
      <Said name="holder" title={t("holder")} optional hint={t("holder_hint")}>
        <Input maxLength={128} />
      </Said>
      <Said name="parties" title={t("parties")} optional>
        <Select mode="tags" open={false} suffixIcon={null} />
      </Said>
    </Ask>
  );
}
