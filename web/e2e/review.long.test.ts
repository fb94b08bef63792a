// The session room: what is refused, who listens in, and every screen of it.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launch, settled, signIn, sit, sound, type Lang, type Size } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const at = (page: Page, path: string) => page.goto(new URL(path, page.url()).href);
describe("a session", () => {
  it("is refused where a required block has no item, and the server says which", async () => {
    const s = await sit(browser, "en");
    const { page } = s;
    await signIn(s, "ganjiang.office");
    await at(page, "/sessions");
    await page.getByRole("button", { name: /^Convene 党工委会议|^Convene Party/ }).click();
    const call = page.getByRole("dialog");
    await call.getByText("Agenda as drawn up").waitFor();
    await call.getByRole("button", { name: "Convene", exact: true }).click();
    await call.getByRole("alert").filter({ hasText: /required blocks .*(study|Study).* are missing/ }).waitFor();
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
  for (const [lang, size] of [["zh", "desktop"], ["zh", "phone"], ["en", "desktop"], ["en", "phone"]] as [Lang, Size][]) {
    it(`in ${lang} on a ${size}`, async () => {
      const s = await sit(browser, lang, size);
      await signIn(s, "ganzhou-etdz.office");
      const one = `/sessions/${encodeURIComponent("招支委〔2023〕1号")}`;
      for (const [path, name] of [["/sessions", "list"], [one, "room"], [`${one}?screen=2`, "screen"], [`${one}/minutes`, "paper"], ["/sessions/none", "none"]]) {
        await at(s.page, path!);
        await settled(s.page);
        if (name === "none") s.complaints.length = 0; // the browser tells of the 404
        await sound(s, `review-${name}`);
      }
      await s.context.close();
    });
  }
});
