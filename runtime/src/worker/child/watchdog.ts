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

/** Resolves with the mistake, or never. */
export function watchCall(context: CallContext, { callTimeout, stuckTimeout }: WatchdogOptions): { readonly expired: Promise<WorkerMistake>; readonly stop: () => void } {
  let elapsed = 0;
  let idle = 0;
  let nested = 0;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<WorkerMistake>((resolve) => {
    timer = setInterval(() => {
      elapsed += tick;
      idle = canBeWoken() ? 0 : idle + tick;
      nested = context.nested?.outer.running === true ? nested + tick : 0;
      const { functionId } = context.request;
      if (context.nested !== undefined && nested >= nestedTimeout) resolve(stepsNested(context.nested.inner, context.nested.outer.displayName, context.nested.position));
      else if (idle >= stuckTimeout) resolve(callTimedOut(functionId, context.lastStep, "waits for something that can never happen: a promise that nothing will settle"));
      else if (elapsed >= callTimeout) resolve(callTimedOut(functionId, context.lastStep, `did not answer within ${Math.round(callTimeout / 1000)} s`));
    }, tick);
    timer.unref();
  });
  return { expired, stop: () => clearInterval(timer) };
}

/** Whether a timer, a socket or an answer of the engine may still move the program on; the channel itself is a pipe. */
function canBeWoken(): boolean {
  return pendingRequests() > 0 || process.getActiveResourcesInfo().some((name) => name !== "PipeWrap" && name !== "TTYWrap");
}

/** Tells the parent that the event loop turns; it kills a process in which it does not, unless a debugger stops it. */
export function startHeartbeat(interval: number): void {
  setInterval(() => send({ type: "beat", inspected: inspector.url() !== undefined }), interval).unref();
}
