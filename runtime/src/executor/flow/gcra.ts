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
}

/** What passed, oldest first, as far as it still matters. */
export type Passages = readonly Passage[];

/** The earliest moment at which one more may pass; `now` when it may pass at once. */
export function nextPassage(passages: Passages, { limit, periodMs, burst }: Pace, now: number): number {
  const interval = periodMs / limit;
  let theoretical = -Infinity;
  for (const { at } of passages) theoretical = Math.max(theoretical, at) + interval;
  return Math.max(now, Math.ceil(theoretical - burst * interval));
}

export function recordPassage(passages: Passages, pace: Pace, passage: Passage): Passages {
  return [...passages.filter(({ at }) => passage.at - at <= memoryMs(pace)), passage];
}

/** How long a passage matters. */
export function memoryMs({ limit, periodMs, burst }: Pace): number {
  return (periodMs / limit) * (burst + 1);
}

export function forgetPassages(passages: Passages, by: ReadonlySet<string>): Passages {
  return passages.some((passage) => by.has(passage.by)) ? passages.filter((passage) => !by.has(passage.by)) : passages;
}
