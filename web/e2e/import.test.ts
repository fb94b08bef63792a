// An office's ledger comes in: sent, its doubtful cells put right in place, tried again, imported, and read in the ledger.
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { follow, launch, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const words = {
  zh: {
    kind: "类别",
    graded: "分级",
    send: "上传并试导入",
    retry: "按更正再试一次",
    go: /^导入 \d+ 件$/,
    look: "在台账里查看",
    fix: (c: string) => `${c} 改为`,
    same: /相同的 2 格/,
    download: "下载疑点清单",
    errors: /还有 3 处必须改正/,
  },
  en: {
    kind: "Kind",
    graded: "Graded",
    send: "Send and try",
    retry: "Try again with corrections",
    go: /^Import \d+ matters$/,
    look: "See them in the ledger",
    fix: (c: string) => `Read ${c} as`,
    same: /All 2 that read the same/,
    download: "Download the doubts",
    errors: /3 places must be put right/,
  },
};

describe("a ledger is imported", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["en", "phone"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}`, async () => {
      const w = words[lang];
      const tag = `${lang}${Date.now() % 1_000_000}`;
      const s = await sit(browser, lang, size);
      await signIn(s, "ganzhou-etdz.office");
      await s.page.goto(new URL("/ledger/import", s.page.url()).href);
      await sound(s, "import-send");
      const rows = [
        "任务名称,牵头单位,责任人,完成时限",
        `园区道路修整${tag},没有的局,招商一科科长,2023-12-30`,
        `企业服务日${tag},没有的局,招商一科科长,2月30日`,
        `标准厂房验收${tag},招商局,招商一科科长,2023-11-30`,
      ];
      await s.page
        .locator("input[type=file]")
        .setInputFiles({ name: `重点任务${tag}.csv`, mimeType: "text/csv", buffer: Buffer.from(`\ufeff${rows.join("\r\n")}\r\n`) });
      await s.page.getByLabel(w.kind, { exact: true }).fill(w.graded);
      await s.page.keyboard.press("Enter");
      await s.page.getByRole("button", { name: w.send }).click();
      await s.page.getByText(w.errors).waitFor();
      await sound(s, "import-doubts");
      const sheet = `重点任务${tag}`;
      const [download] = await Promise.all([s.page.waitForEvent("download"), s.page.getByRole("button", { name: w.download }).click()]);
      const csv = readFileSync((await download.path())!, "utf8");
      expect(csv.startsWith("\ufeff")).toBe(true);
      expect(csv).toContain(`"${sheet}!D3"`);
      await s.page.getByLabel(w.fix(`${sheet}!B2`)).fill("招商局");
      await s.page.getByRole("button", { name: w.same }).first().click();
      await s.page.getByLabel(w.fix(`${sheet}!D3`)).fill("2023-12-29");
      await s.page.getByRole("button", { name: w.retry }).click();
      const go = s.page.getByRole("button", { name: w.go });
      await go.waitFor();
      await sound(s, "import-ready");
      await go.click();
      await s.page.getByRole("link", { name: w.look }).waitFor();
      await sound(s, "import-done");
      await follow(s.page, s.page.getByRole("link", { name: w.look }));
      await s.page.getByRole("link", { name: `企业服务日${tag}` }).waitFor();
      await expect.poll(() => s.page.getByRole("link", { name: new RegExp(`${tag}$`) }).count()).toBe(3);
      await sound(s, "import-ledger");
      await s.page.getByRole("link", { name: `企业服务日${tag}` }).click();
      await s.page.getByText(/B3,D3/).first().waitFor();
      await s.context.close();
    });
  }

  it("who may not import is told so, and whom to ask", async () => {
    const s = await sit(browser);
    await signIn(s, "ganzhou-etdz.clerk");
    await s.page.goto(new URL("/ledger/import", s.page.url()).href);
    await s.page.getByText("您的岗位不能导入台账").waitFor();
    await sound(s, "import-forbidden");
    await s.context.close();
  });
});
