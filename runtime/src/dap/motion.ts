/**
 * Who moves and who stands. Each run is a thread; the gate asks here before a step runs, and the answer waits while the
 * thread is stopped. Knows nothing of the protocol.
 */
import type { ExecutorEvent, PlannedStep, RunState } from "../executor/model.ts";
import type { Gate } from "../executor/ports.ts";
import { countHits, type Breakpoints } from "./breakpoints.ts";
import { toRoots } from "./evaluate.ts";
import { nothingBehind, notStopped, unknownRun } from "./errors.ts";
import { toStop, type ExceptionFilter, type Failure, type Held, type Stop, type StopReason } from "./stop.ts";

interface Thread {
  readonly id: number;
  readonly runId: string;
  /** Whether to stop before the next step, and why; undefined to go on to a breakpoint. */
  stepping: StopReason | undefined;
  stop: Stop | undefined;
  held: Held[];
  /** Step that was let go by itself: its siblings wait until it has finished or waits itself. */
  settling: string | undefined;
  /** Step to stand before once the run was rewound. */
  target: string | undefined;
  failure: Failure | undefined;
  /** Hashed id of the step whose runs are stepped into. */
  into: string | undefined;
  /** Stop in the run that caused this one when it ends. */
  out: boolean;
}

export interface MotionPorts {
  readonly breakpoints: Breakpoints;
  readonly filters: () => ReadonlySet<ExceptionFilter>;
  /** False lets everything run: nothing stops. */
  readonly stops: boolean;
  readonly stopOnEntry: boolean;
  /** Thread ids are not used again, also after a restart. */
  nextThreadId(): number;
  run(runId: string): RunState | undefined;
  rewind(runId: string, position: number): void;
  onStop(threadId: number, runId: string, stop: Stop): void;
  onThread(threadId: number, runId: string, reason: "started" | "exited"): void;
  onLog(run: RunState, step: PlannedStep, message: string): void;
}

export interface Motion {
  readonly gate: Gate;
  handle(event: ExecutorEvent): void;
  threads(): readonly { readonly id: number; readonly runId: string }[];
  stopOf(threadId: number): { readonly runId: string; readonly stop: Stop } | undefined;
  threadOf(runId: string): number | undefined;
  /** True while a run that has ended is still shown. */
  isStanding(): boolean;
  next(threadId: number): void;
  stepInto(threadId: number): void;
  stepOut(threadId: number): void;
  goOn(threadId: number): void;
  pause(threadId: number): void;
  /** Throws where nothing can be undone; otherwise gives the move to make once the reply is out. */
  stepBack(threadId: number): () => void;
  reverse(threadId: number): () => void;
}

