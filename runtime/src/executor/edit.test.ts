/** Values put in the place of others, and attempts and waits decided by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { createHeldGate } from "../testing/held-gate.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { replay } from "./journal.ts";
import type { JsonValue, RunState } from "./model.ts";

const outputs = (run: RunState | undefined): unknown => run?.steps.map(({ id, result }) => [id, result.kind === "data" ? result.data : result.error.message]);
const hashOf = (run: RunState | undefined, id: string): string => [...run?.steps ?? [], ...run?.planned ?? []].find((step) => step.id === id)?.hashedId ?? "";

/** `charge` fails; what `greet` says depends on the event and on `charge`. */
const order: FakeFunction = {
  id: "order", on: ["order"], retries: 0,
  handler: async ({ step, event }) => {
    const name = (event.data as { name: string }).name;
    await step.run("first", () => 1);
    const charge = await step.run("charge", () => { throw new Error("card declined"); });
    return step.run("greet", () => `${name} paid ${JSON.stringify(charge)}`);
  },
};

test("a failed run goes on from an edited result; the results before and after it stay", async () => {
  const journal = createMemoryStore();
  const { executor } = createEngineFixture([order, { id: "alarm", on: ["inngest/function.failed"], handler: () => null }], { journal });
  const started = executor.start("app-order", { name: "order", data: { name: "Ada" } });
  const failed = await executor.whenEnded(started.runId);
  assert.equal(failed.status, "failed");
  assert.equal(executor.runs().length, 2);
  executor.edit(started.runId, { kind: "stepEdited", hashedId: hashOf(failed, "charge"), result: { kind: "data", data: { id: "ch_1" } } });
  assert.equal(executor.runs().length, 1, "what its failure set off is undone");
  const run = await executor.whenEnded(started.runId);
  assert.equal(run.status, "completed");
  assert.deepEqual(outputs(run), [["first", 1], ["charge", { id: "ch_1" }], ["greet", 'Ada paid {"id":"ch_1"}']]);

  executor.edit(started.runId, { kind: "stepEdited", hashedId: hashOf(run, "first"), result: { kind: "data", data: 2 } });
  assert.deepEqual(outputs(await executor.whenEnded(started.runId)), [["first", 2], ["charge", { id: "ch_1" }], ["greet", 'Ada paid {"id":"ch_1"}']]);
  assert.deepEqual(executor.history(started.runId).map(outputs).at(1), [["first", 2]], "an earlier state has the edit too");
  executor.rewind(started.runId, 2);
  assert.deepEqual(outputs(executor.run(started.runId)), [["first", 2], ["charge", { id: "ch_1" }]]);
  const ended = await executor.whenEnded(started.runId);
  const recording = journal.recording(started.runId);
  assert.ok(recording);
  assert.deepEqual(replay(recording), ended, "edits are results like any other");
  assert.throws(() => executor.edit(started.runId, { kind: "stepEdited", hashedId: "none", result: { kind: "data", data: 1 } }), /does not have the value/);
  assert.throws(() => executor.edit(started.runId, { kind: "stepEdited", hashedId: hashOf(ended, "first"), result: { kind: "data", data: "x".repeat(5_000_000) } }), /limit `stepOutputBytes`/);
});

test("an edited event reaches the steps that have not run yet", async () => {
  const { gate, release, arrived } = createHeldGate();
  const { executor } = createEngineFixture([{ id: "greets", on: ["greet"], handler: async ({ step, event }) => { await step.run("first", () => event.data); return step.run("second", () => event.data); } }], { gate });
  const { runId, events: [event] } = executor.start("app-greets", { name: "greet", data: 1 });
  assert.ok(event);
  await release("app-greets/first");
  await arrived("app-greets/second");
  executor.edit(runId, { kind: "eventEdited", index: 0, event: { ...event, data: { n: 2 } } });
  await release("app-greets/second");
  const run = await executor.whenEnded(runId);
  assert.deepEqual(outputs(run), [["first", 1], ["second", { n: 2 }]]);
  assert.equal(run.stateBytes, executor.history(runId).at(-1)?.stateBytes);
});

test("the input of a planned step is edited where it stands", async () => {
  const { gate, release, arrived } = createHeldGate();
  const child: FakeFunction = { id: "child", handler: ({ event }) => event.data };
  const { executor, worker } = createEngineFixture([{ id: "calls", on: ["call"], handler: async ({ step }) => { await step.run("send", () => 1); return step.invoke("ask", { function: "app-child", data: { n: 1 } }); } }, child], { gate });
  const { runId } = executor.start("app-calls", { name: "call" });
  await arrived("app-calls/send");
  executor.edit(runId, { kind: "inputEdited", hashedId: hashOf(executor.run(runId), "send"), input: [{ name: "x" }] });
  await release("app-calls/send");
  await arrived("app-calls/ask");
  assert.deepEqual(worker.calls.map(({ input }) => input).filter((input) => input !== undefined), [[{ name: "x" }]]);
  executor.edit(runId, { kind: "inputEdited", hashedId: hashOf(executor.run(runId), "ask"), input: { n: 2 } });
  await release("app-calls/ask");
  assert.deepEqual((await executor.whenEnded(runId)).output, { n: 2 });
});

