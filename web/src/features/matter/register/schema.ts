// The form of a kind: what the server says can be said at registration, as the JSON Schema and UI schema that rjsf takes. It
// asks nothing of what is written: the server judges, and its faults are put at their fields.
import type { ErrorSchema, RJSFSchema, UiSchema } from "@rjsf/utils";
import type { Schema } from "@/api/client";
import type { Fault } from "@/api/problem";

export type Take = Schema["TakeView"];
export type Said = Record<string, unknown>;

const types: Partial<Record<Take["type"], RJSFSchema>> = {
  number: { type: "number" },
  percent: { type: "number" },
  integer: { type: "integer" },
  money: { type: "integer" },
  boolean: { type: "boolean" },
  texts: { type: "array", items: { type: "string" } },
  units: { type: "array", items: { type: "string" } },
  files: { type: "array", items: { type: "string" } },
  checklist: { type: "array", items: { type: "string" } },
  choices: { type: "array", items: { type: "string" } },
};

/** Registration's members, the kind's own below fields, each drawn by the house's control for its type. */
export function formOf(takes: Take[]): { schema: RJSFSchema; ui: UiSchema } {
  const schema: RJSFSchema = { type: "object", properties: {}, required: [] };
  const own: RJSFSchema = { type: "object", properties: {}, required: [] };
  const ui: UiSchema = { "ui:submitButtonOptions": { norender: true }, fields: { "ui:label": false } };
  for (const take of takes) {
    const name = take.name.replace(/^fields\./, "");
    const [into, place] = name === take.name ? [schema, ui] : [own, ui.fields as UiSchema];
    into.properties![name] = { title: take.title, ...(types[take.type] ?? { type: "string" }) };
    if (take.required) into.required!.push(name);
    place[name] = { "ui:field": "control", "ui:options": { take } };
    if (into === own) schema.properties!.fields = own;
  }
  ui["ui:order"] = [...new Set(takes.map((x) => x.name.split(".")[0]!)), "*"];
  return { schema, ui };
}

/** What was said, without what was left empty. */
export function sayable(said: Said): Said {
  const out: Said = {};
  for (const [name, value] of Object.entries(said)) {
    if (value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    if (name === "fields") {
      const own = sayable(value as Said);
      if (Object.keys(own).length > 0) out.fields = own;
    } else out[name] = value;
  }
  return out;
}

/** What must be said and is sent empty where it was not, so that the server names the member and not only the whole. */
export const unsaid = (takes: Take[]): Said =>
  Object.fromEntries(takes.filter((x) => x.required && !x.name.includes(".") && !(x.type in types)).map((x) => [x.name, ""]));

/** The server's faults at their fields; what is about none of them is left over. */
export function placed(faults: Fault[], takes: Take[]): { at: ErrorSchema; left: Fault[] } {
  const at: Record<string, unknown> = {};
  const left: Fault[] = [];
  for (const f of faults) {
    const name = (f.location ?? "").replace(/^body\./, "").replace(/\[\d+\]$/, "");
    const take = takes.find((x) => x.name === name || (x.name.startsWith("fields.") && x.name === `fields.${name}`));
    if (!take) {
      left.push(f);
      continue;
    }
    const path = take.name.split(".");
    let here = at;
    for (const p of path) here = (here[p] ??= {}) as Record<string, unknown>;
    here.__errors = [...((here.__errors as string[]) ?? []), f.message];
  }
  return { at: at as ErrorSchema, left };
}
