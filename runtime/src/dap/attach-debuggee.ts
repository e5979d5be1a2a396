/** A debuggee that runs by itself: an app whose functions are called over HTTP, stopped and stepped like any other. */
import { createRealClock } from "../clock/real-clock.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { DoorMistake } from "../door/door.ts";
import { registersElsewhere } from "../apps/sync.ts";
import type { Clock } from "../executor/ports.ts";
import { checkEvent, chooseFunction, defaultEvent, UsageError } from "../session/choose.ts";
import { startServe, type ServeSession } from "../session/start-serve.ts";
import type { AppSources } from "../session/app-sources.ts";
import type { StepPlaces } from "../session/step-places.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { AttachTarget } from "./attach-arguments.ts";
import type { DebuggeeHooks, LaunchDebuggee } from "./debuggee.ts";
import { devServerInUse, missingUrl, sessionEnded } from "./errors.ts";
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
  const reading = new AbortController();
  const sources = import("../session/app-sources.ts").then(({ readAppSources }) => readAppSources(args.program, AbortSignal.any([signal, reading.signal])));
  const places = sources.then(async (read) => (await import("../session/step-places.ts")).findStepPlaces(read));
  places.catch(() => undefined);
  const session = await open(target, args, { hooks, clock, places }).catch((error: unknown) => {
    reading.abort();
    throw error;
  });
  const end = (): void => void session.close();
  signal.addEventListener("abort", end, { once: true });
  try {
    if (signal.aborted) throw sessionEnded();
    const problem = await findProblem(session, target, args.cwd, sources);
    if (signal.aborted) throw sessionEnded();
    if (problem !== undefined) throw new UsageError(problem);
    const fn = chooseFunction(session.apps.functions, args.function, `the app at ${target.url}`, "`function`");
    const event = args.event === undefined ? await sampleEvent() : checkEvent(fn, args.event.value, args.event.place);
    async function sampleEvent() {
      const file = (await places).fileOf(fn.localId);
      if (file === undefined) return defaultEvent(fn);
      const { readSampleEvents } = await import("../session/sample-event.ts");
      return readSampleEvents(file)(fn);
    }
    const { executor, close } = session;
    return { ...toDebuggee({ executor, worker: session.apps, clock, dispose: close }, args, hooks, () => { executor.start(fn.id, event); }), takesInput };
  } catch (error) {
    reading.abort();
    await session.close();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
  }
};

/** One sentence where the app is not there, or may send an event that does not come here. */
async function findProblem(session: ServeSession, { url }: AttachTarget, folder: string, sources: Promise<AppSources>): Promise<string | undefined> {
  const [problem] = await session.sync();
  // Who is not there needs no reading; who registers elsewhere may have an address in the code.
  if (problem !== undefined && problem !== registersElsewhere(url, session.origin)) return problem;
  const { findEventProblem } = await import("../session/event-problem.ts");
  return await findEventProblem({ url, folder, origin: session.origin, servedId: session.apps.apps[0]?.id, servers: await session.findEventServers() }, await sources) ?? problem;
}

interface Parts {
  readonly hooks: DebuggeeHooks;
  readonly clock: Clock;
  readonly places: Promise<StepPlaces>;
}

async function open({ url, host, port }: AttachTarget, args: LaunchArguments, { hooks, clock, places }: Parts): Promise<ServeSession> {
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
