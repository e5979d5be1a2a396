/** Runs that are gone back in, edited, forked, cancelled and hurried while they run: whatever comes of them is recorded, and ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { tried } from "../../../test/property.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { checkEndEvents, checkHashes, checkReplay } from "../testing/check-history.ts";
import { createEngineFixture, type EngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { replay } from "./journal.ts";
import type { ExecutorEvent } from "./model.ts";
import { isEnded } from "./reduce.ts";

const functions: readonly FakeFunction[] = [
  {
    id: "main", on: ["start"], retries: 1,
    handler: async ({ step, event }) => {
      const first = await step.run("first", (attempt) => { if (attempt === 0 && event.data === "flaky") throw new Error("once"); return 1; });
      const all = await Promise.all([
        step.waitForEvent("wait", { event: "x/told", timeout: "1d" }), step.run("beside", () => 2), step.sendEvent("tell", [{ name: "x/told" }, { name: "x/item" }]),
        step.waitForSignal("signal", { signal: "go", timeout: "1h", conflict: "replace" }), step.invoke("call", { function: "app-child", timeout: "3h" }),
      ]);
      await step.sleep("nap", "2h");
      if (event.data === "fails") throw new Error("in the end");
      return [first, all.length, await step.run("last", () => 3)];
    },
  },
  { id: "child", on: ["x/told"], raw: { throttle: { limit: 1, period: "1m" }, cancel: [{ event: "x/stop" }] }, handler: async ({ step }) => { await step.sleep("nap", "1m"); return step.sendSignal("signal", { signal: "go" }); } },
  { id: "batch", on: ["x/item"], raw: { batchEvents: { maxSize: 2, timeout: "10s" } }, handler: ({ events }) => events.length },
  { id: "calm", on: ["x/item"], raw: { debounce: { period: "5s" }, singleton: { mode: "cancel" } }, handler: async ({ step }) => step.run("work", () => "calm") },
];

/** What is done at the n-th thing that is told, to one of the runs there are. */
const interference = fc.record({
  at: fc.nat(60), which: fc.nat(9), where: fc.nat(6),
  what: fc.constantFrom("rewind", "editStep", "editEvent", "editInput", "fork", "cancel", "expire", "send", "stop", "signal"),
});
type Interference = typeof interference extends fc.Arbitrary<infer T> ? T : never;

/** A run whose doings let the one that started it go on cannot go back: it would not have been started. */
const isRefused = (error: unknown): boolean => error instanceof Error && /cannot go back to step \d+: with what it did since `app-\w+` has gone on/.test(error.message);

function interfere({ executor }: EngineFixture, { which, where, what }: Interference): void {
  const runs = executor.runs();
  const run = runs[which % runs.length];
  if (run === undefined) return;
  const position = where % (run.steps.length + 1);
  const [step, planned, event] = [run.steps[where % Math.max(1, run.steps.length)], run.planned[where % Math.max(1, run.planned.length)], run.events[0]];
  switch (what) {
    case "rewind": executor.rewind(run.runId, position); break;
    case "editStep": if (step !== undefined) executor.edit(run.runId, { kind: "stepEdited", hashedId: step.hashedId, result: where % 2 === 0 ? { kind: "data", data: "edited" } : { kind: "error", error: { name: "Error", message: "edited" } } }); break;
    case "editEvent": if (event !== undefined) executor.edit(run.runId, { kind: "eventEdited", index: 0, event: { ...event, data: "edited" } }); break;
    case "editInput": if (planned?.phase === "planned") executor.edit(run.runId, { kind: "inputEdited", hashedId: planned.hashedId, input: ["edited"] }); break;
    case "fork": executor.fork(run.runId, position); break;
    case "cancel": executor.cancel(run.runId); break;
    case "expire": if (planned !== undefined) executor.expire(run.runId, planned.hashedId); break;
    case "send": executor.send([{ name: "x/told" }, { name: "x/item" }]); break;
    case "stop": executor.send([{ name: "x/stop" }]); break;
    case "signal": executor.signal("go", null); break;
  }
}

/** Interference comes between turns of the engine, as from a user. */
async function play(fixture: EngineFixture, plan: readonly Interference[], isOver = (): boolean => false): Promise<void> {
  const left = plan.toSorted((a, b) => b.at - a.at);
  while (left.length > 0 && !isOver()) {
    const next = left.at(-1);
    if (next === undefined || (next.at > fixture.told.length && fixture.executor.runs().some((run) => !isEnded(run)))) await new Promise((resolve) => { setImmediate(resolve); });
    else {
      left.pop();
      try {
        interfere(fixture, next);
      } catch (error) {
        if (!isRefused(error)) throw error;
      }
    }
  }
  await fixture.executor.whenIdle();
}

const warnings = (told: readonly ExecutorEvent[]): readonly string[] => told.flatMap((event) => (event.type === "warning" ? [event.message] : []));

test("whatever is done to runs, each ends, is recorded as it is, and is told once", { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(interference, { minLength: 1, maxLength: 6 }), fc.constantFrom("flaky", "fails", "plain"), fc.constantFrom(1, 2), fc.boolean(), async (plan, data, version, gated) => {
    const store = createMemoryStore();
    const fixture = createEngineFixture(functions, { version, journal: store, ...(gated ? { gate: () => Promise.resolve(undefined) } : {}) });
    fixture.executor.start("app-main", { name: "start", data });
    await play(fixture, plan);
    for (const run of fixture.executor.runs()) {
      assert.ok(isEnded(run), `${run.functionId} is ${run.status}`);
      checkHashes(run);
      checkReplay(run, store);
      checkEndEvents(run, store);
      assert.deepEqual(fixture.executor.history(run.runId).at(-1), run);
    }
    assert.deepEqual(store.runs({ limit: 1000 }).map(({ runId }) => runId).toSorted(), fixture.executor.runs().map(({ runId }) => runId).toSorted(), "undone runs are gone from history, too");
    assert.deepEqual(warnings(fixture.told), []);
  }), tried(60, 5));
});

test("a session that ends in the midst of it leaves runs that the next one ends", { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(interference, { minLength: 1, maxLength: 4 }), fc.nat(80), fc.constantFrom(1, 2), async (plan, end, version) => {
    const store = createMemoryStore();
    const first = createEngineFixture(functions, { version, journal: store });
    first.executor.start("app-main", { name: "start", data: "flaky" });
    const release = first.clock.hold("gate");
    let turns = 0;
    let isOver = false;
    const playing = play(first, plan, () => isOver);
    while (first.told.length < end && first.executor.runs().some((run) => !isEnded(run))) {
      await new Promise((resolve) => { setImmediate(resolve); });
      if (++turns % 20 === 0) first.clock.advanceTo(first.clock.now() + 600_000);
    }
    isOver = true;
    first.executor.suspend();
    release();
    await playing;
    const second = createEngineFixture(functions, { version, journal: store, restored: store.restore(), ids: createIds({ seed: 99 }) });
    second.clock.advanceTo(first.clock.now());
    assert.equal(second.executor.resume(), 0);
    await second.executor.whenIdle();
    for (const { runId } of store.runs({ limit: 1000 })) {
      const recording = store.recording(runId);
      assert.ok(recording);
      const run = replay(recording);
      assert.ok(isEnded(run), `${run.functionId} is ${run.status}`);
      checkHashes(run);
    }
    assert.deepEqual(warnings(second.told), []);
  }), tried(40, 6));
});
