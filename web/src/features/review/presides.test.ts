import { expect, test } from "vitest";
import { presider, presiding } from "./presides";

test("who was picked to preside and then marked as absent does not", () => {
  expect(presiding(["甲", "乙"], "乙", "甲")).toBe("乙");
  expect(presiding(["甲"], "乙", "甲")).toBe("甲");
  expect(presiding(["丙"], "乙", "甲")).toBeUndefined();
});

test("whoever presided last is who presides; before that it is the chair, if there is one", () => {
  expect(presider({ presides: [{ post: "甲" }, { post: "乙" }], chair: "甲" })).toBe("乙");
  expect(presider({ presides: [], chair: "甲" })).toBe("甲");
  expect(presider({ presides: [] })).toBeUndefined();
});
