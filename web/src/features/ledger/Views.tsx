import { DeleteOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Popover } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import css from "./ledger.module.css";
import { useLedgerWords } from "./words";

const columnsKept = "qinlian.ledger.columns";
const viewsKept = "qinlian.ledger.views";
const standard = ["light", "number", "title", "stage", "unit", "owner", "due", "progress"];

function kept<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as T | null) ?? otherwise;
  } catch {
    return otherwise; // somebody else wrote there
  }
}

export function useColumns() {
  const [shown, set] = useState(() => kept(columnsKept, standard));
  return {
    shown,
    show: (names: string[]) => {
      localStorage.setItem(columnsKept, JSON.stringify(names));
      set(names);
    },
  };
}

type View = { name: string; query: string };

/** The reader's saved views, and which columns they want to see. */
export function Views({ columns, names }: { columns: ReturnType<typeof useColumns>; names: Record<string, string> }) {
  const t = useLedgerWords();
  const [params, setParams] = useSearchParams();
  const [views, setViews] = useState(() => kept<View[]>(viewsKept, []));
  const [name, setName] = useState("");
  const keep = (next: View[]) => {
    localStorage.setItem(viewsKept, JSON.stringify(next));
    setViews(next);
  };
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomRight"
        content={
          <div className={css.popover}>
            {views.length === 0 && <p>{t("no_views")}</p>}
            {views.map((v) => (
              <div key={v.name}>
                <Button type="link" onClick={() => setParams(new URLSearchParams(v.query))}>
                  {v.name}
                </Button>
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t("delete_view", { name: v.name })}
                  onClick={() => keep(views.filter((x) => x.name !== v.name))}
                />
              </div>
            ))}
            <form
              onSubmit={(e) => {
                e.preventDefault();
                if (name.trim()) keep([...views.filter((v) => v.name !== name.trim()), { name: name.trim(), query: params.toString() }]);
                setName("");
              }}
            >
              <Input
                value={name}
                onChange={(e) => setName(e.target.value)}
                placeholder={t("view_name")}
                aria-label={t("view_name")}
                maxLength={40}
              />
              <Button htmlType="submit" type="primary">
                {t("save_view")}
              </Button>
            </form>
          </div>
        }
      >
        <Button>{t("views")}</Button>
      </Popover>
      <Popover
        trigger="click"
        placement="bottomRight"
        content={
          <div className={css.popover}>
            <Checkbox.Group
              value={columns.shown}
              onChange={(v) => columns.show(Object.keys(names).filter((k) => k === "title" || v.includes(k)))}
              options={Object.entries(names).map(([value, label]) => ({ value, label, disabled: value === "title" }))}
            />
            <Button type="link" onClick={() => columns.show(standard)}>
              {t("reset")}
            </Button>
          </div>
        }
      >
        <Button>{t("columns")}</Button>
      </Popover>
    </>
  );
}
