/** A debuggee that runs by itself: an app whose functions are called over HTTP, stopped and stepped like any other. */
import { createRealClock } from "../clock/real-clock.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { DoorMistake } from "../door/door.ts";
import type { Clock } from "../executor/ports.ts";
import { checkEvent, chooseFunction, defaultEvent, UsageError } from "../session/choose.ts";
import { startServe, type ServeSession } from "../session/start-serve.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { AttachTarget } from "./attach-arguments.ts";
import type { DebuggeeHooks, LaunchDebuggee } from "./debuggee.ts";
import { devServerInUse, missingUrl, sessionEnded } from "./errors.ts";
import { toDebuggee } from "./launch-debuggee.ts";
import type { LaunchArguments } from "./launch-arguments.ts";

/** Milliseconds between attempts to reach an app that is away. */
const reconnectMs = 1000;

export const attachDebuggee: LaunchDebuggee = async (args, hooks, signal) => {
  const target = args.attach;
  if (target === undefined) throw missingUrl();
  const clock = args.clock === "real" ? createRealClock() : createVirtualClock();
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
    return toDebuggee({ executor, worker: session.apps, clock, dispose: close }, args, hooks, () => { executor.start(fn.id, event); });
  } catch (error) {
    await session.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
};

async function open({ url, host, port }: AttachTarget, args: LaunchArguments, { hooks, clock }: { readonly hooks: DebuggeeHooks; readonly clock: Clock }): Promise<ServeSession> {
  const places = import("../session/step-places.ts").then(({ readStepPlaces }) => readStepPlaces(args.program));
  places.catch(() => undefined);
  try {
    return await startServe({
      host, port, appUrls: [url], polls: false, pollMs: reconnectMs, store: createMemoryStore(), follow: args.follow,
      clock,
      gate: args.noDebug && !args.injects ? undefined : hooks.gate,
      onEvent: (event) => { hooks.onEvent(event); },
      onApp: () => undefined,
      findCallSite: async (functionId, stepId) => (await places).find(functionId, stepId),
    });
  } catch (error) {
    throw error instanceof DoorMistake ? devServerInUse(error.message) : error;
  }
}
