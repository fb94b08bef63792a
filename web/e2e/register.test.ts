// A matter is registered: its kind chosen in words, the form made of the kind, the server's faults at their fields.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const words = {
  zh: { button: /登记$/, kind: /分级调度任务/, faults: /处需要改正/ },
  en: { button: /Register$/, kind: /Graded/i, faults: /to put right/ },
};

describe("a matter is registered", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}`, async () => {
      const w = words[lang];
      const s = await sit(browser, lang, size);
      await signIn(s, "ganzhou-etdz.office");
      await s.page.goto(new URL("/ledger", s.page.url()).href);
      await settled(s.page);
      await s.page.getByRole("button", { name: w.button }).click();
      await settled(s.page);
      await sound(s, "register-kinds");
      await s.page.getByRole("button", { name: w.kind }).click();
      await s.page.getByRole("button", { name: w.button }).waitFor();
      await settled(s.page);
      await sound(s, "register-form");
      await s.page.getByRole("button", { name: w.button }).click();
      await s.page.getByText(w.faults).waitFor();
      s.complaints.length = 0; // the browser notes the refusal that was asked for
      await sound(s, "register-faults");
      const name = `引进检测中心 ${lang} ${Date.now() % 100_000}`;
      await s.page.locator("#root_title").fill(name);
      await s.page.getByRole("button", { name: w.button }).click();
      await s.page.getByRole("heading", { level: 1, name }).waitFor();
      await sound(s, "register-done");
      await s.context.close();
    });
  }
});
