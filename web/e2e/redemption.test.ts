// Redemption from the budget to the receipt: the payer appropriates, the unit makes its list, confirms it and puts it on show,
// an enterprise names its account, the payer makes a batch and enters the receipt, and the money board says so.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { follow, launch, settled, signIn, sit, sound, yes, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-city";
const unit = `${zone}.head`; // of 市发改委, which answers for the award for services
const payer = `${zone}.payer`; // 市财政局
const firm = `${zone}.enterprise`;

async function at(who: string, path: string, lang: Lang = "zh", size: Size = "desktop") {
  const s = await sit(browser, lang, size);
  await signIn(s, who);
  await open(s.page, path);
  return s;
}

async function open(page: Page, path: string) {
  await page.goto(new URL(path, page.url()).href);
  await settled(page);
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const field = (page: Page, name: string) => page.locator(".ant-modal").getByLabel(name, { exact: true });
const read = <T>(page: Page, path: string) =>
  page.evaluate(async (p) => (await (await fetch(p)).json()) as T, `/api/v1/zones/${zone}/${path}`);

describe("a claim", () => {
  it("is paid out of a line to which its payer gave money", async () => {
    const s = await at(payer, "/redemption/money");
    await press(s.page, "安排预算");
    await field(s.page, "金额").fill("50000000");
    await field(s.page, "依据（文件或会议）").fill("市财〔2021〕1号");
    await yes(s.page);
    await expect.poll(() => s.page.locator("main").innerText()).toContain("4.5 亿元");
    await sound(s, "redemption-money");
    await s.context.close();
  }, 600_000);

  it("is listed, confirmed, put on show, objected to and answered by its unit", async () => {
    const s = await at(unit, "/redemption");
    const { page } = s;
    await press(page, "生成名单");
    await page.getByRole("menuitem", { name: "服务业上规奖励" }).click();
    await sound(s, "redemption-make-list");
    await yes(page);
    await page.locator("[class*=card]").first().waitFor();
    await sound(s, "redemption-board-listed");
    await page.getByText("表格", { exact: true }).click();
    await page.waitForURL(/view=table/);
    await open(page, "/redemption?view=table&clause=first-44%2Fservices");
    await page.locator(".ant-table-row .ant-checkbox-input").first().waitFor();
    const { claims } = await read<{ claims: { number: string; step: string }[] }>(page, "claims?clause=first-44/services&step=listed");
    expect(claims.length).toBeGreaterThan(1);
    await page.locator(".ant-table-thead .ant-checkbox-input").check();
    await sound(s, "redemption-table");
    await press(page, "确认");
    await yes(page);
    await page.locator(".ant-table-thead .ant-checkbox-input").check();
    await press(page, "公示");
    await yes(page);
    await open(page, `/redemption/claims/${encodeURIComponent(claims[0]!.number)}`);
    const steps = page.locator("[class*=steps] li");
    await expect.poll(() => steps.nth(2).innerText()).toMatch(/还剩 \d+ 天/);
    await press(page, "登记异议");
    await field(page, "提出人").fill("匿名");
    await field(page, "异议内容").fill("已不在册");
    await yes(page);
    await expect.poll(() => steps.nth(3).innerText()).toContain("1 条未答复");
    await sound(s, "redemption-claim-objected");
    await press(page, "答复异议");
    await field(page, "答复").fill("经核实仍在册");
    await page.getByLabel("异议不成立，继续兑现").check();
    await sound(s, "redemption-answer");
    await yes(page);
    await expect.poll(() => steps.nth(3).innerText()).toContain("已答复");
    await s.context.close();
  }, 600_000);

  it("is followed by its enterprise, which names its account and sees its own alone", async () => {
    const s = await at(firm, "/benefits/mine", "zh", "phone");
    const { page } = s;
    await sound(s, "redemption-entitled");
    await open(page, "/redemption");
    await sound(s, "redemption-mine");
    await page.locator("section h2 a").first().click();
    await page.locator("[class*=steps]").waitFor();
    await sound(s, "redemption-own-claim");
    await press(page, "确认账户");
    await field(page, "开户行").fill("示例银行赣州支行");
    await field(page, "账号").fill("6222 0000 0000 1234");
    await sound(s, "redemption-account");
    await yes(page);
    await expect.poll(() => page.locator("main").innerText()).toContain("****1234");
    expect((await read<{ status: number }>(page, "claims")).status).toBe(403);
    s.complaints.length = 0; // what the browser says of that refusal
    await s.context.close();
  }, 600_000);

  it("is withdrawn with its whole batch, and a file that is wrong is refused line by line", async () => {
    const s = await at(payer, "/redemption/payments");
    const { page } = s;
    await press(page, "生成拨付批次");
    await field(page, "批次编号").fill("误发1号");
    await yes(page);
    await page.waitForURL(/\/redemption\/payments\/./);
    await settled(page);
    const receipts = (words: string) => ({ name: "回单.csv", mimeType: "text/csv", buffer: Buffer.from(words) });
    await page.locator("input[type=file]").setInputFiles(receipts("拨付编号,结果\n误发1号-1,也许\n误发1号-2,退回\n"));
    const refused = page.locator(".ant-modal", { hasText: "回单文件未登记" });
    await refused.locator("tbody tr").first().waitFor();
    await expect.poll(() => refused.locator("tbody tr").count()).toBe(2);
    await expect.poll(() => refused.innerText()).toContain("结果“也许”读不出");
    await expect.poll(() => refused.innerText()).toContain("没有写原因");
    s.complaints.length = 0; // what the browser says of that refusal
    await sound(s, "redemption-receipts-refused");
    await page.setViewportSize({ width: 390, height: 844 });
    await sound({ ...s, size: "phone" }, "redemption-receipts-refused");
    await page.setViewportSize({ width: 1440, height: 900 });
    await refused.locator(".ant-modal-footer button").click();
    await refused.waitFor({ state: "detached" });
    await press(page, "撤回批次");
    await field(page, "原因").fill("银行整批退回：文件格式不符");
    await sound(s, "redemption-withdraw");
    await yes(page);
    await page.getByText("本批不再办理").waitFor();
    await expect.poll(() => page.locator("tbody").innerText()).toContain("已撤回");
    expect(await page.getByRole("button", { name: "撤回批次" }).count()).toBe(0);
    await sound(s, "redemption-withdrawn");
    await page.setViewportSize({ width: 390, height: 844 });
    await sound({ ...s, size: "phone" }, "redemption-withdrawn");
    await s.context.close();
    const en = await at(payer, "/redemption/payments", "en");
    await en.page.getByText("Withdrawn", { exact: true }).first().waitFor();
    await en.page.getByRole("link", { name: "误发1号" }).click();
    await en.page.getByText("its receipts are refused").waitFor();
    await sound(en, "redemption-withdrawn");
    await en.context.close();
  }, 600_000);

  it("goes to the bank in a batch, and its receipt stands on the money board", async () => {
    const s = await at(payer, "/redemption/payments");
    const { page } = s;
    await sound(s, "redemption-payments");
    await press(page, "生成拨付批次");
    await yes(page);
    await page.waitForURL(/\/redemption\/payments\/./);
    await settled(page);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "下载 CSV" }).click()]);
    expect(file.suggestedFilename()).toMatch(/\.csv$/);
    await page.locator(".ant-table-row .ant-checkbox-input").first().check();
    await sound(s, "redemption-batch");
    await press(page, "登记到账");
    await field(page, "回单号").fill("HD-1");
    await sound(s, "redemption-receipt");
    await yes(page);
    await expect.poll(() => page.locator("tbody").innerText()).toContain("已到账");
    const number = decodeURIComponent(new URL(page.url()).pathname.split("/").at(-1)!);
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "回单.csv", mimeType: "text/csv", buffer: Buffer.from(`拨付编号,结果\n${number}-1,成功\n`) });
    await page.getByText(/到账 0 笔，退票 0 笔，此前已登记 1 笔/).waitFor();
    await open(page, "/redemption/money");
    const paid = page.locator("[class*=totals] > div").nth(2);
    await expect.poll(() => paid.innerText()).toMatch(/[1-9].*已拨付\s*截至/s);
    await sound(s, "redemption-money-paid");
    await page.getByRole("switch").click();
    await sound(s, "redemption-money-table");
    await follow(page, page.locator("table a").nth(1)); // from a figure to what is behind it
    await page.getByRole("link", { name: "相关兑现件" }).click();
    await page.locator("tbody").getByText("已到账").first().waitFor();
    await s.context.close();
  }, 600_000);
});

