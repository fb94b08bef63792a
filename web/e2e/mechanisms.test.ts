// A change of the mechanisms, from the first key pressed to the day it is in force: one writes it, another approves it.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-etdz";
const file = `${zone}/graded-task.yaml`;

/** Writes a file anew in the editor. */
const write = async (page: Page, to: string) => {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(to);
};

describe("every page of the room is sound", () => {
  for (const [lang, size] of [
    ["zh", "desktop"],
    ["zh", "phone"],
    ["en", "desktop"],
  ] as [Lang, Size][]) {
    it(`${lang}, ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, `${zone}.office`);
      for (const [name, path] of [
        ["list", ""],
        ["kind", "/kind/graded-task"],
        ["ladder", "/ladder/standard"],
        ["zone", `/zone/${zone}`],
        ["edit", `/edit?file=${file}`],
        ["proposals", "?tab=proposals"],
        ["versions", "?tab=versions"],
      ] as const) {
        await s.page.goto(new URL(`/mechanisms${path}`, s.page.url()).href);
        await settled(s.page);
        await sound(s, `mechanisms-${name}`);
      }
      await s.context.close();
    }, 360_000);
  }
});

describe("a change of the mechanisms", () => {
  it("is written with a fault at its line, mended, played, tried, proposed, approved by a second person, and stands in the history", async () => {
    const s = await sit(browser);
    const { page } = s;
    await signIn(s, `${zone}.office`);
    await page.goto(new URL(`/mechanisms/edit?file=${file}`, page.url()).href);
    await settled(page);
    const { files } = await page.evaluate(
      async (z) => (await (await fetch(`/api/v1/zones/${z}/mechanisms/files`)).json()) as { files: { path: string; text: string }[] },
      zone,
    );
    const text = files.find((f) => f.path === file)!.text;
    const rung = /at: due \+ (\d+)wd/.exec(text) ?? /at: due - (\d+)wd/.exec(text)!;
    const changed = text.replace(
      rung[0],
      rung[0].replace(/\d+/, (n) => String(Number(n) + 1)),
    );
    expect(changed).not.toBe(text);
    await write(
      page,
      changed.replace(
        rung[0].replace(/\d+/, (n) => String(Number(n) + 1)),
        "at: due ++ 3wd",
      ),
    );
    const fault = page.getByRole("button", { name: /第 \d+ 行/ }).first();
    await fault.waitFor();
    const line = text.slice(0, text.indexOf(rung[0])).split("\n").length;
    await expect.poll(() => fault.innerText()).toContain(`第 ${line} 行`);
    await sound(s, "mechanisms-fault");
    await write(page, changed);
    await page.getByText("没有错误").waitFor();
    await page.getByRole("button", { name: "演练情景" }).click();
    await page.getByText(/\d+\/\d+ 个情景符合/).waitFor({ timeout: 100_000 });
    await page.getByRole("button", { name: "对台账试算" }).click();
    await page.locator("p[class*=headline]").nth(1).waitFor({ timeout: 100_000 });
    await sound(s, "mechanisms-tried");
    await page.getByLabel("为什么改").fill("提示再宽一日");
    await page.getByRole("button", { name: "报请批准" }).click();
    await page.getByText("由您提出，须由另一人以另一岗位批准").waitFor();
    expect(await page.getByRole("button", { name: "批准并启用" }).count()).toBe(0);
    await sound(s, "mechanisms-proposed");
    const at = page.url();
    await s.context.close();

    const second = await sit(browser);
    await signIn(second, `${zone}.leader`);
    await second.page.goto(at);
    await settled(second.page);
    await sound(second, "mechanisms-to-approve");
    await second.page.getByRole("button", { name: "批准并启用" }).click();
    await second.page.getByRole("button", { name: /确\s*定/ }).click();
    await second.page.getByText("已批准").first().waitFor();
    await second.page.goto(new URL("/mechanisms?tab=versions", at).href);
    await second.page.getByText(/督查室主任 提出，.+ 批准/).waitFor();
    await second.page.locator("main a[href^='/mechanisms/versions/']").first().click();
    await second.page.locator(".cm-mergeView").first().waitFor();
    await sound(second, "mechanisms-version");
    await second.context.close();
  }, 360_000);
});

describe("a plan of another limit", () => {
  it("tells which deadlines would move, of which matter, from which day to which", async () => {
    const s = await sit(browser);
    const { page } = s;
    await signIn(s, "shangrao-etdz.office");
    const path = "shangrao-etdz/appeal.yaml";
    await page.goto(new URL(`/mechanisms/edit?file=${path}`, page.url()).href);
    await settled(page);
    const text = await page.evaluate(async (of) => {
      const { files } = (await (await fetch("/api/v1/zones/shangrao-etdz/mechanisms/files")).json()) as {
        files: { path: string; text: string }[];
      };
      return files.find((f) => f.path === of)!.text;
    }, path);
    await write(page, text.replace("promised: 2wd", "promised: 4wd"));
    await page.getByText("没有错误").waitFor();
    await page.getByRole("button", { name: "对台账试算" }).click();
    const moved = page.locator("details").filter({ has: page.locator("summary", { hasText: /^时限不同/ }) });
    await moved.locator("summary").click({ timeout: 100_000 });
    await sound(s, "mechanisms-moved");
    const rows = (await moved.locator("tr").allInnerTexts()).map((r) => r.split("\t"));
    expect(rows).toEqual([
      ["编号", "哪个时限", "现行", "修改后"],
      ["诉〔2023〕1号", "时限", "12月13日", "12月15日"],
    ]);
    await moved.getByRole("link", { name: "诉〔2023〕1号" }).click();
    await page.waitForURL(/\/matters\//);
    await s.context.close();
  }, 240_000);
});
