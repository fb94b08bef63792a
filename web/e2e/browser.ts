// A browser as somebody sits before it: signed in, in a language, at a size; and what must hold of every screen they see.
import AxeBuilder from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from "playwright-core";
import { expect, inject } from "vitest";

export type Size = "desktop" | "phone";
export type Lang = "zh" | "en";
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.QINLIAN_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

export type Sitting = { page: Page; context: BrowserContext; complaints: string[]; lang: Lang; size: Size };

/** Opens the site in a language and size; what the console complains of is gathered. */
export async function sit(browser: Browser, lang: Lang = "zh", size: Size = "desktop"): Promise<Sitting> {
  const context = await browser.newContext({ viewport: sizes[size], locale: lang === "en" ? "en-GB" : "zh-CN", reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (m) => {
    if (m.type() === "error" || m.type() === "warning") complaints.push(`${m.type()}: ${m.text()}`);
  });
  page.on("pageerror", (e) => complaints.push(`thrown: ${e.message}`));
  await page.addInitScript((l) => localStorage.setItem("qinlian.lang", l), lang);
  await page.goto(inject("base"));
  return { page, context, complaints, lang, size };
}

export async function signIn(s: Sitting, login: string) {
  const password = inject("accounts")[login];
  expect(password, `the program printed a password for ${login}`).toBeTruthy();
  await s.page.locator("input[autocomplete=username]").fill(login);
  await s.page.locator("input[autocomplete=current-password]").fill(password!);
  await s.page.locator("button[type=submit]").click();
  await s.page.locator("nav").waitFor();
}

/** Waits until the screen shows what it asked for: nothing is loading and no skeleton stands. */
export async function settled(page: Page) {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".ant-skeleton, .ant-spin-spinning"));
}

/** Follows a link to another page. The page one is on stays until the other is loaded, so that it is waited for by its heading. */
export async function follow(page: Page, link: Locator) {
  const left = await page.locator("h1").first().innerText();
  await link.click();
  await page.waitForFunction((h1) => ![h1, undefined].includes(document.querySelector("h1")?.innerText), left);
  await settled(page);
}

/** Says yes to the dialog that is open, and waits until it is done; one that stays says why. */
export async function yes(page: Page) {
  await page.locator(".ant-modal-footer .ant-btn-primary").click();
  const open = page.locator(".ant-modal-wrap:visible");
  await open.waitFor({ state: "detached" }).catch(async (e: unknown) => {
    throw new Error(`the dialog stayed open: ${(await open.allInnerTexts()).join(" | ")}`, { cause: e });
  });
  await settled(page);
}

/** What holds of every screen: nothing in the console, nothing sideways, no serious finding of axe; and a picture of it. */
export async function sound(s: Sitting, name: string) {
  await settled(s.page);
  const shots = join(import.meta.dirname, "../shots");
  mkdirSync(shots, { recursive: true });
  await s.page.screenshot({ path: join(shots, `${name}-${s.lang}-${s.size}.png`) });
  expect(s.complaints, `${name}: the console`).toEqual([]);
  const wide = await s.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide, `${name}: pixels beyond the right edge`).toBeLessThanOrEqual(0);
  const found = await new AxeBuilder({ page: s.page }).withTags(["wcag2a", "wcag2aa", "wcag21aa"]).analyze();
  const serious = found.violations
    .filter((v) => v.impact === "serious" || v.impact === "critical")
    .map(
      (v) =>
        `${v.id}: ${v.nodes
          .slice(0, 3)
          .map((n) => `${n.target.join(" ")} ${n.failureSummary?.split("\n")[1] ?? ""}`)
          .join(" | ")}`,
    );
  expect(serious, `${name}: accessibility`).toEqual([]);
}

/** Forgets that the browser itself told of requests which failed; whatever else stands in the console is refused. */
export function forgive(s: Sitting) {
  expect(s.complaints.filter((c) => !c.startsWith("error: Failed to load resource"))).toEqual([]);
  s.complaints.length = 0;
}
