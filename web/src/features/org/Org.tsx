// The organisation as it is, was or will be on a day: who sits where, who acts for whom, what nobody answers for; and every
// change of it, in the words of the server where it refuses.
import { DownOutlined } from "@ant-design/icons";
import { Button, DatePicker, Dropdown, Slider } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useMay, useToday } from "@/api/me";
import { useAddress } from "@/ui/address";
import { daysBetween, dayWords } from "@/ui/time";
import { Parts } from "@/ui/ask/Parts";
import { Page } from "@/ui/Page";
import { Absences } from "./Absences";
import { Bodies } from "./Bodies";
import type { Command } from "./chart";
import { Change, type Given } from "./Change";
import { Delegations } from "./Delegations";
import { HandOvers } from "./HandOvers";
import { Matrix } from "./Matrix";
import css from "./org.module.css";
import { Units } from "./Units";
import { useOrgWords } from "./words";

const changes: Command[] = [
  "appoint",
  "relieve",
  "open-post",
  "close-post",
  "rename",
  "merge",
  "split",
  "form-body",
  "change-body",
  "dissolve-body",
];

export default function Org() {
  const t = useOrgWords();
  const today = useToday();
  const may = useMay("org");
  const [params, set] = useAddress();
  const [open, setOpen] = useState<{ command: Command; given?: Given }>();
  const on = params.get("on") ?? today;
  const change = (command: Command, given?: Given) => setOpen({ command, given });
  const props = { on, may, change };
  return (
    <Page
      title={t("title")}
      note={t("as_of", { day: dayWords(on, "") })}
      actions={
        <>
          <Button onClick={() => change("absence")}>{t("absence")}</Button>
          {may && (
            <Dropdown
              trigger={["click"]}
              menu={{
                style: { maxHeight: "70dvh", overflowY: "auto" },
                items: changes.map((c) => ({ key: c, label: t(c), onClick: () => change(c) })),
              }}
            >
              <Button type="primary">
                {t("change")}
                <DownOutlined />
              </Button>
            </Dropdown>
          )}
        </>
      }
    >
      <AsOf on={on} today={today} set={(day) => set("on", day === today ? undefined : day)} />
      <Parts
        name={t("title")}
        parts={[
          { key: "units", label: t("units"), children: <Units {...props} /> },
          { key: "absences", label: t("absences"), children: <Absences {...props} /> },
          { key: "hand-overs", label: t("hand_overs"), children: <HandOvers {...props} /> },
          { key: "bodies", label: t("bodies"), children: <Bodies {...props} /> },
          { key: "delegations", label: t("delegations"), children: <Delegations /> },
          { key: "matrix", label: t("matrix"), children: <Matrix {...props} /> },
        ]}
      />
      {open && <Change key={open.command} command={open.command} given={open.given} on={on} close={() => setOpen(undefined)} />}
    </Page>
  );
}

/** Chooses the day: by hand, or by dragging over two years before and one after today. */
function AsOf({ on, today, set }: { on: string; today: string; set: (day: string) => void }) {
  const t = useOrgWords();
  const [dragged, setDragged] = useState<number>();
  const day = (offset: number) => dayjs(today).add(offset, "day").format("YYYY-MM-DD");
  const years = [-730, -365, 0, 365];
  return (
    <div className={`${css.asOf} no-print`}>
      <DatePicker aria-label={t("on")} allowClear={false} value={dayjs(on)} onChange={(d) => d && set(d.format("YYYY-MM-DD"))} />
      <Slider
        className={css.slider}
        min={-730}
        max={365}
        value={dragged ?? Math.max(-730, Math.min(365, daysBetween(today, on)))}
        marks={Object.fromEntries(years.map((y) => [y, dayWords(day(y), "")]))}
        tooltip={{ formatter: (v) => dayWords(day(v ?? 0), "") }}
        onChange={setDragged}
        onChangeComplete={(v) => {
          setDragged(undefined);
          set(day(v));
        }}
        ariaLabelForHandle={t("slide")}
      />
      <Button disabled={on === today} onClick={() => set(today)}>
        {t("today")}
      </Button>
    </div>
  );
}
