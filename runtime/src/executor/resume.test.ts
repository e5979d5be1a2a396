/** A session that ends anywhere, and the next one that goes on from what was written by then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../../test/property.ts";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import { createEngineFixture, testStart, type EngineFixture } from "../testing/engine-fixture.ts";
import { FakeError, type FakeFunction } from "../testing/fake-worker.ts";
import { replay, type Journal, type JournalEntry } from "./journal.ts";
import type { JsonValue, RunState } from "./model.ts";

/** Keeps what was written by each commit. */
function createTape(): { readonly journal: Journal; readonly commits: readonly (readonly JournalEntry[])[] } {
  const commits: JournalEntry[][] = [];
  let noted: JournalEntry[] = [];
  const store = createMemoryStore();
  return {
    commits,
    journal: {
      note: (entry) => { noted.push(JSON.parse(JSON.stringify(entry)) as JournalEntry); store.note(entry); },
      commit: () => { if (noted.length > 0) commits.push(noted); noted = []; },
      event: store.event,
    },
  };
}

function storeOf(entries: readonly JournalEntry[]): Store {
  const store = createMemoryStore();
  entries.forEach(store.note);
  return store;
}

interface Bodies {
  /** `run/step` of each body that ran, in order. */
  readonly ran: string[];
}


/**
 * What must be the same wherever the session ended. A step that had not finished runs again, as on the server: a
 * `sendEvent` may then have sent twice, and what its event starts may be there twice.
 */
function outcome(runs: readonly RunState[]): unknown {
  const texts = runs.map(({ functionId, status, output, error, steps, emitted }) => JSON.stringify({
    functionId, status, output, error: error?.message, emitted: [...new Set(emitted.map(({ event }) => event.name))].toSorted(),
    steps: steps.map(({ id, result, attempt }) => [id, attempt, result.kind === "error" ? result.error.message : toShape(result.data)]).toSorted(),
  }));
  return [...new Set(texts)].toSorted();
}

/** Ids of events differ where the sending step ran again. */
function toShape(value: JsonValue): JsonValue {
  return typeof value === "object" && value !== null && "ids" in value ? "sent" : typeof value === "object" && value !== null && "ts" in value ? "event" : value;
}

type Call =
  | { readonly kind: "run"; readonly id: string; readonly failures: number; readonly hopeless: boolean }
  | { readonly kind: "send" | "wait"; readonly id: string; readonly event: string }
  | { readonly kind: "sleep"; readonly id: string; readonly duration: string }
  | { readonly kind: "invoke"; readonly id: string }
  | { readonly kind: "throw"; readonly attempts: number }
  | { readonly kind: "all"; readonly calls: readonly Call[] };

const id = fc.constant("");
const { call } = fc.letrec<{ call: Call }>((tie) => ({
  call: fc.oneof(
    { maxDepth: 2 },
    fc.record({ kind: fc.constant("run" as const), id, failures: fc.nat(2), hopeless: fc.boolean() }),
    fc.record({ kind: fc.constantFrom("send" as const, "wait" as const), id, event: fc.constantFrom("x/one", "x/two") }),
    fc.record({ kind: fc.constant("sleep" as const), id, duration: fc.constantFrom("1s", "2h") }),
    fc.record({ kind: fc.constant("invoke" as const), id }),
    fc.record({ kind: fc.constant("throw" as const), attempts: fc.nat(2) }),
    fc.record({ kind: fc.constant("all" as const), calls: fc.array(tie("call"), { maxLength: 3 }) }),
  ),
}));

/** Each call with an id of its own, so that a body is known by it. */
function withIds(calls: readonly Call[], prefix = "s"): readonly Call[] {
  return calls.map((one, index) => {
    const own = `${prefix}-${index}`;
    return one.kind === "all" ? { ...one, calls: withIds(one.calls, own) } : one.kind === "throw" ? one : { ...one, id: own };
  });
}

/** Functions whose bodies answer by the attempt alone, so that a body that runs again answers the same. */
function createFunctions(program: readonly Call[], { ran }: Bodies): FakeFunction[] {
  return [
    {
      id: "main", on: ["start"], retries: 3,
      handler: async ({ step, runId, attempt }) => {
        const perform = async (one: Call): Promise<JsonValue> => {
          switch (one.kind) {
            case "run": return step.run(one.id, (tried) => {
              ran.push(`${runId}/${one.id}`);
              if (tried < one.failures) throw one.hopeless ? new FakeError("NonRetriableError", "hopeless") : new Error("again");
              return tried;
            });
            case "send": return step.sendEvent(one.id, { name: one.event }).then(() => null);
            case "sleep": return step.sleep(one.id, one.duration);
            case "wait": return step.waitForEvent(one.id, { event: one.event, timeout: "1d" }).then((found) => (found === null ? null : "found"));
            case "invoke": return step.invoke(one.id, { function: "app-child" });
            case "throw": if (attempt < one.attempts) throw new Error("thrown"); return null;
            case "all": return Promise.all(one.calls.filter(({ kind }) => kind !== "throw").map((child) => perform(child).catch((error: unknown) => String(error))));
          }
        };
        const results: JsonValue[] = [];
        for (const one of program) results.push(await perform(one));
        return results;
      },
    },
    { id: "child", on: ["x/one"], handler: async ({ step, runId }) => { await step.sleep("nap", "1m"); return step.run("inside", () => { ran.push(`${runId}/inside`); return "child"; }); } },
  ];
}

