/** The worker process as its parent holds it: messages both ways, calls under way, and its end. */
import { fork, type ChildProcess } from "node:child_process";
import path from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CallRequest, CallResponse, FunctionConfig, SdkApiRequest, SdkApiResponse } from "../executor/ports.ts";
import { inspectorFd } from "./child/inspector.ts";
import { createInspectorOpener, type OpenInspector } from "./inspector-channel.ts";
import { callTimedOut, disposed, runtimeUnusable, unknownFunction, workerExited, WorkerMistake } from "./mistakes.ts";
import { openEnvelope, type Envelope, type FromChild, type LoadMessage, type NetworkQuestion, type ToChild } from "./protocol.ts";
import type { WorkerOptions } from "./worker.ts";

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

/** What Node says when a JavaScript debugger comes and goes. */
const inspectorChatter = /^(Debugger listening on ws:.*|For help, see: https:\/\/nodejs\.org\S*|Debugger attached\.|Debugger ending on .*|Waiting for the debugger to disconnect\.\.\.)\r?\n/gm;

export class ChildPort {
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
  #isLoaded = false;
  #silence: NodeJS.Timeout | undefined;
  #inspector: OpenInspector | undefined;

  /** Also when this process ends in an orderly way while the program keeps its own too busy to notice. */
  readonly #kill = () => { this.#process.kill("SIGKILL"); };

  constructor(options: WorkerOptions, cwd: string, environment: Readonly<Record<string, string>>) {
    this.#options = options;
    const setters = createDeferred<string>();
    this.ready = setters.promise;
    this.#setReady = setters;
    this.#process = fork(entry(), [], {
      cwd, env: environment, execArgv: [...(options.execArgv ?? [])], serialization: "json",
      stdio: ["ignore", "pipe", "pipe", "ipc", "overlapped"],
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
      this.#process[stream]?.setEncoding("utf8").on("data", (text: string) => {
        const shown = text.replace(inspectorChatter, "");
        if (shown !== "") options.onOutput({ stream, text: shown, runId: undefined, step: undefined });
      });
    }
    process.once("exit", this.#kill);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Starts to read the SDK while the program is being bundled. */
  preload(url: string): void {
    this.#send({ type: "preload", url });
  }

  /** Has the child serve its inspector, from the first call on. */
  inspector(folder: string): OpenInspector {
    if (this.#inspector === undefined) {
      this.#send({ type: "inspect", folder });
      this.#inspector = createInspectorOpener(this.#process.stdio[inspectorFd] as Duplex);
    }
    return this.#inspector;
  }

  load(message: LoadMessage): Promise<Loaded> {
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
      this.#kill();
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
      case "loaded": this.#isLoaded = true; this.#functions = message.functions; this.#setLoaded?.resolve(message); return;
      case "loadFailed": this.#setLoaded?.reject(new WorkerMistake(message.mistake)); return;
      case "result": this.#pending.get(message.id)?.settle(message.response); return;
      case "callFailed": this.#pending.get(message.id)?.settle(new WorkerMistake(message.mistake)); return;
      case "bodyStarted": this.#noteBody(message.id, message.step); return;
      case "apiRequest": void this.#answer(message.id, message.request); return;
      case "networkQuestion": void this.#answerQuestion(message.id, message.question); return;
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

  async #answerQuestion(id: number, question: NetworkQuestion): Promise<void> {
    this.#send({ type: "networkAnswer", id, answer: await this.#options.askNetwork?.(question) ?? "unasked" });
  }

  /** An endless loop sends no beat. A debugger may also hold the process: then it is left alone. */
  #watchSilence(): void {
    const { busyTimeout = 60_000 } = this.#options;
    this.#silence ??= setInterval(() => {
      if (this.#inspected || Date.now() - this.#lastHeard < busyTimeout) return;
      const [first] = this.#pending.values();
      const how = `kept its process busy for ${busyTimeout / 1000} s without a pause`;
      this.#fail(callTimedOut(first?.request.functionId ?? this.#options.program, first?.step, how));
      this.#kill();
    }, Math.min(1000, busyTimeout / 4)).unref();
  }

  #onExit(how: string, mistake?: WorkerMistake): void {
    clearInterval(this.#silence);
    process.off("exit", this.#kill);
    if (this.#ending) { this.#options.onExit(undefined); return; }
    const [first] = this.#pending.values();
    if (!this.#isReady) mistake ??= runtimeUnusable(this.#options.runtimeExecutable ?? process.execPath, how);
    this.#fail(mistake ?? workerExited(how, { isLoaded: this.#isLoaded, functionId: first?.request.functionId, step: first?.step }));
    this.#options.onExit(this.#ended as WorkerMistake);
  }

  #fail(mistake: WorkerMistake): void {
    this.#ended ??= mistake;
    this.#setReady.reject(this.#ended);
    this.#setLoaded?.reject(this.#ended);
    for (const { settle } of [...this.#pending.values()]) settle(this.#ended);
  }
}

/** Whether a script, by its URL, is this worker's own code and none of the program's. */
export function isWorkerCode(url: string): boolean {
  const own = pathToFileURL(entry()).href;
  return url === own || (own.endsWith(".ts") && url.startsWith(own.slice(0, -"main.ts".length)));
}

/** Files of the worker's own code, as a pattern. */
export const workerFiles = (): string => (entry().endsWith(".ts") ? path.join(path.dirname(entry()), "**") : entry()).replaceAll("\\", "/");

/** `worker.js` beside our bundle, or this folder's source. */
function entry(): string {
  const url: string | undefined = import.meta.url;
  return url === undefined ? path.join(__dirname, "worker.js") : fileURLToPath(new URL("./main.ts", url));
}
