// The cockpit and the war map, on a desk, a phone and a wall; today's work done without leaving the page.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-etdz";
const at = (s: { page: { url(): string } }, path: string) => new URL(path, s.page.url()).href;

describe("the cockpit", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
    ["en", "phone"],
  ] as [Lang, Size][]) {
    it(`is sound and leads to the matters behind its figures, ${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, `${zone}.leader`);
      await s.page.goto(at(s, "/cockpit"));
      await sound(s, "cockpit");
      const red = s.page.locator("main a[href*='light=red']").first();
      const n = Number(/\d+/.exec(await red.locator("b").innerText())![0]);
      await red.click();
      await settled(s.page);
      await s.page.getByText(lang === "en" ? `${n} matters` : `共 ${n} 件`).waitFor();
      await s.page.goto(at(s, "/map"));
      await sound(s, "map");
      await s.context.close();
    });
  }

  it("shows each chart as a table, whose numbers lead to as many matters", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await s.page.goto(at(s, "/cockpit"));
    await settled(s.page);
    await s.page.getByRole("button", { name: "时限：换成表格" }).click();
    const link = s.page.getByRole("region", { name: /^时限/ }).getByRole("link").first();
    const n = Number(await link.innerText());
    await link.click();
    await settled(s.page);
    await s.page.getByText(`共 ${n} 件`).waitFor();
    await sound(s, "cockpit-behind");
    await s.context.close();
  });

  for (const [width, height] of [
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    it(`fills a wall of ${width} by ${height} without scrolling, in the dark, and turns`, async () => {
      const s = await sit(browser);
      await s.page.setViewportSize({ width, height });
      await signIn(s, `${zone}.leader`);
      for (const path of ["/cockpit?wall=true", "/map?wall=true"]) {
        await s.page.goto(at(s, path));
        const wall = s.page.getByRole("dialog");
        await wall.waitFor();
        await settled(s.page);
        for (const screen of [1, 2]) {
          await wall.getByText(new RegExp(`^${screen} / \\d`)).waitFor();
          const beyond = await wall.evaluate((w) =>
            [...w.querySelectorAll("*")]
              .filter(
                (e) =>
                  e.scrollHeight > e.clientHeight + 2 &&
                  getComputedStyle(e).overflowY !== "visible" &&
                  e.clientHeight > 0 &&
                  !e.closest("svg"),
              )
              .map((e) => e.className || e.tagName),
          );
          expect(beyond, `${path} ${screen}: cut off`).toEqual([]);
          await sound(s, `wall-${path.slice(1, 4)}-${screen}-${width}`);
          await s.page.keyboard.press("ArrowRight");
        }
        expect(await s.page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
        await s.page.keyboard.press("Escape");
        await wall.waitFor({ state: "hidden" });
      }
      await s.context.close();
    });
  }
});

describe("today, in place", () => {
  it("a clerk reports on a matter without leaving the page", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.clerk`);
    await settled(s.page);
    await s.page.getByRole("button", { name: "反馈" }).first().click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("进展").fill("土地平整完成，已进场");
    await form.getByLabel("进度").fill("45");
    await form.getByRole("button", { name: "办理", exact: true }).click();
    await form.waitFor({ state: "hidden" });
    expect(new URL(s.page.url()).pathname).toBe("/");
    await sound(s, "today-reported");
    await s.context.close();
  });
});
