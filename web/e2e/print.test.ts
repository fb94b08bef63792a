// What is printed on A4: a letter and the page of the day, without menus or buttons.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, type Sitting } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Prints the page to a file and gives how many sheets it takes; all are A4. */
async function sheets(s: Sitting, name: string) {
  await s.page.emulateMedia({ media: "print" });
  for (const what of ["nav", "header [role=search]", "main button:visible"])
    expect(await s.page.locator(what).filter({ visible: true }).count(), `${name}: ${what} is printed`).toBe(0);
  const wide = await s.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, `${name}: beyond the sheet`).toBeLessThanOrEqual(0);
  const pdf = await s.page.pdf({ format: "A4", printBackground: true, preferCSSPageSize: true });
  const shots = join(import.meta.dirname, "../shots");
  mkdirSync(shots, { recursive: true });
  writeFileSync(join(shots, `${name}.pdf`), pdf);
  const text = pdf.toString("latin1");
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map(([, w, h]) => [
    Math.round(Number(w)),
    Math.round(Number(h)),
  ]);
  for (const box of boxes) expect(box, name).toEqual([595, 842]);
  return (text.match(/\/Type\s*\/Page\b/g) ?? []).length;
}

describe("on paper", () => {
  it("a letter fits a sheet and has nothing but the letter", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.verifier");
    await s.page.goto(new URL("/letters", s.page.url()).href);
    await settled(s.page);
    await s.page.locator("table a[href^='/letters/']").first().click();
    await s.page.locator("article pre").waitFor();
    expect(await sheets(s, "letter")).toBe(1);
    await s.context.close();
  });

  it("the page of the day prints whole", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.leader");
    await settled(s.page);
    expect(await sheets(s, "today")).toBeGreaterThan(0);
    await s.context.close();
  });
});
