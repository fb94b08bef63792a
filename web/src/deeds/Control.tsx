// One control for each sort of thing that a command takes. Values are what the interface wants: whole fen, ISO days, limits
// such as 5wd, codes of units, names of posts.
import { UploadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, DatePicker, Input, InputNumber, Radio, Select, Space, Upload } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useChoices } from "@/api/choices";
import { api, take } from "@/api/client";
import { useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { attach, type Take } from "./deeds";
import css from "./deeds.module.css";
import { useDeedWords } from "./words";

type Props = { of: Take; number: string; id?: string; value?: unknown; onChange?: (v: unknown) => void; checked?: boolean };

export function Control({ of, number, id, value, onChange, checked }: Props) {
  const choices = (of.choices ?? []).map((c) => ({ value: c.value, label: c.title }));
  const give = onChange ?? (() => {});
  switch (of.type) {
    case "long-text":
      return (
        <Input.TextArea
          id={id}
          autoSize={{ minRows: 3, maxRows: 12 }}
          maxLength={20000}
          value={value as string}
          onChange={(e) => give(e.target.value)}
        />
      );
    case "date":
      return (
        <DatePicker
          id={id}
          style={{ width: "100%" }}
          value={value ? dayjs(value as string) : null}
          onChange={(d) => give(d?.format("YYYY-MM-DD"))}
        />
      );
    case "number":
      return <InputNumber id={id} style={{ width: "100%" }} value={value as number} onChange={give} />;
    case "integer":
      return <InputNumber id={id} precision={0} style={{ width: "100%" }} value={value as number} onChange={give} />;
    case "percent":
      return <InputNumber id={id} min={0} max={100} suffix="%" style={{ width: "100%" }} value={value as number} onChange={give} />;
    case "money":
      return <Money id={id} value={value as number} onChange={give} />;
    case "boolean":
      return <Checkbox id={id} checked={checked} onChange={(e) => give(e.target.checked)} />;
    case "limit":
      return <Limit id={id} value={value as string} onChange={give} />;
    case "post":
    case "unit":
    case "units":
      return <Chart sort={owners.includes(of.name) ? "bearer" : of.type} id={id} value={value} onChange={give} />;
    case "session":
      return <Sessions id={id} value={value as string} onChange={give} />;
    case "matter":
      return <Matters id={id} value={value as string} onChange={give} />;
    case "files":
      return <Files number={number} value={(value as string[]) ?? []} onChange={give} />;
    case "checklist":
    case "choices":
      return choices.length > 0 ? (
        <Checkbox.Group className={css.checks} value={value as string[]} onChange={give} options={choices} />
      ) : (
        <Select id={id} mode="tags" value={value as string[]} onChange={give} open={false} suffixIcon={null} />
      );
    case "choice":
    case "letter-template":
    case "list-item":
      if (choices.length === 0) return <Input id={id} maxLength={200} value={value as string} onChange={(e) => give(e.target.value)} />;
      return choices.length <= 4 && of.required ? (
        <Radio.Group id={id} value={value} onChange={(e) => give(e.target.value as string)} options={choices} />
      ) : (
        <Select
          id={id}
          allowClear={!of.required}
          showSearch={{ optionFilterProp: "label" }}
          value={value}
          onChange={give}
          options={choices}
        />
      );
    case "texts":
      return <Select id={id} mode="tags" value={value as string[]} onChange={give} open={false} suffixIcon={null} />;
    default:
      return <Input id={id} maxLength={500} value={value as string} onChange={(e) => give(e.target.value)} />;
  }
}

type Of<T> = { id?: string; value?: T; onChange: (v: T | undefined) => void };

const powers = { yuan: 100, wan: 1_000_000, yi: 10_000_000_000 } as const;

/** Money as people say it (3 亿元), kept as whole fen. */
function Money({ id, value, onChange }: Of<number>) {
  const t = useDeedWords();
  const [unit, setUnit] = useState<keyof typeof powers>("wan");
  return (
    <Space.Compact style={{ width: "100%" }}>
      <InputNumber
        id={id}
        style={{ flex: 1 }}
        min={0}
        value={value === undefined ? undefined : value / powers[unit]}
        onChange={(n) => onChange(n === null ? undefined : Math.round(n * powers[unit]))}
      />
      <Select
        value={unit}
        onChange={setUnit}
        style={{ width: 130 }}
        aria-label={t("yuan")}
        options={(["yuan", "wan", "yi"] as const).map((u) => ({ value: u, label: t(u) }))}
      />
    </Space.Compact>
  );
}

function Limit({ id, value, onChange }: Of<string>) {
  const t = useDeedWords();
  const [, n, u] = /^(\d+(?:\.\d+)?)(wd|d|mo|h)$/.exec(value ?? "") ?? [];
  const [unit, setUnit] = useState(u ?? "wd");
  return (
    <Space.Compact style={{ width: "100%" }}>
      <InputNumber
        id={id}
        min={0.5}
        style={{ flex: 1 }}
        value={n === undefined ? undefined : Number(n)}
        onChange={(v) => onChange(v === null ? undefined : `${v}${unit}`)}
      />
      <Select
        value={unit}
        style={{ width: 130 }}
        aria-label={t("wd")}
        onChange={(to) => {
          setUnit(to);
          if (n !== undefined) onChange(`${n}${to}`);
        }}
        options={(["wd", "d", "mo", "h"] as const).map((v) => ({ value: v, label: t(v) }))}
      />
    </Space.Compact>
  );
}

/** What a body may be, as a post may. */
const owners = ["owner", "verifier"];

function Chart({ sort, id, value, onChange }: Of<unknown> & { sort: "post" | "bearer" | "unit" | "units" }) {
  const { units, posts, bearers } = useChoices(useZone());
  const names = { post: posts.map((p) => p.name), bearer: bearers, unit: undefined, units: undefined }[sort];
  const options = names ? names.map((name) => ({ value: name, label: name })) : units.map((u) => ({ value: u.code, label: u.name }));
  return (
    <Select
      id={id}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      mode={sort === "units" ? "multiple" : undefined}
      value={value}
      onChange={onChange}
      options={options}
    />
  );
}

function Sessions({ id, value, onChange }: Of<string>) {
  const zone = useZone();
  const sessions = useQuery({
    queryKey: ["sessions", zone, "choices"],
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/sessions", { params: { path: { zone } } })),
  });
  return (
    <Select
      id={id}
      allowClear
      value={value}
      onChange={onChange}
      loading={sessions.isPending}
      options={(sessions.data?.sessions ?? []).map((s) => ({ value: s.id, label: `${s.number ?? ""} ${s.title} ${s.date}` }))}
    />
  );
}

/** A matter, found by words. */
export function Matters({ id, value, onChange }: Of<string>) {
  const t = useDeedWords();
  const zone = useZone();
  const [q, setQ] = useState("");
  const found = useQuery({
    queryKey: ["search", zone, q],
    enabled: q.trim().length > 1,
    queryFn: () => take(api.GET("/api/v1/zones/{zone}/search", { params: { path: { zone }, query: { q: q.trim(), limit: 20 } } })),
  });
  return (
    <Select
      id={id}
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t("pick_matter")}
      value={value}
      onChange={onChange}
      options={(found.data?.matters ?? []).map((m) => ({ value: m.number, label: `${m.number} ${m.title}` }))}
    />
  );
}

