/** What the official server was seen to do with flow control, waits and retries, each line as a test; of its event API see `event-api.test.ts`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue } from "../executor/model.ts";
import { createEngineFixture, testStart, type EngineFixture } from "./engine-fixture.ts";
import { FakeError, type FakeFunction } from "./fake-worker.ts";

/** Seconds at which runs began. */
const begun = ({ executor }: EngineFixture): readonly number[] => executor.runs().map(({ startedAt }) => (startedAt - testStart) / 1000);

/** Sends so many events at once to a function with this flow control; the fixture once all has ended. */
async function sendAtOnce(count: number, raw: JsonValue): Promise<EngineFixture> {
  const fixture = createEngineFixture([{ id: "f", on: ["e"], raw, handler: ({ event }) => event.data }]);
  fixture.executor.send(Array.from({ length: count }, (_, n) => ({ name: "e", data: { n } })));
  await fixture.executor.whenIdle();
  return fixture;
}

describe("retries", () => {
  test("wait 15 s, 30 s, 1 m, 2 m, 5 m, 10 m, 20 m, 40 m, 1 h, 2 h and then 2 h each, and up to 30 s more", async () => {
    const { executor, told } = createEngineFixture([{ id: "f", on: ["e"], retries: 12, handler: ({ step }) => step.run("fails", () => { throw new FakeError("Error", "no"); }).catch(() => "caught") }]);
    executor.send([{ name: "e" }]);
    await executor.whenIdle();
    const waits = told.flatMap((event) => (event.type === "clockJumped" ? [(event.to - event.from) / 1000] : []));
    const table = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200, 7200, 7200];
    assert.equal(waits.length, table.length);
    waits.forEach((wait, index) => { const least = table[index] ?? 0; assert.ok(wait >= least && wait < least + 30, `wait ${index} of ${wait} s`); });
    assert.ok(new Set(waits.map((wait, index) => wait - (table[index] ?? 0))).size > 6, "the jitter differs");
  });
});

describe("flow control", () => {
  test("throttle of 1 per 2 s lets one run begin each 2 s", async () => {
    assert.deepEqual(begun(await sendAtOnce(4, { throttle: { limit: 1, period: "2s" } })), [0, 2, 4, 6]);
  });

  test("throttle with a burst of 3 lets four begin at once", async () => {
    assert.deepEqual(begun(await sendAtOnce(6, { throttle: { limit: 1, period: "2s", burst: 3 } })), [0, 0, 0, 0, 2, 4]);
  });

  test("rateLimit of 2 per 5 s lets one of six pass, and then one each 2.5 s", async () => {
    const fixture = createEngineFixture([{ id: "f", on: ["e"], raw: { rateLimit: { limit: 2, period: "5s" } }, handler: ({ event }) => event.data }]);
    const { executor, clock } = fixture;
    const passed: number[] = [];
    executor.send(Array.from({ length: 6 }, () => ({ name: "e" })));
    assert.equal(executor.runs().length, 1);
    for (let tenths = 1; tenths <= 85; tenths++) {
      const before = executor.runs().length;
      clock.advanceTo(testStart + tenths * 100);
      executor.send([{ name: "e" }]);
      if (executor.runs().length > before) passed.push(tenths / 10);
    }
    assert.deepEqual(passed, [2.5, 5, 7.5]);
    await executor.whenIdle();
  });

  test("debounce of 2 s begins 2 s after the last event, with that event", async () => {
    const { executor, clock } = createEngineFixture([{ id: "f", on: ["e"], raw: { debounce: { period: "2s" } }, handler: ({ event }) => event.data }]);
    for (const n of [0, 1, 2]) {
      clock.advanceTo(testStart + n * 1300);
      executor.send([{ name: "e", data: { n } }]);
    }
    await executor.whenIdle();
    assert.deepEqual(executor.runs().map(({ output, startedAt }) => [output, startedAt - testStart]), [[{ n: 2 }, 4600]]);
  });
});

describe("events", () => {
  const waiter: FakeFunction = { id: "waiter", on: ["w/start"], handler: ({ step, event }) => step.waitForEvent("wait", { event: "w/done", timeout: "1h", if: `event.data.id == async.data.id` }).then((found) => (found === null ? null : [(event.data as { id: JsonValue }).id, (found as { data: JsonValue }).data])) };

  test("a wait leaves out what came before it; every run that waits for an event is resumed by it; 5 is not \"5\"", async () => {
    const { executor, clock } = createEngineFixture([waiter]);
    executor.send([{ name: "w/done", data: { id: 5, n: "early" } }]);
    executor.send([{ name: "w/start", data: { id: 5 } }, { name: "w/start", data: { id: 5 } }, { name: "w/start", data: { id: "5" } }]);
    const release = clock.hold("running");
    while (executor.runs().some(({ status }) => status !== "waiting")) await new Promise((resolve) => { setImmediate(resolve); });
    executor.send([{ name: "w/done", data: { id: 5, n: "late" } }]);
    release();
    await executor.whenIdle();
    const late = [5, { id: 5, n: "late" }];
    assert.deepEqual(executor.runs().map(({ output }) => output), [late, late, null]);
  });

  test("a wildcard matches everything after it", async () => {
    const { executor } = createEngineFixture([{ id: "f", on: ["t/wild.*"], handler: ({ event }) => event.name }]);
    executor.send(["t/wild.a", "t/wild.a.b", "t/wild.", "t/wild", "t/wilder.a"].map((name) => ({ name })));
    await executor.whenIdle();
    assert.deepEqual(executor.runs().map(({ output }) => output), ["t/wild.a", "t/wild.a.b", "t/wild."]);
  });

  test("an event's own id starts a function once in 24 hours, also when that run has long ended", async () => {
    const { executor, clock } = createEngineFixture([{ id: "f", on: ["e"], handler: () => 1 }]);
    executor.send([{ name: "e", id: "k" }]);
    await executor.whenIdle();
    clock.advanceTo(testStart + 24 * 3_600_000 - 1);
    executor.send([{ name: "e", id: "k" }]);
    assert.equal(executor.runs().length, 1);
    clock.advanceTo(testStart + 24 * 3_600_000);
    executor.send([{ name: "e", id: "k" }]);
    await executor.whenIdle();
    assert.equal(executor.runs().length, 2);
  });

  test("cancelOn cancels no run that does not exist yet", async () => {
    const { executor } = createEngineFixture([{ id: "f", on: ["e"], raw: { cancel: [{ event: "stop" }] }, handler: ({ step }) => step.sleep("nap", "1h") }]);
    executor.send([{ name: "stop" }, { name: "e" }]);
    await executor.whenIdle();
    assert.deepEqual(executor.runs().map(({ status }) => status), ["completed"]);
  });
});

test("a step output of 4.1 MiB fails the run", async () => {
  const { executor } = createEngineFixture([{ id: "f", on: ["e"], handler: ({ step }) => step.run("big", () => "x".repeat(4.1 * 1024 * 1024)) }]);
  executor.send([{ name: "e" }]);
  await executor.whenIdle();
  const [run] = executor.runs();
  assert.equal(run?.status, "failed");
  assert.match(run.error?.message ?? "", /step `big` has \d+ bytes; at most 4194304/);
});
