import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../../../test/property.ts";
import { createEngineFixture, testStart } from "../../testing/engine-fixture.ts";
import { askPlace, leavePlace, noPlaces, type Demand } from "./concurrency.ts";
import { joinDebounce } from "./debounce.ts";
import { nextPassage, recordPassage, type Passages } from "./gcra.ts";
import { readFlowOptions } from "./options.ts";
import { rankRun } from "./priority.ts";

const demand = fc.record({ user: fc.nat(2), rank: fc.nat(3) });

test("no limit is ever exceeded, and everyone gets a place", () => {
  fc.assert(fc.property(fc.array(fc.oneof(demand, fc.constant("leave" as const)), { maxLength: 60 }), fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 4 }), (actions, perUser, all) => {
    let places = noPlaces;
    let asked = 0;
    const served = new Set<string>();
    const leaveFirst = (): void => {
      const [first] = places.held;
      if (first === undefined) return;
      const left = leavePlace(places, first.id);
      places = left.places;
      for (const { id } of left.granted) served.add(id);
    };
    const check = (): void => {
      for (const key of ["all", "user 0", "user 1", "user 2"]) assert.ok(places.held.filter(({ slots }) => slots.some((slot) => slot.key === key)).length <= (key === "all" ? all : perUser), key);
      for (const waiting of places.waiting) {
        assert.ok(waiting.slots.some(({ key, limit }) => places.held.filter(({ slots }) => slots.some((slot) => slot.key === key)).length >= limit), "nobody waits without a reason");
      }
    };
    for (const action of actions) {
      if (action === "leave") leaveFirst();
      else {
        const one: Demand = { id: String(asked++), rank: action.rank, slots: [{ key: `user ${action.user}`, limit: perUser }, { key: "all", limit: all }] };
        const { places: next, decision } = askPlace(places, one);
        places = next;
        if (decision.kind === "granted") served.add(one.id);
      }
      check();
    }
    while (places.held.length > 0) { leaveFirst(); check(); }
    assert.deepEqual(places, noPlaces);
    assert.equal(served.size, asked);
  }), tried(200, 7));
});

test("a pace lets one interval pass between two, and the burst at once", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(4), fc.array(fc.nat(3000), { maxLength: 40 }), (limit, burst, pauses) => {
    const pace = { limit, periodMs: 5000, burst };
    let passages: Passages = [];
    let now = testStart;
    const passed: number[] = [];
    for (const pause of pauses) {
      now += pause;
      if (nextPassage(passages, pace, now) > now) continue;
      passages = recordPassage(passages, pace, { at: now, by: String(now) });
      passed.push(now);
    }
    // However they arrive, no stretch of time sees more than its share and the burst.
    for (const [index, from] of passed.entries()) {
      for (const to of passed.slice(index)) assert.ok(passed.filter((at) => at >= from && at <= to).length <= burst + 1 + Math.ceil((to - from) / (5000 / limit)));
    }
  }), tried(120, 7));
});

test("rateLimit 2 per 5s as measured: one of six at once, then each interval", () => {
  const pace = { limit: 2, periodMs: 5000, burst: 0 };
  let passages: Passages = [];
  const passes = (seconds: number): boolean => {
    if (nextPassage(passages, pace, seconds * 1000) > seconds * 1000) return false;
    passages = recordPassage(passages, pace, { at: seconds * 1000, by: String(seconds) });
    return true;
  };
  assert.deepEqual([0, 0, 0, 0, 0, 0, 2, 3.1, 4, 6.1, 7, 8.7].map(passes), [true, false, false, false, false, false, false, true, false, true, false, true]);
});

