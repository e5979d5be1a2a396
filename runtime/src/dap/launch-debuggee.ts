/** A debuggee on the real runtime: the user's program in its own process, the executor on top. */
import { createRealClock } from "../clock/real-clock.ts";
import type { EventPayload } from "../executor/events.ts";
import type { ExecutorEvent, InngestEvent, JsonValue, RunEdit } from "../executor/model.ts";
import { chooseRun, openRecording, toBegun } from "../recording/open-recording.ts";
import type { Worker } from "../executor/ports.ts";
import { checkEvent, chooseFunction } from "../session/choose.ts";
import { createLateSampleEvents } from "../session/late-sample-events.ts";
import { advancePast, findDueStarts } from "../session/due-schedules.ts";
import { startSession, type Session } from "../session/start-session.ts";
import type { WorkerProblem } from "../worker/protocol.ts";
import type { Debuggee, DebuggeeHooks, LaunchDebuggee } from "./debuggee.ts";
import { takesInput } from "./edit.ts";
import { sessionEnded } from "./errors.ts";
import type { LaunchArguments } from "./launch-arguments.ts";

export const launchDebuggee: LaunchDebuggee = async (args, hooks, signal) => {
  const samples = createLateSampleEvents(args.program);
  const session = await start(args, { hooks, signal }, () => {
    if (!args.noDebug) hooks.onLoading();
    if (args.event === undefined) void samples();
  });
  try {
    if (signal.aborted) throw sessionEnded();
    const wanted = args.function ?? (args.recording === undefined ? undefined : chooseRun(await openRecording(args.recording), undefined).localId);
    const fn = chooseFunction(session.worker.own, wanted, args.program, "`function`");
    const { executor } = session;
    if (args.recording !== undefined) {
      const { events, ...begun } = await readBegun(args.recording, fn.localId, args.cwd);
      return toDebuggee(session, args, hooks, () => { executor.startFrom(fn.id, events, begun); });
    }
    const event = args.event === undefined ? (await samples())(fn) : checkEvent(fn, args.event.value, args.event.place);
    return toDebuggee(session, args, hooks, () => { executor.start(fn.id, event); });
  } catch (error) {
    await session.dispose();
    throw error;
  }
};

/** The recorded run of this function, to go on from. */
async function readBegun(file: string, functionId: string, folder: string) {
  const run = chooseRun(await openRecording(file), functionId);
  return { ...toBegun(run, folder), events: run.events as readonly InngestEvent[] };
}

function start(args: LaunchArguments, { hooks, signal }: { readonly hooks: DebuggeeHooks; readonly signal: AbortSignal }, onLoading: () => void): Promise<Session> {
  const { program, cwd, env, envFile, tsconfig, runtimeExecutable, network, clock, follow } = args;
  return startSession({
    worker: {
      program, cwd, env, network, signal,
      ...(args.asksNetwork ? { askNetwork: (question) => hooks.askNetwork(question) } : {}),
      ...(envFile === undefined ? {} : { envFile }), ...(tsconfig === undefined ? {} : { tsconfig }), ...(runtimeExecutable === undefined ? {} : { runtimeExecutable }),
      beforeLoad: async (program) => {
        await hooks.beforeLoad(program);
        setImmediate(onLoading);
      },
      onProblem: (problem) => { hooks.onEvent(toOutput(problem)); },
      onExit: (mistake) => { if (mistake !== undefined) hooks.onLost(mistake.message); },
    },
    // Without a gate the SDK runs steps as it finds them: full speed, the same results. Mocks and faults need one.
    gate: args.noDebug && !args.injects ? undefined : hooks.gate,
    onEvent: (event) => { hooks.onEvent(event); },
    follow,
    ...(clock === "real" ? { clock: createRealClock() } : {}),
  });
}

/** What a session offers the debugger, wherever its functions run. */
export function toDebuggee({ executor, worker, clock, dispose }: Pick<Session, "executor" | "clock" | "dispose"> & { readonly worker: Worker }, args: LaunchArguments, hooks: DebuggeeHooks, begin: () => void): Debuggee {
  const watchIdle = (): void => {
    void executor.whenIdle().then(() => {
      // A rewind may have come in between.
      if (executor.runs().every(({ endedAt }) => endedAt !== undefined)) hooks.onIdle();
    });
  };
  const moveTime = (advanceTo: (at: number) => void) => (at: number): void => {
    const { starts, problems } = args.follow === "none" ? { starts: [], problems: [] } : findDueStarts(worker.functions, clock.now(), at);
    for (const message of problems) hooks.onEvent({ type: "warning", message });
    advancePast(starts, at, executor, advanceTo);
    if (starts.length > 0) watchIdle();
  };
  return {
    functions: worker.functions,
    start: () => {
      begin();
      watchIdle();
    },
    run: (runId: string) => executor.run(runId),
    runs: () => executor.runs(),
    fork: (runId: string, position: number) => {
      const run = executor.fork(runId, position);
      watchIdle();
      return run;
    },
    rewind: (runId: string, position: number) => {
      executor.rewind(runId, position);
      watchIdle();
    },
    edit: (runId: string, edit: RunEdit) => {
      executor.edit(runId, edit);
      watchIdle();
    },
    isRecorded: false,
    takesInput,
    clock: {
      now: clock.now, nextWake: clock.nextWake,
      ...(clock.advanceTo === undefined ? {} : { advanceTo: moveTime(clock.advanceTo) }),
    },
    send: (payload: EventPayload) => {
      const sent = executor.send([payload]);
      watchIdle();
      return sent;
    },
    signal: (name: string, data: JsonValue) => executor.signal(name, data),
    sampleData: async (eventName: string) => {
      const { readSampleData } = await import("../session/sample-event.ts");
      return readSampleData(args.program, eventName);
    },
    stop: dispose,
  };
}

function toOutput({ kind, error, position, runId }: WorkerProblem): ExecutorEvent {
  const what = kind === "unhandledRejection" ? "nobody catches this rejection" : "nobody catches this error";
  const where = position === undefined ? "" : `\n    at ${position.path}:${position.line}:${position.column}`;
  return { type: "output", runId, step: undefined, stream: "stderr", text: `${what}: ${error.name}: ${error.message}${where}\n` };
}
