// The one way to the server: typed by the committed OpenAPI document, refusals thrown as Problem, every POST with a key
// of its own so that trying again does nothing twice, every answer in the language of the screen.
import createClient from "openapi-fetch";
import { lang } from "@/words/words";
import { Problem } from "./problem";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];

/** What is said of an answer that has no words for a person. */
const wordless = (status: number) => {
  const [zh, en] =
    status >= 500 ? ["服务器暂时不能应答", "The server cannot answer just now"] : ["请求没有被接受", "The request was not accepted"];
  return { detail: lang() === "en" ? `${en} (${status}).` : `${zh}（${status}）。` };
};

export const api = createClient<paths>({ baseUrl: "", credentials: "same-origin" });

let signedOut: () => void = () => {};

/** Tells whom to call when the visit has ended, whichever request finds it out. */
export const onSignedOut = (call: () => void) => {
  signedOut = call;
};

api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", lang() === "en" ? "en" : "zh-CN");
    if (request.method === "POST" && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
    return request;
  },
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    const body = await response
      .clone()
      .json()
      .catch(() => wordless(response.status)); // something between the browser and the program answered in its place
    if (response.status === 401 && !schemaPath.startsWith("/api/v1/session")) signedOut();
    throw new Problem(response.status, body, response.headers.get("Qinlian-Trace"));
  },
  onError() {
    return new Problem(0, {
      code: "network",
      detail:
        lang() === "en" ? "The server does not answer. Nothing was lost; try again." : "服务器没有应答。没有丢失任何内容，请稍后重试。",
    });
  },
});

/** What came, with the ETag that a change of it must name. */
export type Tagged<T> = { value: T; etag: string };

export async function take<T>(asked: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data } = await asked;
  return data as T;
}

export async function takeTagged<T>(asked: Promise<{ data?: T; response: Response }>): Promise<Tagged<T>> {
  const { data, response } = await asked;
  return { value: data as T, etag: response.headers.get("ETag") ?? "" };
}
