/** A debuggee that runs by itself: an app whose functions are called over HTTP, stopped and stepped like any other. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseEnv } from "node:util";
import { createRealClock } from "../clock/real-clock.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { DoorMistake } from "../door/door.ts";
import type { Clock, Gate } from "../executor/ports.ts";
import { checkEvent, chooseFunction, defaultEvent, UsageError } from "../session/choose.ts";
import { startServe, type ServeSession } from "../session/start-serve.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { usualFiles } from "../worker/environment.ts";
import type { AttachTarget } from "./attach-arguments.ts";
import type { DebuggeeHooks, LaunchDebuggee } from "./debuggee.ts";
import { devServerInUse, eventsElsewhere, missingUrl, sessionEnded } from "./errors.ts";
import { toDebuggee } from "./launch-debuggee.ts";
import type { LaunchArguments } from "./launch-arguments.ts";

/** What the SDK of an app takes with a call. The payload of a send is in its own hands. */
const takesInput: ReadonlySet<string> = new Set(["step.run", "step.ai.wrap", "step.ai.infer", "step.invoke"]);

/** Milliseconds between attempts to reach an app that is away. */
const reconnectMs = 1000;

export const attachDebuggee: LaunchDebuggee = async (args, hooks, signal) => {
  const target = args.attach;
  if (target === undefined) throw missingUrl();
  const clock = args.clock === "real" ? createRealClock() : createVirtualClock();
  await refuseOtherEventApi(args.cwd, target);
  const session = await open(target, args, { hooks, clock });
  const end = (): void => void session.close();
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) throw sessionEnded();
    const [problem] = await session.sync();
    if (signal.aborted) throw sessionEnded();
    if (problem !== undefined) throw new UsageError(problem);
    const fn = chooseFunction(session.apps.functions, args.function, `the app at ${target.url}`, "`function`");
    const event = args.event === undefined ? await sampleEvent() : checkEvent(fn, args.event.value, args.event.place);
    async function sampleEvent() {
      const { readStepPlaces } = await import("../session/step-places.ts");
      const file = (await readStepPlaces(args.program)).fileOf(fn.localId);
      if (file === undefined) return defaultEvent(fn);
      const { readSampleEvents } = await import("../session/sample-event.ts");
      return readSampleEvents(file)(fn);
    }
    const { executor, close } = session;
    return { ...toDebuggee({ executor, worker: session.apps, clock, dispose: close }, args, hooks, () => { executor.start(fn.id, event); }), takesInput };
  } catch (error) {
    await session.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
};

/** Registration shows where the app's other requests go, and nothing before the first event where that one does. */
async function refuseOtherEventApi(folder: string, { host, port }: AttachTarget): Promise<void> {
  for (const name of usualFiles) {
    const given = parseEnv(await readFile(path.join(folder, name), "utf8").catch(() => ""))["INNGEST_EVENT_API_BASE_URL"];
    const address = given === undefined || !URL.canParse(given) ? undefined : new URL(given);
    if (address !== undefined && (address.hostname.replace("localhost", "127.0.0.1") !== host || Number(address.port) !== port)) throw eventsElsewhere(path.join(folder, name), address.origin);
  }
}

/** The SDK tells its event API to nobody but Inngest's cloud, so the first step that sends is the last moment to say so. */
function cautionBeforeSending({ gate, onEvent }: DebuggeeHooks): Gate {
  let isTold = false;
  return (run, step, signal) => {
    if (!isTold && step.tool === "step.sendEvent") {
      isTold = true;
      onEvent({ type: "warning", message: `step \`${step.id}\` sends the first event, and an app does not say beforehand where its events go: if it was started with \`INNGEST_EVENT_API_BASE_URL\` set or has a \`baseUrl\` in its code, stop here, since this one would go there before the run is ended` });
    }
    return gate(run, step, signal);
  };
}

async function open({ url, host, port }: AttachTarget, args: LaunchArguments, { hooks, clock }: { readonly hooks: DebuggeeHooks; readonly clock: Clock }): Promise<ServeSession> {
  const places = import("../session/step-places.ts").then(({ readStepPlaces }) => readStepPlaces(args.program));
  places.catch(() => undefined);
  try {
    return await startServe({
      host, port, appUrls: [url], polls: false, pollMs: reconnectMs, store: createMemoryStore(), follow: args.follow,
      clock,
      gate: args.noDebug && !args.injects ? undefined : cautionBeforeSending(hooks),
      onEvent: (event) => { hooks.onEvent(event); },
      onApp: () => undefined,
      findCallSite: async (functionId, stepId) => (await places).find(functionId, stepId),
    });
  } catch (error) {
    throw error instanceof DoorMistake ? devServerInUse(error.message) : error;
  }
}
