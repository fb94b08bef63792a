import { describe, expect, it } from "vitest";
import { blocksOf, inline } from "./Markdown";

describe("markdown", () => {
  it("knows headings, paragraphs and what is set in", () => {
    expect(blocksOf("# 会\n\n## 议题\n\n1. 甲\n\n   研究情况：乙\n")).toEqual([
      { kind: "h1", text: "会", inset: false },
      { kind: "h2", text: "议题", inset: false },
      { kind: "p", text: "1. 甲", inset: false },
      { kind: "p", text: "研究情况：乙", inset: true },
    ]);
  });
  it("gives back what people typed, as text", () => {
    expect(inline("**时间**：\\[点我\\](javascript:alert) &lt;img src=x&gt; 3 \\* 4")).toEqual([
      { text: "时间", bold: true },
      { text: "：[点我](javascript:alert) <img src=x> 3 * 4", bold: false },
    ]);
  });
});