const inside = {
  board: "/redemption",
  table: "/redemption?view=table",
  claim: "/redemption/claims/NUMBER",
  payments: "/redemption/payments",
  batch: "/redemption/payments/BATCH",
  money: "/redemption/money",
  line: "/redemption/money/2021/first-44",
  shown: "/redemption/shown",
};

describe("every page of the room is sound", () => {
  for (const [size, lang, dark] of [
    ["phone", "zh", false],
    ["desktop", "en", false],
    ["phone", "en", false],
    ["desktop", "zh", true],
  ] as [Size, Lang, boolean][]) {
    it(`${lang}, ${size}${dark ? ", dark" : ""}`, async () => {
      const s = await at(payer, "/", lang, size);
      const { page } = s;
      if (dark) await press(page, "深色");
      const { claims } = await read<{ claims: { number: string; step: string }[] }>(page, "claims?clause=first-44/services&step=noticed");
      const { batches } = await read<{ batches: { number: string }[] }>(page, "payments");
      for (const [name, path] of Object.entries(inside)) {
        await open(
          page,
          path.replace("NUMBER", encodeURIComponent(claims[0]!.number)).replace("BATCH", encodeURIComponent(batches[0]!.number)),
        );
        await sound(s, `redemption-${name}${dark ? "-dark" : ""}`);
      }
      await s.context.close();
    }, 600_000);
  }

  it("what is on show, for anybody", async () => {
    const s = await sit(browser, "en", "phone");
    await s.page.goto(new URL(`/claim-notices/${zone}`, inject("base")).href);
    await settled(s.page);
    await expect.poll(() => s.page.locator("main").innerText()).toContain("days left");
    await sound(s, "claim-notices");
    await s.context.close();
  }, 600_000);
});

