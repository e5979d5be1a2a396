/** An event's own `id` and the function's `idempotency` key: within 24 hours the function starts once for each. */
import { limits } from "../../../../shared/inngest/limits.ts";

/** When, and by which event, a function was started for a key. */
export interface KnownStart {
  readonly at: number;
  readonly by: string;
}

export function isRepeat(known: KnownStart | undefined, now: number): boolean {
  return known !== undefined && now - known.at < limits.idempotencyMs;
}
