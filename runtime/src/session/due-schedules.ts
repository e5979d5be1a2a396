/** What `cron` triggers start in a span of time that passes at once: by hand in the debugger, by `--advance` in `stepwise run`. */
import { createHash } from "node:crypto";
import { readCron, type CronSchedule } from "../../../shared/inngest/cron.ts";
import { parseWireDuration } from "../../../shared/inngest/duration.ts";
import type { Executor } from "../executor/contract.ts";
import type { Clock, FunctionConfig } from "../executor/ports.ts";

export interface DueStart {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Composite id. */
  readonly functionId: string;
  readonly cron: string;
}

export interface DueStarts {
  /** In the order of their times. */
  readonly starts: readonly DueStart[];
  /** One sentence each: a schedule that cannot be read, or more starts than a session takes. */
  readonly problems: readonly string[];
}

/** So many starts at once are a mistake sooner than a wish. */
const mostStarts = 1000;

/** After `from`, up to and with `to`. The jitter of a start is always the same. */
export function findDueStarts(functions: readonly FunctionConfig[], from: number, to: number): DueStarts {
  const problems: string[] = [];
  const found = functions.flatMap(({ id: functionId, triggers }) => triggers.flatMap((trigger): readonly DueStart[] => {
    if (trigger.kind !== "cron") return [];
    const { cron } = trigger;
    const schedule = readSchedule(functionId, trigger);
    if (typeof schedule === "string") {
      problems.push(schedule);
      return [];
    }
    const { next, jitter } = schedule;
    // A schedule has at most one start a minute.
    const most = Math.min(mostStarts, Math.ceil((to - from + jitter) / 60_000)) + 1;
    return next(from - jitter, most).filter((time) => time <= to)
      .map((time) => ({ at: time + Math.floor(fractionOf(`${functionId} ${cron} ${time}`) * jitter), functionId, cron }))
      .filter(({ at }) => at > from && at <= to);
  })).toSorted((a, b) => a.at - b.at);
  if (found.length > mostStarts) problems.push(`schedules start more than ${mostStarts} runs in that time; the first ${mostStarts} were started`);
  return { starts: found.slice(0, mostStarts), problems };
}

export interface Schedule extends Pick<CronSchedule, "next"> {
  /** Milliseconds within which a start may be late. */
  readonly jitter: number;
}

/** One sentence where the schedule cannot be read. */
export function readSchedule(functionId: string, { cron, jitter }: { readonly cron: string; readonly jitter?: string }): Schedule | string {
  const schedule = readCron(cron);
  if ("problem" in schedule) return `\`${functionId}\` is not started by \`${cron}\`: ${schedule.problem.message}`;
  return { next: schedule.next, jitter: jitter === undefined ? 0 : parseWireDuration(jitter) ?? 0 };
}

function fractionOf(text: string): number {
  return createHash("sha1").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

export function startScheduled(executor: Pick<Executor, "start">, { functionId, cron, at }: DueStart): void {
  executor.start(functionId, { name: "inngest/scheduled.timer", data: { cron }, ts: at });
}

/** Moves time by hand; what is due on the way begins at its time. */
export function advancePast(due: readonly DueStart[], to: number, executor: Pick<Executor, "start">, advanceTo: NonNullable<Clock["advanceTo"]>): void {
  for (const start of due) {
    advanceTo(start.at);
    startScheduled(executor, start);
  }
  advanceTo(to);
}

/** Lets a virtual clock come to each start, in turn with all else that waits for a time. Resolves when all have begun, or at the abort. */
export async function startAsDue(due: readonly DueStart[], executor: Pick<Executor, "start">, clock: Pick<Clock, "until">, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => { signal.addEventListener("abort", () => { resolve(); }, { once: true }); });
  await Promise.race([aborted, Promise.all(due.map(async (start) => {
    await clock.until(start.at, { kind: "start", runId: undefined, reason: `\`${start.cron}\` of \`${start.functionId}\`` }, signal);
    startScheduled(executor, start);
  }))]);
}
