// What may stand in a clause: its keys, the words of a closed set, the fields of its register and the functions of rules.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Schema } from "@/api/client";

export type Known = { fields: Schema["ReadingView"][]; functions: string[] };

const clauseKeys = [
  "key",
  "title",
  "article",
  "text",
  "for",
  "when",
  "amount",
  "mode",
  "period",
  "exclusive",
  "cap",
  "budget",
  "materials",
  "guide",
  "objection",
  "unit",
  "effective",
  "note",
];
const closed: Record<string, string[]> = {
  mode: ["automatic", "instant", "reviewed"],
  period: ["once", "year", "half-year", "quarter", "month"],
};

/** What may follow what is written before the cursor on its line. */
export function completions(known: Known | undefined, before: string): { from: number; options: Completion[] } | null {
  const key = /^\s*(?:- +)?([a-z_]*)$/.exec(before);
  const value = /^\s*(?:- +)?([a-z_]+):\s+([a-z-]*)$/.exec(before);
  if (value && closed[value[1]!])
    return { from: before.length - value[2]!.length, options: closed[value[1]!]!.map((label) => ({ label, type: "enum" })) };
  const quoted = /"([^"]*)$/.exec(before);
  const compared = /([a-z_]+\.[a-z_]+)\s*(?:==|!=|\.contains\()\s*"[^"]*$/.exec(before);
  if (quoted && (before.match(/"/g)?.length ?? 0) % 2 === 1) {
    const field = compared ? known?.fields.find((f) => f.path === compared[1]) : undefined;
    const words = field ? field.one_of : (known?.fields.flatMap((f) => (f.type === "list" ? f.one_of : [])) ?? []);
    return words.length > 0 ? { from: before.length - quoted[1]!.length, options: words.map((label) => ({ label, type: "text" })) } : null;
  }
  const word = /[A-Za-z_][A-Za-z_.]*$/.exec(before)?.[0] ?? "";
  if (
    key &&
    !/:/.test(before) &&
    before.length <= 30 &&
    (known === undefined || /^\s*(?:- +)?[a-z_]*$/.test(before)) &&
    !/^\s{4,}/.test(before)
  ) {
    return { from: before.length - key[1]!.length, options: clauseKeys.map((label) => ({ label, apply: `${label}: `, type: "property" })) };
  }
  if (!known) return null;
  return {
    from: before.length - word.length,
    options: [
      ...known.fields.map((f) => ({ label: f.path, detail: f.title, type: "variable", boost: f.asked > 0 ? 1 : 0 })),
      ...known.functions.map((f) => ({ label: f, apply: `${f}(`, type: "function", boost: -1 })),
    ],
  };
}

export const source =
  (known: () => Known | undefined) =>
  (c: CompletionContext): CompletionResult | null => {
    const line = c.state.doc.lineAt(c.pos);
    const before = line.text.slice(0, c.pos - line.from);
    if (!c.explicit && !/[A-Za-z_."]$/.test(before)) return null;
    const got = completions(known(), before);
    return got && { from: line.from + got.from, options: got.options, validFor: /^[\w.]*$/ };
  };
