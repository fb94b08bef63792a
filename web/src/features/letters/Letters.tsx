// Letters and duties: what was written and to whom, what is owed and by whom. The address says which of them are shown.
import { FormOutlined } from "@ant-design/icons";
import { Button, Segmented, Tabs, Tag } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useMay } from "@/api/me";
import { Page } from "@/ui/Page";
import { Draft } from "./Draft";
import { Duties } from "./Duties";
import css from "./letters.module.css";
import { LetterList } from "./List";
import { useLetterWords } from "./words";

const letterStates = ["", "drafted", "issued", "delivered", "signed", "replied", "withdrawn"] as const;
const dutyStates = ["open", "missed", "met", "lapsed"] as const;

export default function Letters() {
  const t = useLetterWords();
  const [params, setParams] = useSearchParams();
  const set = (change: Record<string, string | undefined>) => {
    const next = new URLSearchParams(params);
    for (const [k, v] of Object.entries(change))
      if (v) next.set(k, v);
      else next.delete(k);
    setParams(next, { replace: true });
  };
  const mine = params.get("mine") === "true";
  const whose = (
    <Segmented
      value={mine ? "mine" : "all"}
      onChange={(v) => set({ mine: v === "mine" ? "true" : undefined })}
      options={[
        { value: "all", label: t("all") },
        { value: "mine", label: t(params.get("tab") === "duties" ? "owed" : "mine") },
      ]}
    />
  );
  const state = params.get("state") ?? "";
  const about = {
    owner: params.get("owner") ?? undefined,
    unit: params.get("unit") ?? undefined,
    no_unit: params.get("no_unit") === "true" || undefined,
    what: params.get("what") ?? undefined,
  };
  const narrowed = (["owner", "unit", "what"] as const).filter((k) => about[k]);
  const mayWrite = useMay("letters");
  const [writing, write] = useState(false);
  return (
    <Page
      title={t("title")}
      actions={
        mayWrite && (
          <Button icon={<FormOutlined />} onClick={() => write(true)}>
            {t("write")}
          </Button>
        )
      }
    >
      {writing && (
        <Draft
          close={(drafted) => {
            write(false);
            if (drafted) setParams({ state: "drafted" });
          }}
        />
      )}
      <Tabs
        activeKey={params.get("tab") ?? "letters"}
        onChange={(tab) => setParams(tab === "duties" ? { tab, state: "open" } : {})}
        items={[
          {
            key: "letters",
            label: t("letters"),
            children: (
              <>
                <div className={css.filters}>
                  {whose}
                  <Segmented
                    value={params.get("late") === "true" ? "late" : state}
                    onChange={(v) => set(v === "late" ? { late: "true", state: undefined } : { state: v || undefined, late: undefined })}
                    options={[
                      ...letterStates.map((s) => ({ value: s as string, label: s === "" ? t("all") : t(s) })),
                      { value: "late", label: t("late") },
                    ]}
                  />
                </div>
                <LetterList state={state} late={params.get("late") === "true"} mine={mine} />
              </>
            ),
          },
          {
            key: "duties",
            label: t("duties"),
            children: (
              <>
                <div className={css.filters}>
                  {whose}
                  <Segmented
                    value={state || "open"}
                    onChange={(v) => set({ state: v })}
                    options={dutyStates.map((s) => ({ value: s as string, label: t(s) }))}
                  />
                  {narrowed.map((k) => (
                    <Tag key={k} closable onClose={() => set({ [k]: undefined })} closeIcon={<span aria-label={t("drop")}>×</span>}>
                      {t(`of_${k}`, { v: about[k] ?? "" })}
                    </Tag>
                  ))}
                </div>
                <Duties state={state || "open"} mine={mine} of={about} />
              </>
            ),
          },
        ]}
      />
    </Page>
  );
}
