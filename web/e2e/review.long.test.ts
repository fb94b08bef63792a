// A director runs a session from its call to its minutes; what it resolves stands in the ledger.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const at = (page: Page, path: string) => page.goto(new URL(path, page.url()).href);
/** Chooses by typing, as one does in a long list. */
const choose = async (page: Page, label: string | RegExp, option: string) => {
  const box = page.getByRole("combobox", { name: label });
  await box.fill(option);
  await page
    .locator(`.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active`)
    .filter({ hasText: option })
    .waitFor();
  await box.press("Enter");
};

/** Calls a weekly session of whoever chairs it and some others, and waits in its room. */
async function convene(page: Page, others: string[]) {
  await at(page, "/sessions");
  await page.getByRole("button", { name: "召集 重点问题周调度会" }).click();
  const call = page.getByRole("dialog");
  await call.getByText("拟定议程").waitFor();
  for (const who of others) await choose(page, "应到", who);
  await page.keyboard.press("Escape");
  await call.getByRole("button", { name: "召集", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "重点问题周调度会" }).waitFor();
}

describe("a session from its call to its minutes", () => {
  it("is held by the director of the inspection office on the wall of the room", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganjiang.office");
    await page.locator("nav a[href='/sessions']").click();
    await settled(page);

    // The agenda draws itself up from lights, duties and the last session; the sort of session is chosen.
    await page.getByRole("button", { name: "召集 重点问题周调度会" }).click();
    const call = page.getByRole("dialog");
    await call.getByText("拟定议程").waitFor();
    await call.getByText("推行岗位责任清单进度滞后").first().waitFor();
    await expect.poll(() => call.getByText("亮红灯的事项自动列入").count()).toBe(1);
    await sound(s, "review-convene");
    await choose(page, "应到", "党政办公室主任");
    await page.keyboard.press("Escape");
    await call.getByLabel("地点").fill("管委会第一会议室");
    await call.getByRole("button", { name: "召集", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "重点问题周调度会" }).waitFor();
    const room = page.url();
    await sound(s, "review-convened");

    // Nobody there: the server refuses to open it, and says so in place.
    for (const who of ["管委会主任", "党政办公室主任"]) await page.getByRole("radiogroup", { name: who }).getByText("缺席").click();
    await page.getByRole("button", { name: "开会" }).click();
    await page.getByRole("alert").filter({ hasText: "人数不足" }).waitFor();
    for (const who of ["管委会主任", "党政办公室主任"]) await page.getByRole("radiogroup", { name: who }).getByText("出席").click();
    await page.getByRole("button", { name: "开会" }).click();
    await page.getByRole("heading", { level: 2, name: "闭会前还须研究" }).waitFor();

    // Required blocks are owed: it does not close, and the server names what is missing.
    await page.getByRole("button", { name: "闭会" }).click();
    await page.locator(".ant-popover").getByRole("button", { name: "闭会" }).click();
    await page.getByRole("alert").filter({ hasText: "不能闭会：必备板块“本周应调度的重点问题”未研究" }).waitFor();
    s.complaints.length = 0; // the browser tells of both refusals

    // The big screen, by keyboard.
    await page.getByRole("button", { name: "大屏" }).click();
    const wall = page.getByRole("dialog", { name: /大屏/ });
    await wall.getByText(/第 1 项，共 \d+ 项/).waitFor();
    const first = await wall.getByRole("heading", { level: 2 }).innerText();
    await page.keyboard.press("ArrowRight");
    await wall.getByText(/第 2 项/).waitFor();
    await page.keyboard.press("Space");
    await wall.getByText(/第 3 项/).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await wall.getByText(/第 1 项/).waitFor();
    await wall.getByText("近期经过").waitFor();
    await sound(s, "review-wall");

    // Enter opens the desk; a resolution typed in place is a matter at once.
    await page.keyboard.press("Enter");
    await wall.getByText("交办事项").waitFor();
    await wall.getByLabel("事项名称").fill("三日内拿出岗位责任清单补课办法");
    await wall.getByLabel("任务书").fill("对照清单逐岗补齐，按周报进度");
    await choose(page, "牵头单位", "党群工作部");
    await choose(page, "责任人", "党群工作部部长");
    await wall.getByLabel("完成时限").fill("2022-07-29");
    await page.keyboard.press("Tab");
    await sound(s, "review-wall-desk");
    await wall.getByRole("button", { name: "形成决议" }).click();
    const became = wall.getByRole("link", { name: /〔2022〕/ });
    await became.waitFor();
    const number = await became.innerText();

    // Its words, and another urgency: both in place.
    await page.keyboard.press("Enter");
    await wall.getByText("研究情况", { exact: true }).first().click();
    await wall.getByLabel("研究情况怎么说").fill("进度滞后，责任单位认领。<img src=x onerror=alert(1)> **要快**");
    await wall.getByRole("button", { name: "记录" }).click();
    await wall.getByText("进度滞后，责任单位认领。").waitFor();
    await page.keyboard.press("Escape"); // the desk, then the wall
    await page.keyboard.press("Escape");
    await wall.waitFor({ state: "hidden" });
    await page.getByText("必备板块都已研究").waitFor();

    const red = page
      .locator("li")
      .filter({ has: page.getByText("亮红灯的事项", { exact: true }) })
      .last();
    const item = red.locator("ol > li").filter({ hasText: "勤廉〔2022〕" }).first();
    const about = await item
      .getByRole("link", { name: /勤廉〔2022〕/ })
      .first()
      .innerText();
    await item.getByRole("button", { name: /作决议/ }).click();
    await item.getByText("调整紧急程度").click();
    await item.getByText("重点问题", { exact: true }).click();
    await item.getByLabel("决议内容").fill("列为重点问题，一周一调度");
    await item.getByRole("button", { name: "形成决议" }).click();
    await page.getByText(/调为 重点问题/).waitFor();
    await sound(s, "review-open");

    // Minutes and end.
    await page.getByRole("button", { name: "闭会" }).click();
    await page.locator(".ant-popover").getByRole("button", { name: "闭会" }).click();
    await page.locator("main").getByText("已闭会").first().waitFor();
    await page.getByRole("link", { name: "纪要" }).click();
    const paper = page.locator("article");
    await paper.getByText("管委会第一会议室").waitFor();
    await paper.getByText("进度滞后，责任单位认领。<img src=x onerror=alert(1)> **要快**").waitFor();
    expect(await paper.locator("img, a, script").count()).toBe(0);
    await expect.poll(() => paper.innerText()).toContain(first.slice(0, 6));
    await sound(s, "review-minutes");
    const printed = sheets(await page.pdf({ preferCSSPageSize: true }));
    expect(printed.length).toBeGreaterThanOrEqual(2); // some forty red matters are on the agenda
    expect(printed.length).toBeLessThanOrEqual(8);
    expect(printed.every(([w, h]) => w === 595 && h === 842)).toBe(true);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav").isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "打印" }).isVisible()).toBe(false);
    expect(await paper.isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });

    await at(page, `${room}/bulletin`);
    await page.locator("article").getByText("调整紧急程度").waitFor();
    await sound(s, "review-bulletin");

    // In the ledger: the new matter with its owner and day, and the other one recoloured by this session.
    await at(page, `/matters/${encodeURIComponent(number)}`);
    await page.getByRole("heading", { level: 1, name: "三日内拿出岗位责任清单补课办法" }).waitFor();
    await settled(page);
    await page.getByText("党群工作部部长").first().waitFor();
    await page
      .getByText(/7月29日/)
      .first()
      .waitFor();
    await at(page, `/ledger?urgency=key`);
    await page.getByText(about).first().waitFor();

    // The next one looks back at it.
    await at(page, "/sessions");
    await page.getByRole("button", { name: "召集 重点问题周调度会" }).click();
    await page.getByRole("dialog").getByText("三日内拿出岗位责任清单补课办法").first().waitFor();
    await s.context.close();
  }, 240_000);

  it("goes on under another when its chair leaves, and the minutes say who presided after whom", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganjiang.office");
    await convene(page, ["党政办公室主任", "党群工作部部长"]);
    const room = page.url();
    await page.getByRole("button", { name: "开会" }).click();
    const attendance = page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: "出席", exact: true }) });
    await attendance.getByText("实到 3 人，应到 3 人").waitFor();

    // What is begun and given up is not recorded.
    const came = (who: string, as: string) => attendance.getByRole("radiogroup", { name: who }).getByText(as, { exact: true }).click();
    await attendance.getByRole("button", { name: "登记出席" }).click();
    await came("党群工作部部长", "离席");
    await attendance.getByRole("button", { name: /取\s*消/ }).click();
    await attendance.getByRole("button", { name: "登记出席" }).click();
    expect(await attendance.getByRole("radiogroup", { name: "党群工作部部长" }).getByRole("radio", { name: "出席" }).isChecked()).toBe(
      true,
    );

    // The chair leaves: the room says that nobody presides, and nothing is resolved.
    await came("管委会主任", "离席");
    await attendance.getByLabel("离席事由 管委会主任").fill("赴省里参加会议");
    await attendance.getByText("主持人不到会或离席的，选一位到会的代为主持").waitFor();
    await sound(s, "review-leaving");
    await attendance.getByRole("button", { name: "登记出席" }).click();
    await attendance.getByText("离席：管委会主任 赴省里参加会议").waitFor();
    await attendance.getByText("管委会主任已离席，作决议前请登记由谁代为主持。").waitFor();
    await sound(s, "review-nobody-presides");
    await page.getByRole("button", { name: "作决议 1", exact: true }).click();
    await page.getByText("只记文字").click();
    await page.getByLabel("决议内容").fill("岗位责任清单按月公示");
    await page.getByRole("button", { name: "形成决议" }).click();
    await page.getByRole("alert").filter({ hasText: "主持人“管委会主任”不在场，不能作出决议" }).waitFor();
    s.complaints.length = 0; // the browser tells of the refusal

    // One of those who stay presides for the chair; only those who stay are offered.
    await attendance.getByRole("button", { name: "登记出席" }).click();
    await attendance.getByRole("combobox", { name: "由谁主持" }).click();
    const offered = page.locator(".ant-select-item-option:visible");
    await expect.poll(() => offered.allInnerTexts()).toEqual(["党政办公室主任", "党群工作部部长"]);
    await offered.filter({ hasText: "党政办公室主任" }).click();
    await sound(s, "review-presides");
    await attendance.getByRole("button", { name: "登记出席" }).click();
    await page.getByText("主持 管委会主任 → 党政办公室主任（代）").waitFor();
    expect(await attendance.getByText("代为主持").count()).toBe(0);
    await page.getByRole("button", { name: "形成决议" }).click();
    await page.getByText("必备板块都已研究").waitFor();
    expect(await page.getByRole("button", { name: "取消会议" }).count()).toBe(0);
    await page.getByRole("button", { name: "闭会" }).click();
    await page.locator(".ant-popover").getByRole("button", { name: "闭会" }).click();
    await page.locator("main").getByText("已闭会").first().waitFor();
    await at(page, `${room}/minutes`);
    const paper = page.locator("article");
    await paper.getByText("管委会主任，后为党政办公室主任（代）").waitFor();
    await paper.getByText("赴省里参加会议").waitFor();
    await sound(s, "review-presided-minutes");
    await s.context.close();
  }, 240_000);

  it("is called off for a reason, which its room and the list tell afterwards", async () => {
    const s = await sit(browser);
    const { page } = s;
    page.setDefaultTimeout(15_000);
    await signIn(s, "ganjiang.office");
    await convene(page, ["党政办公室主任"]);
    const number = /周调度〔2022〕\d+号/.exec(await page.locator("main").innerText())![0];
    await page.getByRole("button", { name: "取消会议" }).click();
    await page.getByRole("button", { name: "不取消" }).click();
    await page.getByRole("button", { name: "取消会议" }).click();
    await page.getByRole("button", { name: "取消会议" }).click();
    await page.getByRole("alert").filter({ hasText: "取消会议须说明理由" }).waitFor();
    s.complaints.length = 0; // the browser tells of the refusal
    await sound(s, "review-call-off");
    await page.getByLabel("取消的理由").fill("议题未成熟，改期再议");
    await page.getByRole("button", { name: "取消会议" }).click();
    await page.getByText("会议已取消：议题未成熟，改期再议").waitFor();
    expect(await page.getByRole("button", { name: /登记出席|开会|取消会议/ }).count()).toBe(0);
    await sound(s, "review-called-off");
    await at(page, "/sessions");
    await page.locator("li", { hasText: number }).getByText("已取消").waitFor();
    await sound(s, "review-list-called-off");
    await s.context.close();
  });

  it("is refused where a required block has no item, and the server says which", async () => {
    const s = await sit(browser, "en");
    const { page } = s;
    await signIn(s, "ganjiang.office");
    await at(page, "/sessions");
    await page.getByRole("button", { name: /^Convene 党工委会议|^Convene Party/ }).click();
    const call = page.getByRole("dialog");
    await call.getByText("Agenda as drawn up").waitFor();
    await call.getByRole("button", { name: "Convene", exact: true }).click();
    await call
      .getByRole("alert")
      .filter({ hasText: /required blocks .*(study|Study).* are missing/ })
      .waitFor();
    await sound({ ...s, complaints: [] }, "review-refused");
    await s.context.close();
  });

  it("is listened to by who attends and may not record", async () => {
    const s = await sit(browser, "zh", "phone");
    await signIn(s, "ganzhou-etdz.head");
    await at(s.page, "/sessions");
    await settled(s.page);
    expect(await s.page.getByRole("button", { name: "召集会议" }).count()).toBe(0);
    await s.page.getByRole("link", { name: "支委会会议" }).click();
    await s.page.getByText("招支委〔2023〕1号").first().waitFor();
    expect(await s.page.getByRole("button", { name: /作决议|闭会|开会/ }).count()).toBe(0);
    await sound(s, "review-listening");
    await s.context.close();
  });
});

describe("every screen of it is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
    ["en", "phone"],
  ] as [Lang, Size][]) {
    it(`in ${lang} on a ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, "ganzhou-etdz.office");
      const one = `/sessions/${encodeURIComponent("招支委〔2023〕1号")}`;
      for (const [path, name] of [
        ["/sessions", "list"],
        [one, "room"],
        [`${one}?screen=2`, "screen"],
        [`${one}/minutes`, "paper"],
        ["/sessions/none", "none"],
      ]) {
        await at(s.page, path!);
        await settled(s.page);
        if (name === "none") s.complaints.length = 0; // the browser tells of the 404
        await sound(s, `review-${name}`);
      }
      await s.context.close();
    });
  }
});

/** The sheets of a PDF: width and height of each, in points. */
const sheets = (pdf: Buffer) =>
  [...pdf.toString("latin1").matchAll(/\/Type \/Page\b[^]*?\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((m) => [
    Math.round(Number(m[1])),
    Math.round(Number(m[2])),
  ]);
