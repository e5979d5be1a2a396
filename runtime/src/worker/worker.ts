/** The parent's side: starts the worker process, has the program loaded, and is the executor's `Worker` port to it. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FunctionConfig, SdkApiRequest, SdkApiResponse, Worker } from "../executor/ports.ts";
import { createBundle, type Bundle } from "./bundle.ts";
import { buildEnvironment } from "./environment.ts";
import { ChildPort } from "./child-port.ts";
import type { Skipped } from "./companion-bundle.ts";
import { findCompanions } from "./companions.ts";
import type { OpenInspector } from "./inspector-channel.ts";
import type { WorkerMistake } from "./mistakes.ts";
import type { NetworkAnswer, NetworkPolicy, NetworkQuestion, WorkerOutput, WorkerProblem } from "./protocol.ts";

export interface WorkerOptions {
  /** The user's file; absolute, or relative to `cwd`. */
  readonly program: string;
  /** Default: the program's folder. */
  readonly cwd?: string;
  readonly tsconfig?: string;
  /** `null` removes a variable. */
  readonly env?: Readonly<Record<string, string | null>>;
  /** Default: `.env`, `.env.development`, `.env.local` and `.env.development.local` in `cwd`, where they exist. */
  readonly envFile?: string;
  /** A Node.js to run the program with; default our own. */
  readonly runtimeExecutable?: string;
  readonly execArgv?: readonly string[];
  readonly network?: NetworkPolicy;
  /** Also load the other files of the program's package that define functions, so that events find them. */
  readonly companions?: boolean;
  /** Milliseconds for one call; default 5 minutes. */
  readonly callTimeout?: number;
  /** Milliseconds for a call that nothing can wake any more; default 60 s, since native code may work unseen. */
  readonly stuckTimeout?: number;
  /** Milliseconds for which the program may keep its process busy without a pause while no debugger is attached; default 60 s. */
  readonly busyTimeout?: number;
  /** Answers the SDK's requests to Inngest's API. */
  onApiRequest(request: SdkApiRequest): Promise<SdkApiResponse>;
  /** Has the user say whether a connection may be made; without it nobody can be asked. */
  askNetwork?(question: NetworkQuestion): Promise<NetworkAnswer>;
  onOutput(output: WorkerOutput): void;
  onProblem?(problem: WorkerProblem): void;
  /** The process has ended; `mistake` unless it was disposed of. */
  onExit(mistake: WorkerMistake | undefined): void;
  /** Ends the start: nothing is left and it rejects. Once started, `dispose` does that. */
  readonly signal?: AbortSignal;
  /** Runs after bundling and before any code of the user's: the place to attach a JavaScript debugger. */
  beforeLoad?(process: { readonly pid: number; readonly bundle: string; inspector(): OpenInspector }): Promise<void>;
}

export interface WorkerHandle extends Worker {
  readonly pid: number;
  /** Absolute path of the bundle that runs, with an inline source map. */
  readonly bundle: string;
  /** Those that the program's file brings; `functions` holds the companions' too. */
  readonly own: readonly FunctionConfig[];
  /** Companions that could not be loaded. */
  readonly skipped: readonly Skipped[];
  /** Of each client's copy of the SDK. */
  readonly sdkVersions: readonly string[];
  /** Reaches the process's inspector; nothing of it exists before the first call. */
  inspector(): OpenInspector;
  /** Leaves no process and no file. May be called more than once. */
  dispose(): Promise<void>;
}

/** Throws a `WorkerMistake` where the program is at fault. */
export async function startWorker(options: WorkerOptions): Promise<WorkerHandle> {
  const cwd = path.resolve(options.cwd ?? path.dirname(path.resolve(options.program)));
  const program = path.resolve(cwd, options.program);
  const environment = await buildEnvironment({ cwd, envFile: options.envFile, env: options.env ?? {}, inherited: process.env });
  const child = new ChildPort(options, cwd, environment);
  const finding = options.companions === true ? findCompanions(program) : [];
  const abort = () => void child.end();
  options.signal?.addEventListener("abort", abort, { once: true });
  if (options.signal?.aborted === true) abort();
  let bundle: Bundle | undefined;
  const cleanUp = async () => {
    await child.end();
    await bundle?.dispose();
  };
  try {
    const sdk = guessSdk(program);
    if (sdk !== undefined) child.preload(pathToFileURL(sdk).href);
    const node = options.runtimeExecutable === undefined ? process.versions.node : await child.ready;
    bundle = await createBundle({ program, cwd, tsconfig: options.tsconfig, node, companions: await finding });
    await child.ready;
    const folder = path.dirname(bundle.file);
    const inspector = () => child.inspector(folder);
    await options.beforeLoad?.({ pid: child.pid, bundle: bundle.file, inspector });
    const { functions, own, skipped, sdkVersions } = await child.load({
      type: "load", bundle: bundle.file, program,
      network: options.network ?? "allow",
      callTimeout: options.callTimeout ?? 300_000,
      stuckTimeout: options.stuckTimeout ?? 60_000,
    });
    return {
      functions, leavesOut: true, own: functions.filter(({ id }) => own.includes(id)), skipped: [...bundle.skipped, ...skipped], sdkVersions, pid: child.pid, bundle: bundle.file, inspector,
      call: (request, signal) => child.call(request, signal), dispose: cleanUp,
    };
  } catch (error) {
    await cleanUp();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", abort);
  }
}

/** The SDK's ES module as most programs load it. A wrong guess costs time only. */
function guessSdk(program: string): string | undefined {
  try {
    const file = createRequire(program).resolve("inngest").replace(/\.cjs$/, ".js");
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
