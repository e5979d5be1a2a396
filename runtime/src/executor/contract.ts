/** What the engine is made with, and what can be asked of it. */
import type { ExecutorLimits } from "./engine.ts";
import type { EventPayload, SendOptions, SentEvent } from "./events.ts";
import type { Journal, Restored } from "./journal.ts";
import type { ExecutorEvent, InngestEvent, JsonValue, RunEdit, RunState } from "./model.ts";
import type { Clock, Gate, Http, Ids, Worker } from "./ports.ts";
import type { Begun } from "./reduce.ts";

export interface ExecutorOptions {
  readonly worker: Worker;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Makes the requests of `step.fetch` and `step.ai.infer`; without it they fail. */
  readonly http?: Http;
  /** With a gate every step is reported before its body runs. */
  readonly gate?: Gate | undefined;
  /** `all` also runs what the runs' own events trigger; `none` only the runs asked for and what they invoke. */
  readonly follow: "all" | "none";
  readonly onEvent: (event: ExecutorEvent) => void;
  readonly limits?: Partial<ExecutorLimits>;
  /** Milliseconds between attempts, in place of the server's table; `RetryAfterError` goes before it. */
  readonly retryMs?: number | undefined;
  /** False makes one call for each step, also where the SDK could run several in one. */
  readonly checkpoint?: boolean;
  /** Keeps what happens, so that a later session can go on with it. */
  readonly journal?: Journal | undefined;
  /** What earlier sessions left; `resume` goes on with it. */
  readonly restored?: Restored | undefined;
}

export interface AttachedRun {
  readonly runId: string;
  readonly functionId: string;
  readonly event: EventPayload;
  readonly maxAttempts: number;
}

export interface Executor {
  /** Sends events as the outside world, or as the run whose call is given; ids in the order of the events. */
  send(events: readonly EventPayload[], options?: SendOptions): readonly SentEvent[];
  /** Takes the results of steps that the SDK ran within the call under way; false when that call was undone or has ended. */
  checkpoint(callId: string, runId: string, steps: JsonValue): boolean;
  /**
   * Keeps a run that an app has begun and goes through in a request of its own, until it hands it over; the one there is when
   * its id is known already.
   */
  attach(run: AttachedRun): RunState;
  /** Takes what an app reports of such a run: operations of the wire protocol. False when it is no longer the app's to report on. */
  report(runId: string, steps: JsonValue): boolean;
  /** Resumes the run that waits for the signal and gives its id; undefined when none waits. `call` is the sending run's. */
  signal(name: string, data: JsonValue, call?: SendOptions["call"]): string | undefined;
  /** Starts a run of this function alone (composite id), whatever its triggers. Throws when there is no such function. */
  start(functionId: string, event: EventPayload): RunState;
  /**
   * Makes the run stand before its step `toStep` again, keeping the first `toStep` results in the order in which they
   * arrived (0: from the start). Undoes what the forgotten steps sent: the runs those events and invokes started
   * disappear with everything they did, and runs whose wait ended with such an event wait again. Steps of the run that
   * were under way are discovered anew. A run that waited for this one by `invoke` keeps the result it already has.
   */
  rewind(runId: string, toStep: number): RunState;
  /**
   * Puts a value in the place of another; results that are memoized stay, as they do on Inngest. A planned step gets its
   * new input where it stands; after any other edit the run is discovered anew, and has not ended any more. Throws when
   * the run has no such value or the new one is beyond a limit.
   */
  edit(runId: string, edit: RunEdit): RunState;
  /** Lets the wait of a step, by its hashed id, end as at its timeout; false when it does not wait. */
  expire(runId: string, hashedId: string): boolean;
  /**
   * Begins a run like this one as it stood when it had `position` results: same events, same results, and from there on
   * its own. What those steps sent is not sent again.
   */
  fork(runId: string, position: number): RunState;
  /** Begins a run of this function (composite id) with results that were recorded elsewhere. */
  startFrom(functionId: string, events: readonly InngestEvent[], begun: Begun): RunState;
  cancel(runId: string): void;
  /** In the order in which they started; undone runs are gone. */
  runs(): readonly RunState[];
  run(runId: string): RunState | undefined;
  /** `history(id)[n]` is the state right after the n-th result; the last entry is where the run is. */
  history(runId: string): readonly RunState[];
  /** Resolves when the run has ended; at once when it already has. */
  whenEnded(runId: string): Promise<RunState>;
  /** Resolves when every run has ended. A run at the gate, or waiting without a timeout, keeps it open. */
  whenIdle(): Promise<void>;
  /**
   * Goes on with the runs that earlier sessions left open, once calls and requests can be answered. Runs of functions that
   * the worker does not know stay as they are; called again, it goes on with those that became known. Gives the number of
   * runs that still cannot go on.
   */
  resume(): number;
  /** Cancels what has not ended and aborts its calls. Nothing runs afterwards. */
  stop(): void;
  /** Aborts what is under way and leaves every run as the journal has it, for a later session. Nothing runs afterwards. */
  suspend(): void;
}
