// The day of five people, in a real browser on a fresh demonstration.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-etdz";
const people: Record<string, string[]> = {
  [`${zone}.leader`]: ["/", "/cockpit", "/map", "/ledger", "/letters"],
  [`${zone}.office`]: ["/", "/ledger?light=red", "/letters?state=drafted", "/mechanisms", "/decomposition", "/sessions"],
  [`${zone}.clerk`]: ["/", "/ledger", "/letters?tab=duties&state=open&mine=true"],
  [`${zone}.verifier`]: ["/", "/ledger?stage=completed"],
  [`${zone}.inspector`]: ["/", "/ledger"],
  system: ["/"],
};

describe("every screen is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    for (const [login, paths] of Object.entries(people)) {
      it(`for ${login}, ${lang}, ${size}`, async () => {
        const s = await sit(browser, lang, size);
        await signIn(s, login);
        for (const [i, path] of paths.entries()) {
          if (i > 0) await s.page.goto(new URL(path, s.page.url()).href);
          await sound(s, `${login.replace(`${zone}.`, "")}-${path.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "today"}`);
        }
        await s.context.close();
      });
    }
  }
});

describe("a day's work", () => {
  it("a wrong password is refused in words, and nothing is told of who exists", async () => {
    const s = await sit(browser);
    await s.page.locator("input[autocomplete=username]").fill("nobody.here");
    await s.page.locator("input[autocomplete=current-password]").fill("not-the-password-1");
    await s.page.locator("button[type=submit]").click();
    const refusal = s.page.getByRole("alert");
    await refusal.waitFor();
    await expect.poll(() => refusal.innerText()).toMatch(/账号或口令不正确/);
    await s.context.close();
  });

  it("a clerk opens a matter from today, reports on it with words and progress, and reads it in the history", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.clerk`);
    await settled(s.page);
    await s.page.locator("a[href^='/matters/']").first().click();
    await settled(s.page);
    await s.page.getByRole("button", { name: "反馈" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("进展").fill("已与企业对接三次，方案初稿完成");
    await form.getByLabel("进度").fill("35");
    await form.getByRole("button", { name: "办理" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page.getByText("反馈 35%：已与企业对接三次，方案初稿完成").waitFor();
    await sound(s, "clerk-reported");
    await s.context.close();
  });

  it("a command whose gate is not met says what is missing, and changes nothing", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.clerk`);
    await settled(s.page);
    await s.page.locator("a[href^='/matters/']").first().click();
    await settled(s.page);
    await s.page.getByRole("button", { name: "办结" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByRole("button", { name: "办理" }).click();
    await form.getByText("请填写佐证材料").waitFor();
    await s.context.close();
  });

  it("the office issues a drafted letter, which then has its number", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.verifier`);
    await s.page.goto(new URL("/letters?state=drafted", s.page.url()).href);
    await settled(s.page);
    await s.page.locator("table a[href^='/letters/']").first().click();
    await settled(s.page);
    await sound(s, "letter-draft");
    await s.page.getByRole("button", { name: "签发" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByRole("button", { name: "办理" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page.getByRole("heading", { level: 1, name: /〔2023〕\d+号/ }).waitFor();
    await s.context.close();
  });

  it("the office writes a letter about a matter that it looks up, and finds it among the drafts", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.verifier`);
    await s.page.goto(new URL("/letters", s.page.url()).href);
    await settled(s.page);
    await s.page.getByRole("button", { name: "拟函" }).click();
    const which = s.page.getByRole("dialog", { name: "拟函" });
    await sound(s, "letter-about");
    await which.getByRole("combobox", { name: "关于哪件事项" }).fill("智能终端");
    const found = s.page.locator(".ant-select-item-option").first();
    const title = (await found.innerText()).replace(/^\S+\s/, "");
    await found.click();
    await which.getByRole("button", { name: "下一步" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByRole("radio", { name: "提示函" }).check();
    await form.getByLabel("主送").fill("招商局局长");
    await s.page.locator(".ant-select-item-option:visible", { hasText: "招商局局长" }).first().click();
    await form.getByLabel("事由").fill("约谈后仍无进展");
    await sound(s, "letter-write");
    await form.getByRole("button", { name: "办理" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page.waitForURL(/state=drafted/);
    await s.page.locator("table tr", { hasText: title }).filter({ hasText: "招商局局长" }).first().waitFor();
    await s.context.close();
  });

  it("a search of two characters finds matters, and the language can be switched on the way", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await s.page.getByRole("searchbox").fill("医药");
    await s.page.keyboard.press("Enter");
    await s.page.getByRole("link", { name: /医药/ }).first().waitFor();
    await s.page.getByRole("button", { name: "切换为英文" }).click();
    await s.page.getByRole("heading", { level: 1, name: "Ledger" }).waitFor();
    await sound({ ...s, lang: "en" }, "search");
    await s.context.close();
  });

  it("signing out closes the door", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.leader`);
    await s.page.getByRole("button", { name: "退出登录" }).click();
    await s.page.locator("input[autocomplete=username]").waitFor();
    await s.context.close();
  });
});
