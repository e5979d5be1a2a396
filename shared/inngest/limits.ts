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
  retries: 20,
  /** How long an event's own `id` keeps a second event from starting the same function again. */
  idempotencyMs: 24 * 60 * 60 * 1000,
} as const;

/** What an `InngestFunction` without `retries` gets: five attempts in all. */
export const defaultRetries = 4;

/** Size of a value as JSON on the wire. `undefined` counts as `null`. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "null");
}
