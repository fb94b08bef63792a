// Benefits, from the clause as it is typed to what an enterprise may claim, and the calculator that asks for no account.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-city";
const pages = {
  list: "",
  guide: "/clauses/first-44/research",
  grants: "/clauses/first-44/research?tab=grants",
  misses: "/clauses/first-44/research?tab=misses",
  why: "/clauses/first-44/research/records/KEY",
  draft: "/draft?of=first-44%2Fresearch",
  "plan-none": "/plan",
};
const seen: [Size, Lang, (keyof typeof pages)[]][] = [
  ["desktop", "zh", ["list", "guide", "grants", "misses", "why", "plan-none"]],
  ["phone", "zh", ["list", "guide", "why", "draft"]],
  ["desktop", "en", ["list", "grants", "draft"]],
];
const screens = [
  ["phone", "zh"],
  ["desktop", "en"],
] as [Size, Lang][];

describe("every page of the room is sound", () => {
  for (const [size, lang, names] of seen) {
    it(`${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, `${zone}.office`);
      const { key } = await s.page.evaluate(
        async (z) =>
          (
            (await (await fetch(`/api/v1/zones/${z}/benefits/clauses/first-44/research/misses`)).json()) as {
              misses: { records: { key: string }[] }[];
            }
          ).misses[0]!.records[0]!,
        zone,
      );
      for (const name of names) {
        await s.page.goto(new URL(`/benefits${pages[name].replace("KEY", key)}`, s.page.url()).href);
        await settled(s.page);
        await sound(s, `benefits-${name}`);
      }
      await s.context.close();
    }, 600_000);
  }
});

describe("a clause", () => {
  it("is counted as it is typed, shows a fault at its line, and is compared with what governs", async () => {
    const s = await sit(browser);
    const { page } = s;
    await signIn(s, `${zone}.office`);
    await page.goto(new URL("/benefits/draft?of=first-44%2Fresearch", page.url()).href);
    await settled(page);
    const shown = () => page.locator("[data-n=entitled]").innerText();
    await page.locator("[class*=live]:not([data-stale]) [data-n=entitled]").waitFor();
    const before = Number((await shown()).replace(/\D/g, ""));
    expect(before).toBeGreaterThan(100);
    const text = (await page.locator(".cm-line").allInnerTexts()).map((l) => l.replace(/\n$/, "")).join("\n");
    const write = async (to: string) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(to);
    };
    const wider = text.replace('"3%"', '"1%"');
    expect(wider).not.toBe(text);
    await write(wider.replace("enterprise.rnd_spend", "enterprise.rnd_spent"));
    const fault = page.locator("[class*=faults] li").first();
    await fault.waitFor();
    await expect.poll(() => fault.innerText()).toContain("第 5 行");
    await sound(s, "benefits-fault");
    await write(wider);
    await page.getByText("没有错误").waitFor();
    await expect.poll(async () => Number((await shown()).replace(/\D/g, ""))).toBeGreaterThan(before);
    await sound(s, "benefits-counted");
    await page.getByRole("button", { name: "带去检查、试算和报批" }).click();
    await page.waitForURL(/mechanisms\/edit\?file=/);
    await page.getByText("已改 1 个文件").waitFor();
    await page.locator("main").getByText("没有错误").waitFor();
    await expect.poll(() => page.locator(".cm-content").innerText()).toContain('"1%"');
    await page.getByRole("button", { name: "报请批准" }).waitFor();
    await sound(s, "benefits-sent");
    await page.goBack();
    await settled(page);
    await page.locator("[class*=live]:not([data-stale]) [data-n=entitled]").waitFor();
    await page.getByRole("button", { name: "存为方案甲" }).click();
    await page.getByRole("link", { name: "去比较" }).click();
    await page.getByRole("button", { name: "开始试算" }).click();
    await page.getByText("全年支出").waitFor({ timeout: 100_000 });
    await page.getByText(/户增加/).waitFor();
    await page.getByText(/已存为/).waitFor({ state: "detached" });
    await sound(s, "benefits-planned");
    await page.getByRole("switch").click();
    await page.locator("main table").nth(2).waitFor();
    await page.locator("h2", { hasText: "按企业规模" }).scrollIntoViewIfNeeded();
    await sound(s, "benefits-planned-table");
    await page.setViewportSize({ width: 390, height: 844 });
    await sound({ ...s, size: "phone" }, "benefits-planned");
    await s.context.close();
  }, 600_000);
});

describe("an enterprise", () => {
  for (const [size, lang] of screens) {
    it(`sees what it may claim and why, and nothing of others: ${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      const { page } = s;
      await signIn(s, `${zone}.enterprise`);
      await page.goto(new URL("/benefits", page.url()).href);
      await settled(page);
      await expect.poll(() => page.locator("main").innerText()).toContain("示例电子001有限公司");
      await sound(s, "benefits-mine");
      await page.locator("main li a").first().click();
      await page.locator("[class*=verdict]").waitFor();
      await sound(s, "benefits-mine-why");
      const others = await page.evaluate(async (z) => (await fetch(`/api/v1/zones/${z}/benefits/results`)).status, zone);
      expect(others).toBe(403);
      s.complaints.length = 0; // what the browser says of that refusal
      await s.context.close();
    }, 600_000);
  }
});

describe("anybody", () => {
  for (const [size, lang] of screens) {
    it(`calculates without an account: ${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      const { page } = s;
      await page.goto(new URL(`/calculator/${zone}`, inject("base")).href);
      await settled(page);
      await sound(s, "calculator");
      const staff = page.getByRole("spinbutton").first();
      await staff.fill("150");
      for (const money of await page.getByPlaceholder(lang === "en" ? "such as 15000000" : "如 1500万元").all())
        if (await money.isVisible()) await money.fill("3000万元");
      await page.getByRole("button", { name: lang === "en" ? "Calculate" : "计算", exact: true }).click();
      await page.locator("[class*=headline]").waitFor();
      await sound(s, "calculator-result");
      await page
        .getByPlaceholder(lang === "en" ? "such as 15000000" : "如 1500万元")
        .first()
        .fill("许多");
      await page.getByRole("button", { name: lang === "en" ? "Calculate" : "计算", exact: true }).click();
      await page.getByRole("alert").waitFor();
      s.complaints.length = 0; // what the browser says of that refusal
      await s.context.close();
    }, 600_000);
  }
});