test("wherever a session ends, the next ends in the same, runs no finished step again and loses none", { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(call, { maxLength: 4 }), fc.constantFrom(1, 2), async (calls, version) => {
    const program = withIds(calls);
    const tape = createTape();
    const whole = createEngineFixture(createFunctions(program, { ran: [] }), { version, journal: tape.journal });
    whole.executor.start("app-main", { name: "start" });
    await whole.executor.whenIdle();
    const expected = outcome(whole.executor.runs());
    for (let cut = 1; cut <= tape.commits.length; cut++) {
      const entries = tape.commits.slice(0, cut).flat();
      const finished = entries.flatMap((entry) => (entry.kind === "result" && entry.result.kind === "stepFinished" ? [{ runId: entry.runId, hashedId: entry.result.hashedId }] : []));
      const store = storeOf(entries);
      const ran: string[] = [];
      // Other ids than those that are taken.
      const { executor } = createEngineFixture(createFunctions(program, { ran }), { version, journal: store, restored: store.restore(), ids: createIds({ seed: 100 + cut }) });
      executor.resume();
      await executor.whenIdle();
      const runs = store.runs({ limit: 1000 }).flatMap(({ runId }) => store.recording(runId) ?? []).map(replay);
      assert.deepEqual(outcome(runs), expected, `cut after commit ${cut} of ${tape.commits.length}`);
      for (const { runId, hashedId } of finished) {
        const step = runs.find((run) => run.runId === runId)?.steps.find((each) => each.hashedId === hashedId);
        assert.ok(step, "a finished step is lost");
        assert.ok(!ran.includes(`${runId}/${step.id}`), `${step.id} ran again`);
      }
    }
  }), tried(25, 11));
});

test("a sleep and a wait keep their deadlines", async () => {
  const functions: FakeFunction[] = [{
    id: "waits", on: ["start"],
    handler: async ({ step }) => Promise.all([step.sleep("nap", "1h"), step.waitForEvent("wait", { event: "answer", timeout: "2h" })]),
  }];
  const store = createMemoryStore();
  const first = createEngineFixture(functions, { journal: store });
  const release = first.clock.hold("running");
  const { runId } = first.executor.start("app-waits", { name: "start" });
  await waitUntil(() => first.executor.run(runId)?.status === "waiting");
  first.executor.suspend();
  release();
  await first.executor.whenIdle();
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  second.clock.advanceTo(testStart + 30 * 60_000);
  assert.equal(second.executor.resume(), 0);
  assert.equal((await second.executor.whenEnded(runId)).status, "completed");
  assert.equal(second.clock.now(), testStart + 2 * 3_600_000);
  assert.deepEqual(second.executor.run(runId)?.steps.map(({ startedAt, endedAt }) => [startedAt - testStart, endedAt - testStart]), [[0, 3_600_000], [0, 7_200_000]]);
});

test("an event that arrives in the next session ends a wait of the one before", async () => {
  const functions: FakeFunction[] = [{ id: "waits", on: ["start"], handler: async ({ step }) => step.waitForEvent("wait", { event: "answer", timeout: "2h", if: "event.data.n == async.data.n" }) }];
  const store = createMemoryStore();
  const first = createEngineFixture(functions, { journal: store });
  const release = first.clock.hold("running");
  const [sent] = first.executor.send([{ name: "start", data: { n: 1 } }]);
  const runId = sent?.runs[0] ?? "";
  await waitUntil(() => first.executor.run(runId)?.status === "waiting");
  first.executor.suspend();
  release();
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  const hold = second.clock.hold("running");
  second.executor.resume();
  second.executor.send([{ name: "answer", data: { n: 2 } }, { name: "answer", data: { n: 1 } }]);
  hold();
  const { output } = await second.executor.whenEnded(runId);
  assert.deepEqual((output as { data: JsonValue }).data, { n: 1 });
});

