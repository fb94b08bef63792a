// Filters whose choices are asked for when they are opened: urgency by the kinds' own words, sessions, the tree.
import { useQueries, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { api, take } from "@/api/client";
import { useZone } from "@/api/me";
import { useLedgerWords } from "./words";

type Props = { value?: string; change: (v: string | undefined) => void };

export function UrgencyOf({ value, change, kinds }: Props & { kinds: string[] }) {
  const t = useLedgerWords();
  const zone = useZone();
  const asked = useQueries({
    queries: kinds.map((kind) => ({
      queryKey: ["mechanisms", zone, "kind", kind],
      queryFn: () => take(api.GET("/api/v1/zones/{zone}/mechanisms/kinds/{kind}", { params: { path: { zone, kind } } })),
      staleTime: 300_000,
    })),
  });
  const words = new Map(asked.flatMap((q) => (q.data?.urgencies ?? []).map((u) => [u.value, u.title] as const)));
  if (value && !words.has(value)) words.set(value, value);
  return (
    <Select
      aria-label={t("urgency")}
      allowClear
      placeholder={t("any_urgency")}
      value={value}
      onChange={change}
      style={{ width: 130 }}
      options={[...words].map(([v, label]) => ({ value: v, label }))}
    />
  );
}

export function SessionOf({ value, change }: Props) {
  const t = useLedgerWords();
  const zone = useZone();
  const sessions = useQuery({
    queryKey: ["sessions", zone, "choices"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/sessions", { params: { path: { zone }, query: { limit: 200 } } })),
  });
  const options = (sessions.data?.sessions ?? []).map((s) => ({ value: s.number ?? s.id, label: `${s.number ?? s.title} ${s.date}` }));
  return (
    <Select
      aria-label={t("session")}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      placeholder={t("any_session")}
      value={value}
      onChange={change}
      style={{ width: 220 }}
      loading={sessions.isPending}
      options={options}
    />
  );
}

export function MatterOf({ value, change }: Props) {
  const t = useLedgerWords();
  const zone = useZone();
  const [q, setQ] = useState("");
  const found = useQuery({
    queryKey: ["search", zone, q],
    enabled: q.trim().length > 1,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/search", { params: { path: { zone }, query: { q: q.trim(), limit: 20 } } })),
  });
  const options = (found.data?.matters ?? []).map((m) => ({ value: m.number, label: `${m.number} ${m.title}` }));
  return (
    <Select
      aria-label={t("below")}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t("any_parent")}
      value={value}
      onChange={change}
      style={{ width: 220 }}
      notFoundContent={t("type_two")}
      options={options}
    />
  );
}
