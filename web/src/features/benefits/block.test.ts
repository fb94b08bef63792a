import { describe, expect, it } from "vitest";
import { clauseAt, withClause, withNewClause } from "./block";

const file = `benefit: growth
clauses:
  - key: award
    title: 奖励
    when: >-
      firm.staff >= 10

  # 下一条
  - key: other
    title: 其他
---
register: x
`;

describe("a clause in its file", () => {
  it("is taken out, put back unchanged, and written anew", () => {
    const one = clauseAt(file, 3);
    expect(one.text).toBe(
      "- key: award\n  title: 奖励\n  when: >-\n    firm.staff >= 10\n\n# 下一条\n".replace("\n\n# 下一条\n", "\n\n# 下一条\n"),
    );
    expect(withClause(file, one, one.text)).toBe(file);
    const last = clauseAt(file, 9);
    expect(last.text).toBe("- key: other\n  title: 其他\n");
    expect(withClause(file, last, last.text.replace("其他", "另一条"))).toBe(file.replace("其他", "另一条"));
  });
  it("is added behind the last one", () => {
    expect(withNewClause(file, 9, "- key: third\n  title: 第三条\n")).toBe(
      file.replace("    title: 其他\n", "    title: 其他\n  - key: third\n    title: 第三条\n"),
    );
  });
});
