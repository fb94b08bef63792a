// The three administrators at work, each in their own part of the room.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Sitting, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const to = async (s: Sitting, path: string) => {
  await s.page.goto(new URL(path, s.page.url()).href);
  await settled(s.page);
};

const parts: Record<string, string[]> = {
  system: ["accounts", "health", "jobs", "webhooks", "deliveries", "channels", "calendar", "backups"],
  security: ["secured"],
  audit: ["audit", "secret"],
};

describe("a new colleague", () => {
  it("is opened by one administrator, admitted by another, signs in with a new password, and the third reads of it", async () => {
    const [system, security, audit] = [await sit(browser), await sit(browser), await sit(browser)];
    await signIn(system, "system");
    await to(system, "/admin");
    expect(await system.page.getByRole("tab", { name: "审计日志" }).count()).toBe(0);
    await system.page.getByRole("button", { name: "开立账号" }).click();
    const form = system.page.getByRole("dialog");
    await form.getByLabel("登录名").fill("new.colleague");
    await form.getByLabel("名称").fill("招商二科专员");
    await form.getByLabel("人员代码").fill("zsj-2-z");
    await form.getByRole("button", { name: "确定" }).click();
    await form.waitFor({ state: "hidden" });
    await signIn(security, "security");
    await to(security, "/admin");
    const row = security.page.getByRole("row", { name: /new\.colleague/ });
    await row.getByRole("button", { name: "核准" }).click();
    await security.page.getByRole("dialog").getByRole("button", { name: "核准" }).click();
    await row.getByText("正常").waitFor();
    await row.getByRole("button", { name: /更多/ }).click();
    await security.page.getByRole("menuitem", { name: "重置口令" }).click();
    await security.page.getByRole("dialog").getByRole("button", { name: "重置口令" }).click();
    const password = await security.page.locator("output").innerText();
    expect(password.length).toBeGreaterThan(8);
    await security.page.getByRole("button", { name: "已记下，关闭" }).click();
    await row.getByText("待系统管理员复核").waitFor();
    expect(await row.getByRole("button", { name: "核准" }).count()).toBe(0);
    await to(system, "/admin");
    const theirs = system.page.getByRole("row", { name: /new\.colleague/ });
    await theirs.getByRole("button", { name: "复核" }).click();
    await system.page.getByRole("dialog").getByRole("button", { name: "复核" }).click();
    await theirs.getByText("正常").waitFor();
    await to(security, "/admin");
    await row.getByRole("button", { name: "锁定" }).click();
    await security.page.getByRole("dialog").getByRole("button", { name: "锁定" }).click();
    await row.getByText("已锁定").waitFor();
    await signIn(audit, "audit");
    await to(audit, "/admin");
    await audit.page
      .getByText("account.locked")
      .or(audit.page.getByText(/locked/))
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => undefined);
    await audit.page.getByRole("button", { name: "核验日志" }).click();
    await audit.page.getByText(/条完好/).waitFor();
    for (const s of [system, security, audit]) {
      expect(s.complaints).toEqual([]);
      await s.context.close();
    }
  });
});

describe("the system administrator", () => {
  it("is told in words where a webhook would go to a host that is not found, or to one within the house", async () => {
    const s = await sit(browser);
    await signIn(s, "system");
    await to(s, "/admin?tab=webhooks&zone=ganzhou-etdz");
    await s.page.getByRole("button", { name: "新增订阅" }).click();
    const form = s.page.getByRole("dialog");
    for (const [address, says] of [
      ["https://hooks.invalid/qinlian", /找不到主机/],
      ["https://127.0.0.1/qinlian", /内部地址/],
    ] as const) {
      await form.getByLabel("接收地址").fill(address);
      await form.getByRole("button", { name: "确定" }).click();
      await form.getByText(says).first().waitFor();
      s.complaints.length = 0; // the browser tells of the refusal
    }
    await s.context.close();
  });

  it("tries a notice: how many deadlines move is told, which matters is not; an incomplete one is refused in words", async () => {
    const s = await sit(browser);
    await signIn(s, "system");
    await to(s, "/admin?tab=calendar&zone=ganzhou-etdz");
    const file = s.page.getByRole("textbox", { name: "放假通知（YAML）" });
    await file.fill(
      'id: "2031.1"\nyear: 2031\ntitle: 通知\npublished: 2030-11-04\nchecked: official\noff:\n  - { name: 元旦, days: 2031-01-01 }\n',
    );
    await s.page.getByRole("button", { name: "试算影响" }).click();
    await s.page
      .getByRole("alert")
      .getByText(/法定假日/)
      .waitFor();
    s.complaints.length = 0;
    await file.fill(
      'id: "2023.2"\nyear: 2023\namends: "2023.1"\ntitle: 关于2023年6月16日放假的通知\npublished: 2023-06-01\nchecked: official\noff:\n  - { name: 放假, days: 2023-06-16 }\n',
    );
    await s.page.getByRole("button", { name: "试算影响" }).click();
    await s.page.getByRole("heading", { name: /试算影响 · 关于2023年6月16日/ }).waitFor();
    expect(await s.page.getByRole("button", { name: "载入", exact: true }).isEnabled()).toBe(true);
    await s.page.getByRole("button", { name: "载入", exact: true }).click();
    await s.page.getByText(/已载入 关于/).waitFor();
    await s.context.close();
  });
});

describe("every part of administration is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    for (const [who, tabs] of Object.entries(parts)) {
      it(`for ${who}, ${lang}, ${size}`, async () => {
        const s = await sit(browser, lang, size);
        await signIn(s, who);
        for (const tab of tabs) {
          await to(s, `/admin?tab=${tab}`);
          await sound(s, `admin-${tab}`);
        }
        await s.context.close();
      });
    }
  }
});
