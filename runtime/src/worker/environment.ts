/**
 * The environment of the worker process. Built before the process exists, so that nothing of the user's runs in another
 * one. Values are never logged: they may be secrets.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { envFileUnreadable } from "./mistakes.ts";

/** Where the SDK believes Inngest to be. Port 0 accepts no connection: should a request slip past the guard, it fails here. */
export const apiOrigin = "http://127.0.0.1:0";

/** Facts: the SDK's own variables, `helpers/consts.ts` of inngest 3 and 4. */
const local: Readonly<Record<string, string>> = {
  INNGEST_DEV: apiOrigin,
  INNGEST_BASE_URL: apiOrigin,
  INNGEST_API_BASE_URL: apiOrigin,
  INNGEST_EVENT_API_BASE_URL: apiOrigin,
  INNGEST_EVENT_KEY: "local",
  INNGEST_SIGNING_KEY: `signkey-test-${"0".repeat(64)}`,
};

/** Tells the threads and processes of the program what they may do with the network. */
export const networkVariable = "STEPWISE_NETWORK";

/** What keeps the SDK local, and an editor's executable a Node.js. */
export const localVariables = (): Readonly<Record<string, string>> => ({ ...local, ...(process.versions["electron"] === undefined ? {} : { ELECTRON_RUN_AS_NODE: "1" }) });

/** These would change where or how the SDK answers; a debug run has one way. */
const removed = ["INNGEST_SIGNING_KEY_FALLBACK", "INNGEST_SERVE_HOST", "INNGEST_SERVE_ORIGIN", "INNGEST_SERVE_PATH", "INNGEST_STREAMING", "INNGEST_ALLOW_IN_BAND_SYNC"];

export interface EnvironmentOptions {
  readonly cwd: string;
  /** Absolute, or relative to `cwd`; default those of `usualFiles` that exist. */
  readonly envFile: string | undefined;
  /** From the launch configuration; `null` removes a variable. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Our own process's environment. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
}

/** As Next.js, Vite and others read them in development; the last one wins. */
export const usualFiles = [".env", ".env.development", ".env.local", ".env.development.local"];

/** Later wins: environment files, inherited variables, `env`, what keeps the SDK local. */
export async function buildEnvironment({ cwd, envFile, env, inherited }: EnvironmentOptions): Promise<Record<string, string>> {
  const files = envFile === undefined ? usualFiles : [envFile];
  const result: Record<string, string> = {};
  for (const file of files) Object.assign(result, await readEnvFile(path.resolve(cwd, file), envFile !== undefined));
  for (const [name, value] of Object.entries(inherited)) if (value !== undefined) result[name] = value;
  for (const [name, value] of Object.entries(env)) {
    if (value === null) Reflect.deleteProperty(result, name);
    else result[name] = value;
  }
  for (const name of removed) Reflect.deleteProperty(result, name);
  return { ...result, ...localVariables() };
}

async function readEnvFile(file: string, required: boolean): Promise<Record<string, string>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (!required) return {};
    throw envFileUnreadable(file, (error as NodeJS.ErrnoException).code ?? String(error));
  }
  const parsed = parseEnv(text);
  return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
