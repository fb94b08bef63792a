// Sums of money and counts as people read them. Money is in whole fen everywhere else.
import { lang } from "@/words/words";

/** 1,234.50 yuan of fen, exactly. */
export const exact = (fen: number) =>
  new Intl.NumberFormat(lang() === "en" ? "en-GB" : "zh-CN", {
    minimumFractionDigits: fen % 100 === 0 ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(fen / 100);

/** 5.2 万元, 3.1 亿元; CNY 52,000. Short, for heads and axes. */
export function yuan(fen: number): string {
  if (lang() === "en") return `CNY ${exact(fen)}`;
  const n = Math.abs(fen) / 100;
  const short = (of: number) => new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 2 }).format(fen / 100 / of);
  return n >= 1e8 ? `${short(1e8)} 亿元` : n >= 1e4 ? `${short(1e4)} 万元` : `${exact(fen)} 元`;
}

export const count = (n: number) => new Intl.NumberFormat(lang() === "en" ? "en-GB" : "zh-CN").format(n);
