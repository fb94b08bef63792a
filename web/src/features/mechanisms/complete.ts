// What may stand where, from the JSON Schema that the server makes of its own grammar: keys with their meaning, and the words of a closed set.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

export type Node = { [k: string]: unknown };
type Part = {
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  enum?: unknown[];
  propertyNames?: Node;
  title?: string;
  description?: string;
};

/** Every plain schema behind one: references, allOf and anyOf followed. */
function plain(root: Node, s: Node | undefined, depth = 0): Part[] {
  if (!s || depth > 12) return [];
  const out: Part[] = [s as Part];
  if (typeof s.$ref === "string")
    out.push(...plain(root, (root.definitions as Record<string, Node>)[s.$ref.replace("#/definitions/", "")], depth + 1));
  for (const k of ["allOf", "anyOf"]) if (Array.isArray(s[k])) for (const x of s[k] as Node[]) out.push(...plain(root, x, depth + 1));
  return out;
}

/** The keys that lead to a line, outermost first, by indentation; and the type of its document. */
export function pathAt(lines: string[], n: number): { type: string; path: string[] } {
  let start = n;
  while (start > 0 && !lines[start - 1]!.startsWith("---")) start--;
  const type = /^([a-z_]+):/.exec(lines.slice(start).find((l) => /^[a-z_]+:/.test(l)) ?? "")?.[1] ?? "";
  const column = (l: string) => /^\s*(?:- +)*/.exec(l)![0].length;
  const path: string[] = [];
  let indent = column(lines[n] ?? "");
  for (let i = n - 1; i >= start && indent > 0; i--) {
    const line = lines[i]!;
    const key = /^\s*(?:- +)*([^\s:#][^:]*):\s*(?:#.*)?$/.exec(line)?.[1];
    if (!line.trim() || line.trim().startsWith("#")) continue;
    const at = column(line);
    if (at < indent && key !== undefined) {
      path.unshift(key.trim());
      indent = /^\s*/.exec(line)![0].length === at ? at : /^\s*/.exec(line)![0].length;
    } else if (at < indent) indent = at;
  }
  return { type, path };
}

function below(root: Node, from: Part[], key: string): Part[] {
  const out: Part[] = [];
  const enter = (p: Part) => {
    const next =
      p.properties?.[key] ?? (p.additionalProperties && typeof p.additionalProperties === "object" ? p.additionalProperties : undefined);
    if (next) out.push(...plain(root, next));
    if (p.items) for (const x of plain(root, p.items)) enter(x);
  };
  from.forEach(enter);
  return out;
}

const flat = (root: Node, parts: Part[]) => parts.flatMap((p) => (p.items ? [p, ...plain(root, p.items)] : [p]));

export function completions(
  root: Node,
  lang: string,
  text: string[],
  n: number,
  before: string,
): { from: number; options: Completion[] } | null {
  const { type, path } = pathAt(text, n);
  const side = (s?: string) => (lang === "en" ? s?.split(" / ").at(-1) : s?.split(" / ")[0]);
  const value = /^\s*(?:- +)*([^\s:#]+):\s+(\S*)$/.exec(before);
  let parts = plain(root, (root.definitions as Record<string, Node>)[`document.${type}`]);
  for (const key of value ? [...path, value[1]!] : path) parts = below(root, parts, key);
  parts = flat(root, parts);
  if (value) {
    const words = [...new Set(parts.flatMap((p) => p.enum ?? []).map(String))];
    return words.length > 0 ? { from: before.length - value[2]!.length, options: words.map((label) => ({ label, type: "enum" })) } : null;
  }
  const typed = /^\s*(?:- +)*([a-z_-]*)$/.exec(before);
  if (!typed) return null;
  const found = new Map<string, Completion>();
  if (!type) {
    for (const d of Object.keys(root.definitions as object))
      if (d.startsWith("document.")) found.set(d.slice(9), { label: d.slice(9), apply: `${d.slice(9)}: `, type: "keyword" });
  }
  for (const p of parts) {
    for (const [label, s] of Object.entries(p.properties ?? {})) {
      const of = s as Part;
      found.set(label, { label, apply: `${label}: `, detail: side(of.title), info: side(of.description), type: "property" });
    }
    for (const word of (p.propertyNames?.enum as string[] | undefined) ?? [])
      found.set(word, { label: word, apply: `${word}: `, type: "enum" });
  }
  return found.size > 0 ? { from: before.length - typed[1]!.length, options: [...found.values()] } : null;
}

/** The source for CodeMirror. */
export const source =
  (schema: () => Node | undefined, lang: () => string) =>
  (c: CompletionContext): CompletionResult | null => {
    const root = schema();
    if (!root) return null;
    const line = c.state.doc.lineAt(c.pos);
    const before = line.text.slice(0, c.pos - line.from);
    if (!c.explicit && !/\S$/.test(before)) return null;
    const got = completions(root, lang(), c.state.doc.toString().split("\n"), line.number - 1, before);
    return got && { from: line.from + got.from, options: got.options };
  };
