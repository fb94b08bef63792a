import { expect, it } from "vitest";
import { completions, pathAt } from "./complete";

const root = {
  definitions: {
    "document.kind": {
      properties: {
        title: { title: "名称 / title" },
        ladder: { items: { $ref: "#/definitions/Rung" } },
        limit: { anyOf: [{ type: "string" }, { $ref: "#/definitions/Limit" }] },
      },
    },
    Rung: { properties: { at: { title: "时点 / at" }, send: {}, talk: { enum: [true, false] } } },
    Limit: { properties: { start: { enum: ["assign", "accept"] } } },
  },
};

it("a path is the keys that lead to a line, of its own document", () => {
  const text = ["zone: z", "---", "kind: task", "limit:", "  start: assign", "ladder:", "  - at: due", "    "];
  expect(pathAt(text, 4)).toEqual({ type: "kind", path: ["limit"] });
  expect(pathAt(text, 7)).toEqual({ type: "kind", path: ["ladder"] });
});

it("keys come with their meaning, values where the set is closed", () => {
  const text = ["kind: task", "ladder:", "  - at: due", "    se"];
  expect(completions(root, "zh", text, 3, "    se")?.options.map((o) => o.label)).toEqual(["at", "send", "talk"]);
  expect(completions(root, "zh", text, 3, "    se")?.options[0]?.detail).toBe("时点");
  expect(completions(root, "en", ["kind: task", "limit:", "  start: a"], 2, "  start: a")?.options.map((o) => o.label)).toEqual([
    "assign",
    "accept",
  ]);
});
