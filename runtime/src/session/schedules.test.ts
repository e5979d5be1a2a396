import assert from "node:assert/strict";
import { test } from "node:test";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import type { FunctionConfig } from "../executor/ports.ts";
import { createSchedules } from "./schedules.ts";

const start = Date.UTC(2026, 2, 28, 23, 30);
const fn = (id: string, cron: string, jitter?: string): FunctionConfig => ({ id, localId: id, name: id, retries: 0, raw: null, triggers: [{ kind: "cron", cron, ...(jitter === undefined ? {} : { jitter }) }] });

/** The first starts, as the clock jumps from one to the next. */
async function firstStarts(functions: readonly FunctionConfig[], count: number): Promise<{ readonly starts: readonly string[]; readonly problems: readonly string[] }> {
  const clock = createVirtualClock({ base: () => 0, start });
  const starts: string[] = [];
  const problems: string[] = [];
  let enough: () => void = () => undefined;
  const done = new Promise<void>((resolve) => { enough = resolve; });
  const schedules = createSchedules({
    clock, random: () => 0.5, onProblem: (message) => { problems.push(message); },
    executor: { start: (id, { data }) => {
      starts.push(`${id} ${new Date(clock.now()).toISOString()} ${JSON.stringify(data)}`);
      if (starts.length >= count) { schedules.stop(); enough(); }
      return undefined as never;
    } },
  });
  schedules.update(functions);
  if (count > 0) await done;
  schedules.stop();
  return { starts, problems };
}

test("a function starts at the times of its schedule, in its time zone, summer time included", async () => {
  const { starts } = await firstStarts([fn("daily", "TZ=Europe/Paris 30 1 * * *")], 2);
  assert.deepEqual(starts, ['daily 2026-03-29T00:30:00.000Z {"cron":"TZ=Europe/Paris 30 1 * * *"}', 'daily 2026-03-29T23:30:00.000Z {"cron":"TZ=Europe/Paris 30 1 * * *"}']);
});

test("jitter starts it a little later", async () => {
  const { starts } = await firstStarts([fn("hourly", "0 * * * *", "30s")], 2);
  assert.deepEqual(starts.map((each) => each.split(" ")[1]), ["2026-03-29T00:00:15.000Z", "2026-03-29T01:00:15.000Z"]);
});

test("a schedule that cannot be read is told and starts nothing", async () => {
  const { starts, problems } = await firstStarts([fn("never", "61 * * * *")], 0);
  assert.deepEqual(starts, []);
  assert.match(problems[0] ?? "", /`never` is not started by `61 \* \* \* \*`: the minute is 0 to 59/);
});