describe("the register of enterprises", () => {
  it("finds one, shows each fact with its source, and corrects with a reason", async () => {
    const s = await at(`${zone}.office`, "/enterprises");
    const { page } = s;
    await page.getByPlaceholder("搜索名称或代码").fill("示例电子002");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    await sound(s, "enterprises");
    await follow(page, page.locator("tbody a").first());
    await sound(s, "enterprise");
    const before = await page.locator("main").innerText();
    expect(before).toMatch(/历次记录\s*1/);
    await press(page, "登记或更正");
    await field(page, "项目").click();
    await page.keyboard.type("从业人员");
    await page.locator(".ant-select-item-option", { hasText: "从业人员" }).first().click();
    await field(page, "值").fill("321");
    await field(page, "来源").fill("企业申报");
    await sound(s, "enterprise-correct");
    await yes(page);
    await expect.poll(() => page.locator("main").innerText()).toMatch(/历次记录\s*2/);
    await page.setViewportSize({ width: 390, height: 844 });
    await sound({ ...s, size: "phone" }, "enterprise");
    await open(page, "/enterprises");
    await sound({ ...s, size: "phone" }, "enterprises");
    await s.context.close();
  }, 600_000);

  it("in English", async () => {
    const s = await at(`${zone}.office`, "/enterprises", "en");
    await sound(s, "enterprises");
    await follow(s.page, s.page.locator("tbody a").first());
    await sound(s, "enterprise");
    await s.context.close();
  }, 600_000);
});
