import { describe, expect, it } from "vitest";
import { completions, type Known } from "./complete";

const known: Known = {
  functions: ["share"],
  fields: [
    { path: "enterprise.size", name: "size", title: "企业规模", type: "string", one_of: ["大型", "小型"], asked: 1, record: false },
    {
      path: "enterprise.qualifications",
      name: "qualifications",
      title: "资质",
      type: "list",
      one_of: ["高新技术企业"],
      asked: 1,
      record: false,
    },
  ],
};
const labels = (before: string) => completions(known, before)?.options.map((o) => o.label);

describe("what may stand in a clause", () => {
  it("is a key at the beginning of a line", () => expect(labels("  am")).toContain("amount"));
  it("is a field or a function in a rule", () => {
    expect(labels("  when: enterprise.")).toEqual(["enterprise.size", "enterprise.qualifications", "share"]);
    expect(completions(known, "  when: enterprise.si")!.from).toBe("  when: ".length);
  });
  it("is a word of the field in quotes", () => {
    expect(labels('  when: enterprise.size == "')).toEqual(["大型", "小型"]);
    expect(labels("  when: '\"")).toEqual(["高新技术企业"]);
  });
  it("is a word of a closed set", () => expect(labels("  mode: in")).toContain("instant"));
});
