/** Apps that run by themselves, each a process with a real SDK, for tests of the second door. */
import { spawn } from "node:child_process";
import { createProject, type SdkVersion } from "../worker/testing/project.ts";

export interface HttpApp {
  /** Of its serve endpoint. */
  readonly url: string;
  /** Absolute; holds `functions.ts`. */
  readonly folder: string;
  /** What it has printed. */
  output(): string;
  /** Resolves once it has printed this. */
  printed(text: string): Promise<void>;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface HttpAppOptions {
  readonly sdk: SdkVersion;
  /** Makes `inngest` and `functions`; `sdk` is the SDK's module. */
  readonly source: string;
  /** In place of one that serves the functions at `/api/inngest`; prints `listening <port>`. */
  readonly server?: string;
  /** False where `source` is the whole of `functions.ts`. Default true. */
  readonly isBegun?: boolean;
  readonly env: Readonly<Record<string, string>>;
  /** Default: any that is free. */
  readonly port?: number;
}

const usualServer = `
  import { createServer } from "node:http";
  import { serve } from "inngest/node";
  import { functions, inngest } from "./functions.ts";
  const handler = serve({ client: inngest, functions, ...JSON.parse(process.env.SERVE_OPTIONS ?? "{}") });
  const server = createServer((request, response) => (request.url.startsWith("/api/inngest") ? handler(request, response) : response.writeHead(404).end("nothing here")));
  server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log("listening " + server.address().port));
`;

const prologue = (version: SdkVersion): string => `
  import * as sdk from "inngest";
  ${version === "v4" ? 'import * as experimental from "inngest/experimental";' : ""}
  const logger = { info() {}, warn() {}, error() {}, debug() {} };
  export const functions: any[] = [];
  export let inngest: any;
`;

/** Rejects with what it printed when it ends before it listens. */
export async function startHttpApp({ sdk, source, server = usualServer, isBegun = true, env, port = 0 }: HttpAppOptions): Promise<HttpApp> {
  const project = await createProject({ sdk, files: { "server.ts": server, "functions.ts": isBegun ? prologue(sdk) + source : source } });
  const child = spawn(process.execPath, [project.path("server.ts")], { cwd: project.folder, env: { PATH: process.env["PATH"], PORT: String(port), ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let watchers: (() => void)[] = [];
  const ended = new Promise<void>((resolve) => { child.once("close", () => { resolve(); }); });
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await project.dispose();
  };
  const listening = new Promise<number>((resolve, reject) => {
    const read = (text: string): void => {
      printed += text;
      watchers.forEach((watch) => { watch(); });
      const found = /^listening (\d+)$/m.exec(printed)?.[1];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
    void ended.then(() => { reject(new Error(`the app ended before it listened:\n${printed}`)); });
  });
  const until = (text: string): Promise<void> => new Promise((resolve) => {
    const watch = (): void => {
      if (!printed.includes(text)) return;
      watchers = watchers.filter((other) => other !== watch);
      resolve();
    };
    watchers.push(watch);
    watch();
  });
  try {
    return { url: `http://127.0.0.1:${await listening}/api/inngest`, folder: project.folder, output: () => printed, printed: until, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
