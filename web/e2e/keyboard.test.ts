// Without a mouse: every control of a screen is reached with Tab, shows that it is, and a dialog keeps the focus and gives it back.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Tabs through the page and gives which controls were not reached, and which were without being seen to be. */
async function tabbed(page: Page) {
  const all = await page.evaluate(() => {
    const shown = (e: Element) => e.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && !e.closest("[aria-hidden=true], [inert]");
    const reach = [...document.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input:not(:disabled):not([type=hidden]), textarea, [tabindex='0']")].filter((e) => shown(e) && e.tabIndex >= 0);
    // Of radio buttons Tab reaches one of each group, the arrows the others.
    const groups = new Set<string>();
    let n = 0;
    for (const e of reach) {
      const radio = e instanceof HTMLInputElement && e.type === "radio" ? e.name : "";
      if (radio && groups.has(radio)) continue;
      if (radio) groups.add(radio);
      e.dataset.mustReach = String(n++);
      if (radio) for (const o of document.querySelectorAll<HTMLElement>(`input[name="${radio}"]`)) o.dataset.mustReach = e.dataset.mustReach;
    }
    return n;
  });
  const reached = new Set<string>();
  const unseen: string[] = [];
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let i = 0; i < all + 40 && reached.size < all; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement as HTMLElement;
      if (!e || e === document.body) return undefined;
      const marked = (x: Element) => {
        const c = getComputedStyle(x);
        return (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== "none";
      };
      // Some controls (choices, switches) are drawn around the field that has the focus.
      const around = [e, e.parentElement, e.parentElement?.parentElement, e.parentElement?.parentElement?.parentElement, e.nextElementSibling].filter((x): x is Element => !!x);
      return { must: e.dataset.mustReach, seen: around.some(marked) || e.closest("[role=search]") !== null, what: `${e.tagName.toLowerCase()} ${e.getAttribute("aria-label") ?? e.textContent?.slice(0, 20) ?? ""}` };
    });
    if (at?.must !== undefined) reached.add(at.must);
    if (at && !at.seen) unseen.push(at.what);
  }
  const left = await page.evaluate((got) => [...document.querySelectorAll<HTMLElement>("[data-must-reach]")].filter((e) => !got.includes(e.dataset.mustReach!)).map((e) => e.outerHTML.slice(0, 120)), [...reached]);
  return { left, unseen: [...new Set(unseen)] };
}

describe("with the keyboard alone", () => {
  for (const path of ["/", "/ledger", "/letters", "/ledger/import", "/matters/new?kind=graded-task"]) {
    it(`every control of ${path} is reached and seen to be`, async () => {
      const s = await sit(browser);
      await signIn(s, "ganzhou-etdz.office");
      await s.page.goto(new URL(path, s.page.url()).href);
      await settled(s.page);
      const { left, unseen } = await tabbed(s.page);
      expect(left, "not reached").toEqual([]);
      expect(unseen, "focus not to be seen").toEqual([]);
      await s.context.close();
    });
  }

  it("a dialog keeps the focus, Escape closes it, and the focus is back where it was", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.clerk");
    await settled(s.page);
    await s.page.locator("a[href^='/matters/']").first().focus();
    await s.page.keyboard.press("Enter");
    const report = s.page.getByRole("button", { name: "反馈" });
    await report.waitFor();
    await report.focus();
    await s.page.keyboard.press("Enter");
    await s.page.getByRole("dialog").waitFor();
    for (let i = 0; i < 25; i++) {
      await s.page.keyboard.press("Tab");
      expect(await s.page.evaluate(() => document.activeElement?.closest("[role=dialog], .ant-modal-root") !== null)).toBe(true);
    }
    await s.page.keyboard.press("Escape");
    await s.page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await report.evaluate((e) => e === document.activeElement)).toBe(true);
    await s.context.close();
  });
});
