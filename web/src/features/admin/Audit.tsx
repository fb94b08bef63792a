import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { api, take, type Schema } from "@/api/client";
import { useMe } from "@/api/me";
import { Sheet, SheetFoot } from "@/ui/ask/Sheet";
import { Asked, Refusal } from "@/ui/Asked";
import { Empty, Panel } from "@/ui/Page";
import { instantWords } from "@/ui/time";
import css from "./admin.module.css";
import { useAdminWords } from "./words";

type Search = { zone?: string; account?: string; action?: string; from?: Dayjs; to?: Dayjs };

/** Who did and read what. Reading it is itself written down. */
export function Audit() {
  const t = useAdminWords();
  const me = useMe();
  const [asked, setAsked] = useState<Search>({ zone: me.zone || undefined });
  const query = {
    zone: asked.zone || undefined,
    account: asked.account || undefined,
    action: asked.action || undefined,
    from: asked.from?.startOf("day").toISOString(),
    to: asked.to?.endOf("day").toISOString(),
  };
  const pages = useInfiniteQuery({
    queryKey: ["admin", "audit", query],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam: before }) => take(api.GET("/api/v1/audit", { params: { query: { ...query, before, limit: 50 } } })),
    getNextPageParam: (page) => page.next,
  });
  const verify = useMutation({
    mutationFn: () => take(api.POST("/api/v1/audit/verification", { params: { query: { zone: asked.zone || undefined } } })),
  });
  const outcome = (o: string) => (o === "ok" || o === "refused" || o === "failed" ? t(o) : o);
  return (
    <>
      <Form<Search>
        layout="inline"
        className={css.bar}
        initialValues={asked}
        onFinish={(v) => {
          setAsked(v);
          verify.reset();
        }}
      >
        <Form.Item name="zone">
          <Select
            aria-label={t("zone")}
            allowClear={!me.zone}
            placeholder={t("system_log")}
            style={{ minWidth: 180 }}
            options={me.zones.map((z) => ({ value: z.id, label: z.name }))}
          />
        </Form.Item>
        <Form.Item name="action">
          <Input aria-label={t("action")} placeholder={t("action")} maxLength={64} allowClear />
        </Form.Item>
        <Form.Item name="account">
          <Input aria-label={t("account")} placeholder={t("account")} maxLength={64} allowClear />
        </Form.Item>
        <Form.Item name="from">
          <DatePicker aria-label={t("from")} placeholder={t("from")} />
        </Form.Item>
        <Form.Item name="to">
          <DatePicker aria-label={t("to")} placeholder={t("to")} />
        </Form.Item>
        <Button htmlType="submit" type="primary">
          {t("search")}
        </Button>
        <Button loading={verify.isPending} onClick={() => verify.mutate()}>
          {t("verify")}
        </Button>
      </Form>
      {verify.isError && <Refusal error={verify.error} />}
      {verify.data && (
        <Panel title={t("verify")}>
          <p className={css.good} role="status">
            {t("verified", { first: verify.data.first, last: verify.data.last })}
          </p>
          <p className={css.code}>
            {t("head")} {verify.data.head}
          </p>
        </Panel>
      )}
      <Panel title={t("audit")} flush>
        <Asked query={pages} rows={8}>
          {({ pages: read }) => {
            const all = read.flatMap((p) => p.lines);
            if (all.length === 0) return <Empty hint={t("no_lines_hint")}>{t("no_lines")}</Empty>;
            return (
              <>
                <Sheet<Schema["IdentityLine"]>
                  name={t("audit")}
                  rows={all}
                  keyOf={(l) => String(l.seq)}
                  columns={[
                    {
                      title: t("at"),
                      cell: (l) => (
                        <>
                          {instantWords(l.at, "")}
                          <small>{l.seq}</small>
                        </>
                      ),
                    },
                    { title: t("action"), cell: (l) => l.action },
                    { title: t("account"), cell: (l) => <span className={css.code}>{l.account}</span> },
                    { title: t("object"), cell: (l) => <span className={css.code}>{l.object}</span> },
                    { title: t("outcome"), cell: (l) => <span className={l.outcome === "ok" ? "" : css.warn}>{outcome(l.outcome)}</span> },
                    {
                      title: t("detail"),
                      cell: (l) => (
                        <>
                          {l.reason}
                          <small className={css.code}>
                            {Object.entries(l.detail ?? {})
                              .map(([k, v]) => `${k}=${v}`)
                              .join(" ")}
                          </small>
                        </>
                      ),
                    },
                    { title: t("address"), cell: (l) => l.address },
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
    </>
  );
}

/** That there are confidential matters, and nothing else of them. */
export function Secrets({ zone }: { zone: string }) {
  const t = useAdminWords();
  const secrets = useQuery({
    queryKey: ["admin", "secret", zone],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/audit/confidential", { params: { path: { zone } } })),
  });
  return (
    <Panel title={t("secret")} flush>
      <Asked query={secrets}>
        {({ kinds }) =>
          kinds.length === 0 ? (
            <Empty hint={t("secret_note")}>{t("no_secret")}</Empty>
          ) : (
            <>
              <Sheet
                name={t("secret")}
                rows={kinds}
                keyOf={(k) => k.kind}
                columns={[
                  { title: t("kind"), cell: (k) => k.title },
                  { title: t("in_hand"), cell: (k) => k.open },
                  { title: t("total"), cell: (k) => k.all },
                ]}
              />
              <SheetFoot>{t("secret_note")}</SheetFoot>
            </>
          )
        }
      </Asked>
    </Panel>
  );
}
