import { describe, expect, it } from "vitest";
import { namespaces } from "./words";

// Every feature's words, found by their name, so that a new one cannot be forgotten.
import.meta.glob("../**/{words,stages}.ts", { eager: true });

const placeholders = (s: string) => [...s.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1]).sort();
const chinese = /[\u4e00-\u9fff]/;

describe("words", () => {
  it("are registered by every feature that has screens", () => {
    expect(Object.keys(namespaces).length).toBeGreaterThan(5);
  });
  for (const [name, { zh, en }] of Object.entries(namespaces)) {
    describe(name, () => {
      it("says something in both languages", () => {
        for (const texts of [zh, en]) for (const [key, text] of Object.entries(texts)) expect(text.trim(), key).not.toBe("");
      });
      it("fills the same places in both languages", () => {
        for (const key of Object.keys(zh)) expect(placeholders(en[key] ?? ""), key).toEqual(placeholders(zh[key] ?? ""));
      });
      it("is English in English and Chinese in Chinese, but for the name of the other language", () => {
        for (const [key, text] of Object.entries(en)) if (key !== "language") expect(text, key).not.toMatch(chinese);
        for (const [key, text] of Object.entries(zh)) if (key !== "language") expect(text, key).toMatch(chinese);
      });
      it("punctuates Chinese as Chinese is", () => {
        for (const [key, text] of Object.entries(zh)) expect(text, key).not.toMatch(/[\u4e00-\u9fff][,;:?!]/);
      });
    });
  }
});
