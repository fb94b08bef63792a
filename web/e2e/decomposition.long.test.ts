// A plan is split in place by keyboard, as the server counts its branches and leaves; the same as charts and tables.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe("a plan is split", () => {
  it("line by line from the keyboard, as the server counts", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganjiang.office");
    await page.locator("nav a[href='/decomposition']").click();
    await settled(page);
    await sound(s, "decomposition-outline");

    // A plan on top: it wants six branches and twenty leaves.
    await page.getByRole("button", { name: "新建" }).click();
    await page.getByRole("combobox", { name: "种类" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "行动方案" }).click();
    const title = page.getByRole("textbox", { name: "事项名称" });
    await title.fill("二〇二二年深化方案");
    await title.press("Enter");
    const row = page
      .locator("li")
      .filter({ has: page.getByRole("link", { name: "二〇二二年深化方案" }) })
      .first();
    await row.getByText("分支 0/6，还差 6").waitFor();
    await row.getByText("条目 0/20，还差 20").waitFor();
    await page.keyboard.press("Escape");

    // Below it a branch; Tab on the empty line goes below that; Shift+Tab comes back.
    await page.getByRole("button", { name: "在“二〇二二年深化方案”下加一条" }).click();
    await title.fill("效能提升工程");
    await page.getByRole("spinbutton", { name: "权重" }).fill("3");
    await title.press("Enter");
    await row.getByText("分支 1/6，还差 5").waitFor();
    await title.press("Tab");
    await page.getByText("上级：效能提升工程").waitFor();
    for (const [i, name] of ["首问负责全覆盖", "窗口延时服务"].entries()) {
      await title.fill(name);
      await title.press("Enter");
      await row.getByText(`条目 ${i + 1}/20，还差 ${19 - i}`).waitFor();
    }
    await title.press("Shift+Tab");
    await page.getByText("上级：二〇二二年深化方案").waitFor();

    await sound(s, "decomposition-writing");
    await page.getByRole("button", { name: "取消" }).click();

    // Alone, and as a ledger's matter.
    await row.getByRole("link", { name: "单独打开 二〇二二年深化方案" }).click();
    await page.getByRole("heading", { level: 1, name: /二〇二二年深化方案/ }).waitFor();
    await settled(page);
    await expect.poll(() => page.getByRole("link", { name: "窗口延时服务" }).count()).toBe(1);
    await sound(s, "decomposition-alone");
    await s.context.close();
  }, 240_000);
});

describe("every view of it is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
    ["en", "phone"],
  ] as [Lang, Size][]) {
    it(`in ${lang} on a ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, "ganjiang.office");
      for (const [path, name] of [
        ["", "all"],
        ["?tab=chart", "sunburst"],
        ["?tab=matrix", "matrix"],
      ]) {
        await s.page.goto(new URL(`/decomposition${path}`, s.page.url()).href);
        await settled(s.page);
        if (name === "sunburst") {
          await s.page.locator("canvas").waitFor();
          await sound(s, "decomposition-sunburst");
          await s.page.getByText(lang === "en" ? "Treemap" : "矩形图").click();
          await s.page.locator("canvas").waitFor();
          await sound(s, "decomposition-treemap");
          await s.page
            .locator(".ant-segmented")
            .getByText(lang === "en" ? "Table" : "表格")
            .click();
          await expect.poll(() => s.page.locator("tbody tr").count()).toBeGreaterThan(20);
          await sound(s, "decomposition-table");
        } else await sound(s, `decomposition-${name}`);
      }
      await s.context.close();
    });
  }
});
