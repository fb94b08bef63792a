// A change of the mechanisms, from the first key pressed to the day it is in force: one writes it, another approves it.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const zone = "ganzhou-etdz";
const file = `${zone}/graded-task.yaml`;

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
    const write = async (to: string) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+A");
      await page.keyboard.insertText(to);
    };
    await write(
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
    await write(changed);
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
