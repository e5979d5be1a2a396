import type { Clock } from "../executor/ports.ts";

/** `setTimeout` counts in 32 bits; longer waits are made of several. */
const longestTimer = 2 ** 31 - 1;

export interface RealClockOptions {
  /** Milliseconds; what is due then ends at the next multiple of it, as the server's queue makes it. Default: the moment it is due. */
  readonly tick?: number;
}

/** Time as it passes: sleeps are slept. */
export function createRealClock({ tick = 1 }: RealClockOptions = {}): Clock {
  const wakes = new Set<{ readonly at: number }>();
  return {
    now: Date.now,
    nextWake: () => (wakes.size === 0 ? undefined : Math.min(...[...wakes].map(({ at }) => at))),
    until: (due, _wake, signal) => new Promise((resolve) => {
      const at = Math.ceil(due / tick) * tick;
      let timer: NodeJS.Timeout | undefined;
      const waiting = { at };
      const check = (): void => {
        const rest = at - Date.now();
        if (rest <= 0) {
          wakes.delete(waiting);
          resolve();
        } else timer = setTimeout(check, Math.min(rest, longestTimer));
      };
      if (signal.aborted) return;
      wakes.add(waiting);
      signal.addEventListener("abort", () => { clearTimeout(timer); wakes.delete(waiting); }, { once: true });
      check();
    }),
    hold: () => () => undefined,
    onJump: undefined,
  };
}
