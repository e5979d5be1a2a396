/** `throttle`: what comes too soon starts later, in its turn. */
import { nextPassage, recordPassage, type Pace, type Passages } from "./gcra.ts";

export interface Waiter {
  readonly runId: string;
  /** Lower goes first; equals in the order in which they came. */
  readonly rank: number;
}

export interface Lane {
  readonly passages: Passages;
  /** In the order in which they will start. */
  readonly waiting: readonly Waiter[];
}

export function queueRun(lane: Lane, waiter: Waiter): Lane {
  const behind = lane.waiting.findIndex(({ rank }) => rank > waiter.rank);
  return { ...lane, waiting: lane.waiting.toSpliced(behind < 0 ? lane.waiting.length : behind, 0, waiter) };
}

export function leaveLane(lane: Lane, runId: string): Lane {
  return { ...lane, waiting: lane.waiting.filter((waiter) => waiter.runId !== runId) };
}

/** Who may start at `now`, and when to ask again. */
export function startDue(lane: Lane, rate: Pace, now: number): { readonly lane: Lane; readonly started: readonly string[]; readonly nextAt: number | undefined } {
  let { passages } = lane;
  const waiting = [...lane.waiting];
  const started: string[] = [];
  for (let [first] = waiting; first !== undefined; [first] = waiting) {
    const at = nextPassage(passages, rate, now);
    if (at > now) return { lane: { passages, waiting }, started, nextAt: at };
    passages = recordPassage(passages, rate, { at: now, by: first.runId });
    started.push(first.runId);
    waiting.shift();
  }
  return { lane: { passages, waiting }, started, nextAt: undefined };
}
