/** The parent's side: starts the worker process, has the program loaded, and is the executor's `Worker` port to it. */
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { CallRequest, CallResponse, FunctionConfig, SdkApiRequest, SdkApiResponse, Worker } from "../executor/ports.ts";
import { createBundle, type Bundle } from "./bundle.ts";
import { buildEnvironment } from "./environment.ts";
import { callTimedOut, disposed, runtimeUnusable, unknownFunction, workerExited, WorkerMistake } from "./mistakes.ts";
import { openEnvelope, type Envelope, type FromChild, type NetworkPolicy, type ToChild, type WorkerOutput, type WorkerProblem } from "./protocol.ts";

export interface WorkerOptions {
  /** The user's file; absolute, or relative to `cwd`. */
  readonly program: string;
  /** Default: the program's folder. */
  readonly cwd?: string;
  readonly tsconfig?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: `.env`, then `.env.local`, in `cwd`, where they exist. */
  readonly envFile?: string;
  /** A Node.js to run the program with; default our own. */
  readonly runtimeExecutable?: string;
  readonly execArgv?: readonly string[];
  readonly network?: NetworkPolicy;
  /** Milliseconds for one call; default 5 minutes. */
  readonly callTimeout?: number;
  /** Milliseconds for a call that nothing can wake any more; default 15 s, past the SDK's own 10 s timer. */
  readonly stuckTimeout?: number;
  /** Milliseconds for which the program may keep its process busy without a pause; default 15 s. No debugger attached. */
  readonly busyTimeout?: number;
  /** Answers the SDK's requests to Inngest's API. */
  onApiRequest(request: SdkApiRequest): Promise<SdkApiResponse>;
  onOutput(output: WorkerOutput): void;
  onProblem?(problem: WorkerProblem): void;
  /** The process has ended; `mistake` unless it was disposed of. */
  onExit(mistake: WorkerMistake | undefined): void;
  /** Runs after bundling and before any code of the user's: the place to attach a JavaScript debugger. */
  beforeLoad?(process: { readonly pid: number; readonly bundle: string }): Promise<void>;
}

export interface WorkerHandle extends Worker {
  readonly pid: number;
  /** Absolute path of the bundle that runs, with an inline source map. */
  readonly bundle: string;
  /** Of each client's copy of the SDK. */
  readonly sdkVersions: readonly string[];
  /** Leaves no process and no file. May be called more than once. */
  dispose(): Promise<void>;
}