/** Evidence: files, which are kept at once and cited by what they hold, and words. */
function Files({ number, value, onChange }: { number: string; value: string[]; onChange: (v: string[]) => void }) {
  const t = useDeedWords();
  const zone = useZone();
  const [names, setNames] = useState<Record<string, string>>({});
  const [text, setText] = useState("");
  const files = value.filter((v) => v.startsWith("sha256:"));
  const say = (lines: string, cites: string[]) =>
    onChange([
      ...cites,
      ...lines
        .split("\n")
        .map((l) => l.trim())
        .filter(Boolean),
    ]);
  const send = useMutation({
    mutationFn: (file: File) => attach(zone, number, file),
    onSuccess: (a) => {
      setNames((old) => ({ ...old, [a.cite]: a.name }));
      say(text, [...files.filter((f) => f !== a.cite), a.cite]);
    },
  });
  return (
    <div className={css.files}>
      <Upload
        multiple
        beforeUpload={(file) => {
          send.mutate(file as File);
          return false;
        }}
        fileList={files.map((f) => ({ uid: f, name: names[f] ?? f.slice(0, 15), status: "done" }))}
        onRemove={(f) =>
          say(
            text,
            files.filter((c) => c !== f.uid),
          )
        }
      >
        <Button icon={<UploadOutlined />} loading={send.isPending}>
          {t(send.isPending ? "uploading" : "upload")}
        </Button>
      </Upload>
      {send.isError && <Refusal error={send.error} />}
      <Input.TextArea
        autoSize={{ minRows: 2 }}
        placeholder={t("words_too")}
        aria-label={t("words_too")}
        value={text}
        onChange={(e) => {
          setText(e.target.value);
          say(e.target.value, files);
        }}
      />
    </div>
  );
}
