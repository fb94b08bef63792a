// Instants are told in the zone's own time, whatever the clock of the browser: a zone's day ends in Jiangxi.
import { lang } from "@/words/words";

const zone = "Asia/Shanghai";
const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, ...options });
const dayParts = part({ year: "numeric", month: "2-digit", day: "2-digit" });
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** 2023-06-12 of an instant. */
export const dayOf = (instant: string) => dayParts.format(new Date(instant));

const midnight = (day: string) => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

/** Days from one calendar day to another; negative when it lies before. */
export const daysBetween = (from: string, to: string) => Math.round((midnight(to) - midnight(from)) / 86_400_000);

/** 6月12日, or 2022年6月12日 in another year than the one given; 12 Jun (2022) in English. */
export function dayWords(day: string, year?: string): string {
  const other = year !== undefined && day.slice(0, 4) !== year.slice(0, 4);
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", {
    timeZone: "UTC",
    month: lang() === "en" ? "short" : "long",
    day: "numeric",
    ...(other ? { year: "numeric" } : {}),
  }).format(at);
}

const weekday = (day: string) =>
  new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", { timeZone: "UTC", weekday: "long" }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  );

/** 6月12日 08:30. */
export const instantWords = (instant: string, year?: string) => `${dayWords(dayOf(instant), year)} ${clock.format(new Date(instant))}`;

/** A period of a cadence in words: 2023-W50, 2023-12-H1, 2023-12, 2023-Q4, 2023-H2, 2023-年初. What is none stays as it is. */
export function periodWords(period: string): string {
  const en = lang() === "en";
  const [, year, week, month, half, quarter, semester] =
    /^(\d{4})(?:-W(\d{2})|-(\d{2})(?:-H([12]))?|-Q([1-4])|-H([12]))?$/.exec(period) ?? [];
  if (!year) return period.replace(/^(\d{4})-(?=\D)/, en ? "$1 " : "$1年");
  if (week) return en ? `week ${Number(week)} of ${year}` : `${year}年第${Number(week)}周`;
  if (month) {
    const of = en ? `${year}-${month}` : `${year}年${Number(month)}月`;
    return half ? `${of}${en ? (half === "1" ? ", first half" : ", second half") : half === "1" ? "上半月" : "下半月"}` : of;
  }
  if (quarter) return en ? `quarter ${quarter} of ${year}` : `${year}年第${quarter}季度`;
  if (semester) return en ? `${semester === "1" ? "first" : "second"} half of ${year}` : `${year}年${semester === "1" ? "上" : "下"}半年`;
  return en ? year : `${year}年`;
}

/** A day at the head of a page: 6月12日 星期一; Monday 12 Jun. */
export const dayHeading = (day: string) => (lang() === "en" ? `${weekday(day)} ${dayWords(day)}` : `${dayWords(day)} ${weekday(day)}`);
