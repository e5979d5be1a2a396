/** The limits Inngest's server enforces; the local runtime enforces the same, and the checks warn before them. */
export const limits = {
  /** Steps in one run. */
  steps: 1000,
  /** One step's output, in bytes of JSON. */
  stepOutputBytes: 4 * 1024 * 1024,
  /** Trigger events and memoized results of one run, in bytes of JSON. */
  stateBytes: 32 * 1024 * 1024,
  /** One event, in bytes of JSON. Cloud plans start lower, at 256 KiB. */
  eventBytes: 3 * 1024 * 1024,
  eventsPerRequest: 5000,
  /** What Inngest's documentation promises on every plan; the server itself takes more. */
  cloud: { eventNameLength: 256, eventBytes: 256 * 1024 },
  /** Of one event. */
  sessions: { count: 5, keyLength: 128, idLength: 512 },
  /** How far off a sleep or a wait may end; the free plan takes seven. */
  waitDays: 366,
  /** How long a call may take, in milliseconds: two hours. */
  callMs: 2 * 60 * 60 * 1000,
  retries: 20,
  /** Of a function's options; times in milliseconds, each from the least to the most. */
  registration: {
    triggers: 10, eventNameLength: 255, cancelOn: 5, concurrency: 2, batch: { leastSize: 2, leastTimeoutMs: 1000 },
    jitterMs: [1000, 5 * 60 * 1000], debounceMs: [1000, 7 * 24 * 60 * 60 * 1000], rateLimitMs: [1, 24 * 60 * 60 * 1000],
  },
  /** How long an event's own `id` keeps a second event from starting the same function again. */
  idempotencyMs: 24 * 60 * 60 * 1000,
  /** Arrays and objects inside one another; what walks JSON by recursion gives up somewhat later. */
  jsonDepth: 2_000,
} as const;

/** What an `InngestFunction` without `retries` gets: five attempts in all. */
export const defaultRetries = 4;

/** Whether a value is nested deeper than that; walks without recursion, and no further than it has to. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.jsonDepth) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each).filter((child) => typeof child === "object" && child !== null) as unknown[] : []));
  }
  return false;
}

/** Size of a value as JSON on the wire. `undefined` counts as `null`. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "null");
}
