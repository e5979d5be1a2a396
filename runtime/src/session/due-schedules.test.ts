import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionConfig } from "../executor/ports.ts";
import { createEngineFixture, testStart } from "../testing/engine-fixture.ts";
import { advancePast, findDueStarts, startAsDue } from "./due-schedules.ts";

const hour = 3_600_000;
const fn = (id: string, cron: string, jitter?: string): FunctionConfig => ({ id: `app-${id}`, localId: id, name: id, retries: 0, raw: null, triggers: [{ kind: "cron", cron, ...(jitter === undefined ? {} : { jitter }) }] });
const show = ({ starts }: ReturnType<typeof findDueStarts>): readonly string[] => starts.map(({ at, functionId }) => `${functionId} ${new Date(at).toISOString()}`);

test("what is due in a span, in order, in its time zone", () => {
  const functions = [fn("hourly", "0 * * * *"), fn("paris", "TZ=Europe/Paris 30 2 * * *")];
  assert.deepEqual(show(findDueStarts(functions, testStart, testStart + 2 * hour)), ["app-hourly 2026-01-01T01:00:00.000Z", "app-paris 2026-01-01T01:30:00.000Z", "app-hourly 2026-01-01T02:00:00.000Z"]);
  assert.deepEqual(show(findDueStarts(functions, testStart + 2 * hour, testStart + 2 * hour + 1)), [], "nothing twice");
  // The night in which the clocks go forward has no 02:30, the one in which they go back has two.
  const paris = [fn("paris", "TZ=Europe/Paris 30 2 * * *")];
  assert.deepEqual(show(findDueStarts(paris, Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12))), ["app-paris 2026-03-30T00:30:00.000Z"]);
  assert.deepEqual(show(findDueStarts(paris, Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 25, 12))), ["app-paris 2026-10-25T00:30:00.000Z", "app-paris 2026-10-25T01:30:00.000Z"]);
});

test("jitter is always the same for a start, and one that it moves beyond the span is due in the next", () => {
  const functions = [fn("jumpy", "*/10 * * * *", "5m")];
  const whole = findDueStarts(functions, testStart, testStart + 6 * hour).starts;
  assert.ok(whole.length >= 35 && whole.every(({ at }) => at % 600_000 < 300_000) && whole.some(({ at }) => at % 600_000 > 0));
  const parts = Array.from({ length: 72 }, (_, part) => findDueStarts(functions, testStart + part * 300_000, testStart + (part + 1) * 300_000).starts).flat();
  assert.deepEqual(parts, whole);
});

test("a schedule that cannot be read, and one that starts too much, are said", () => {
  assert.deepEqual(findDueStarts([fn("never", "61 * * * *")], testStart, testStart + hour).starts, []);
  assert.match(findDueStarts([fn("never", "61 * * * *")], testStart, testStart + hour).problems[0] ?? "", /`app-never` is not started by `61 \* \* \* \*`: the minute is 0 to 59/);
  const { starts, problems } = findDueStarts([fn("often", "* * * * *")], testStart, testStart + 24 * hour);
  assert.deepEqual([starts.length, problems], [1000, ["schedules start more than 1000 runs in that time; the first 1000 were started"]]);
});

function createScheduled() {
  const seen: string[] = [];
  const fixture = createEngineFixture([
    { id: "hourly", triggers: [{ kind: "cron", cron: "0 * * * *" }], handler: async ({ step, event }) => {
      await step.sleep("nap", "90m");
      seen.push(`${new Date(event.ts).toISOString().slice(11, 16)} ${JSON.stringify(event.data)}`);
      return event.name;
    } },
    { id: "waits", on: ["w"], handler: ({ step }) => step.waitForEvent("wait", { event: "never", timeout: "90m" }) },
  ]);
  return { ...fixture, seen };
}

test("time moved by hand starts each at its time, with the timer's event, and ends waits on the way", async () => {
  const { executor, worker, clock, seen } = createScheduled();
  const release = clock.hold("gate");
  executor.send([{ name: "w" }]);
  while (executor.runs()[0]?.status !== "waiting") await new Promise((resolve) => { setImmediate(resolve); });
  advancePast(findDueStarts(worker.functions, testStart, testStart + 2 * hour).starts, testStart + 2 * hour, executor, clock.advanceTo);
  assert.deepEqual(executor.runs().slice(1).map(({ functionId, startedAt, events: [event] }) => [functionId, startedAt - testStart, event?.name, event?.data, (event?.ts ?? 0) - testStart]), [
    ["app-hourly", hour, "inngest/scheduled.timer", { cron: "0 * * * *" }, hour], ["app-hourly", 2 * hour, "inngest/scheduled.timer", { cron: "0 * * * *" }, 2 * hour],
  ]);
  release();
  await executor.whenIdle();
  assert.deepEqual(seen, ['01:00 {"cron":"0 * * * *"}', '02:00 {"cron":"0 * * * *"}']);
  assert.equal(executor.runs()[0]?.status, "completed");
});

test("a virtual clock comes to each start in turn with what sleeps", async () => {
  const { executor, worker, clock, told } = createScheduled();
  await startAsDue(findDueStarts(worker.functions, testStart, testStart + 3 * hour).starts, executor, clock, new AbortController().signal);
  await executor.whenIdle();
  const at = told.flatMap((event) => (event.type === "runStarted" ? [`start ${(event.run.startedAt - testStart) / hour}`] : event.type === "runEnded" ? [`end ${((event.run.endedAt ?? 0) - testStart) / hour}`] : []));
  assert.deepEqual(at, ["start 1", "start 2", "end 2.5", "start 3", "end 3.5", "end 4.5"]);
});

test("an abort ends the wait for what is due", async () => {
  const { executor, worker, clock } = createScheduled();
  const ending = new AbortController();
  const release = clock.hold("running");
  const starting = startAsDue(findDueStarts(worker.functions, testStart, testStart + 3 * hour).starts, executor, clock, ending.signal);
  ending.abort();
  await starting;
  release();
  assert.deepEqual(executor.runs(), []);
});
