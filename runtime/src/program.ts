/** The user's program with the executor on it: one process, one clock, one event API. */
import { createIds } from "../../shared/inngest/event-id.ts";
import { createEventApi } from "./api/event-api.ts";
import { createRealClock } from "./clock/real-clock.ts";
import { createVirtualClock } from "./clock/virtual-clock.ts";
import { createExecutor, type Executor } from "./executor/executor.ts";
import type { ExecutorEvent } from "./executor/model.ts";
import type { Clock, FunctionConfig, Gate } from "./executor/ports.ts";
import type { WorkerOutput, WorkerProblem } from "./worker/protocol.ts";
import { startWorker, type WorkerOptions } from "./worker/worker.ts";

export interface ProgramOptions extends Omit<WorkerOptions, "onApiRequest" | "onOutput" | "onProblem" | "onExit"> {
  readonly clock: "virtual" | "real";
  readonly follow: "all" | "none";
  /** With a gate every step is reported before its body runs. */
  readonly gate?: Gate | undefined;
  readonly onEvent: (event: ExecutorEvent) => void;
  /** The program's process is gone without having been stopped; one sentence says how. */
  readonly onLost?: (message: string) => void;
}

export interface Program {
  readonly functions: readonly FunctionConfig[];
  readonly executor: Executor;
  readonly clock: Clock;
  /** Process id of the user's program. */
  readonly pid: number;
  /** Ends every run and the process. May be called more than once. */
  stop(): Promise<void>;
}

/** Throws a `WorkerMistake` where the program is at fault; nothing is left running then. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { clock: clockKind, follow, gate, onEvent, onLost, ...workerOptions } = options;
  const clock = clockKind === "real" ? createRealClock() : createVirtualClock();
  const running: { executor?: Executor } = {};
  const api = createEventApi({ send: (events, sendOptions) => running.executor?.send(events, sendOptions) ?? [], now: clock.now });
  const worker = await startWorker({
    ...workerOptions,
    onApiRequest: (request) => Promise.resolve(api(request)),
    onOutput: (output) => { onEvent(toOutputEvent(output)); },
    onProblem: (problem) => { onEvent(toProblemEvent(problem)); },
    onExit: (mistake) => { if (mistake !== undefined) onLost?.(mistake.message); },
  });
  const executor = createExecutor({ worker, clock, ids: createIds(), gate, follow, onEvent });
  running.executor = executor;
  return {
    functions: worker.functions, executor, clock, pid: worker.pid,
    stop: async () => {
      executor.stop();
      await worker.dispose();
    },
  };
}

function toOutputEvent({ stream, text, runId, step }: WorkerOutput): ExecutorEvent {
  return { type: "output", runId, step: step?.hashedId ?? step?.displayName, stream, text };
}

function toProblemEvent({ kind, error, position, runId }: WorkerProblem): ExecutorEvent {
  const what = kind === "unhandledRejection" ? "a promise rejected and nothing caught it" : "an error was thrown and nothing caught it";
  const where = position === undefined ? "" : `\n    at ${position.path}:${position.line}:${position.column}`;
  return { type: "output", runId, step: undefined, stream: "stderr", text: `${what}: ${error.name}: ${error.message}${where}\n` };
}
