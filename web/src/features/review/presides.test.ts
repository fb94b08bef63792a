import { expect, test } from "vitest";
import { presiding } from "./presides";

test("who was picked to preside and then marked as absent does not", () => {
  expect(presiding(["甲", "乙"], "乙", "甲")).toBe("乙");
  expect(presiding(["甲"], "乙", "甲")).toBe("甲");
  expect(presiding(["丙"], "乙", "甲")).toBeUndefined();
});
