/** What a user does in the place of the world: deliver, let time out, fail, make up a result, move time, send. */
import type { EventPayload } from "../executor/events.ts";
import type { ExecutorEvent, JsonValue, PlannedStep, RunState } from "../executor/model.ts";
import type { Debuggee } from "./debuggee.ts";
import { clockIsReal, eventDoesNotMatch, noWaitHere, noStepHere, onlyRecorded, timeGoesOn } from "./errors.ts";
import { toDecision, toResult, type FailureKind } from "./injections.ts";
import type { Motion } from "./motion.ts";
import { findMismatch, isWait, toMatchingEvent, toSignalName } from "./waiting-event.ts";

export interface ByHandPorts {
  readonly debuggee: Debuggee;
  readonly motion: Motion;
}

/** What a run waits for, before it does. */
export interface Waiting {
  readonly step: PlannedStep;
  readonly kind: "event" | "signal" | "invoke";
  /** What would end it: an event, the data of a signal, the result of an invoke. */
  readonly answer: JsonValue;
}

export interface ByHand {
  handle(event: ExecutorEvent): void;
  /** The wait that a thread stands before. Throws where it does not. */
  waiting(threadId: number): Promise<Waiting>;
  /** Begins the wait and ends it with this answer, or with the one that would; a function to call once the reply is out. */
  deliver(threadId: number, answer?: JsonValue): Promise<() => void>;
  fail(threadId: number, kind: FailureKind, message?: string): () => void;
  mock(threadId: number, result: JsonValue): () => void;
  /** The run waits, whoever stands goes on, and it stops when its wait has ended. */
  continueOthers(threadId: number): () => void;
  /** Moves time to a moment, in milliseconds since the epoch. Throws where time cannot be moved, or not there. */
  moveClock(at: number): void;
  send(event: EventPayload): readonly { readonly internalId: string; readonly runs: readonly string[] }[];
}

export function createByHand({ debuggee, motion }: ByHandPorts): ByHand {
  /** What to do once the step has begun to wait, by run and step. */
  const onceWaiting = new Map<string, () => void>();
  const keyOf = (runId: string, { hashedId }: Pick<PlannedStep, "hashedId">): string => `${runId}/${hashedId}`;

  const standing = (threadId: number): { readonly run: RunState; readonly step: PlannedStep } => {
    if (debuggee.isRecorded) throw onlyRecorded();
    const stopped = motion.stopOf(threadId);
    const run = stopped === undefined ? undefined : debuggee.run(stopped.runId);
    if (stopped?.stop.step === undefined || run === undefined) throw noStepHere();
    return { run, step: stopped.stop.step };
  };
  const standingAtWait = (threadId: number): { readonly run: RunState; readonly step: PlannedStep } => {
    const found = standing(threadId);
    if (!isWait(found.step)) throw noWaitHere(found.step.id);
    return found;
  };
  const toWaiting = async (run: RunState, step: PlannedStep): Promise<Waiting> => {
    if (step.opcode === "InvokeFunction") return { step, kind: "invoke", answer: null };
    if (step.opcode === "WaitForSignal") return { step, kind: "signal", answer: null };
    return { step, kind: "event", answer: { ...toMatchingEvent(step, run, await debuggee.sampleData(step.name ?? "")) } as JsonValue };
  };

  return {
    handle(event) {
      if (event.type !== "runWaiting") return;
      for (const step of event.steps) {
        const key = keyOf(event.runId, step);
        const act = onceWaiting.get(key);
        onceWaiting.delete(key);
        // The wait has only just begun: whoever told of it goes first.
        if (act !== undefined) queueMicrotask(act);
      }
    },
    async waiting(threadId) {
      const { run, step } = standingAtWait(threadId);
      return toWaiting(run, step);
    },
    async deliver(threadId, answer) {
      const { run, step } = standingAtWait(threadId);
      const { kind, answer: prepared } = await toWaiting(run, step);
      const given = answer ?? prepared;
      if (kind === "invoke") return () => { motion.decide(threadId, { kind: "result", result: toResult(given) }); };
      const event = given as unknown as EventPayload;
      const mismatch = kind === "event" ? findMismatch(step, run, event) : undefined;
      if (mismatch !== undefined) throw eventDoesNotMatch(step.id, mismatch);
      return () => {
        onceWaiting.set(keyOf(run.runId, step), () => {
          if (kind === "signal") debuggee.signal(toSignalName(step), given);
          else debuggee.send(event);
        });
        motion.next(threadId);
      };
    },
    fail(threadId, kind, message) {
      const { step } = standing(threadId);
      return () => { motion.decide(threadId, toDecision(step, kind, message)); };
    },
    mock(threadId, result) {
      standing(threadId);
      return () => { motion.decide(threadId, { kind: "result", result: toResult(result) }); };
    },
    continueOthers(threadId) {
      standingAtWait(threadId);
      return () => {
        motion.next(threadId);
        for (const { id } of motion.threads()) if (id !== threadId && motion.stopOf(id) !== undefined) motion.goOn(id);
      };
    },
    moveClock(at) {
      if (debuggee.isRecorded) throw onlyRecorded();
      if (debuggee.clock.advanceTo === undefined) throw clockIsReal();
      if (at <= debuggee.clock.now()) throw timeGoesOn();
      debuggee.clock.advanceTo(at);
    },
    send: (event) => debuggee.send(event),
  };
}
