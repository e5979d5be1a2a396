/**
 * Threads and processes that the program starts: each Node.js among them loads the guard before anything else, and all of
 * them get the variables that keep the SDK local, whatever environment the program gives them.
 */
import childProcess from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import threads from "node:worker_threads";
import { localVariables } from "../../environment.ts";
import { inngestUnreachable } from "../../network-refused.ts";
import { findCloudHost } from "./targets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** `descendant.js` beside our bundle, or the source. */
function entry(): string {
  const url: string | undefined = import.meta.url;
  return url === undefined ? path.join(__dirname, "descendant.js") : fileURLToPath(new URL("../../descendant.ts", url));
}

const preload = entry();
/** In `NODE_OPTIONS` a path may hold spaces between quotes. */
const option = `--require="${preload.replaceAll("\\", "\\\\")}"`;

/** What the program's environment or its own code says about these names is not what a debug run may do. */
function withGuard(environment: Environment): Record<string, string | undefined> {
  const options = environment["NODE_OPTIONS"] ?? "";
  return { ...environment, ...localVariables(), NODE_OPTIONS: options.includes(option) ? options : `${options} ${option}`.trimStart() };
}

function refuseCloud(args: readonly string[]): void {
  const host = findCloudHost(args);
  if (host !== undefined) throw inngestUnreachable(host);
}

export function guardDescendants(): void {
  Object.assign(process.env, withGuard(process.env));
  guardThreads();
  guardProcesses();
}

function guardThreads(): void {
  const RealWorker = threads.Worker;
  Reflect.set(threads, "Worker", new Proxy(RealWorker, {
    construct(target, [file, options = {}]: [string | URL, (threads.WorkerOptions | undefined)?], newTarget: new () => threads.Worker) {
      const { execArgv = process.execArgv, env = process.env } = options;
      const local = env === threads.SHARE_ENV ? env : withGuard(env as Environment) as NodeJS.Dict<string>;
      return Reflect.construct(target, [file, { ...options, execArgv: [...execArgv, "--require", preload], env: local }], newTarget) as threads.Worker;
    },
  }));
}

/** What every asynchronous way to start a process comes down to. */
interface SpawnOptions {
  readonly file?: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
}

function guardProcesses(): void {
  const prototype = childProcess.ChildProcess.prototype as unknown as { spawn(options: SpawnOptions): unknown };
  const { spawn } = prototype;
  prototype.spawn = function guarded(this: unknown, options: SpawnOptions) {
    refuseCloud([options.file ?? "", ...options.args ?? []]);
    const given = options.envPairs === undefined ? process.env : Object.fromEntries(options.envPairs.map((pair) => [pair.slice(0, pair.indexOf("=", 1)), pair.slice(pair.indexOf("=", 1) + 1)]));
    const envPairs = Object.entries(withGuard(given)).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    return spawn.call(this, { ...options, envPairs });
  };
  for (const name of ["spawnSync", "execFileSync", "execSync"] as const) {
    const real = childProcess[name] as (...args: unknown[]) => unknown;
    Reflect.set(childProcess, name, (...given: unknown[]) => {
      refuseCloud(given.flatMap((argument) => Array.isArray(argument) ? argument.map(String) : typeof argument === "string" ? [argument] : []));
      const isOptions = (argument: unknown): argument is { readonly env?: Environment } => typeof argument === "object" && argument !== null && !Array.isArray(argument);
      const options = given.find(isOptions) ?? {};
      return real(...given.filter((argument) => !isOptions(argument) && argument !== undefined), { ...options, env: withGuard(options.env ?? process.env) });
    });
  }
}
