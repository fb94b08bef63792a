// One matter, whole: its clock, light and ladder in words, its actions with what a gate misses, and each event proved in the browser.
import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const words = {
  zh: {
    ladder: "升级阶梯",
    clock: "时钟",
    verify: /^核验第 1 条/,
    last: /核验最新一条/,
    holds: /核验通过/,
    steps: [/本机算出散列/, /相同的根/, /登记记录也在/],
    download: /下载凭据/,
    fails: /核验不通过/,
    all: "全部",
  },
  en: {
    ladder: "Ladder",
    clock: "Clock",
    verify: /^Verify event 1$/,
    last: /Verify the last event/,
    holds: /It holds/,
    steps: [/Hashed here/, /sibling hashes lead/, /The registration is in/],
    download: /Download the receipt/,
    fails: /It does not hold/,
    all: "All",
  },
};

describe("a matter is told whole", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}: clock, ladder, proof`, async () => {
      const w = words[lang];
      const s = await sit(browser, lang, size);
      await signIn(s, "ganzhou-etdz.office");
      await s.page.goto(new URL("/ledger?light=red&open=true", s.page.url()).href);
      await settled(s.page);
      await s.page.locator("a[href^='/matters/']").first().click();
      await s.page.getByRole("heading", { name: w.ladder }).waitFor();
      await s.page.getByRole("heading", { name: w.clock, exact: true }).waitFor();
      await sound(s, "matter");
      await s.page.getByRole("button", { name: w.verify }).first().click();
      const dialog = s.page.getByRole("dialog");
      await dialog.getByText(w.holds).waitFor();
      for (const step of w.steps) await dialog.getByText(step).waitFor();
      await expect.poll(() => dialog.locator("svg").count()).toBeGreaterThan(0);
      await sound(s, "matter-proof");
      const [download] = await Promise.all([s.page.waitForEvent("download"), dialog.getByRole("button", { name: w.download }).click()]);
      expect(download.suggestedFilename()).toMatch(/\.receipt\.json$/);
      if (size === "desktop") {
        // The receipt that was taken along is what the command line checks, without the server.
        const kept = join(import.meta.dirname, `../shots/${lang}.receipt.json`);
        await download.saveAs(kept);
        const told = spawnSync(resolve(import.meta.dirname, "../../bin/qinlian"), ["verify", "--receipt", kept], { encoding: "utf8" });
        expect(told.status, told.stderr).toBe(0);
      }
      await s.context.close();
    });
  }
});
