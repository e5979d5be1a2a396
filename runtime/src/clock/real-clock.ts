import type { Clock } from "../executor/ports.ts";

/** `setTimeout` counts in 32 bits; longer waits are made of several. */
const longestTimer = 2 ** 31 - 1;

/** Time as it passes: sleeps are slept. */
export function createRealClock(): Clock {
  return {
    now: Date.now,
    until: (at, _wake, signal) => new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const check = (): void => {
        const rest = at - Date.now();
        if (rest <= 0) resolve();
        else timer = setTimeout(check, Math.min(rest, longestTimer));
      };
      if (signal.aborted) return;
      signal.addEventListener("abort", () => { clearTimeout(timer); }, { once: true });
      check();
    }),
    hold: () => () => undefined,
    onJump: undefined,
  };
}
