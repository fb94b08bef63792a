// One's own settings in a real browser: second factors are set up, used at the door and taken off again.
import { createHmac } from "node:crypto";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Sitting, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "shangrao-etdz";
const to = (s: Sitting, path: string) => s.page.goto(new URL(path, s.page.url()).href);

/** The code that an authenticator app shows now (RFC 6238). */
function codeOf(secret: string, steps = 0): string {
  const bits = [...secret.replace(/=+$/, "")]
    .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function leave(s: Sitting) {
  await s.page.getByRole("button", { name: /退出登录|Sign out/ }).click();
  await s.page.locator("input[autocomplete=username]").waitFor();
}

async function password(s: Sitting, login: string, given: string) {
  await s.page.locator("input[autocomplete=username]").fill(login);
  await s.page.locator("input[autocomplete=current-password]").fill(given);
  await s.page.locator("button[type=submit]").click();
}

describe("every part of one's own page is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
    ["en", "phone"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, `${zone}.clerk`);
      for (const tab of ["profile", "security", "visits", "tokens", "notices", "notify"]) {
        await to(s, `/me?tab=${tab}`);
        await sound(s, `me-${tab}`);
      }
      await s.context.close();
    });
  }
  it("an administrator, who has no inbox and no tokens, is shown neither", async () => {
    const s = await sit(browser);
    await signIn(s, "audit");
    await to(s, "/me");
    await sound(s, "me-audit");
    expect(await s.page.getByRole("tab").allInnerTexts()).toEqual(["资料", "登录与验证", "登录处"]);
    await s.context.close();
  });
});

describe("whoever comes back from a provider that was not believed", () => {
  it("reads why at the door, once, and finds both languages there", async () => {
    for (const [lang, code, words] of [
      ["zh", "identity.provider_refused", /登录结果未通过验证/],
      ["en", "identity.not_linked", /linked to no account/],
      ["zh", "identity.new_reason", /identity\.new_reason/],
    ] as [Lang, string, RegExp][]) {
      const s = await sit(browser, lang);
      await to(s, `/?refused=${code}`);
      await s.page.getByRole("alert").filter({ hasText: words }).waitFor();
      expect(new URL(s.page.url()).search).toBe("");
      await sound(s, `refused-${lang}`);
      await s.context.close();
    }
  });
});

