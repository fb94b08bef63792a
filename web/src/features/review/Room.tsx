// The room of one session: who came, the agenda item by item with what was said and resolved, what it still owes, and its
// end. The server says what is missing; who may not record listens in.
import { DesktopOutlined, FileTextOutlined, NotificationOutlined } from "@ant-design/icons";
import { Alert, Button, Tag } from "antd";
import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useToday } from "@/api/me";
import { isProblem } from "@/api/problem";
import { Asked } from "@/ui/Asked";
import { Light } from "@/ui/Light";
import { Due, toMatter } from "@/ui/MatterRow";
import { Empty, Page, Panel } from "@/ui/Page";
import { useStage } from "@/ui/stages";
import { dayHeading, dayWords } from "@/ui/time";
import { Attendance } from "./Attendance";
import { Desk } from "./Desk";
import { CallOff, Finish, Owed } from "./Finish";
import { toSession, useMeeting, usePresiding, type Item, type Meeting } from "./query";
import css from "./review.module.css";
import { Said } from "./Said";
import { Screen, wholeScreen } from "./Screen";
import { useReviewWords } from "./words";

export default function Room() {
  const t = useReviewWords();
  const presiding = usePresiding();
  const id = useParams().session ?? "";
  const meeting = useMeeting(id);
  const [params, setParams] = useSearchParams();
  const m = meeting.data?.value;
  const shown = Number(params.get("screen") ?? 0);
  const show = (n: number) => setParams(n > 0 ? { screen: String(n) } : {}, { replace: true });
  if (isProblem(meeting.error) && meeting.error.status === 404) {
    return (
      <Page title={id}>
        <Panel title={id}>
          <Empty hint={<Link to="/sessions">{t("title")}</Link>}>{t("not_found")}</Empty>
        </Panel>
      </Page>
    );
  }
  return (
    <Page
      title={m?.title ?? id}
      note={m && [m.number, dayHeading(m.date), m.place, presiding(m) && `${t("chair")} ${presiding(m)}`].filter(Boolean).join(" · ")}
      actions={
        m && (
          <>
            <Tag color={m.stage === "open" ? "processing" : m.stage === "convened" ? "warning" : undefined}>{t(m.stage)}</Tag>
            {m.agenda.length > 0 && (
              <Button icon={<DesktopOutlined />} onClick={() => (wholeScreen(), show(1))}>
                {t("big")}
              </Button>
            )}
            <Link to={toSession(id, "/minutes")}>
              <Button icon={<FileTextOutlined />} tabIndex={-1}>
                {t("minutes")}
              </Button>
            </Link>
            <Link to={toSession(id, "/bulletin")}>
              <Button icon={<NotificationOutlined />} tabIndex={-1}>
                {t("bulletin")}
              </Button>
            </Link>
          </>
        )
      }
    >
      <Asked query={meeting} rows={10}>
        {({ value }) => (
          <>
            <Inside id={id} m={value} />
            {shown > 0 && value.agenda.length > 0 && <Screen id={id} m={value} n={Math.min(shown, value.agenda.length)} show={show} />}
          </>
        )}
      </Asked>
    </Page>
  );
}

function Inside({ id, m }: { id: string; m: Meeting }) {
  const t = useReviewWords();
  const holds = m.hold_as.length > 0 && (m.stage === "open" || m.stage === "convened");
  return (
    <>
      {m.stage === "cancelled" && <Alert className={css.alert} type="info" title={t("called_off", { reason: m.reason ?? "" })} />}
      {!holds && (m.stage === "open" || m.stage === "convened") && <Alert className={css.alert} type="info" title={t("reader")} />}
      <div className={css.columns}>
        <div>
          {m.previous && <LastTime of={m.previous} />}
          <Agenda id={id} m={m} holds={holds} />
        </div>
        <div>
          <Attendance key={m.version} id={id} m={m} holds={holds} />
          {m.stage === "open" && <Owed id={id} m={m} holds={holds} />}
          <Resolutions m={m} />
          {holds && m.stage === "open" && <Finish id={id} m={m} />}
          {holds && m.resolutions.length === 0 && <CallOff id={id} />}
        </div>
      </div>
    </>
  );
}

