import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { createHeldGate } from "../testing/held-gate.ts";

const onboarding: FakeFunction = {
  id: "user-onboarding", on: ["app/user.signup"],
  handler: async ({ step, event }) => {
    const user = await step.run("create-account", () => ({ id: "u1" }));
    await step.sendEvent("send-activation-event", { name: "app/user.activated", data: { userId: "u1" } });
    await step.run("index", () => event.name);
    return { user };
  },
};
const welcome: FakeFunction = { id: "welcome", on: ["app/user.activated"], handler: async ({ step }) => step.run("greet", () => "hello") };

test("runs to the end, memoizes each step and starts what its events trigger", async () => {
  const { executor } = createEngineFixture([onboarding, welcome]);
  const [sent] = executor.send([{ name: "app/user.signup", data: { email: "a@b.c" } }]);
  await executor.whenIdle();
  const [run, followed] = executor.runs();
  assert.equal(run?.status, "completed");
  assert.deepEqual(run.output, { user: { id: "u1" } });
  assert.deepEqual(run.steps.map(({ id, attempts, tool }) => [id, attempts, tool]), [["create-account", 1, "step.run"], ["send-activation-event", 1, "step.sendEvent"], ["index", 1, "step.run"]]);
  const [emitted] = run.emitted;
  assert.deepEqual(emitted?.step?.id, "send-activation-event");
  assert.deepEqual(run.steps[1]?.result, { kind: "data", data: { ids: [emitted.internalId], status: 200 } });
  assert.deepEqual(emitted.runs, [followed?.runId]);
  assert.deepEqual(followed?.cause, { kind: "event", internalId: emitted.internalId, runId: run.runId, step: run.steps[1]?.hashedId });
  assert.deepEqual(sent?.runs, [run.runId]);
});

test("without following, emitted events start nothing", async () => {
  const { executor } = createEngineFixture([onboarding, welcome], { follow: "none" });
  const run = executor.start("app-user-onboarding", { name: "app/user.signup" });
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ runId }) => runId), [run.runId]);
  assert.equal(executor.run(run.runId)?.emitted.length, 1);
});

test("the gate holds a run before each body while others go on", async () => {
  const { gate, release, held, arrived } = createHeldGate();
  let bodies = 0;
  const counting: FakeFunction = { id: "counting", on: ["count"], handler: async ({ step }) => { await step.run("a", () => ++bodies); return step.run("b", () => ++bodies); } };
  const { executor } = createEngineFixture([counting, welcome], { gate: (run, step, signal) => (run.functionId === "app-welcome" ? Promise.resolve(undefined) : gate(run, step, signal)) });
  const run = executor.start("app-counting", { name: "count" });
  await arrived("app-counting/a");
  assert.equal(bodies, 0);
  const other = executor.start("app-welcome", { name: "app/user.activated" });
  assert.equal((await executor.whenEnded(other.runId)).status, "completed");
  assert.deepEqual(held(), ["app-counting/a"]);
  await release("app-counting/a");
  await arrived("app-counting/b");
  assert.equal(bodies, 1);
  await release("app-counting/b", { kind: "result", result: { kind: "data", data: "mocked" } });
  assert.equal((await executor.whenEnded(run.runId)).output, "mocked");
  assert.equal(bodies, 1);
});

test("stepping back over a sent event undoes it and what it started; running again gives a new id", async () => {
  const { gate, release, arrived } = createHeldGate();
  const { executor, told } = createEngineFixture([onboarding, welcome], { gate: (run, step, signal) => (run.functionId === "app-welcome" ? Promise.resolve(undefined) : gate(run, step, signal)) });
  const { runId } = executor.start("app-user-onboarding", { name: "app/user.signup" });
  await release("app-user-onboarding/create-account");
  await release("app-user-onboarding/send-activation-event");
  await arrived("app-user-onboarding/index");
  const first = executor.run(runId)?.emitted[0];
  assert.ok(first);
  await executor.whenEnded(first.runs[0] ?? "");

  const back = executor.rewind(runId, 1);
  assert.deepEqual(back.steps.map(({ id }) => id), ["create-account"]);
  assert.deepEqual(back.emitted, []);
  assert.deepEqual(executor.runs().map(({ functionId }) => functionId), ["app-user-onboarding"]);
  assert.equal(told.filter(({ type }) => type === "runUndone").length, 1);
  await release("app-user-onboarding/send-activation-event");
  await arrived("app-user-onboarding/index");
  const second = executor.run(runId)?.emitted;
  assert.equal(second?.length, 1);
  assert.notEqual(second[0]?.internalId, first.internalId);
  assert.equal(executor.runs().length, 2);
  await release("app-user-onboarding/index");
  assert.equal((await executor.whenEnded(runId)).status, "completed");
  assert.deepEqual(executor.history(runId).map(({ steps }) => steps.length), [0, 1, 2, 3, 3]);
});

test("an ended run can go back to its start", async () => {
  const { executor } = createEngineFixture([onboarding, welcome]);
  const { runId } = executor.start("app-user-onboarding", { name: "app/user.signup" });
  await executor.whenIdle();
  executor.rewind(runId, 0);
  assert.equal(executor.run(runId)?.status, "running");
  await executor.whenIdle();
  assert.equal(executor.run(runId)?.status, "completed");
  assert.equal(executor.run(runId)?.emitted.length, 1);
  assert.equal(executor.runs().length, 2);
  assert.throws(() => executor.rewind(runId, 9), /cannot go back to step 9/);
});

test("stopping cancels what has not ended", async () => {
  const { gate, arrived } = createHeldGate();
  const { executor } = createEngineFixture([onboarding], { gate });
  const { runId } = executor.start("app-user-onboarding", { name: "app/user.signup" });
  await arrived("app-user-onboarding/create-account");
  executor.stop();
  await executor.whenIdle();
  assert.equal(executor.run(runId)?.status, "cancelled");
});
