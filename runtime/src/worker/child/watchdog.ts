/**
 * Gives up on calls that cannot end. Time is counted in turns of this process's event loop, so that standing at a
 * breakpoint of the JavaScript debugger costs nothing.
 */
import inspector from "node:inspector";
import type { WorkerMistake } from "../mistakes.ts";
import { callTimedOut, loadTimedOut, stepsNested } from "../mistakes.ts";
import type { CallContext } from "./call-context.ts";
import { pendingQuestions, pendingRequests, send } from "./channel.ts";
import { isInspected } from "./inspector.ts";

const tick = 100;
/** A step called inside a body that has not returned by then will not let it return. */
const nestedTimeout = 500;

export interface WatchdogOptions {
  readonly callTimeout: number;
  readonly stuckTimeout: number;
}

interface Watched {
  readonly expire: (mistake: WorkerMistake) => void;
  readonly check: (times: Times) => WorkerMistake | undefined;
  elapsed: number;
  idle: number;
}

interface Times {
  readonly elapsed: number;
  /** Time since something could last have moved the program on. */
  readonly idle: number;
}

export interface Watch {
  /** Resolves with the mistake, or never. */
  readonly expired: Promise<WorkerMistake>;
  readonly stop: () => void;
}

const never = "a promise that nothing will settle";
const seconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`;

export function watchCall(context: CallContext, { callTimeout, stuckTimeout }: WatchdogOptions): Watch {
  const { functionId } = context.request;
  let nested = 0;
  return watch(({ elapsed, idle }) => {
    const inside = context.nested;
    nested = inside?.outer.running === true ? nested + tick : 0;
    if (inside !== undefined && nested >= nestedTimeout) return stepsNested(inside.inner, inside.outer.displayName, inside.position);
    if (nested === 0 && idle >= stuckTimeout) return callTimedOut(functionId, context.lastStep, `waits for something that can never happen: ${never}`);
    return elapsed >= callTimeout ? callTimedOut(functionId, context.lastStep, `did not answer within ${seconds(callTimeout)}`) : undefined;
  });
}

export function watchLoad(program: string, { callTimeout, stuckTimeout }: WatchdogOptions): Watch {
  return watch(({ elapsed, idle }) => {
    if (idle >= stuckTimeout) return loadTimedOut(program, `it awaits ${never}`);
    return elapsed >= callTimeout ? loadTimedOut(program, `it takes longer than ${seconds(callTimeout)}`) : undefined;
  });
}

/** One timer for all: a fan-out has a thousand calls under way. */
const watched = new Set<Watched>();
let timer: NodeJS.Timeout | undefined;

function watch(check: Watched["check"]): Watch {
  let expire: (mistake: WorkerMistake) => void = () => undefined;
  const expired = new Promise<WorkerMistake>((resolve) => { expire = resolve; });
  const entry: Watched = { expire, check, elapsed: 0, idle: 0 };
  watched.add(entry);
  timer ??= setInterval(checkAll, tick).unref();
  return { expired, stop: () => watched.delete(entry) };
}

function checkAll(): void {
  if (watched.size === 0) {
    clearInterval(timer);
    timer = undefined;
    return;
  }
  // The user thinks.
  if (pendingQuestions() > 0) return;
  const idle = !canBeWoken();
  for (const entry of watched) {
    entry.elapsed += tick;
    entry.idle = idle ? entry.idle + tick : 0;
    const mistake = entry.check(entry);
    if (mistake !== undefined) entry.expire(mistake);
  }
}

/** Whether a timer, a socket or an answer of the engine may still move the program on; the channel itself is a pipe. */
function canBeWoken(): boolean {
  return pendingRequests() > 0 || process.getActiveResourcesInfo().some((name) => name !== "PipeWrap" && name !== "TTYWrap");
}

/** Tells the parent that the event loop turns; it kills a process in which it does not, unless a debugger stops it. */
export function startHeartbeat(interval: number): void {
  setInterval(() => send({ type: "beat", inspected: isInspected() || inspector.url() !== undefined }), interval).unref();
}
