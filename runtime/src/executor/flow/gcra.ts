/**
 * The generic cell rate algorithm, behind `rateLimit` and `throttle`: runs pass one interval (period divided by limit)
 * apart, and `burst` more of them at once after a pause.
 */
export interface Pace {
  readonly limit: number;
  readonly periodMs: number;
  readonly burst: number;
}

export interface Passage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The event's or the run's id, so that it can be forgotten. */
  readonly by: string;
  /** When it could have passed at the latest pace, by those before it that are no longer kept. */
  readonly due?: number;
}

/** What passed, oldest first, as far as it still matters. */
export type Passages = readonly Passage[];

/** The earliest moment at which one more may pass; `now` when it may pass at once. */
export function nextPassage(passages: Passages, { limit, periodMs, burst }: Pace, now: number): number {
  const interval = periodMs / limit;
  return Math.max(now, Math.ceil(dueAfter(passages, interval) - burst * interval));
}

/** When one more would pass if each waited for its turn. */
function dueAfter(passages: Passages, interval: number): number {
  return passages.reduce((due, passage) => Math.max(due, passage.due ?? -Infinity, passage.at) + interval, -Infinity);
}

export function recordPassage(passages: Passages, pace: Pace, passage: Passage): Passages {
  const all = [...passages, passage];
  const kept = all.findIndex(({ at }) => passage.at - at <= memoryMs(pace));
  const [first, ...others] = all.slice(kept);
  const due = dueAfter(all.slice(0, kept), pace.periodMs / pace.limit);
  // A burst is owed for as long as runs come without a pause, and not only while it is remembered.
  return first ? [first.at < due ? { ...first, due } : first, ...others] : [];
}

/** How long a passage matters. */
export function memoryMs({ limit, periodMs, burst }: Pace): number {
  return (periodMs / limit) * (burst + 1);
}

export function forgetPassages(passages: Passages, by: ReadonlySet<string>): Passages {
  return passages.some((passage) => by.has(passage.by)) ? passages.filter((passage) => !by.has(passage.by)) : passages;
}
