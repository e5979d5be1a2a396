/** Long work in short turns, so that a key pressed meanwhile is answered at once. */
import { setImmediate } from "node:timers/promises";

const turnMilliseconds = 8;

/** Runs `work` to its end unless `isCancelled` says so between two turns; tells whether it got there. */
export async function inTurns(work: Iterable<unknown>, isCancelled: () => boolean): Promise<boolean> {
  let until = performance.now() + turnMilliseconds;
  const steps = work[Symbol.iterator]();
  while (steps.next().done !== true) {
    if (performance.now() < until) continue;
    await setImmediate();
    if (isCancelled()) return false;
    until = performance.now() + turnMilliseconds;
  }
  return true;
}