test("an edited input stays when another edit has its step found anew, and when the run steps back over it", async () => {
  const { gate, release, arrived } = createHeldGate();
  const { executor, worker } = createEngineFixture([{ id: "sends", on: ["go"], handler: async ({ step, event }) => { await step.run("first", () => 1); await step.run("send", () => event.data); return step.run("last", () => 2); } }], { gate });
  const { runId, events: [event] } = executor.start("app-sends", { name: "go", data: 1 });
  assert.ok(event);
  const inputs = (): unknown => worker.calls.flatMap(({ input }) => (input === undefined ? [] : [input]));
  await release("app-sends/first");
  await arrived("app-sends/send");
  executor.edit(runId, { kind: "inputEdited", hashedId: hashOf(executor.run(runId), "send"), input: { edited: 1 } });
  executor.edit(runId, { kind: "eventEdited", index: 0, event: { ...event, data: 2 } });
  executor.edit(runId, { kind: "stepEdited", hashedId: hashOf(executor.run(runId), "first"), result: { kind: "data", data: 3 } });
  await arrived("app-sends/send");
  assert.deepEqual(executor.run(runId)?.planned.map(({ id, input, isInputEdited }) => [id, input, isInputEdited]), [["send", { edited: 1 }, true]]);
  await release("app-sends/send");
  await arrived("app-sends/last");
  assert.deepEqual(inputs(), [{ edited: 1 }]);
  executor.rewind(runId, 1);
  await release("app-sends/send");
  await arrived("app-sends/last");
  assert.deepEqual(inputs(), [{ edited: 1 }, { edited: 1 }]);
  executor.rewind(runId, 0);
  await release("app-sends/first");
  await release("app-sends/send");
  await arrived("app-sends/last");
  assert.deepEqual(inputs(), [{ edited: 1 }, { edited: 1 }], "further back nothing of it is left");
  executor.stop();
});

test("an attempt fails on purpose: tried again like any other, or for good", async () => {
  const { gate, release } = createHeldGate();
  const tries: number[] = [];
  const flaky: FakeFunction = { id: "flaky", on: ["flaky"], retries: 2, handler: async ({ step, attempt }) => step.run("try", () => { tries.push(attempt); return "ran"; }) };
  const { executor, told } = createEngineFixture([flaky], { gate });
  const again = executor.start("app-flaky", { name: "flaky" });
  await release("app-flaky/try", { kind: "failure", error: { name: "Error", message: "on purpose" }, noRetry: false });
  await release("app-flaky/try");
  const run = await executor.whenEnded(again.runId);
  assert.deepEqual([run.output, run.steps[0]?.attempts, tries.length], ["ran", 2, 1]);
  assert.equal(told.filter(({ type }) => type === "stepAttemptFailed").length, 1);
  const forGood = executor.start("app-flaky", { name: "flaky" });
  await release("app-flaky/try", { kind: "failure", error: { name: "Error", message: "on purpose" }, noRetry: true });
  assert.deepEqual((await executor.whenEnded(forGood.runId)).error?.message, "on purpose");
});

test("a wait ends by hand: at the gate and while it waits, with time moved to its end", async () => {
  const { gate, release } = createHeldGate();
  const waits: FakeFunction = { id: "waits", on: ["wait"], handler: async ({ step }) => step.waitForEvent("answer", { event: "answer", timeout: "1h" }) };
  const { executor, clock } = createEngineFixture([waits], { gate });
  const start = clock.now();
  const first = executor.start("app-waits", { name: "wait" });
  await release("app-waits/answer", { kind: "timeout" });
  assert.equal((await executor.whenEnded(first.runId)).output, null);
  assert.equal(clock.now(), start + 3_600_000);

  const second = executor.start("app-waits", { name: "wait" });
  const hold = clock.hold("gate");
  await release("app-waits/answer");
  const waiting = await until(() => executor.run(second.runId), (run) => run?.status === "waiting");
  assert.equal(executor.expire(second.runId, hashOf(waiting, "answer")), true);
  assert.equal((await executor.whenEnded(second.runId)).output, null);
  assert.equal(clock.now(), start + 7_200_000);
  assert.equal(executor.expire(second.runId, hashOf(waiting, "answer")), false);
  hold();
});

async function until<T>(read: () => T, isIt: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = read();
    if (isIt(value)) return value;
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

test("edits leave nothing of JSON out", () => {
  const data = JSON.parse('{ "__proto__": { "a": [1, null, "\\u001b"] } }') as JsonValue;
  const { executor } = createEngineFixture([order], { gate: () => new Promise(() => undefined) });
  const { runId, events: [event] } = executor.start("app-order", { name: "order" });
  assert.ok(event);
  assert.deepEqual(executor.edit(runId, { kind: "eventEdited", index: 0, event: { ...event, data } }).events[0]?.data, data);
  executor.stop();
});