export function createMotion(ports: MotionPorts): Motion {
  const threads = new Map<number, Thread>();
  const byRun = new Map<string, Thread>();

  function find(threadId: number): Thread {
    const thread = threads.get(threadId);
    if (thread === undefined) throw unknownRun();
    return thread;
  }

  function findStopped(threadId: number): Thread {
    const thread = find(threadId);
    if (thread.stop === undefined) throw notStopped();
    return thread;
  }

  function start(run: RunState): Thread {
    const isFirst = threads.size === 0;
    const parent = run.cause.kind === "event" || run.cause.kind === "invoke" ? byRun.get(run.cause.runId ?? "") : undefined;
    const isEntered = parent?.into !== undefined && run.cause.kind !== "request" && run.cause.kind !== "failure" && run.cause.step === parent.into;
    const stepping = !ports.stops ? undefined : isFirst && ports.stopOnEntry ? "entry" : isEntered ? "step" : undefined;
    const thread: Thread = {
      id: ports.nextThreadId(), runId: run.runId, stepping, stop: undefined, held: [], settling: undefined, target: undefined, failure: undefined,
      into: undefined, out: false,
    };
    if (isEntered) parent.into = undefined;
    threads.set(thread.id, thread);
    byRun.set(run.runId, thread);
    ports.onThread(thread.id, thread.runId, "started");
    return thread;
  }

  function exit(thread: Thread): void {
    byRun.delete(thread.runId);
    thread.stop = undefined;
    ports.onThread(thread.id, thread.runId, "exited");
  }

  function stand(thread: Thread, stop: Stop): void {
    thread.stop = stop;
    thread.stepping = undefined;
    thread.failure = undefined;
    thread.target = undefined;
    ports.onStop(thread.id, thread.runId, stop);
  }

  /** Decides about the steps at the gate: stop before one of them, or let them go. */
  function consider(thread: Thread): void {
    while (thread.stop === undefined && thread.settling === undefined) {
      const held = choose(thread);
      if (held === undefined) return;
      const stop = toStop(held, thread);
      if (stop !== undefined) return stand(thread, stop);
      thread.held = thread.held.filter((each) => each !== held);
      held.release();
    }
  }

  /** After a step back the undone step comes first, also when it was planned together with others. */
  function choose(thread: Thread): Held | undefined {
    if (thread.target === undefined) return thread.held[0];
    const target = thread.held.find(({ step }) => step.hashedId === thread.target);
    if (target !== undefined) return target;
    const isPlanned = ports.run(thread.runId)?.planned.some(({ hashedId, phase }) => hashedId === thread.target && phase === "planned") === true;
    return isPlanned ? undefined : thread.held[0];
  }

  function release(thread: Thread): void {
    const { stop } = thread;
    thread.stop = undefined;
    const held = thread.held.find(({ step }) => step.hashedId === stop?.step?.hashedId);
    if (held === undefined) return;
    thread.held = thread.held.filter((each) => each !== held);
    if (thread.stepping !== undefined && thread.held.length > 0) thread.settling = held.step.hashedId;
    held.release();
  }

  function move(thread: Thread, stepping: StopReason | undefined): void {
    thread.stepping = stepping;
    if (thread.stop?.step === undefined) return exit(thread);
    release(thread);
    consider(thread);
  }

  function settle(runId: string, hashedIds: readonly string[]): void {
    const thread = byRun.get(runId);
    if (thread?.settling === undefined || !hashedIds.includes(thread.settling)) return;
    thread.settling = undefined;
    consider(thread);
  }

  function fail(runId: string, failure: Failure): void {
    const thread = byRun.get(runId);
    if (thread !== undefined && ports.stops && ports.filters().has(failure.filter)) thread.failure = failure;
  }

  function end(run: RunState): void {
    const thread = byRun.get(run.runId);
    if (thread === undefined) return;
    const caller = run.cause.kind === "request" ? undefined : byRun.get(run.cause.runId ?? "");
    if (thread.out && caller?.stop === undefined && caller !== undefined) caller.stepping = "step";
    if (run.status === "failed" && run.error !== undefined) fail(run.runId, { filter: "run-failed", description: "Run failed", error: run.error });
    thread.settling = undefined;
    thread.held = [];
    const { failure } = thread;
    if (failure !== undefined) stand(thread, { reason: "exception", description: failure.description, breakpoints: [], step: undefined, failure });
    else if (thread.stepping === "step") stand(thread, { reason: "step", description: `Run ${run.status}`, breakpoints: [], step: undefined, failure: undefined });
    else exit(thread);
  }

  /** A run went back because another one did: where it stood or had ended is gone, so it stops again where it gets to. */
  function undo(run: RunState): void {
    const thread = byRun.get(run.runId);
    if (thread === undefined) {
      start(run);
      return;
    }
    if (thread.target !== undefined) return;
    if (thread.stop !== undefined) thread.stepping = "step";
    Object.assign(thread, { stop: undefined, settling: undefined, failure: undefined });
  }

  function rewind(thread: Thread, position: number, reason: StopReason): () => void {
    const target = ports.run(thread.runId)?.steps[position]?.hashedId;
    if (target === undefined) throw nothingBehind();
    return () => {
      Object.assign(thread, { stop: undefined, held: [], settling: undefined, failure: undefined, stepping: reason, target });
      ports.rewind(thread.runId, position);
    };
  }

  return {
    async gate(run, step, signal) {
      const thread = byRun.get(run.runId);
      if (thread === undefined || !ports.stops) return undefined;
      // A retry goes on by itself, unless its failure is to be seen.
      const found = step.attempt > 0 ? [] : countHits(ports.breakpoints.find(run, step), () => toRoots(run, step));
      for (const { logMessage } of found) if (logMessage !== undefined) ports.onLog(run, step, logMessage);
      const hits = found.filter(({ logMessage }) => logMessage === undefined);
      await new Promise<void>((resolve) => {
        const held: Held = { step, hits, release: resolve };
        signal.addEventListener("abort", () => {
          thread.held = thread.held.filter((each) => each !== held);
          resolve();
        }, { once: true });
        thread.held.push(held);
        consider(thread);
      });
      return undefined;
    },
    handle(event) {
      switch (event.type) {
        case "runStarted":
          start(event.run);
          return;
        case "stepAttemptFailed":
          fail(event.runId, { filter: "step-attempt-failed", description: `Attempt ${event.step.attempt + 1} of step ${event.step.id} failed`, error: event.error });
          return settle(event.runId, [event.step.hashedId]);
        case "stepFinished":
          if (event.step.result.kind === "error") fail(event.runId, { filter: "step-failed", description: `Step ${event.step.id} failed`, error: event.step.result.error });
          return settle(event.runId, [event.step.hashedId]);
        case "runWaiting":
          return settle(event.runId, event.steps.map(({ hashedId }) => hashedId));
        case "rewound":
          return undo(event.run);
        case "runUndone": {
          const thread = byRun.get(event.run.runId);
          if (thread !== undefined) exit(thread);
          return;
        }
        case "runEnded":
          return end(event.run);
        case "stepPlanned": case "runAttemptFailed": case "eventSent": case "clockJumped": case "output": case "warning":
          return;
      }
    },
    threads: () => [...byRun.values()].map(({ id, runId }) => ({ id, runId })),
    threadOf: (runId) => byRun.get(runId)?.id,
    stopOf(threadId) {
      const thread = threads.get(threadId);
      return thread?.stop === undefined ? undefined : { runId: thread.runId, stop: thread.stop };
    },
    isStanding: () => [...byRun.values()].some(({ stop }) => stop !== undefined),
    next: (threadId) => { move(findStopped(threadId), "step"); },
    goOn: (threadId) => { move(findStopped(threadId), undefined); },
    stepInto(threadId) {
      const thread = findStopped(threadId);
      thread.into = thread.stop?.step?.hashedId;
      move(thread, "step");
    },
    stepOut(threadId) {
      const thread = findStopped(threadId);
      thread.out = true;
      move(thread, undefined);
    },
    pause(threadId) {
      const thread = find(threadId);
      if (thread.stop === undefined) thread.stepping = "pause";
    },
    stepBack(threadId) {
      const thread = findStopped(threadId);
      return rewind(thread, (ports.run(thread.runId)?.steps.length ?? 0) - 1, "step");
    },
    reverse(threadId) {
      const thread = findStopped(threadId);
      const run = ports.run(thread.runId);
      const steps = run?.steps ?? [];
      const hit = run === undefined ? -1 : steps.findLastIndex((step) => ports.breakpoints.find(run, step).some(({ logMessage }) => logMessage === undefined));
      return hit < 0 ? rewind(thread, 0, "entry") : rewind(thread, hit, "breakpoint");
    },
  };
}
