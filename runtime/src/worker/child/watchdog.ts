/**
 * Gives up on calls that cannot end. Time is counted in turns of this process's event loop, so that standing at a
 * breakpoint of the JavaScript debugger costs nothing.
 */
import inspector from "node:inspector";
import type { WorkerMistake } from "../mistakes.ts";
import { callTimedOut, stepsNested } from "../mistakes.ts";
import type { CallContext } from "./call-context.ts";
import { pendingRequests, send } from "./channel.ts";

const tick = 100;
/** A step called inside a body that has not returned by then will not let it return. */
const nestedTimeout = 500;

export interface WatchdogOptions {
  readonly callTimeout: number;
  readonly stuckTimeout: number;
}

interface Watched extends WatchdogOptions {
  readonly context: CallContext;
  readonly expire: (mistake: WorkerMistake) => void;
  elapsed: number;
  /** Time since something could last have moved the program on. */
  idle: number;
  nested: number;
}

const watched = new Set<Watched>();
let timer: NodeJS.Timeout | undefined;

/** `expired` resolves with the mistake, or never. */
export function watchCall(context: CallContext, options: WatchdogOptions): { readonly expired: Promise<WorkerMistake>; readonly stop: () => void } {
  let expire: (mistake: WorkerMistake) => void = () => undefined;
  const expired = new Promise<WorkerMistake>((resolve) => { expire = resolve; });
  const entry: Watched = { ...options, context, expire, elapsed: 0, idle: 0, nested: 0 };
  watched.add(entry);
  timer ??= setInterval(checkCalls, tick).unref();
  return { expired, stop: () => watched.delete(entry) };
}

function checkCalls(): void {
  if (watched.size === 0) {
    clearInterval(timer);
    timer = undefined;
    return;
  }
  const idle = !canBeWoken();
  for (const entry of watched) {
    entry.elapsed += tick;
    entry.idle = idle ? entry.idle + tick : 0;
    entry.nested = entry.context.nested?.outer.running === true ? entry.nested + tick : 0;
    const mistake = findMistake(entry);
    if (mistake !== undefined) entry.expire(mistake);
  }
}

function findMistake({ context, elapsed, idle, nested, callTimeout, stuckTimeout }: Watched): WorkerMistake | undefined {
  const { functionId } = context.request;
  if (context.nested !== undefined && nested >= nestedTimeout) return stepsNested(context.nested.inner, context.nested.outer.displayName, context.nested.position);
  if (idle >= stuckTimeout) return callTimedOut(functionId, context.lastStep, "waits for something that can never happen: a promise that nothing will settle");
  return elapsed >= callTimeout ? callTimedOut(functionId, context.lastStep, `did not answer within ${Math.round(callTimeout / 1000)} s`) : undefined;
}

/** Whether a timer, a socket or an answer of the engine may still move the program on; the channel itself is a pipe. */
function canBeWoken(): boolean {
  return pendingRequests() > 0 || process.getActiveResourcesInfo().some((name) => name !== "PipeWrap" && name !== "TTYWrap");
}

/** Tells the parent that the event loop turns; it kills a process in which it does not, unless a debugger stops it. */
export function startHeartbeat(interval: number): void {
  setInterval(() => send({ type: "beat", inspected: inspector.url() !== undefined }), interval).unref();
}
