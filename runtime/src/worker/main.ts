/** Entry of the worker process: waits for a bundle, loads it behind the guard and answers calls. */
import { createRequire } from "node:module";
import * as nodeModule from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { flushCompiledCode, keepCompiledCode } from "../../../shared/cli/compiled-code.ts";
import { fetchFromEngine } from "./child/api.ts";
import { calls, createCallContext, type CallContext } from "./child/call-context.ts";
import { performCall } from "./child/call.ts";
import { findErrorPosition, setBundle } from "./child/call-site.ts";
import { collectEndpoints, performEndpointCall } from "./child/endpoints.ts";
import { listen, removeAtEnd, send } from "./child/channel.ts";
import { collectFunctions, loadFunctions, type LoadedFunctions } from "./child/functions.ts";
import { exposeToDebugger } from "./child/debugger-hooks.ts";
import { installGuard } from "./child/guard/guard.ts";
import { connectToEngine } from "./child/guard/memory-server.ts";
import { serveInspector } from "./child/inspector.ts";
import { guardListen } from "./child/guard/listen.ts";
import { admit, asksEachTime, setNetworkPolicy } from "./child/network.ts";
import { captureOutput } from "./child/output.ts";
import { clients, installHooks, type Sdk, type SdkClient } from "./child/sdk.ts";
import { startHeartbeat, watchCall, watchLoad, type WatchdogOptions } from "./child/watchdog.ts";
import { functionsOf, type Skipped, type WithCompanions } from "./companion-bundle.ts";
import { sdkMissing, throwsOnLoad, unknownFunction, WorkerMistake } from "./mistakes.ts";
import type { LoadMessage, WorkerProblem } from "./protocol.ts";
import type { CallRequest, CallResponse } from "../executor/ports.ts";

let loaded: LoadedFunctions | undefined;
let preloaded: Promise<unknown> | undefined;
let timeouts: WatchdogOptions | undefined;

async function load(message: LoadMessage): Promise<void> {
  timeouts = message;
  setNetworkPolicy(message.network);
  removeAtEnd(path.dirname(message.bundle));
  const url = pathToFileURL(message.bundle).href;
  setBundle(url);
  try {
    const exports: unknown = await importProgram(url, message);
    const { program, companions } = isWithCompanions(exports) ? exports : { program: exports, companions: [] };
    const own = collectFunctions(program);
    const endpoints = collectEndpoints(message.program);
    const { modules, skipped } = await importCompanions(companions, message);
    loaded = await loadFunctions({ own, endpoints, companions: modules }, message.program, (client) => importSdk(message.program, client));
    const versions = new Set([...clients.values()].map(({ version }) => version ?? "unknown"));
    send({ type: "loaded", functions: loaded.configs, own: loaded.own, skipped: [...skipped, ...loaded.skipped], sdkVersions: [...versions] });
  } catch (error) {
    send({ type: "loadFailed", mistake: toMistake(error, message.program).toData() });
  }
}

function isWithCompanions(exports: unknown): exports is WithCompanions {
  return typeof exports === "object" && exports !== null && "program" in exports && "companions" in exports;
}

/** One that throws or never ends is left out: the program the user asked for does not need it. */
async function importCompanions(companions: WithCompanions["companions"], message: LoadMessage): Promise<{ modules: unknown[]; skipped: Skipped[] }> {
  const modules: unknown[] = [];
  const skipped: Skipped[] = [];
  for (const [file, load] of companions) {
    try {
      modules.push(await within(load, file, message));
    } catch (error) {
      skipped.push({ what: functionsOf(file), reason: toMistake(error, file).message });
    }
  }
  return { modules, skipped };
}

function importProgram(url: string, message: LoadMessage): Promise<unknown> {
  return within(async () => {
    // The bundle needs the SDK too; and what was compiled is kept before the bundle, which no other session will load.
    await preloaded;
    return import(url) as Promise<unknown>;
  }, message.program, message);
}

async function within(load: () => Promise<unknown>, file: string, timeouts: LoadMessage): Promise<unknown> {
  const watch = watchLoad(file, timeouts);
  try {
    const outcome: unknown = await Promise.race([load(), watch.expired]);
    if (outcome instanceof WorkerMistake) throw outcome;
    return outcome;
  } finally {
    watch.stop();
  }
}

function toMistake(error: unknown, program: string): WorkerMistake {
  if (error instanceof WorkerMistake) return error;
  // An export that the SDK's version lacks shows under the bundle's name for the module.
  const text = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).replaceAll(/\b\w+_exports\.(?=\w)/g, "");
  return throwsOnLoad(program, text, findErrorPosition(error));
}

/** For clients that reached the program inside a package, which the bundle does not see: the copy that made the client. */
async function importSdk(program: string, client: SdkClient): Promise<Sdk> {
  const require = createRequire(program);
  let file: string;
  try {
    file = require.resolve("inngest");
  } catch {
    throw sdkMissing(program, path.dirname(program));
  }
  const module = await import(pathToFileURL(file.replace(/\.cjs$/, ".js")).href) as Sdk;
  return client instanceof module.Inngest ? module : require(file) as Sdk;
}

function findPerformer({ functionId }: CallRequest): ((context: CallContext) => Promise<CallResponse>) | undefined {
  const handler = loaded?.handlers.get(functionId);
  const endpoint = loaded?.endpoints.get(functionId);
  if (endpoint !== undefined) return (context) => performEndpointCall(endpoint.handler, context);
  return handler === undefined ? undefined : (context) => performCall(handler, context);
}

async function call(id: number, request: CallRequest): Promise<void> {
  const perform = findPerformer(request);
  if (perform === undefined || timeouts === undefined) {
    send({ type: "callFailed", id, mistake: unknownFunction(request.functionId, (loaded?.configs ?? []).map((config) => config.id)).toData() });
    return;
  }
  const context = createCallContext(id, request);
  const watch = watchCall(context, timeouts);
  try {
    const outcome = await Promise.race([perform(context), watch.expired]);
    if (outcome instanceof WorkerMistake) send({ type: "callFailed", id, mistake: outcome.toData() });
    else send({ type: "result", id, response: outcome });
  } catch (error) {
    send({ type: "callFailed", id, mistake: toMistake(error, request.functionId).toData() });
  } finally {
    watch.stop();
  }
}

function report(kind: WorkerProblem["kind"], reason: unknown): void {
  const error = reason instanceof Error ? { name: reason.name, message: reason.message, stack: reason.stack } : { name: "Error", message: String(reason), stack: undefined };
  send({ type: "problem", problem: { kind, error, position: findErrorPosition(reason), runId: calls.getStore()?.request.runId } });
}

keepCompiledCode();
// Node 22.14 can leave the maps of installed packages alone, which the SDK ships many of.
if (typeof nodeModule.setSourceMapsSupport === "function") nodeModule.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
else process.setSourceMapsEnabled(true);
process.on("unhandledRejection", (reason) => report("unhandledRejection", reason));
process.on("uncaughtException", (error) => report("uncaughtException", error));
exposeToDebugger();
installHooks();
guardListen();
installGuard({ engine: { fetch: fetchFromEngine, connect: connectToEngine }, admit, asksEachTime });
captureOutput();
listen((message) => {
  // What cannot be loaded is said when the program asks for it.
  if (message.type === "preload") preloaded = import(message.url).then(flushCompiledCode, () => undefined);
  else if (message.type === "load") void load(message);
  else if (message.type === "inspect") serveInspector(message.folder);
  else void call(message.id, message.request);
});
startHeartbeat(250);
send({ type: "ready", node: process.versions.node });