/** What the last session of its sort resolved, and what became of it. */
function LastTime({ of }: { of: string }) {
  const t = useReviewWords();
  const stage = useStage();
  const last = useMeeting(of);
  return (
    <Panel title={t("last")} more={<Link to={toSession(of)}>{t("last_of", { number: of })}</Link>} flush>
      <Asked query={last} rows={2}>
        {({ value }) =>
          value.resolutions.length === 0 ? (
            <Empty>{t("no_last")}</Empty>
          ) : (
            <ul className={css.last}>
              {value.resolutions.map((r, i) => (
                <li key={i}>
                  {r.about ? <Light light={r.about.light} chip /> : <Tag>{t("words_only")}</Tag>}
                  <span>
                    {r.text}
                    {r.about && (
                      <small>
                        <Link to={toMatter(r.about.number)}>{r.about.number}</Link> · {stage(r.about.stage)} ·{" "}
                        {Math.round(r.about.progress)}% · {r.about.owner ?? t("no_owner")}
                      </small>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
}

function Agenda({ id, m, holds }: { id: string; m: Meeting; holds: boolean }) {
  const t = useReviewWords();
  const [open, setOpen] = useState<number>();
  const passed = (block: string) => m.passed.find((p) => p.block === block);
  const blocks = m.blocks.filter((b) => b.required || m.agenda.some((i) => i.block === b.name));
  return (
    <Panel title={t("agenda")} n={m.agenda.length} flush>
      <ol className={css.agenda}>
        {blocks.map((b) => (
          <li key={b.name}>
            <h3>
              {b.title}
              {b.required && <Tag>{t("required")}</Tag>}
              {passed(b.name) && <small>{t("passed", { reason: passed(b.name)!.reason })}</small>}
            </h3>
            <ol>
              {m.agenda
                .filter((i) => i.block === b.name)
                .map((i) => (
                  <ItemRow
                    key={i.item}
                    id={id}
                    m={m}
                    item={i}
                    holds={holds && m.stage === "open"}
                    open={open === i.item}
                    toggle={() => setOpen(open === i.item ? undefined : i.item)}
                  />
                ))}
            </ol>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function ItemRow({
  id,
  m,
  item,
  holds,
  open,
  toggle,
}: {
  id: string;
  m: Meeting;
  item: Item;
  holds: boolean;
  open: boolean;
  toggle: () => void;
}) {
  const t = useReviewWords();
  const today = useToday();
  return (
    <li className={css.item}>
      <span className={css.no}>{item.item}</span>
      <div className={css.body}>
        <div className={css.line}>
          {item.about && <Light light={item.about.light} />}
          <b>{item.title}</b>
          {item.look_back && <Tag color="blue">{t("look_back")}</Tag>}
          {item.filled && !item.look_back && <Tag>{t("filled")}</Tag>}
          {item.about?.urgency_title && <Tag>{item.about.urgency_title}</Tag>}
        </div>
        {item.about && (
          <div className={css.facts}>
            <Link to={toMatter(item.about.number)}>{item.about.number}</Link>
            <span>{item.about.owner ?? t("no_owner")}</span>
            <span>{Math.round(item.about.progress)}%</span>
            <Due due={item.about.due} provisional={item.about.provisional} today={today} />
          </div>
        )}
        {item.earlier && (
          <p className={css.said}>
            <small>{t("last_text", { date: dayWords(item.earlier.date, today) })}</small> {item.earlier.text}
          </p>
        )}
        <Said m={m} item={item} />
        {open && <Desk id={id} m={m} item={item} done={toggle} />}
      </div>
      {holds && (
        <Button
          size="small"
          type={open ? "default" : "primary"}
          ghost={!open}
          onClick={toggle}
          aria-expanded={open}
          aria-label={`${t(open ? "cancel" : "resolve")} ${item.item}`}
        >
          {open ? t("cancel") : `${t("record")} / ${t("resolve")}`}
        </Button>
      )}
    </li>
  );
}

function Resolutions({ m }: { m: Meeting }) {
  const t = useReviewWords();
  const today = useToday();
  return (
    <Panel title={t("resolutions")} n={m.resolutions.length} flush>
      {m.resolutions.length === 0 ? (
        <Empty hint={m.stage === "open" ? t("no_resolutions_hint") : undefined}>{t("no_resolutions")}</Empty>
      ) : (
        <ol className={css.resolved}>
          {m.resolutions.map((r, i) => (
            <li key={i}>
              <p>{r.text}</p>
              <small>
                {r.matter && (
                  <>
                    {r.register && `${t("became")} `}
                    <Link to={toMatter(r.matter)}>{r.matter}</Link>
                  </>
                )}
                {r.urgency && ` ${t("urgency_to")} ${r.urgency_title || r.urgency}`}
                {r.register?.owner && ` · ${r.register.owner}`}
                {r.register?.due && ` · ${dayWords(r.register.due, today)}`}
              </small>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
