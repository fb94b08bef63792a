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
    timeZone: "UTC", month: lang() === "en" ? "short" : "long", day: "numeric", ...(other ? { year: "numeric" } : {}),
  }).format(at);
}

export const weekday = (day: string) =>
  new Intl.DateTimeFormat(lang() === "en" ? "en-GB" : "zh-CN", { timeZone: "UTC", weekday: "long" }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`));

/** 6月12日 08:30. */
export const instantWords = (instant: string, year?: string) => `${dayWords(dayOf(instant), year)} ${clock.format(new Date(instant))}`;
