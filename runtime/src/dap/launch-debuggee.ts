/** A debuggee on the real runtime: the user's program in its own process, the executor on top. */
import { createRealClock } from "../clock/real-clock.ts";
import type { EventPayload } from "../executor/executor.ts";
import type { ExecutorEvent, RunEdit } from "../executor/model.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { checkEvent, chooseFunction } from "../session/choose.ts";
import { createLateSampleEvents } from "../session/late-sample-events.ts";
import { startSession, type Session } from "../session/start-session.ts";
import type { WorkerProblem } from "../worker/protocol.ts";
import type { DebuggeeHooks, LaunchDebuggee } from "./debuggee.ts";
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
    const fn = chooseFunction(session.worker.own, args.function, args.program, "`function`");
    const event = args.event === undefined ? (await samples())(fn) : checkEvent(fn, args.event.value, args.event.place);
    return toDebuggee(session, hooks, fn, event);
  } catch (error) {
    await session.dispose();
    throw error;
  }
};

function start(args: LaunchArguments, { hooks, signal }: { readonly hooks: DebuggeeHooks; readonly signal: AbortSignal }, onLoading: () => void): Promise<Session> {
  const { program, cwd, env, envFile, tsconfig, runtimeExecutable, network, clock, follow } = args;
  return startSession({
    worker: {
      program, cwd, env, network, signal,
      ...(envFile === undefined ? {} : { envFile }), ...(tsconfig === undefined ? {} : { tsconfig }), ...(runtimeExecutable === undefined ? {} : { runtimeExecutable }),
      beforeLoad: () => {
        setImmediate(onLoading);
        return Promise.resolve();
      },
      onProblem: (problem) => { hooks.onEvent(toOutput(problem)); },
      onExit: (mistake) => { if (mistake !== undefined) hooks.onLost(mistake.message); },
    },
    // Without a gate the SDK runs steps as it finds them: full speed, the same results.
    gate: args.noDebug ? undefined : hooks.gate,
    onEvent: (event) => { hooks.onEvent(event); },
    follow,
    ...(clock === "real" ? { clock: createRealClock() } : {}),
  });
}

function toDebuggee({ executor, worker, clock, dispose }: Session, hooks: DebuggeeHooks, fn: FunctionConfig, event: EventPayload) {
  const watchIdle = (): void => {
    void executor.whenIdle().then(() => {
      // A rewind may have come in between.
      if (executor.runs().every(({ endedAt }) => endedAt !== undefined)) hooks.onIdle();
    });
  };
  return {
    functions: worker.functions,
    start: () => {
      executor.start(fn.id, event);
      watchIdle();
    },
    run: (runId: string) => executor.run(runId),
    rewind: (runId: string, position: number) => {
      executor.rewind(runId, position);
      watchIdle();
    },
    edit: (runId: string, edit: RunEdit) => {
      executor.edit(runId, edit);
      watchIdle();
    },
    now: () => clock.now(),
    stop: dispose,
  };
}

function toOutput({ kind, error, position, runId }: WorkerProblem): ExecutorEvent {
  const what = kind === "unhandledRejection" ? "nobody catches this rejection" : "nobody catches this error";
  const where = position === undefined ? "" : `\n    at ${position.path}:${position.line}:${position.column}`;
  return { type: "output", runId, step: undefined, stream: "stderr", text: `${what}: ${error.name}: ${error.message}${where}\n` };
}
