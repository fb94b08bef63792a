// What is split into what, as an outline, as charts with their tables, and who answers for it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("every view of it is sound", () => {
  for (const [lang, size] of [["zh", "desktop"], ["zh", "phone"], ["en", "desktop"], ["en", "phone"]] as [Lang, Size][]) {
    it(`in ${lang} on a ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, "ganjiang.office");
      for (const [path, name] of [["", "all"], ["?tab=chart", "sunburst"], ["?tab=matrix", "matrix"]]) {
        await s.page.goto(new URL(`/decomposition${path}`, s.page.url()).href);
        await settled(s.page);
        if (name === "sunburst") {
          await s.page.locator("canvas").waitFor();
          await sound(s, "decomposition-sunburst");
          await s.page.getByText(lang === "en" ? "Treemap" : "矩形图").click();
          await s.page.locator("canvas").waitFor();
          await sound(s, "decomposition-treemap");
          await s.page.locator(".ant-segmented").getByText(lang === "en" ? "Table" : "表格").click();
          expect(await s.page.locator("tbody tr").count()).toBeGreaterThan(20);
          await sound(s, "decomposition-table");
        } else await sound(s, `decomposition-${name}`);
      }
      await s.context.close();
    });
  }
});
