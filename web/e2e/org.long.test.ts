// The organisation over time, in a real browser: who sits where on a day, an absence during which the deputy acts, changes and
// their refusals.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Sitting, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-etdz";
const to = async (s: Sitting, path: string) => {
  await s.page.goto(new URL(path, s.page.url()).href);
  await settled(s.page);
};

describe("every part of the organisation is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, `${zone}.office`);
      for (const tab of ["units", "absences", "hand-overs", "bodies", "delegations", "matrix"]) {
        await to(s, `/org?tab=${tab}`);
        await sound(s, `org-${tab}`);
      }
      await s.context.close();
    });
  }
  it("who may not change it is offered no change but their own absence", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.clerk`);
    await to(s, "/org");
    expect(await s.page.getByRole("button", { name: "调整机构" }).count()).toBe(0);
    expect(await s.page.getByRole("button", { name: "任职" }).count()).toBe(0);
    await s.page.getByRole("button", { name: "登记请假" }).waitFor();
    await s.context.close();
  });
});

async function choose(s: Sitting, label: string, value: string) {
  const form = s.page.getByRole("dialog");
  await form.getByLabel(label, { exact: true }).fill(value);
  await s.page.locator(".ant-select-item-option-active", { hasText: value }).first().waitFor({ state: "attached" });
  await s.page.keyboard.press("Enter");
}

async function reshape(s: Sitting, what: string) {
  await s.page.getByRole("button", { name: "调整机构" }).click();
  await s.page.getByRole("menuitem", { name: what, exact: true }).click();
}

describe("changes", () => {
  it("an absence is recorded, the deputy acts on those days, and the return ends it", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org?tab=absences");
    await s.page.getByRole("button", { name: "登记请假" }).click();
    await choose(s, "岗位", "招商一科科长");
    const form = s.page.getByRole("dialog");
    await form.getByLabel("事由").fill("外出招商");
    await form.getByRole("button", { name: "登记请假" }).click();
    await form.waitFor({ state: "hidden" });
    const row = s.page.getByRole("table", { name: "请假与代行" }).getByRole("row", { name: /招商一科科长/ });
    await row.waitFor();
    await s.page
      .getByRole("row", { name: /招商一科科长/ })
      .getByText("B岗代行")
      .first()
      .waitFor();
    await sound(s, "org-away");
    await row.getByRole("button", { name: "销假" }).click();
    await s.page.getByRole("dialog").getByRole("button", { name: "销假" }).click();
    await s.page.getByRole("dialog").waitFor({ state: "hidden" });
    await s.page.getByText("当日各岗位均由A岗履职").waitFor();
    await s.context.close();
  });

  it("a unit is renamed from a day on: the day before it has its old name", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org");
    await s.page.getByRole("tree").getByText("招商二科", { exact: true }).click();
    await s.page.getByRole("button", { name: "单位更名" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("新名称").fill("电子信息招商科");
    await form.getByRole("button", { name: "单位更名" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page.getByRole("tree").getByText("电子信息招商科").waitFor();
    await to(s, "/org?on=2023-06-11");
    await s.page.getByRole("tree").getByText("招商二科", { exact: true }).waitFor();
    await s.context.close();
  });

  it("appointing somebody into a seat that is taken is refused in words; with relief it is done, and a hand-over is owed and settled", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org");
    await s.page.getByRole("tree").getByText("招商一科", { exact: true }).click();
    await s.page
      .getByRole("row", { name: /招商一科科长/ })
      .getByRole("button", { name: "任职" })
      .click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("人员").fill("zsj-2a");
    await form.getByRole("button", { name: "任职" }).click();
    await form.getByRole("alert").waitFor();
    s.complaints.length = 0; // the browser tells of the refusal
    await form.getByLabel("该席位有人时先免职").check();
    await form.getByRole("button", { name: "任职" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page
      .getByRole("row", { name: /招商一科科长/ })
      .getByText("zsj-2a")
      .first()
      .waitFor();
    await to(s, "/org?tab=hand-overs");
    await sound(s, "org-owed");
    await s.page
      .getByRole("row", { name: /招商一科科长/ })
      .getByRole("button", { name: "办理移交" })
      .click();
    await s.page.getByRole("dialog").getByLabel("接手人").fill("zsj-2a");
    await s.page.getByRole("dialog").getByRole("button", { name: "办理移交" }).click();
    await s.page.getByText("没有待移交的事项").waitFor();
    await s.context.close();
  });

  it("a post is lent for a week and taken back", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.head`);
    await to(s, "/org?tab=delegations");
    await s.page.getByRole("button", { name: "授权他人" }).click();
    const form = s.page.getByRole("dialog");
    await form.getByLabel("被授权人").fill("zsj-3a");
    await form.getByLabel("事由").fill("外出培训一周");
    await form.getByRole("button", { name: "确定" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page
      .getByRole("row", { name: /外出培训一周/ })
      .getByText("生效中")
      .waitFor();
    await sound(s, "org-lent");
    await s.page.getByRole("button", { name: "收回" }).click();
    await s.page.getByRole("dialog").getByRole("button", { name: "收回" }).click();
    await s.page.getByText("已收回").waitFor();
    await s.context.close();
  });

  it("a task force is formed, with members and whoever heads it, and dissolved", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org?tab=bodies");
    await reshape(s, "成立专班");
    const form = s.page.getByRole("dialog");
    await form.getByLabel("新名称").fill("低效用地盘活专班");
    await form.getByLabel("代码").fill("land");
    await choose(s, "负责岗位", "分管招商副主任");
    for (const unit of ["招商一科", "项目服务科"]) await choose(s, "成员", unit);
    await form.getByLabel("新名称").click(); // the list of units closes
    await sound(s, "org-forming");
    await form.getByRole("button", { name: "成立专班" }).click();
    await form.waitFor({ state: "hidden" });
    const row = s.page.getByRole("row", { name: /低效用地盘活专班/ });
    await row.getByText("分管招商副主任").first().waitFor();
    await row.getByText("招商一科、项目服务科").waitFor();
    await row.getByRole("button", { name: "调整专班" }).click();
    await choose(s, "加入的单位或岗位", "招商二科科长");
    await choose(s, "退出的单位或岗位", "招商一科");
    await form.getByText("退出的单位或岗位").click(); // the list closes
    await sound(s, "org-body-changing");
    await form.getByRole("button", { name: "调整专班" }).click();
    await form.waitFor({ state: "hidden" });
    await row.getByText("项目服务科、招商二科科长").waitFor();
    await sound(s, "org-bodies");
    await row.getByRole("button", { name: "撤销专班" }).click();
    await choose(s, "承接岗位", "招商二科科长");
    await form.getByRole("button", { name: "撤销专班" }).click();
    await form.waitFor({ state: "hidden" });
    await row.waitFor({ state: "hidden" });
    await s.context.close();
  });

  it("two units become one: what a post of the ending one owned goes on with its heir, and the day before has both", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org");
    await reshape(s, "合并单位");
    const form = s.page.getByRole("dialog");
    await choose(s, "并入后撤销的单位", "招商四科");
    await form.getByLabel("并入的单位（代码）").fill("招商三科");
    await s.page.locator(".ant-select-item-option", { hasText: "招商三科" }).last().click();
    for (const [i, [post, heir]] of [
      ["招商四科科长", "招商三科科长"],
      ["招商四科专员", "招商三科专员"],
    ].entries()) {
      await form.getByRole("button", { name: "添加" }).click();
      await form.getByLabel("原岗位").nth(i).fill(post!);
      await s.page.locator(".ant-select-item-option-active", { hasText: post }).first().waitFor({ state: "attached" });
      await s.page.keyboard.press("Enter");
      await form.getByLabel("承接岗位").nth(i).fill(heir!);
    }
    await form.getByLabel("新单位名称").click();
    await sound(s, "org-merging");
    await form.getByRole("button", { name: "合并单位" }).click();
    await form.waitFor({ state: "hidden" });
    await s.page.getByRole("tree").getByText("招商四科", { exact: true }).waitFor({ state: "hidden" });
    await to(s, `/matters/${encodeURIComponent("招调〔2023〕34号")}`);
    await s.page
      .getByText(/招商三科专员/)
      .first()
      .waitFor();
    await sound(s, "org-merged-matter");
    await to(s, "/org?on=2023-06-11");
    await s.page.getByRole("tree").getByText("招商四科", { exact: true }).waitFor();
    await s.context.close();
  });

  it("a unit becomes two, and its posts go to those that take over", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org");
    await reshape(s, "拆分单位");
    const form = s.page.getByRole("dialog");
    await choose(s, "单位", "项目服务科");
    for (const [i, [code, name]] of [
      ["project-start", "项目落地科"],
      ["project-care", "企业服务科"],
    ].entries()) {
      await form.getByRole("button", { name: "添加" }).first().click();
      await form.getByLabel("代码").nth(i).fill(code!);
      await form.getByLabel("新单位名称").nth(i).fill(name!);
      await form.getByLabel("新单位负责岗位").nth(i).fill(`${name!}科长`);
    }
    await form.getByRole("button", { name: "添加" }).last().click();
    await form.getByLabel("原岗位").fill("项目服务科科长");
    await s.page.locator(".ant-select-item-option-active", { hasText: "项目服务科科长" }).first().waitFor({ state: "attached" });
    await s.page.keyboard.press("Enter");
    await form.getByLabel("承接岗位").fill("项目落地科科长");
    await sound(s, "org-splitting");
    await form.getByRole("button", { name: "拆分单位" }).click();
    await form.waitFor({ state: "hidden" });
    for (const name of ["项目落地科", "企业服务科"]) await s.page.getByRole("tree").getByText(name, { exact: true }).waitFor();
    await s.context.close();
  });

  it("a post that nobody holds is told wherever it bears something", async () => {
    const s = await sit(browser);
    await signIn(s, `${zone}.office`);
    await to(s, "/org");
    const form = s.page.getByRole("dialog");
    for (const seat of ["A岗", "B岗"]) {
      await reshape(s, "免职");
      await choose(s, "岗位", "招商一科科长");
      await form.getByText(seat, { exact: true }).click();
      await form.getByRole("button", { name: "免职" }).click();
      await form.waitFor({ state: "hidden" });
    }
    await to(s, `/ledger?owner=${encodeURIComponent("招商一科科长")}`);
    await s.page.getByText("无人履职").first().waitFor();
    await sound(s, "ledger-vacant");
    await s.page.locator("a[href^='/matters/']").first().click();
    await s.page.getByText("无人担任").first().waitFor();
    await sound(s, "matter-vacant");
    await s.context.close();
  });
});
