/** Puts the parts together: the user's program in its worker, the executor that runs it, the API that both meet at. */
import { isObject } from "../../../shared/inngest/json-object.ts";
import { findRegistrationProblems } from "../../../shared/inngest/registration-limits.ts";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { createApi } from "../api/api.ts";
import { inTime } from "../api/routes.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import type { Executor, ExecutorOptions } from "../executor/contract.ts";
import { createExecutor } from "../executor/executor.ts";
import type { Clock, SdkApi } from "../executor/ports.ts";
import type { Store } from "../store/store.ts";
import { createHttp } from "./http.ts";
import { toSkippedText } from "../worker/companion-bundle.ts";
import { startWorker, type WorkerHandle, type WorkerOptions } from "../worker/worker.ts";

export interface SessionOptions extends Pick<ExecutorOptions, "gate" | "follow" | "onEvent" | "limits"> {
  readonly worker: Omit<WorkerOptions, "onApiRequest" | "onOutput" | "onExit"> & Partial<Pick<WorkerOptions, "onExit">>;
  /** Default: virtual, flowing with the machine's time between jumps. */
  readonly clock?: Clock;
  /** Makes ids and jitter repeat. */
  readonly seed?: number;
  /** Keeps what happens, and gives back what earlier sessions left open, which goes on. Its owner closes it, after the session. */
  readonly store?: Store;
}

export interface Session {
  readonly worker: WorkerHandle;
  readonly executor: Executor;
  readonly clock: Clock;
  /**
   * Leaves no process and no file of its own. Runs that have not ended are left to the next session where a store keeps
   * them, else cancelled. May be called more than once.
   */
  dispose(): Promise<void>;
}

/** Throws a `WorkerMistake`, one sentence for the user, when the program cannot be loaded; nothing is left running then. */
export async function startSession({ worker: workerOptions, clock = createVirtualClock(), seed, store, ...options }: SessionOptions): Promise<Session> {
  // The worker needs the API before there is an executor behind it.
  const behind: { api?: SdkApi } = {};
  const worker = await startWorker({
    companions: options.follow === "all",
    ...workerOptions,
    onApiRequest: async (request) => {
      // A module that sends an event while it loads does so before there is anything to receive it.
      const { api } = behind;
      if (api === undefined) throw new Error("events cannot be sent while the program loads");
      return inTime(() => api(request));
    },
    onOutput: ({ runId, step, stream, text }) => { options.onEvent({ type: "output", runId, step: step?.hashedId ?? step?.displayName, stream, text }); },
    onExit: (mistake) => { workerOptions.onExit?.(mistake); },
  });
  const executor = createExecutor({ ...options, journal: store, restored: store?.restore(), http: createHttp({ network: workerOptions.network ?? "allow", askNetwork: workerOptions.askNetwork }), worker, clock, ids: createIds(seed === undefined ? {} : { seed }) });
  for (const skipped of worker.skipped) options.onEvent({ type: "warning", message: toSkippedText(skipped) });
  // An endpoint is not registered.
  for (const problem of worker.functions.flatMap(({ raw }) => (isObject(raw) ? findRegistrationProblems(raw) : []))) options.onEvent({ type: "warning", message: `Inngest will not take this app: ${problem}` });
  behind.api = createApi({ executor, functions: () => worker.functions, store, now: clock.now, onCaution: (message) => { options.onEvent({ type: "warning", message }); } });
  const parked = executor.resume();
  if (parked > 0) options.onEvent({ type: "warning", message: `${parked} ${parked === 1 ? "run" : "runs"} of an earlier session cannot go on, because the program no longer has the function` });
  return {
    worker, executor, clock,
    dispose: async () => {
      if (store === undefined) executor.stop();
      else executor.suspend();
      await worker.dispose();
    },
  };
}
