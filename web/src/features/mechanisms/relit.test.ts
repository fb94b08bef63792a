import { expect, it } from "vitest";
import { relit } from "./relit";

it("counts a matter once that is amber first and red later", () => {
  expect(relit([])).toBe(0);
  expect(relit([{ number: "甲1号" }, { number: "甲1号" }, { number: "甲2号" }])).toBe(2);
});
