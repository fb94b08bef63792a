// The administrators' room: each sees the parts that their duty opens, and no others. The server says which.
import { Select } from "antd";
import { useSearchParams } from "react-router";
import { useMe } from "@/api/me";
import { Parts, type Part } from "@/ui/ask/Parts";
import { Empty, Page, Panel } from "@/ui/Page";
import { Accounts } from "./Accounts";
import { Audit, Secrets } from "./Audit";
import { Backups, Health } from "./Machine";
import { Calendar } from "./Calendar";
import { Channels, Deliveries, Webhooks } from "./Messages";
import { Jobs } from "./Jobs";
import { useAdminWords } from "./words";

type Row = Omit<Part, "children"> & { can: string; whole?: boolean; of: (zone: string) => React.ReactNode };

export default function Admin() {
  const t = useAdminWords();
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const zone = params.get("zone") ?? me.zone ?? me.zones[0]?.id ?? "";
  const rows: Row[] = [
    { key: "accounts", label: t("accounts"), can: "accounts", of: () => <Accounts duty="system" /> },
    { key: "secured", label: t("accounts"), can: "secure", of: () => <Accounts duty="security" /> },
    { key: "health", label: t("health"), can: "operate", whole: true, of: () => <Health /> },
    { key: "jobs", label: t("jobs"), can: "operate", whole: true, of: () => <Jobs /> },
    { key: "webhooks", label: t("webhooks"), can: "operate", of: (z) => <Webhooks zone={z} /> },
    { key: "deliveries", label: t("deliveries"), can: "operate", of: (z) => <Deliveries zone={z} /> },
    { key: "channels", label: t("channels"), can: "operate", of: (z) => <Channels zone={z} /> },
    { key: "calendar", label: t("calendar"), can: "calendar", of: (z) => <Calendar zone={z} /> },
    { key: "backups", label: t("backups"), can: "operate", whole: true, of: () => <Backups /> },
    { key: "audit", label: t("audit"), can: "audit", of: () => <Audit /> },
    { key: "secret", label: t("secret"), can: "audit", of: (z) => <Secrets zone={z} /> },
  ];
  const parts = rows
    .filter((r) => me.capabilities.includes(r.can) && !(r.whole && me.zone))
    .map((r) => ({ key: r.key, label: r.label, children: <div key={zone}>{r.of(zone)}</div> }));
  return (
    <Page
      title={t("title")}
      note={me.title}
      actions={
        me.zones.length > 1 && (
          <Select
            aria-label={t("zone")}
            style={{ minWidth: 200 }}
            value={zone}
            onChange={(z: string) => {
              const next = new URLSearchParams(params);
              next.set("zone", z);
              setParams(next, { replace: true });
            }}
            options={me.zones.map((z) => ({ value: z.id, label: z.name }))}
          />
        )
      }
    >
      {parts.length > 0 ? (
        <Parts name={t("title")} parts={parts} />
      ) : (
        <Panel title={t("title")}>
          <Empty hint={t("nothing_here_hint")}>{t("nothing_here")}</Empty>
        </Panel>
      )}
    </Page>
  );
}