/** Throws a `WorkerMistake` where the program is at fault. */
export async function startWorker(options: WorkerOptions): Promise<WorkerHandle> {
  const cwd = path.resolve(options.cwd ?? path.dirname(path.resolve(options.program)));
  const program = path.resolve(cwd, options.program);
  const environment = await buildEnvironment({ cwd, envFile: options.envFile, env: options.env ?? {}, inherited: process.env });
  const child = new ChildPort(options, cwd, environment);
  let bundle: Bundle | undefined;
  const cleanUp = async () => {
    await child.end();
    await bundle?.dispose();
  };
  try {
    const node = options.runtimeExecutable === undefined ? process.versions.node : await child.ready;
    bundle = await createBundle({ program, cwd, tsconfig: options.tsconfig, node });
    await child.ready;
    await options.beforeLoad?.({ pid: child.pid, bundle: bundle.file });
    const { functions, sdkVersions } = await child.load({
      type: "load", bundle: bundle.file, program,
      network: options.network ?? "allow",
      callTimeout: options.callTimeout ?? 300_000,
      stuckTimeout: options.stuckTimeout ?? 15_000,
    });
    return { functions, sdkVersions, pid: child.pid, bundle: bundle.file, call: (request, signal) => child.call(request, signal), dispose: cleanUp };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

interface PendingCall {
  readonly request: CallRequest;
  readonly settle: (outcome: CallResponse | Error) => void;
  step: string | undefined;
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. A rejection that nobody has asked about yet is no unhandled one. */
function createDeferred<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

type Loaded = Extract<FromChild, { readonly type: "loaded" }>;

class ChildPort {
  readonly ready: Promise<string>;
  readonly #options: WorkerOptions;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #pending = new Map<number, PendingCall>();
  #nextId = 1;
  readonly #setReady: Deferred<string>;
  #setLoaded: Deferred<Loaded> | undefined;
  #functions: readonly FunctionConfig[] = [];
  #ending = false;
  #ended: Error | undefined;
  #lastHeard = Date.now();
  #inspected = false;
  #isReady = false;
  #silence: NodeJS.Timeout | undefined;

  constructor(options: WorkerOptions, cwd: string, environment: Readonly<Record<string, string>>) {
    this.#options = options;
    const setters = createDeferred<string>();
    this.ready = setters.promise;
    this.#setReady = setters;
    this.#process = fork(entry(), [], {
      cwd, env: environment, execArgv: [...(options.execArgv ?? [])], serialization: "json",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      ...(options.runtimeExecutable === undefined ? {} : { execPath: options.runtimeExecutable }),
    });
    const exited = createDeferred<undefined>();
    this.#exited = exited.promise;
    this.#process.on("message", (value) => this.#receive(openEnvelope<FromChild>(value)));
    this.#process.once("exit", (code, signal) => { this.#onExit(signal === null ? `exited with code ${code}` : `was ended by ${signal}`); exited.resolve(undefined); });
    this.#process.once("error", (error: NodeJS.ErrnoException) => {
      this.#onExit(error.message, runtimeUnusable(options.runtimeExecutable ?? process.execPath, error.code ?? error.message));
      if (this.#process.pid === undefined) exited.resolve(undefined);
    });
    // Written by native code and by the runtime itself; what the program prints through Node arrives as messages.
    for (const stream of ["stdout", "stderr"] as const) {
      this.#process[stream]?.setEncoding("utf8").on("data", (text: string) => options.onOutput({ stream, text, runId: undefined, step: undefined }));
    }
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  load(message: Extract<ToChild, { readonly type: "load" }>): Promise<Loaded> {
    const setters = createDeferred<Loaded>();
    this.#setLoaded = setters;
    if (this.#ended !== undefined) setters.reject(this.#ended);
    this.#send(message);
    this.#watchSilence();
    return setters.promise;
  }

  call(request: CallRequest, signal: AbortSignal): Promise<CallResponse> {
    if (!this.#functions.some(({ id }) => id === request.functionId)) return Promise.reject(unknownFunction(request.functionId, this.#functions.map(({ id }) => id)));
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      const abort = () => settle(signal.reason as Error);
      const settle = (outcome: CallResponse | Error) => {
        signal.removeEventListener("abort", abort);
        this.#pending.delete(id);
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      };
      signal.addEventListener("abort", abort);
      this.#pending.set(id, { request, settle, step: undefined });
      this.#send({ type: "call", id, request });
    });
  }

  async end(): Promise<void> {
    if (!this.#ending) {
      this.#ending = true;
      this.#fail(disposed());
      this.#process.kill("SIGKILL");
    }
    await this.#exited;
  }

  #send(message: ToChild): void {
    if (this.#process.connected) this.#process.send({ stepwise: message } satisfies Envelope<ToChild>, () => undefined);
  }

  #receive(message: FromChild | undefined): void {
    if (message === undefined || this.#ending) return;
    this.#lastHeard = Date.now();
    switch (message.type) {
      case "ready": this.#isReady = true; this.#setReady.resolve(message.node); return;
      case "loaded": this.#functions = message.functions; this.#setLoaded?.resolve(message); return;
      case "loadFailed": this.#setLoaded?.reject(new WorkerMistake(message.mistake)); return;
      case "result": this.#pending.get(message.id)?.settle(message.response); return;
      case "callFailed": this.#pending.get(message.id)?.settle(new WorkerMistake(message.mistake)); return;
      case "bodyStarted": this.#noteBody(message.id, message.step); return;
      case "apiRequest": void this.#answer(message.id, message.request); return;
      case "output": this.#options.onOutput(message.output); return;
      case "problem": this.#options.onProblem?.(message.problem); return;
      case "beat": this.#inspected = message.inspected; return;
    }
  }

  #noteBody(id: number, step: string): void {
    const call = this.#pending.get(id);
    if (call !== undefined) call.step = step;
  }

  async #answer(id: number, request: SdkApiRequest): Promise<void> {
    let response: SdkApiResponse;
    try {
      response = await this.#options.onApiRequest(request);
    } catch (error) {
      response = { status: 500, body: { error: error instanceof Error ? error.message : String(error), status: 500 } };
    }
    this.#send({ type: "apiResponse", id, response });
  }

  /** An endless loop sends no beat. A debugger may also hold the process: then it is left alone. */
  #watchSilence(): void {
    const { busyTimeout = 15_000 } = this.#options;
    this.#silence ??= setInterval(() => {
      if (this.#inspected || Date.now() - this.#lastHeard < busyTimeout) return;
      const [first] = this.#pending.values();
      const how = `kept its process busy for ${busyTimeout / 1000} s without a pause`;
      this.#fail(callTimedOut(first?.request.functionId ?? this.#options.program, first?.step, how));
      this.#process.kill("SIGKILL");
    }, Math.min(1000, busyTimeout / 4)).unref();
  }

  #onExit(how: string, mistake?: WorkerMistake): void {
    clearInterval(this.#silence);
    if (this.#ending) { this.#options.onExit(undefined); return; }
    const [first] = this.#pending.values();
    if (!this.#isReady) mistake ??= runtimeUnusable(this.#options.runtimeExecutable ?? process.execPath, how);
    this.#fail(mistake ?? workerExited(how, first?.request.functionId, first?.step));
    this.#options.onExit(this.#ended as WorkerMistake);
  }

  #fail(mistake: WorkerMistake): void {
    this.#ended ??= mistake;
    this.#setReady.reject(this.#ended);
    this.#setLoaded?.reject(this.#ended);
    for (const { settle } of [...this.#pending.values()]) settle(this.#ended);
  }
}

/** `worker.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url: string | undefined = import.meta.url;
  return url === undefined ? path.join(__dirname, "worker.js") : fileURLToPath(new URL("./main.ts", url));
}
