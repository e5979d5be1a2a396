import type { Engine } from "./engine.ts";

/** The server's waits before the second, third, … attempt, in seconds. */
const backoff = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];
const jitterMs = 30_000;

/**
 * When to try again after attempt `attempt` (from 0) failed: what `RetryAfterError` asks for, else after the interval that was
 * set, else the table plus 0 to 30 s of jitter.
 */
export function retryTime({ clock, ids, retryMs }: Pick<Engine, "clock" | "ids" | "retryMs">, attempt: number, retryAfter: string | undefined): number {
  const now = clock.now();
  if (retryAfter !== undefined) {
    const seconds = Number(retryAfter);
    const at = Number.isFinite(seconds) ? now + seconds * 1000 : Date.parse(retryAfter);
    if (Number.isFinite(at)) return Math.max(now, at);
  }
  if (retryMs !== undefined) return now + retryMs;
  const seconds = backoff[Math.min(attempt, backoff.length - 1)] ?? 0;
  return now + seconds * 1000 + Math.floor(ids.random() * jitterMs);
}
