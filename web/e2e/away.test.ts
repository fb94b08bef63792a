// The server away: each screen says in words what to do, and comes back by its button.
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgive, launch, settled, signIn, sit, sound } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const asked = "**/api/v1/zones/**";
const away: { how: string; answer: (r: Route) => Promise<void>; says: string; hint: string }[] = [
  {
    how: "a gateway answers in its place",
    answer: (r) => r.fulfill({ status: 503, contentType: "text/html", body: "<html><h1>503 Service Unavailable</h1></html>" }),
    says: "服务器暂时不能应答（503）。",
    hint: "请稍后重试；仍不行，请告诉管理员。",
  },
  {
    how: "it fails",
    answer: (r) =>
      r.fulfill({
        status: 500,
        contentType: "application/problem+json",
        headers: { "Qinlian-Trace": "4bf92f3577b34da6" },
        json: { code: "internal", detail: "服务器内部错误，没有改动任何内容；请把编号告诉管理员" },
      }),
    says: "服务器内部错误，没有改动任何内容",
    hint: "请稍后重试；仍不行，请把请求编号告诉管理员。",
  },
  {
    how: "the network is cut",
    answer: (r) => r.abort("connectionrefused"),
    says: "服务器没有应答。没有丢失任何内容，请稍后重试。",
    hint: "请检查网络；服务器可能正在重启，过一会儿再试。",
  },
];
const screens: { name: string; at: (page: Page) => Promise<string>; shows: (page: Page) => Promise<void> }[] = [
  { name: "today", at: async () => "/", shows: (page) => page.getByRole("heading", { level: 2 }).first().waitFor() },
  {
    name: "ledger",
    at: async () => "/ledger",
    shows: (page) => page.locator("main a[href^='/matters/']").first().waitFor(),
  },
  {
    name: "matter",
    at: async (page) => (await page.locator("main a[href^='/matters/']").first().getAttribute("href"))!,
    shows: async (page) => {
      for (const name of ["可办的事", "基本情况"]) await page.getByRole("heading", { level: 2, name }).waitFor();
    },
  },
];

describe.each(screens)("$name", ({ name, at, shows }) => {
  it("says what to do while the server is away, and shows what was asked once it is tried again", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganzhou-etdz.office");
    await settled(page);
    const path = await at(page);
    for (const [i, { answer, says, hint }] of away.entries()) {
      await page.route(asked, answer);
      await page.goto(new URL(path, page.url()).href);
      const refusal = page.locator("main").getByRole("alert");
      await refusal.filter({ hasText: says }).filter({ hasText: hint }).waitFor();
      expect(await refusal.count()).toBe(1);
      expect(await page.locator("main").innerText()).not.toMatch(/没有符合条件|HTTP|Failed/);
      forgive(s);
      await sound(s, `away-${name}-${i + 1}`);
      await page.unroute(asked);
      await refusal.getByRole("button", { name: "重试" }).click();
      await shows(page);
      await settled(page);
      await refusal.waitFor({ state: "detached" });
      await sound(s, `away-${name}-back`);
    }
    await s.context.close();
  });
});

describe("the ledger without a network", () => {
  it("says so at once instead of waiting unseen, and goes on by itself when the network is back", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganzhou-etdz.office");
    await page.goto(new URL("/ledger", page.url()).href);
    await settled(page);
    await s.context.setOffline(true);
    await page.locator(".ant-segmented-item", { hasText: "在办" }).click();
    const refusal = page.locator("main").getByRole("alert").filter({ hasText: "请检查网络" });
    await refusal.waitFor();
    forgive(s);
    await sound(s, "away-offline");
    await s.context.setOffline(false);
    await refusal.waitFor({ state: "detached" });
    await page.locator("main a[href^='/matters/']").first().waitFor();
    forgive(s);
    await sound(s, "away-online");
    await s.context.close();
  });
});

describe("the stream of live changes", () => {
  it("comes back after a gateway has answered it with an error, and what changed meanwhile is asked for", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(30_000);
    const changes = (status: number) => page.waitForResponse((r) => r.url().endsWith("/changes") && r.status() === status);
    await page.route("**/changes", (r) => r.fulfill({ status: 502, contentType: "text/html", body: "<h1>502 Bad Gateway</h1>" }));
    const refused = changes(502);
    await signIn(s, "ganzhou-etdz.office");
    await page.goto(new URL("/ledger", page.url()).href);
    await refused;
    await settled(page);
    await changes(502); // and once more
    const back = changes(200);
    const lists = page.waitForResponse((r) => r.url().includes("/matters?") && r.ok());
    await page.unroute("**/changes");
    await back;
    await lists;
    forgive(s);
    await sound(s, "away-stream-back");
    await s.context.close();
  });
});
