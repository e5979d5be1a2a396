/**
 * Who moves and who stands. Each run is a thread; the gate asks here before a step runs, and the answer waits while the
 * thread is stopped. Knows nothing of the protocol.
 */
import type { EmittedEvent, ExecutorEvent, PlannedStep, RunEdit, RunState } from "../executor/model.ts";
import type { Gate, GateDecision } from "../executor/ports.ts";
import type { JavaScriptMove } from "../javascript/pauses.ts";
import { countHits, type Breakpoints } from "./breakpoints.ts";
import { toEmitted, toRoots } from "./evaluate.ts";
import { nothingBehind, notStopped, unknownRun } from "./errors.ts";
import { toEndStop, toStop, type ExceptionFilter, type Failure, type Held, type Stop, type StopReason } from "./stop.ts";
import { toPrintable } from "./text.ts";
import { chooseHeld, createThread, startOver, type Thread } from "./thread.ts";

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
  edit(runId: string, edit: RunEdit): void;
  /** What takes the place of the step's attempt or wait when it is let go; undefined lets it happen. */
  inject(step: PlannedStep): GateDecision;
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
  /** `target` is one of `steppable`, by its hashed id; default the step it stands before. */
  stepInto(threadId: number, target?: string): void;
  stepOut(threadId: number): void;
  goOn(threadId: number): void;
  pause(threadId: number): void;
  /** The JavaScript debugger moves on in a run's code: a step beyond the end of a body, or up to a step call, ends here. */
  follow(runId: string, move: JavaScriptMove): void;
  /** Throws where nothing can be undone; otherwise gives the move to make once the reply is out. */
  stepBack(threadId: number): () => void;
  reverse(threadId: number): () => void;
  /** Lets the step it stands before go with this decision, and stops where it then gets to. */
  decide(threadId: number, decision: GateDecision): void;
  /** Steps that stand at the gate together with the one the run stands before, which comes first. */
  steppable(threadId: number): readonly PlannedStep[];
  /** Changes a value of a run that stands; it then stands before the same step, if the handler still comes to it. */
  edit(threadId: number, edit: RunEdit): void;
  /** Makes a run, whether it stands, moves or has ended, stand before its step `position`. */
  restart(runId: string, position: number, reason: StopReason): void;
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
    const isEntered = parent?.into !== undefined && (run.cause.kind === "event" || run.cause.kind === "invoke") && run.cause.step === parent.into;
    const stepping = !ports.stops ? undefined : isFirst && ports.stopOnEntry ? "entry" : isEntered || run.cause.kind === "fork" ? "step" : undefined;
    const thread = createThread(ports.nextThreadId(), run.runId, stepping);
    if (isEntered) Object.assign(parent, { into: undefined, leftFor: run.runId });
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
    const isAside = stop.reason === "step" && thread.leftFor !== undefined && byRun.has(thread.leftFor);
    Object.assign(thread, { stop, stepping: undefined, failure: undefined, caught: undefined, target: undefined, leftFor: undefined });
    ports.onStop(thread.id, thread.runId, isAside ? { ...stop, isAside } : stop);
  }

  /** Decides about the steps at the gate: stop before one of them, or let them go. */
  function consider(thread: Thread): void {
    while (thread.stop === undefined && thread.settling === undefined) {
      const held = chooseHeld(thread, ports.run(thread.runId));
      if (held === undefined) return;
      const stop = toStop(held, thread);
      if (stop !== undefined) return stand(thread, stop);
      thread.held = thread.held.filter((each) => each !== held);
      held.release();
    }
  }

  function release(thread: Thread, decision?: GateDecision): void {
    const { stop } = thread;
    thread.stop = undefined;
    const held = thread.held.find(({ step }) => step.hashedId === stop?.step?.hashedId);
    if (held === undefined) return;
    thread.held = thread.held.filter((each) => each !== held);
    if (thread.stepping !== undefined && thread.held.length > 0) thread.settling = held.step.hashedId;
    held.release(decision);
  }

  function move(thread: Thread, stepping: StopReason | undefined, decision?: GateDecision): void {
    thread.stepping = stepping;
    if (thread.stop?.step === undefined) return exit(thread);
    release(thread, decision);
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
    if (run.status === "failed" && run.error !== undefined) {
      fail(run.runId, { filter: "run-failed", description: "Run failed", error: run.error });
      if (isNonDeterminism(run.error.name)) fail(run.runId, { filter: "non-determinism", description: "The replay found other steps", error: run.error });
    }
    thread.settling = undefined;
    thread.held = [];
    const stop = toEndStop(run.status, thread);
    if (stop === undefined) exit(thread);
    else stand(thread, stop);
  }

  function catchEvent(runId: string, emitted: EmittedEvent): void {
    const thread = byRun.get(runId);
    const run = ports.run(runId);
    if (thread === undefined || run === undefined || !ports.stops) return;
    const hits = countHits(ports.breakpoints.findEvent(emitted.event.name), () => ({ ...toRoots(run, undefined), sent: toEmitted(emitted) }));
    if (hits.length === 0) return;
    const breakpoints = [...thread.caught?.breakpoints ?? [], ...hits];
    thread.caught = { breakpoints: [...new Set(breakpoints)], description: thread.caught?.description ?? `${toPrintable(emitted.event.name, 200)} was emitted` };
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
    Object.assign(thread, { stop: undefined, settling: undefined, failure: undefined, caught: undefined });
  }

  function rewind(thread: Thread, position: number, reason: StopReason): () => void {
    const target = ports.run(thread.runId)?.steps[position]?.hashedId;
    if (target === undefined) throw nothingBehind();
    return () => {
      startOver(thread, reason, target);
      ports.rewind(thread.runId, position);
    };
  }

  return {
    async gate(run, step, signal) {
      const thread = byRun.get(run.runId);
      if (thread === undefined || !ports.stops) return ports.inject(step);
      // A retry goes on by itself, unless its failure is to be seen.
      const found = step.attempt > 0 ? [] : countHits(ports.breakpoints.find(run, step), () => toRoots(run, step));
      for (const { logMessage } of found) if (logMessage !== undefined) ports.onLog(run, step, logMessage);
      const hits = found.filter(({ logMessage }) => logMessage === undefined);
      const decision = await new Promise<GateDecision>((resolve) => {
        const held: Held = { step, hits, release: resolve };
        signal.addEventListener("abort", () => {
          thread.held = thread.held.filter((each) => each !== held);
          resolve(undefined);
        }, { once: true });
        thread.held.push(held);
        consider(thread);
      });
      return decision ?? (signal.aborted ? undefined : ports.inject(step));
    },
    handle(event) {
      switch (event.type) {
        case "runStarted":
          start(event.run);
          return;
        case "stepAttemptFailed":
          fail(event.runId, { filter: "step-attempt-failed", description: `Attempt ${event.step.attempt + 1} of step ${toPrintable(event.step.id, 200)} failed`, error: event.error });
          return settle(event.runId, [event.step.hashedId]);
        case "stepFinished":
          if (event.step.result.kind === "error") fail(event.runId, { filter: "step-failed", description: `Step ${toPrintable(event.step.id, 200)} failed`, error: event.step.result.error });
          return settle(event.runId, [event.step.hashedId]);
        case "runWaiting":
          return settle(event.runId, event.steps.map(({ hashedId }) => hashedId));
        case "replayStrayed":
          return fail(event.runId, { filter: "non-determinism", description: "The replay went another way", error: event.error });
        case "rewound":
          return undo(event.run);
        case "edited":
          return event.edit.kind === "inputEdited" ? undefined : undo(event.run);
        case "eventSent":
          return event.runId === undefined ? undefined : catchEvent(event.runId, event.emitted);
        case "runUndone": {
          const thread = byRun.get(event.run.runId);
          if (thread !== undefined) exit(thread);
          return;
        }
        case "runEnded":
          return end(event.run);
        case "stepPlanned": case "runAttemptFailed": case "clockJumped": case "output": case "warning":
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
    stepInto(threadId, target) {
      const thread = findStopped(threadId);
      const held = thread.held.find(({ step }) => step.hashedId === target);
      if (held !== undefined && thread.stop !== undefined) thread.stop = { ...thread.stop, step: held.step };
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
    follow(runId, move) {
      const thread = byRun.get(runId);
      if (thread !== undefined && thread.stop === undefined) thread.stepping = move === "step" ? "step" : undefined;
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
    decide: (threadId, decision) => { move(findStopped(threadId), "step", decision); },
    steppable(threadId) {
      const { held, stop } = findStopped(threadId);
      return held.map(({ step }) => step).toSorted((a, b) => Number(b.hashedId === stop?.step?.hashedId) - Number(a.hashedId === stop?.step?.hashedId));
    },
    edit(threadId, edit) {
      const thread = findStopped(threadId);
      const target = thread.stop?.step?.hashedId;
      ports.edit(thread.runId, edit);
      if (edit.kind !== "inputEdited") startOver(thread, "step", target);
    },
    restart(runId, position, reason) {
      const target = ports.run(runId)?.steps[position]?.hashedId;
      const thread = byRun.get(runId);
      if (thread !== undefined) startOver(thread, reason, target);
      ports.rewind(runId, position);
      // One that had ended has a thread again.
      if (thread === undefined) Object.assign(byRun.get(runId) ?? {}, { stepping: reason, target });
    },
  };
}

const isNonDeterminism = (name: string): boolean => name === "StepNotFound" || name === "NonDeterminismError";
