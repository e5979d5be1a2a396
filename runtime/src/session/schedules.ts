/** Starts functions at the times of their `cron` triggers, by the session's clock. */
import type { Executor } from "../executor/contract.ts";
import type { Clock, FunctionConfig } from "../executor/ports.ts";
import { readSchedule, startScheduled, type Schedule } from "./due-schedules.ts";

export interface Schedules {
  /** Takes the functions there are now; what is no longer scheduled starts no more. */
  update(functions: readonly FunctionConfig[]): void;
  stop(): void;
}

export interface SchedulesOptions {
  readonly executor: Pick<Executor, "start">;
  readonly clock: Clock;
  /** From 0 up to 1, for `jitter`. */
  random(): number;
  onProblem(message: string): void;
}

export function createSchedules({ executor, clock, random, onProblem }: SchedulesOptions): Schedules {
  const running = new Map<string, AbortController>();

  function follow(functionId: string, cron: string, { next, jitter }: Schedule, signal: AbortSignal): void {
    const goOn = async (): Promise<void> => {
      for (let [due] = next(clock.now(), 1); due !== undefined && !signal.aborted; [due] = next(Math.max(due, clock.now()), 1)) {
        const at = due + Math.floor(random() * jitter);
        await clock.until(at, { kind: "start", runId: undefined, reason: `\`${cron}\` of \`${functionId}\`` }, signal);
        if (signal.aborted) return;
        startScheduled(executor, { functionId, cron, at });
      }
    };
    void goOn();
  }

  return {
    update(functions) {
      const wanted = new Map<string, { readonly id: string; readonly cron: string; readonly jitter?: string }>(functions.flatMap(({ id, triggers }) => triggers.flatMap((trigger) => (trigger.kind === "cron" ? [[`${id} ${trigger.cron} ${trigger.jitter ?? ""}`, { id, ...trigger }] as const] : []))));
      for (const [key, abort] of running) {
        if (wanted.has(key)) continue;
        abort.abort();
        running.delete(key);
      }
      for (const [key, { id, cron, jitter }] of wanted) {
        if (running.has(key)) continue;
        const abort = new AbortController();
        running.set(key, abort);
        const schedule = readSchedule(id, { cron, ...(jitter === undefined ? {} : { jitter }) });
        if (typeof schedule === "string") onProblem(schedule);
        else follow(id, cron, schedule, abort.signal);
      }
    },
    stop() {
      for (const abort of running.values()) abort.abort();
      running.clear();
    },
  };
}
