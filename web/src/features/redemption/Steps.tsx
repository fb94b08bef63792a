// The way of a claim, and how it stands.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Light } from "@/ui/Light";
import { Due } from "@/ui/MatterRow";
import { yuan } from "@/ui/sums";
import { daysBetween, dayOf, dayWords } from "@/ui/time";
import { toBatch, type Claim } from "./ask";
import css from "./redemption.module.css";
import { useRedemptionWords } from "./words";

/** The light of its matter and how long there is. */
export function Stand({ claim: c, today }: { claim: Claim; today: string }) {
  return (
    <span className={css.mark}>
      <b>{c.words}</b>
      {c.light && <Light light={c.light} chip />}
      {c.light && <Due due={c.due} provisional={c.provisional} today={today} />}
    </span>
  );
}

type At = "done" | "now" | "next" | "none";

/** The way of a claim: what was done, what is being done, what comes. */
export function Steps({ claim: c, today }: { claim: Claim; today: string }) {
  const t = useRedemptionWords();
  const over = c.step === "struck" || c.step === "clawed";
  const confirmed = c.step !== "listed" && !(over && c.payments.length === 0 && !c.from);
  const open = c.objections.filter((o) => !o.answer).length;
  const last = c.payments.at(-1);
  const sent = last && !last.returned;
  const noticeOver = !!c.to && c.to < today;
  const line: { word: string; at: At; told: ReactNode }[] = [
    { word: t(c.mode === "automatic" ? "s_list" : "s_apply"), at: "done", told: dayWords(dayOf(c.opened_at), today) },
    { word: t("s_confirm"), at: confirmed ? "done" : "now", told: c.unit },
    c.unnoticed
      ? { word: t("s_notice"), at: "none", told: t("no_notice") }
      : {
          word: t("s_notice"),
          at: !c.to ? (confirmed ? "now" : "next") : noticeOver ? "done" : "now",
          told: c.to ? (
            <>
              {`${dayWords(c.from!, today)} – ${dayWords(c.to, today)}`}
              <b>{noticeOver ? t("notice_over") : c.to === today ? t("last_day") : t("days_left", { n: daysBetween(today, c.to) })}</b>
            </>
          ) : (
            t("waiting")
          ),
        },
    {
      word: t("s_objection"),
      at: open > 0 ? "now" : c.objections.length > 0 ? "done" : "none",
      told:
        c.objections.length === 0 ? (
          t("no_objection")
        ) : open > 0 ? (
          <b data-bad="">{t("open_n", { n: open })}</b>
        ) : (
          `${t("objections_n", { n: c.objections.length })} · ${t("answered")}`
        ),
    },
    { word: t("s_account"), at: c.account ? "done" : "now", told: c.account ?? t("waiting") },
    {
      word: t("s_pay"),
      at: sent ? "done" : c.ready ? "now" : "next",
      told: last ? (
        last.withdrawn ? (
          t("payment_withdrawn", { why: last.returned ?? "" })
        ) : last.returned ? (
          <b data-bad="">{t("returned", { why: last.returned })}</b>
        ) : (
          <Link to={toBatch(last.batch)}>{t("in_batch", { batch: last.batch })}</Link>
        )
      ) : c.ready ? (
        t("ready")
      ) : (
        t("waiting")
      ),
    },
    {
      word: t("s_receipt"),
      at: sent && last.on ? "done" : sent ? "now" : "next",
      told: sent && last.on ? `${t("by_day", { day: dayWords(last.on, today) })}${last.receipt ? ` · ${last.receipt}` : ""}` : t("waiting"),
    },
  ];
  return (
    <>
      {over && (
        <p className={css.over}>
          {c.step === "struck" ? t("struck_why", { why: c.reason ?? "" }) : t("clawed_n", { amount: yuan(last?.clawed ?? 0) })}
        </p>
      )}
      <ol className={css.steps}>
        {line.map((s) => {
          const at: At = over && s.at === "now" ? "next" : s.at;
          return (
            <li key={s.word} data-at={at} aria-current={at === "now" ? "step" : undefined}>
              <i aria-hidden>{at === "done" ? "✓" : at === "none" ? "–" : ""}</i>
              <div>
                <b>{s.word}</b>
                <span>{s.told}</span>
              </div>
            </li>
          );
        })}
      </ol>
    </>
  );
}