test("what flow control counts goes on counting", async () => {
  const functions: FakeFunction[] = [
    { id: "batched", on: ["e"], raw: { batchEvents: { maxSize: 3, timeout: "1m" } }, handler: ({ event }) => event.name },
    { id: "debounced", on: ["e"], raw: { debounce: { period: "1m" } }, handler: ({ event }) => event.data },
    { id: "rated", on: ["e"], raw: { rateLimit: { limit: 1, period: "1h" } }, handler: () => null },
    { id: "throttled", on: ["e"], raw: { throttle: { limit: 1, period: "1h" } }, handler: () => null },
    { id: "once", on: ["e"], handler: () => null },
  ];
  const store = createMemoryStore();
  const first = createEngineFixture(functions, { journal: store });
  const release = first.clock.hold("running");
  first.executor.send([{ name: "e", id: "same", data: { n: 1 } }]);
  const ended = (executor: EngineFixture["executor"], name: string): number => executor.runs().filter(({ functionId, status }) => functionId === `app-${name}` && status === "completed").length;
  await waitUntil(() => ["rated", "throttled", "once"].every((name) => ended(first.executor, name) === 1));
  first.executor.suspend();
  release();
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  second.executor.resume();
  second.executor.send([{ name: "e", id: "same", data: { n: 2 } }]);
  await second.executor.whenIdle();
  assert.deepEqual(["batched", "debounced", "rated", "throttled", "once"].map((name) => ended(second.executor, name)), [1, 1, 0, 0, 0]);
  const batch = second.executor.runs().find(({ functionId }) => functionId === "app-batched");
  assert.deepEqual(batch?.events.map(({ data }) => data), [{ n: 1 }, { n: 2 }]);
  assert.deepEqual(second.executor.runs().find(({ functionId }) => functionId === "app-debounced")?.output, { n: 2 });
});

test("a request that is repeated in the next session sends nothing twice", async () => {
  const functions: FakeFunction[] = [{ id: "f", on: ["e"], handler: () => null }];
  const store = createMemoryStore();
  const seed = `${testStart},${Buffer.alloc(10, 7).toString("base64")}`;
  const first = createEngineFixture(functions, { journal: store });
  const [sent] = first.executor.send([{ name: "e" }], { seed });
  first.executor.suspend();
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  second.executor.resume();
  const [again] = second.executor.send([{ name: "e" }], { seed });
  assert.deepEqual([again?.internalId, again?.runs], [sent?.internalId, sent?.runs]);
  await second.executor.whenIdle();
  assert.deepEqual(store.runs().map(({ status }) => status), ["completed"]);
  assert.equal(store.events({ name: "e" }).length, 1);
});

test("a run whose function is not there waits for it", async () => {
  const store = createMemoryStore();
  const first = createEngineFixture([{ id: "f", on: ["e"], handler: () => null }], { journal: store });
  first.executor.send([{ name: "e" }]);
  first.executor.suspend();
  const functions: FakeFunction[] = [];
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  assert.equal(second.executor.resume(), 1);
  await second.executor.whenIdle();
  const [run] = store.restore().runs;
  assert.ok(run);
});

test("events that wait for others wait on while their function is not there", async () => {
  const functions: FakeFunction[] = [{ id: "batched", on: ["e"], raw: { batchEvents: { maxSize: 3, timeout: "1m" } }, handler: ({ events }) => events.length }];
  const store = createMemoryStore();
  const first = createEngineFixture(functions, { journal: store });
  first.executor.send([{ name: "e" }, { name: "e" }]);
  first.executor.suspend();
  const second = createEngineFixture([], { journal: store, restored: store.restore() });
  second.executor.resume();
  await second.executor.whenIdle();
  second.executor.suspend();
  const third = createEngineFixture(functions, { journal: store, restored: store.restore() });
  third.executor.resume();
  await third.executor.whenIdle();
  assert.deepEqual(third.executor.runs().map(({ output }) => output), [2]);
});

test("an answer is given only for what is written", () => {
  const { executor } = createEngineFixture([{ id: "f", on: ["e"], handler: () => null }], {
    journal: { note: () => undefined, commit: () => { throw new Error("the disk is full"); }, event: () => undefined },
  });
  assert.throws(() => executor.send([{ name: "e" }]), /the disk is full/);
});

test("ended runs beyond the limit are let go", async () => {
  const { executor } = createEngineFixture([{ id: "f", on: ["e"], handler: () => null }], { limits: { endedRuns: 2 } });
  for (let n = 0; n < 5; n++) executor.send([{ name: "e" }]);
  await executor.whenIdle();
  assert.equal(executor.runs().length, 2);
});

/** Looks after each turn of the event loop. */
async function waitUntil(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => { setImmediate(resolve); });
}