test("a debounced group is due a period after its last event, and at most its timeout after the first", () => {
  fc.assert(fc.property(fc.array(fc.nat(999), { minLength: 1, maxLength: 20 }), fc.option(fc.integer({ min: 1000, max: 5000 }), { nil: undefined }), (pauses, timeoutMs) => {
    let now = testStart;
    let groups: Parameters<typeof joinDebounce>[0] = new Map();
    let [first, dueAt] = [0, 0];
    for (const [index, pause] of pauses.entries()) {
      now += pause;
      if (index === 0) first = now;
      const event = { name: "e", data: index, id: String(index), ts: now };
      const joined = joinDebounce(groups, "k", { event, internalId: String(index), cause: { kind: "request" } }, { periodMs: 1000, key: undefined, timeoutMs }, now);
      ({ groups, group: { dueAt } } = joined);
      assert.equal(joined.group.arrivals.at(-1)?.event, event);
    }
    assert.equal(dueAt, Math.min(now + 1000, first + (timeoutMs ?? Infinity)));
    assert.equal(groups.size, 1);
  }), { seed: 7 });
});

test("priority moves a run by seconds, at most ten minutes", () => {
  assert.deepEqual([undefined, 0, 100, -100, 9999, -9999, "1", Number.NaN].map((value) => rankRun(testStart, value) - testStart), [0, 0, -100_000, 100_000, -600_000, 600_000, 0, 0]);
});

test("what cannot be read has no effect", () => {
  const none = readFlowOptions(null);
  assert.deepEqual(readFlowOptions({ rateLimit: { limit: 0, period: "1m" }, throttle: { limit: 1 }, debounce: {}, batchEvents: { maxSize: 5 }, concurrency: [0, { key: "x" }], cancel: [{}], timeouts: { start: "soon" } }), none);
});

test("stepping back over an event takes it out of its batch, and the others wait again", async () => {
  const { executor } = createEngineFixture([
    { id: "sends", on: ["go"], handler: async ({ step }) => { await step.sendEvent("one", { name: "item", data: { n: 1 } }); await step.sendEvent("two", { name: "item", data: { n: 2 } }); return null; } },
    { id: "batch", on: ["item"], raw: { batchEvents: { maxSize: 2, timeout: "10s" } }, handler: ({ event }) => event.data },
  ]);
  const { runId } = executor.start("app-sends", { name: "go" });
  await executor.whenIdle();
  const [, before] = executor.runs();
  assert.deepEqual(executor.run(runId)?.emitted.map(({ runs }) => runs), [[before?.runId], [before?.runId]]);
  assert.equal(before?.events.length, 2);
  executor.rewind(runId, 1);
  assert.equal(executor.runs().length, 1);
  await executor.whenIdle();
  const [, again] = executor.runs();
  assert.notEqual(again?.runId, before.runId);
  assert.deepEqual(again?.events.map(({ data }) => data), [{ n: 1 }, { n: 2 }]);
  assert.equal(again?.status, "completed");
});

test("stepping back over an event that cancelled a run lets it go on", async () => {
  const { executor } = createEngineFixture([
    { id: "stops", on: ["go"], handler: async ({ step }) => { await step.sendEvent("begin", { name: "job" }); await step.run("between", () => 1); await step.sendEvent("stop", { name: "stop" }); return null; } },
    { id: "job", on: ["job"], raw: { cancel: [{ event: "stop" }] }, handler: async ({ step }) => { await step.waitForEvent("forever", { event: "never", timeout: "1d" }); return "done"; } },
  ]);
  const { runId } = executor.start("app-stops", { name: "go" });
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ status, cancelled }) => [status, cancelled?.because]), [["completed", undefined], ["cancelled", "cancelOn `stop`"]]);
  executor.rewind(runId, 2);
  assert.equal(executor.runs()[1]?.cancelled, undefined);
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ status }) => status), ["completed", "cancelled"]);
});

test("stopping forgets what still waits for others", async () => {
  const { executor } = createEngineFixture([{ id: "saves", on: ["key"], raw: { debounce: { period: "1h" } }, handler: () => 1 }]);
  executor.send([{ name: "key" }]);
  executor.stop();
  await executor.whenIdle();
  assert.deepEqual(executor.runs(), []);
});
