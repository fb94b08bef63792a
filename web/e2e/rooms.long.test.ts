// Every room in the dark, by keyboard alone, and on a phone: what holds of all of them.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const rooms = [
  "/",
  "/cockpit",
  "/map",
  "/ledger",
  "/letters",
  "/duties",
  "/decomposition",
  "/decomposition?tab=matrix",
  "/sessions",
  "/mechanisms",
  "/org",
  "/org?tab=hand-overs",
  "/me",
  "/me?tab=notices",
];
const called = (path: string) => path.slice(1).replaceAll(/[/?=]+/g, "-") || "today";

describe("every room", () => {
  it("is sound in the dark", async () => {
    const s = await sit(browser);
    await s.page.evaluate(() => localStorage.setItem("qinlian.mode", "dark"));
    await s.page.reload();
    await signIn(s, "ganzhou-etdz.office");
    const faults: string[] = [];
    for (const path of rooms) {
      await s.page.goto(new URL(path, s.page.url()).href);
      await settled(s.page);
      expect(await s.page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
      await sound(s, `dark-${called(path)}`).catch((e: Error) =>
        faults.push(`${path}: ${JSON.stringify((e as { actual?: unknown }).actual)}`),
      );
      s.complaints.length = 0;
    }
    expect(faults).toEqual([]);
    await s.context.close();
  }, 600_000);

  it("is walked through by keyboard: everything that can be used is reached, and is seen to be", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.office");
    const faults: string[] = [];
    for (const path of rooms) {
      await s.page.goto(new URL(path, s.page.url()).href);
      await settled(s.page);
      const { missed, unseen } = await walk(s.page);
      faults.push(
        ...missed.map((m) => `${path}: Tab does not reach ${m}`),
        ...unseen.map((m) => `${path}: nothing shows that it is at ${m}`),
      );
    }
    expect(faults).toEqual([]);
    await s.context.close();
  }, 900_000);
});

/** Presses Tab until it has been everywhere; names what it did not reach and where no mark showed where it was. */
async function walk(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  const n = await page.evaluate(() => {
    const usable = [
      ...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [role=tab], [role=button], [tabindex='0']"),
    ].filter((e) => {
      const box = e.getBoundingClientRect();
      const one = e instanceof HTMLInputElement && e.type === "radio" && !e.checked; // one of a group is reached, the others by arrows
      return (
        !one &&
        box.width > 0 &&
        box.height > 0 &&
        e.tabIndex >= 0 &&
        !e.closest("[inert], [aria-hidden=true], [role=tablist] [aria-selected=false]") &&
        !(e as HTMLButtonElement).disabled &&
        getComputedStyle(e).visibility !== "hidden"
      );
    });
    usable.forEach((e, i) => e.setAttribute("data-walk", String(i)));
    return usable.length;
  });
  expect(n).toBeGreaterThan(5);
  const unseen: string[] = [];
  const reached = new Set<string>();
  for (let i = 0; i < n + 40 && reached.size < n; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement | null;
      if (!e || e === document.body) return undefined;
      const marked = (x: Element | null): boolean => {
        for (let up = 0; x && up < 4; up++, x = x.parentElement) {
          const c = getComputedStyle(x);
          if ((c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== "none") return true;
        }
        return false;
      };
      return {
        walk: e.dataset.walk,
        name: `${e.tagName.toLowerCase()} ${(e.getAttribute("aria-label") ?? e.innerText ?? "").slice(0, 30)}`,
        marked: marked(e),
      };
    });
    if (!at) continue;
    if (at.walk !== undefined) reached.add(at.walk);
    if (!at.marked) unseen.push(at.name);
  }
  const missed = await page.evaluate(
    (seen) =>
      [...document.querySelectorAll<HTMLElement>("[data-walk]")]
        .filter((e) => !seen.includes(e.dataset.walk!))
        .map((e) => `${e.tagName.toLowerCase()}.${e.className} ${(e.getAttribute("aria-label") ?? e.innerText ?? "").slice(0, 30)}`),
    [...reached],
  );
  return { missed, unseen: [...new Set(unseen)] };
}

describe("on a phone", () => {
  it("the rooms for which the bar has no place are behind one button", async () => {
    const s = await sit(browser, "zh", "phone");
    await signIn(s, "ganzhou-etdz.office");
    await s.page.getByRole("button", { name: "更多" }).click();
    await sound(s, "phone-more");
    await s.page.getByRole("menuitem", { name: "机构" }).click();
    await s.page.getByRole("heading", { level: 1, name: "机构" }).waitFor();
    await sound(s, "phone-org");
    await s.context.close();
  });
});
