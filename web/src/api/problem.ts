import type { components } from "./schema";

export type Fault = { location?: string; message: string; code?: string };
type Body = Partial<components["schemas"]["Problem"]>;

/** What the server refuses, in the words it has for a person, in the language of the screen. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: Fault[];
  readonly trace: string | null;

  constructor(status: number, body: Body, trace: string | null = null) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "http.failed";
    this.faults = (body.errors ?? []) as Fault[];
    this.trace = trace;
  }
}

export const isProblem = (e: unknown): e is Problem => e instanceof Problem;
