import { DownloadOutlined } from "@ant-design/icons";
import { Button, Input, Pagination, Segmented } from "antd";
import { useMemo, useState } from "react";
import type { Schema } from "@/api/client";
import { Panel } from "@/ui/Page";
import css from "./import.module.css";
import { cellOf, save, type Corrections, type Doubt, type Import } from "./import";
import { useImportWords } from "./words";

const page = 50;
const levels = ["error", "assumed", "note"] as const;
const titles = { error: "errors", assumed: "assumed", note: "notes" } as const;

/** Every doubtful cell, with what was found and what it was taken for, and a place to write what is right. */
export function Doubts({
  of,
  found,
  fixed,
  fix,
}: {
  of: Import;
  found: Schema["ImportFound"];
  fixed: Corrections;
  fix?: (c: Corrections) => void;
}) {
  const t = useImportWords();
  const counts = { error: found.errors, assumed: found.assumed, note: found.notes };
  const [level, setLevel] = useState<string>(levels.find((l) => counts[l] > 0) ?? "all");
  const [at, setAt] = useState(1);
  // A cell that was corrected stays in the list while the page is open, so that it can be corrected again.
  const alike = useMemo(() => {
    const by = new Map<string, string[]>();
    for (const d of found.doubts) {
      const cell = cellOf(d);
      if (cell) by.set(`${d.code} ${d.field} ${d.read}`, [...(by.get(`${d.code} ${d.field} ${d.read}`) ?? []), cell]);
    }
    return by;
  }, [found]);
  if (found.doubts.length === 0) return null;
  const shown = found.doubts.filter((d) => level === "all" || d.level === level);
  const place = (d: Doubt) =>
    d.cell === undefined || d.cell === "" ? t("whole") : /^\d+$/.test(d.cell) ? t("row_n", { n: d.cell }) : d.cell;
  const write = (cells: string[], text: string) => {
    const next = { ...fixed };
    for (const c of cells) next[c] = text;
    fix?.(next);
  };
  const undo = (cell: string) => {
    const { [cell]: _, ...rest } = fixed;
    fix?.(rest);
  };
  const list = () =>
    save(`${of.file}.doubts.csv`, [
      [t("level"), t("cell"), t("column"), t("read"), t("taken"), t("why"), t("fix")],
      ...found.doubts.map((d) => [
        t(titles[d.level]),
        `${d.sheet}!${d.cell ?? ""}`,
        d.field ?? "",
        d.read,
        d.assumed ?? "",
        d.message,
        fixed[cellOf(d) ?? ""] ?? "",
      ]),
    ]);
  return (
    <Panel
      title={t("why")}
      flush
      more={
        <Button size="small" icon={<DownloadOutlined />} onClick={list}>
          {t("download")}
        </Button>
      }
    >
      <div className={css.bar}>
        <Segmented
          value={level}
          onChange={(v) => {
            setLevel(v);
            setAt(1);
          }}
          options={[
            { value: "all", label: t("all") },
            ...levels.filter((l) => counts[l] > 0).map((l) => ({ value: l as string, label: `${t(titles[l])} ${counts[l]}` })),
          ]}
        />
        {found.doubts.length >= 2000 && <span className={css.hint}>{t("limit")}</span>}
      </div>
      <table className={css.grid}>
        <thead>
          <tr>
            {[t("level"), t("cell"), t("read"), t("taken"), t("why"), ...(fix ? [t("fix")] : [])].map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.slice((at - 1) * page, at * page).map((d, i) => {
            const cell = cellOf(d);
            const twins = (cell && alike.get(`${d.code} ${d.field} ${d.read}`)) || [];
            const text = cell === undefined ? undefined : fixed[cell];
            return (
              <tr key={`${d.cell}${d.code}${i}`} data-level={d.level}>
                <td data-label={t("level")}>
                  <i aria-hidden />
                  {t(titles[d.level])}
                </td>
                <td data-label={t("cell")} className={css.cell}>
                  {d.sheet}
                  <b>{place(d)}</b>
                </td>
                <td data-label={t("read")} className={css.read}>
                  {d.read || t("empty_cell")}
                </td>
                <td data-label={t("taken")}>{d.assumed}</td>
                <td data-label={t("why")}>{d.message}</td>
                {fix && (
                  <td data-label={t("fix")}>
                    {cell && (
                      <>
                        <Input
                          aria-label={t("fix_label", { cell })}
                          status={d.level === "error" && text === undefined ? "error" : undefined}
                          placeholder={d.assumed || d.read}
                          value={text ?? ""}
                          allowClear
                          onChange={(e) => (e.target.value === "" ? undo(cell) : write([cell], e.target.value))}
                        />
                        {twins.length > 1 && text !== undefined && twins.some((c) => fixed[c] !== text) && (
                          <Button size="small" type="link" onClick={() => write(twins, text)}>
                            {t("same", { n: twins.length })}
                          </Button>
                        )}
                      </>
                    )}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
      {shown.length > page && (
        <div className={css.bar}>
          <Pagination size="small" current={at} pageSize={page} total={shown.length} onChange={setAt} showSizeChanger={false} />
        </div>
      )}
    </Panel>
  );
}
