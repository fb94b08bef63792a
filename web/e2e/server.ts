// Starts the program on a fresh demonstration, on a port that is free, and tells the tests where it stands and who may sign in.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    base: string;
    accounts: Record<string, string>;
  }
}

const freePort = () =>
  new Promise<number>((done, fail) => {
    const s = createServer();
    s.once("error", fail);
    s.listen(0, "127.0.0.1", () => {
      const { port } = s.address() as { port: number };
      s.close(() => done(port));
    });
  });

/** Logins and passwords as the program prints them, once. */
export function printed(out: string): Record<string, string> {
  const accounts: Record<string, string> = {};
  for (const [, login, password] of out.matchAll(/([a-z]+(?:-[a-z]+)*(?:\.[a-z]+)?) {2,}([a-z0-9]{4}(?:-[a-z0-9]{4}){3})\b/g))
    accounts[login!] = password!;
  return accounts;
}

/** Starts it, unless QINLIAN_BASE names a site that runs already and QINLIAN_LOG what its program printed. */
export default async function setup(project: TestProject) {
  if (process.env.QINLIAN_BASE && process.env.QINLIAN_LOG) {
    project.provide("base", process.env.QINLIAN_BASE);
    project.provide("accounts", printed(readFileSync(process.env.QINLIAN_LOG, "utf8")));
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "qinlian-e2e-"));
  const port = await freePort();
  const program = resolve(import.meta.dirname, "../../bin/qinlian");
  const node: ChildProcess = spawn(program, ["demo", "--db", join(folder, "demo.db"), "--serve", "--listen", `localhost:${port}`], {
    env: { ...process.env, LANG: "zh_CN.UTF-8" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  const gone = new Promise<void>((done) => node.once("exit", () => done()));
  await new Promise<void>((done, fail) => {
    node.stdout!.on("data", (d: Buffer) => {
      out += d.toString();
      if (out.includes(`http://localhost:${port}`)) done();
    });
    node.stderr!.on("data", (d: Buffer) => (out += d.toString()));
    node.once("exit", (code) => fail(new Error(`the program ended with ${code}:\n${out.slice(-2000)}`)));
  });
  project.provide("base", `http://localhost:${port}`);
  project.provide("accounts", printed(out));
  return async () => {
    node.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
}
