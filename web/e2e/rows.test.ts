// A ledger of a hundred thousand rows: pages come as one scrolls, and only what is in view stands in the document. How long
// the page takes to answer a hand is printed, not judged: machines differ.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const whole = 100_000;
const line = (i: number) => ({
  id: `m${i}`, number: `招调〔2023〕${i + 1}号`, title: `第 ${i + 1} 件事项`, kind: "graded-task", stage: "working", light: ["red", "amber", "green"][i % 3], unit: "招商局", owner: "招商局局长",
  due: "2023-06-30", progress: i % 100, open: true, version: 3,
});

/** Interactions longer than 16 ms as Chromium times them, from the hand to the next paint. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const seen: number[] = [];
    (globalThis as unknown as { seen: number[] }).seen = seen;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if ((e as PerformanceEntry & { interactionId?: number }).interactionId) seen.push(e.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
const worst = (page: Page) => page.evaluate(() => Math.max(16, ...(globalThis as unknown as { seen: number[] }).seen));

describe("a large ledger", () => {
  it("of 100,000 rows is scrolled to its end with few rows in the document", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.office");
    await s.page.route(/\/api\/v1\/zones\/[^/]+\/matters\?/, (route) => {
      const q = new URL(route.request().url()).searchParams;
      const from = Number(q.get("after") ?? 0);
      const to = Math.min(whole, from + Number(q.get("limit") ?? 50));
      return route.fulfill({ json: { matters: Array.from({ length: to - from }, (_, i) => line(from + i)), next: to < whole ? String(to) : undefined, total: 1000, at_least: true } });
    });
    await s.page.getByRole("link", { name: "台账" }).first().click();
    await settled(s.page);
    await s.page.getByText("第 1 件事项", { exact: true }).waitFor();
    await watch(s.page);
    const inDocument = () => s.page.locator(".ant-table-row").count();
    let most = await inDocument();
    const holder = s.page.locator(".ant-table-tbody-virtual-holder");
    await holder.hover();
    for (let n = 0; n < 2000 && !(await s.page.getByText(`第 ${whole} 件事项`, { exact: true }).isVisible()); n++) {
      await holder.evaluate((e) => e.scrollTo({ top: e.scrollHeight }));
      await s.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      if (n % 20 === 0) most = Math.max(most, await inDocument());
    }
    await s.page.getByText(`第 ${whole} 件事项`, { exact: true }).waitFor();
    most = Math.max(most, await inDocument());
    expect(most, "rows in the document").toBeLessThanOrEqual(60);
    await s.page.locator(".ant-table-row input[type=checkbox]").last().click();
    await s.page.getByText("已选 1 件").waitFor();
    console.log(`台账十万行：文档中最多 ${most} 行，最慢一次交互到绘制 ${await worst(s.page)} 毫秒`);
    await s.context.close();
  });

  it("and a matter answer the hand; the longest interaction is printed", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.office");
    await s.page.getByRole("link", { name: "台账" }).first().click();
    await settled(s.page);
    await watch(s.page);
    await s.page.locator(".ant-table-row input[type=checkbox]").first().click();
    await s.page.getByText("在办", { exact: true }).click();
    await settled(s.page);
    await s.page.locator("a[href^='/matters/']").first().click();
    await settled(s.page);
    await s.page.getByText("全部", { exact: true }).last().click();
    console.log(`台账与事项：最慢一次交互到绘制 ${await worst(s.page)} 毫秒`);
    await s.context.close();
  });
});
