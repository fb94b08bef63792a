// An enterprise by itself: it follows what changes for it, reads what it was told, and ends that.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { follow, launch, settled, signIn, sit, sound, yes, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-city";

async function at(who: string, path: string, lang: Lang = "zh", size: Size = "desktop") {
  const s = await sit(browser, lang, size);
  await signIn(s, `${zone}.${who}`);
  await open(s.page, path);
  return s;
}

async function open(page: Page, path: string) {
  await page.goto(new URL(path, page.url()).href);
  await settled(page);
}

const field = (page: Page, name: string) => page.locator(".ant-modal").getByLabel(name, { exact: true });

describe("what changes for an enterprise", () => {
  it("comes to its inbox, in its language, once it follows it", async () => {
    const s = await at("enterprise", "/benefits/mine", "zh", "phone");
    const { page } = s;
    for (const part of ["可享受的政策", "我的兑现进展", "惠企政策更新"]) {
      await page.getByRole("switch", { name: part }).click();
      await expect.poll(() => page.getByRole("switch", { name: part }).isChecked()).toBe(true);
    }
    await page.getByRole("heading", { name: "订阅变动" }).scrollIntoViewIfNeeded();
    await page.getByText("已保存").first().waitFor({ state: "detached" });
    await sound(s, "enterprise-follow");

    const office = await at("office", "/enterprises");
    await office.page.getByPlaceholder("搜索名称或代码").fill("示例电子001");
    await office.page.keyboard.press("Enter");
    await expect.poll(() => office.page.locator("tbody tr").count()).toBe(1);
    await follow(office.page, office.page.locator("tbody a").first());
    await office.page.getByRole("button", { name: "登记或更正", exact: true }).first().click();
    await field(office.page, "项目").click();
    await office.page.keyboard.type("从业人员");
    await office.page.locator(".ant-select-item-option", { hasText: "从业人员" }).first().click();
    await field(office.page, "值").fill("640");
    await field(office.page, "来源").fill("企业申报");
    await yes(office.page);
    await office.context.close();

    await expect // the job looks each minute
      .poll(
        () =>
          page.evaluate(
            async (z) =>
              ((await (await fetch(`/api/v1/zones/${z}/notices`)).json()) as { notices: { kind: string }[] }).notices.map((n) => n.kind),
            zone,
          ),
        { timeout: 200_000, interval: 2000 },
      )
      .toContain("entitlement");
    await open(page, "/me?tab=notices");
    const told = page.locator("article", { hasText: "可享受政策有变动" });
    await expect.poll(() => told.innerText()).toContain("稳岗");
    await expect.poll(() => told.innerText()).toContain("192000.00元");
    await sound(s, "enterprise-told");
    await told.getByRole("link").click();
    await page.waitForURL(/\/benefits\/mine/);
    await s.context.close();
  }, 600_000);

  it("comes no more when it is not followed", async () => {
    const s = await at("enterprise", "/benefits/mine", "en");
    const { page } = s;
    await page.getByRole("heading", { name: "Tell me of changes" }).scrollIntoViewIfNeeded();
    await sound(s, "enterprise-follow");
    for (const part of ["What I am entitled to", "My claims", "Clauses of the zone"]) {
      await page.getByRole("switch", { name: part }).click();
      await expect.poll(() => page.getByRole("switch", { name: part }).isChecked()).toBe(false);
    }
    await page.getByText("Nothing is followed").waitFor();
    await open(page, "/me?tab=notify");
    await expect.poll(() => page.locator("main").innerText()).toContain("Steps of my claims");
    await sound(s, "enterprise-notify");
    await s.context.close();
  }, 600_000);
});
