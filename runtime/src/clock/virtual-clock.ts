import type { Clock, ClockJump, Wake } from "../executor/ports.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: Wake;
  readonly resolve: () => void;
}

export interface VirtualClock extends Clock {
  /** Never goes back. */
  readonly advanceTo: (at: number) => void;
}

export interface VirtualClockOptions {
  /** What time flows with between jumps. `() => 0` with a `start` makes time stand still, for tests that repeat. */
  readonly base?: () => number;
  /** The time at which the clock begins; default the base's own. */
  readonly start?: number;
}

/**
 * Nothing waits: once no work is under way the clock jumps to the next moment something waits for. While a run stands at
 * the gate only sleeps and retries make it jump, never a timeout.
 */
export function createVirtualClock({ base = Date.now, start }: VirtualClockOptions = {}): VirtualClock {
  let offset = start === undefined ? 0 : start - base();
  let checking = false;
  const holds = { running: 0, gate: 0 };
  const sleepers = new Set<Sleeper>();
  const now = (): number => base() + offset;

  const earliest = (): Sleeper | undefined => {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  };
  const wakeDue = (byHand = false): boolean => {
    const due = [...sleepers].filter((sleeper) => sleeper.at <= now() && (byHand || !(holds.gate > 0 && sleeper.wake.kind === "timeout")));
    for (const sleeper of due.toSorted((a, b) => a.at - b.at)) {
      sleepers.delete(sleeper);
      sleeper.resolve();
    }
    return due.length > 0;
  };
  const jumpTo = (at: number, wake: Wake): void => {
    const jump: ClockJump = { ...wake, from: now(), to: at };
    if (jump.to <= jump.from) return;
    offset += jump.to - jump.from;
    clock.onJump?.(jump);
  };
  const check = (): void => {
    checking = false;
    if (holds.running > 0 || sleepers.size === 0) return;
    if (!wakeDue()) {
      const next = earliest();
      if (next === undefined || (holds.gate > 0 && next.wake.kind === "timeout")) return;
      jumpTo(next.at, next.wake);
      wakeDue();
    }
    // Whoever woke up may have nothing to do that would hold the clock.
    checkSoon();
  };
  // After everything that is ready to go on has gone on: whoever wakes up takes a hold of its own first.
  const checkSoon = (): void => {
    if (checking || holds.running > 0 || sleepers.size === 0) return;
    checking = true;
    setImmediate(check);
  };

  const clock: VirtualClock = {
    now,
    until: (at, wake, signal) => new Promise((resolve) => {
      if (signal.aborted) return;
      const sleeper: Sleeper = { at, wake, resolve };
      sleepers.add(sleeper);
      signal.addEventListener("abort", () => { sleepers.delete(sleeper); checkSoon(); }, { once: true });
      checkSoon();
    }),
    hold: (kind) => {
      holds[kind]++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds[kind]--;
        checkSoon();
      };
    },
    advanceTo: (at) => {
      jumpTo(at, { kind: "sleep", runId: undefined, reason: "moved by hand" });
      wakeDue(true);
      checkSoon();
    },
    nextWake: () => earliest()?.at,
    onJump: undefined,
  };
  return clock;
}
