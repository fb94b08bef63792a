// The ledger: any matters one may see, as a table that reads on as one scrolls. Conditions are in the address; columns and
// views are the reader's own and stay in the browser.
import { DownloadOutlined, PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Dropdown, Table, type TableColumnsType } from "antd";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { Link, useNavigate } from "react-router";
import { useChoices } from "@/api/choices";
import { useMay, useToday, useZone } from "@/api/me";
import { Refusal } from "@/ui/Asked";
import { Bearer } from "@/ui/Bearer";
import { Light } from "@/ui/Light";
import { Due, MatterRow, Rows, toMatter } from "@/ui/MatterRow";
import { Empty, Page } from "@/ui/Page";
import { useStage } from "@/ui/stages";
import { Bulk, type BulkDeed } from "./Bulk";
import { Filters } from "./Filters";
import css from "./ledger.module.css";
import { asked, useConditions, useMatters, type Line } from "./query";
import { useColumns, Views } from "./Views";
import { useLedgerWords } from "./words";

// What the server sorts by, for each column that has it.
const sorts: Record<string, string> = {
  number: "number",
  title: "title",
  kind: "kind",
  stage: "stage",
  light: "light",
  unit: "unit",
  owner: "owner",
  due: "due",
  progress: "progress",
};

export default function Ledger() {
  const t = useLedgerWords();
  const stage = useStage();
  const zone = useZone();
  const go = useNavigate();
  const [conditions, change, clear] = useConditions();
  const choices = useChoices(zone);
  const matters = useMatters(zone, conditions);
  const [chosen, setChosen] = useState<string[]>([]);
  const [deed, setDeed] = useState<BulkDeed>();
  const columns = useColumns();
  const mayAssign = useMay("manage");
  const mayRemind = useMay("letters");
  const mayExport = useMay("export");
  const mayImport = useMay("import");
  const mayRegister = useMay("register");
  const rows = useMemo(() => (matters.data?.pages ?? []).flatMap((p) => p.matters ?? []), [matters.data]);
  const total = matters.data?.pages[0]?.total;
  const atLeast = matters.data?.pages[0]?.at_least;
  const today = useToday();
  const kinds = useMemo(() => new Map(choices.kinds.map((k) => [k.name, k.title])), [choices.kinds]);
  const [box, height] = useHeight();
  const narrow = useNarrow();

  const order = (column: string) => {
    const by = conditions.sort?.split(",")[0];
    return by === sorts[column] ? ("ascend" as const) : by === `-${sorts[column]}` ? ("descend" as const) : null;
  };
  const all: TableColumnsType<Line> = [
    { key: "light", title: t("light"), width: 74, render: (_, m) => <Light light={m.light} /> },
    { key: "number", title: t("number"), width: 170, render: (_, m) => <span className={css.number}>{m.number}</span> },
    {
      key: "title",
      title: t("name"),
      width: 300,
      ellipsis: true,
      render: (_, m) => (
        <Link to={toMatter(m.number)} className={css.name}>
          {m.title}
        </Link>
      ),
    },
    { key: "kind", title: t("kind"), width: 130, ellipsis: true, render: (_, m) => kinds.get(m.kind) ?? m.kind },
    { key: "stage", title: t("stage"), width: 90, render: (_, m) => stage(m.stage) },
    { key: "unit", title: t("unit"), width: 140, ellipsis: true, render: (_, m) => m.unit ?? "" },
    { key: "owner", title: t("owner"), width: 140, ellipsis: true, render: (_, m) => <Bearer name={m.owner} /> },
    {
      key: "due",
      title: t("due"),
      width: 130,
      render: (_, m) => <Due due={m.due} provisional={m.provisional} today={today} over={!m.light} />,
    },
    { key: "progress", title: t("progress"), width: 110, render: (_, m) => <Progress of={m.progress} /> },
  ];
  const shown = all
    .filter((c) => columns.shown.includes(String(c.key)))
    .map((c) => ({ ...c, sorter: !conditions.q, sortOrder: order(String(c.key)), showSorterTooltip: false }));
  const link = (format: string) => {
    const q = new URLSearchParams();
    for (const [k, v] of Object.entries(asked(conditions))) for (const one of Array.isArray(v) ? v : [v]) q.append(k, String(one));
    q.set("format", format);
    return `/api/v1/zones/${encodeURIComponent(zone)}/export?${q}`;
  };

  return (
    <Page
      title={t("title")}
      note={
        total === undefined
          ? undefined
          : conditions.q
            ? t("found", { q: conditions.q, n: total })
            : t(atLeast ? "at_least" : "of", { n: total.toLocaleString() })
      }
      actions={
        <>
          {mayRegister && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void go("/matters/new")}>
              {t("register")}
            </Button>
          )}
          {mayImport && (
            <Button icon={<UploadOutlined />} onClick={() => void go("/ledger/import")}>
              {t("import")}
            </Button>
          )}
          <Views columns={columns} names={Object.fromEntries(all.map((c) => [String(c.key), String(c.title)]))} />
          {mayExport && (
            <Dropdown
              menu={{
                items: [
                  { key: "xlsx", label: <a href={link("xlsx")}>{t("export_xlsx")}</a> },
                  { key: "csv", label: <a href={link("csv")}>{t("export_csv")}</a> },
                ],
              }}
            >
              <Button icon={<DownloadOutlined />}>{t("export")}</Button>
            </Dropdown>
          )}
        </>
      }
    >
      <Filters conditions={conditions} change={change} clear={clear} choices={choices} />
      {chosen.length > 0 && (
        <div className={css.chosen} role="status">
          {t("chosen", { n: chosen.length })}
          {mayAssign && (
            <Button size="small" onClick={() => setDeed("assign")}>
              {t("assign")}
            </Button>
          )}
          {mayRemind && (
            <Button size="small" onClick={() => setDeed("remind")}>
              {t("remind")}
            </Button>
          )}
          <Button size="small" type="text" onClick={() => setChosen([])}>
            {t("cancel")}
          </Button>
        </div>
      )}
      {matters.isError && <Refusal error={matters.error} retry={() => void matters.refetch()} />}
      {matters.isError && rows.length === 0 ? null : narrow ? (
        <div className={css.sheet}>
          {rows.length === 0 && !matters.isPending && <Empty hint={t("nothing_hint")}>{t("nothing")}</Empty>}
          <Rows>
            {rows.map((m) => (
              <MatterRow key={m.id} row={m} today={today} what={stage(m.stage)} />
            ))}
          </Rows>
          {matters.hasNextPage && (
            <div className={css.foot}>
              <Button loading={matters.isFetchingNextPage} onClick={() => void matters.fetchNextPage()}>
                {t("more")}
              </Button>
            </div>
          )}
        </div>
      ) : (
        <div ref={box} className={css.sheet}>
          <Table<Line>
            virtual
            size="medium"
            rowKey="number"
            columns={shown}
            dataSource={rows}
            loading={matters.isPending}
            pagination={false}
            scroll={{ x: shown.reduce((sum, c) => sum + Number(c.width), 0), y: height }}
            rowSelection={
              mayAssign || mayRemind
                ? { selectedRowKeys: chosen, onChange: (keys) => setChosen(keys.map(String)), columnWidth: 44 }
                : undefined
            }
            onChange={(_, __, by) => {
              const one = Array.isArray(by) ? by[0] : by;
              change({ sort: one?.order ? `${one.order === "descend" ? "-" : ""}${sorts[String(one.columnKey)]}` : undefined });
            }}
            onRow={(m) => ({ onDoubleClick: () => void go(toMatter(m.number)) })}
            onScroll={(e) => {
              const at = e.currentTarget;
              if (at && at.scrollHeight - at.scrollTop - at.clientHeight < 1200 && matters.hasNextPage && !matters.isFetchingNextPage)
                void matters.fetchNextPage();
            }}
            locale={{ emptyText: matters.isPending ? " " : <Empty hint={t("nothing_hint")}>{t("nothing")}</Empty> }}
          />
        </div>
      )}
      <p className={css.foot}>{matters.isFetchingNextPage ? t("loading_more") : rows.length > 0 && !matters.hasNextPage ? t("end") : ""}</p>
      {deed && (
        <Bulk
          deed={deed}
          numbers={chosen}
          choices={choices}
          close={(done) => {
            setDeed(undefined);
            if (done) setChosen([]);
          }}
        />
      )}
    </Page>
  );
}

function Progress({ of }: { of: number }) {
  return (
    <span className={css.progress}>
      <i style={{ width: `${of}%` }} />
      <b>{Math.round(of)}%</b>
    </span>
  );
}

/** The height that is left for the table below what stands above it. */
function useHeight() {
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const measure = () => box.current && setHeight(Math.max(280, innerHeight - box.current.getBoundingClientRect().top - scrollY - 110));
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return [box, height] as const;
}

/** A phone shows the matters one below the other, without columns. */
function useNarrow() {
  const query = matchMedia("(max-width: 720px)");
  return useSyncExternalStore(
    (call) => {
      query.addEventListener("change", call);
      return () => query.removeEventListener("change", call);
    },
    () => query.matches,
  );
}
