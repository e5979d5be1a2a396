import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture, testStart } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import type { GateDecision } from "./ports.ts";

const hour = 3_600_000;
const waits: FakeFunction = { id: "waits", on: ["wait"], handler: async ({ step }) => step.waitForEvent("answer", { event: "answer", timeout: "1h" }) };
const sends: FakeFunction = { id: "sends", on: ["send"], handler: async ({ step }) => step.sendEvent("send", { name: "answer", data: { n: 1 } }) };

test("a timeout does not fire while another run stands at the gate; the held run may send what is waited for", async () => {
  let release: ((decision: GateDecision) => void) | undefined;
  const { executor, told } = createEngineFixture([waits, sends], {
    gate: (run) => (run.functionId === "app-sends" ? new Promise((resolve) => { release = resolve; }) : Promise.resolve(undefined)),
  });
  const { runId } = executor.start("app-waits", { name: "wait" });
  executor.start("app-sends", { name: "send" });
  // Long enough for the clock to have jumped, were it free to.
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(executor.run(runId)?.status, "waiting");
  release?.(undefined);
  await executor.whenIdle();
  assert.deepEqual(executor.run(runId)?.steps.map(({ result }) => (result.kind === "data" ? (result.data as { data: unknown }).data : undefined)), [{ n: 1 }]);
  assert.equal(told.some(({ type }) => type === "clockJumped"), false);
});

test("undoing the event that ended a wait makes the other run wait again", async () => {
  const { executor } = createEngineFixture([waits, sends]);
  const { runId } = executor.start("app-waits", { name: "wait" });
  const sender = executor.start("app-sends", { name: "send" });
  await executor.whenIdle();
  const first = executor.run(runId)?.steps[0]?.resumedBy;
  assert.equal(first, executor.run(sender.runId)?.emitted[0]?.internalId);
  executor.rewind(sender.runId, 0);
  assert.equal(executor.run(runId)?.steps.length, 0);
  await executor.whenIdle();
  const second = executor.run(runId)?.steps[0]?.resumedBy;
  assert.ok(second !== undefined && second !== first);
});

test("undoing an invoke removes the invoked run and what it sent", async () => {
  const parent: FakeFunction = { id: "parent", on: ["start"], handler: async ({ step }) => step.invoke("call", { function: "app-sends" }) };
  const listener: FakeFunction = { id: "listener", on: ["answer"], handler: () => 1 };
  const { executor, told } = createEngineFixture([parent, sends, listener]);
  const { runId } = executor.start("app-parent", { name: "start" });
  await executor.whenIdle();
  const before = executor.runs().map((run) => run.runId);
  executor.rewind(runId, 0);
  assert.deepEqual(executor.runs().map((run) => run.runId), [runId]);
  assert.deepEqual(told.flatMap((event) => (event.type === "runUndone" ? [event.run.runId] : [])).toSorted(), before.slice(1).toSorted());
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ functionId, status }) => [functionId, status]), [["app-parent", "completed"], ["app-sends", "completed"], ["app-listener", "completed"]]);
});

test("a step back forgets an event's own id, so that it starts its functions again", async () => {
  const sender: FakeFunction = { id: "sender", on: ["start"], handler: async ({ step }) => step.sendEvent("send", { name: "answer", id: "order-1" }) };
  const listener: FakeFunction = { id: "listener", on: ["answer"], handler: () => 1 };
  const { executor } = createEngineFixture([sender, listener]);
  const { runId } = executor.start("app-sender", { name: "start" });
  await executor.whenIdle();
  executor.rewind(runId, 0);
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ functionId }) => functionId), ["app-sender", "app-listener"]);
});

test("an event's own id counts for 24 hours", async () => {
  const { executor, clock } = createEngineFixture([{ id: "once", on: ["a"], handler: () => 1 }]);
  executor.send([{ name: "a", id: "k" }, { name: "a", id: "k" }, { name: "a", id: "other" }]);
  assert.equal(executor.runs().length, 2);
  clock.advanceTo(testStart + 24 * hour);
  executor.send([{ name: "a", id: "k" }]);
  assert.equal(executor.runs().length, 3);
  await executor.whenIdle();
});

test("a time to come delays the runs until then", async () => {
  const { executor, told } = createEngineFixture([{ id: "later", on: ["a"], handler: () => 1 }]);
  executor.send([{ name: "a", ts: testStart + 2 * hour }]);
  assert.equal(told.some(({ type }) => type === "runStarted"), false);
  await executor.whenIdle();
  assert.deepEqual(told.filter(({ type }) => type === "clockJumped" || type === "runStarted").map(({ type }) => type), ["clockJumped", "runStarted"]);
  assert.equal(executor.runs()[0]?.endedAt, testStart + 2 * hour);
});

test("a body of an undone stretch can no longer send", async () => {
  let finishBody: (() => void) | undefined;
  const slow: FakeFunction = {
    id: "slow", on: ["start"],
    handler: async ({ step, send }) => step.run("slow", async () => { await new Promise<void>((resolve) => { finishBody = resolve; }); return send([{ name: "answer" }]); }),
  };
  const { executor, told } = createEngineFixture([slow, { id: "listener", on: ["answer"], handler: () => 1 }]);
  const { runId } = executor.start("app-slow", { name: "start" });
  while (finishBody === undefined) await new Promise((resolve) => { setImmediate(resolve); });
  const stale = finishBody;
  executor.rewind(runId, 0);
  finishBody = undefined;
  stale();
  while (finishBody === undefined) await new Promise((resolve) => { setImmediate(resolve); });
  assert.equal(told.some(({ type }) => type === "eventSent"), false);
  (finishBody as () => void)();
  await executor.whenIdle();
  assert.equal(executor.runs().length, 2);
});

test("a run whose doings let the one that invoked it go on cannot go back alone, and nothing is undone", async () => {
  const parent: FakeFunction = { id: "parent", on: ["start"], handler: async ({ step }) => Promise.all([step.waitForEvent("wait", { event: "answer", timeout: "1h" }), step.invoke("call", { function: "app-answers" })]) };
  const answers: FakeFunction = { id: "answers", handler: async ({ step }) => { await step.sendEvent("send", { name: "answer" }); return step.run("after", () => 1); } };
  const { executor } = createEngineFixture([parent, answers]);
  executor.start("app-parent", { name: "start" });
  await executor.whenIdle();
  const before = executor.runs();
  const child = before[1]?.runId ?? "";
  assert.throws(() => executor.rewind(child, 0), new RegExp(`^Error: run ${child} cannot go back to step 0: with what it did since \`app-parent\` has gone on, and would go back to before it started this run; go back there instead$`));
  assert.deepEqual(executor.runs(), before);
  executor.rewind(child, 1);
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ runId, status }) => [runId, status]), before.map(({ runId }) => [runId, "completed"]));
});