describe("second factors", () => {
  it("a code by phone is set up by its QR code, is asked for at the door, and a recovery code stands in for it once", async () => {
    const s = await sit(browser);
    const login = `${zone}.office`;
    await signIn(s, login);
    await to(s, "/me?tab=security");
    await settled(s.page);
    await s.page.getByRole("button", { name: "设置" }).click();
    const form = s.page.getByRole("dialog");
    await form.locator("canvas, svg[role=img], .ant-qrcode").first().waitFor();
    await sound(s, "me-code");
    const secret = (await form.getByText(/^[A-Z2-7]{16,}$/).innerText()).trim();
    await form.getByLabel("六位验证码").fill("000000");
    await form.getByRole("button", { name: "确认" }).click();
    await form
      .getByRole("alert")
      .getByText(/验证码不正确/)
      .waitFor();
    await form.getByLabel("六位验证码").fill(codeOf(secret));
    await form.getByRole("button", { name: "确认" }).click();
    const once = s.page.getByRole("dialog").filter({ hasText: "恢复码" });
    const recovery = (await once.locator("output").innerText()).trim().split(/\s+/);
    expect(recovery.length).toBe(10);
    await once.getByRole("button", { name: "已记下，关闭" }).click();
    await s.page.getByText("已启用").waitFor();

    await leave(s);
    s.complaints.length = 0; // the browser tells of the refused code
    await password(s, login, inject("accounts")[login]!);
    const code = s.page.locator("input[autocomplete=one-time-code]");
    await code.waitFor();
    await sound({ ...s }, "door-code");
    await s.page.reload(); // half-way in is remembered
    await code.waitFor();
    await code.fill(codeOf(secret, 1)); // the present one was spent
    await s.page.locator("button[type=submit]").click();
    await s.page.locator("nav").waitFor();

    await leave(s);
    await password(s, login, inject("accounts")[login]!);
    await code.fill(recovery[0]!);
    await s.page.locator("button[type=submit]").click();
    await s.page.locator("nav").waitFor();
    await to(s, "/me?tab=security");
    await s.page.getByText("还剩 9 个").waitFor();
    await s.page.getByRole("button", { name: "移除" }).click();
    await s.page.getByRole("dialog").getByRole("button", { name: "移除" }).click();
    await s.page.getByText("还没有第二道验证").waitFor();
    await s.context.close();
  });

  it("a security key is registered, opens the door, and is taken off", async () => {
    const s = await sit(browser);
    const cdp = await s.context.newCDPSession(s.page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "usb",
        hasResidentKey: false,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const login = `${zone}.head`;
    await signIn(s, login);
    await to(s, "/me?tab=security");
    await settled(s.page);
    await s.page.getByRole("button", { name: "登记安全密钥" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("给密钥起个名字").fill("办公室密钥");
    await form.getByRole("button", { name: "确定" }).click();
    await s.page.getByRole("button", { name: "已记下，关闭" }).click();
    await s.page.getByText("办公室密钥").waitFor();
    await sound(s, "me-key");
    await leave(s);
    await password(s, login, inject("accounts")[login]!);
    await s.page.getByRole("button", { name: "使用安全密钥" }).click();
    await s.page.locator("nav").waitFor();
    await to(s, "/me?tab=security");
    await s.page.getByText("办公室密钥").waitFor();
    await s.page.getByRole("button", { name: "移除" }).click();
    await s.page.getByRole("dialog").getByRole("button", { name: "移除" }).click();
    await s.page.getByText("还没有登记安全密钥。").or(s.page.getByText("还没有第二道验证")).first().waitFor();
    expect(s.complaints).toEqual([]);
    await s.context.close();
  });
});

describe("one's own affairs", () => {
  it("a visit left open elsewhere is ended from here, and the other browser is at the door again", async () => {
    const [here, there] = [await sit(browser), await sit(browser)];
    for (const s of [here, there]) await signIn(s, `${zone}.support`);
    await to(here, "/me?tab=visits");
    await settled(here.page);
    await here.page.getByRole("button", { name: "结束" }).first().click();
    await here.page.getByText("已结束").waitFor();
    await there.page.reload();
    await there.page.locator("input[autocomplete=username]").waitFor();
    await here.page.getByRole("button", { name: "全部退出" }).click();
    await here.page.getByRole("dialog").getByRole("button", { name: "全部退出" }).click();
    await here.page.locator("input[autocomplete=username]").waitFor();
    await here.context.close();
    await there.context.close();
  });

  it("a token is issued, read back by a program, and revoked", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.sponsor`);
    await to(s, "/me?tab=tokens");
    await settled(s.page);
    await s.page.getByRole("button", { name: "申请令牌" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("用途").fill("周报汇总程序");
    await form.getByLabel("权限").fill("查看事项");
    await s.page.keyboard.press("Enter");
    await form.getByLabel("用途").click();
    await form.getByRole("button", { name: "确定" }).click();
    const token = await s.page.locator("output").innerText();
    expect(token).toMatch(/^qlt_/);
    const asked = () => fetch(new URL(`/api/v1/zones/${zone}/matters`, s.page.url()), { headers: { Authorization: `Bearer ${token}` } });
    expect((await asked()).status).toBe(200);
    await s.page.getByRole("button", { name: "已记下，关闭" }).click();
    await s.page
      .getByRole("row", { name: /周报汇总程序/ })
      .getByRole("button", { name: "吊销" })
      .click();
    await s.page.getByRole("dialog").getByRole("button", { name: "吊销" }).click();
    await s.page.getByText("已吊销").waitFor();
    expect((await asked()).status).toBe(401);
    await s.context.close();
  });

  it("preferences are kept, and one that cannot be used is refused in words", async () => {
    const s = await sit(browser, "zh", "phone");
    await signIn(s, `${zone}.verifier`.replace("verifier", "office"));
    await to(s, "/me?tab=notify");
    await settled(s.page);
    const hook = s.page.getByRole("switch", { name: /自己的网址/ });
    await hook.click();
    await s.page.locator("#channels_webhook_address").fill("http://10.0.0.1/hook");
    await s.page.getByRole("button", { name: "保存" }).click();
    await s.page.getByRole("alert").waitFor();
    await hook.click();
    await s.page.locator("#channels_webhook_address").fill("");
    await s.page.getByLabel("休息日也不打扰").uncheck();
    await s.page.getByRole("button", { name: "保存" }).click();
    await s.page.getByText("已保存").waitFor();
    await s.page.reload();
    await settled(s.page);
    expect(await s.page.getByLabel("休息日也不打扰").isChecked()).toBe(false);
    await s.context.close();
  });

  it("notices are read one by one, and the bell counts them", async () => {
    const s = await sit(browser, "en");
    await signIn(s, "ganzhou-etdz.clerk");
    await to(s, "/me?tab=notices");
    await settled(s.page);
    const bell = s.page.getByRole("link", { name: /unread notices/ });
    const before = Number((await bell.getAttribute("aria-label"))!.match(/\d+/)![0]);
    if (before > 0) {
      await s.page.getByRole("button", { name: "Mark as read" }).first().click();
      await s.page.getByRole("link", { name: `${before - 1} unread notices` }).waitFor();
      await s.page.getByRole("button", { name: "Mark all as read" }).click();
    }
    await s.page.getByText("Nothing unread").waitFor();
    await sound(s, "me-read");
    await s.context.close();
  });

  it("language and brightness are chosen in the profile", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.clerk`);
    await to(s, "/me");
    await settled(s.page);
    await s.page.getByText("深色", { exact: true }).last().click();
    await sound(s, "me-dark");
    await s.page.getByText("English", { exact: true }).last().click();
    await s.page.getByRole("heading", { level: 1, name: "Me" }).waitFor();
    await sound({ ...s, lang: "en" }, "me-dark");
    await s.context.close();
  });
});
