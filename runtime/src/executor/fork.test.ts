import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";

function createFunctions(ran: string[]): readonly FakeFunction[] {
  return [
    {
      id: "main", on: ["a/start"], handler: async ({ step }) => {
        const first = await step.run("first", () => { ran.push("first"); return 1; });
        await step.sendEvent("tell", { name: "a/told" });
        const last = await step.run("last", () => { ran.push("last"); return first; });
        return last;
      },
    },
    { id: "listener", on: ["a/told"], handler: () => "heard" },
  ];
}

test("a fork goes on from the results it was given and repeats nothing", async () => {
  const ran: string[] = [];
  const { executor, told } = createEngineFixture(createFunctions(ran));
  const main = executor.start("app-main", { name: "a/start" });
  await executor.whenIdle();
  const fork = executor.fork(main.runId, 2);
  assert.deepEqual(fork.cause, { kind: "fork", runId: main.runId, position: 2 });
  await executor.whenIdle();
  assert.deepEqual(ran, ["first", "last", "last"]);
  assert.equal(told.filter(({ type }) => type === "eventSent").length, 1, "the event is not sent again");
  const ended = executor.run(fork.runId);
  assert.equal(ended?.status, "completed");
  assert.equal(ended.output, 1);
  assert.deepEqual(ended.emitted.map(({ event }) => event.name), ["a/told"], "it shows what was sent before it");
});

test("a fork that goes back before an event it did not send leaves that event and its run alone", async () => {
  const ran: string[] = [];
  const { executor } = createEngineFixture(createFunctions(ran));
  const main = executor.start("app-main", { name: "a/start" });
  await executor.whenIdle();
  const listener = executor.runs().find(({ functionId }) => functionId === "app-listener")?.runId ?? "";
  const fork = executor.fork(main.runId, 2);
  await executor.whenIdle();
  executor.rewind(fork.runId, 1);
  await executor.whenIdle();
  assert.equal(executor.run(listener)?.status, "completed");
  assert.equal(executor.run(main.runId)?.emitted[0]?.runs[0], listener);
  const forked = executor.run(fork.runId);
  assert.notEqual(forked?.emitted[0]?.internalId, executor.run(main.runId)?.emitted[0]?.internalId, "run again, the step sends an event of its own");
  assert.deepEqual(ran, ["first", "last", "last", "last"]);
});

test("an edited result of a fork is the fork's alone", async () => {
  const { executor } = createEngineFixture(createFunctions([]));
  const main = executor.start("app-main", { name: "a/start" });
  await executor.whenIdle();
  const fork = executor.fork(main.runId, 2);
  const [first] = fork.steps;
  executor.edit(fork.runId, { kind: "stepEdited", hashedId: first?.hashedId ?? "", result: { kind: "data", data: 5 } });
  await executor.whenIdle();
  assert.equal(executor.run(fork.runId)?.output, 5);
  assert.equal(executor.run(main.runId)?.output, 1);
});

test("a run may begin with results that were recorded elsewhere", async () => {
  const ran: string[] = [];
  const { executor } = createEngineFixture(createFunctions(ran));
  const main = executor.start("app-main", { name: "a/start" });
  await executor.whenIdle();
  const done = executor.run(main.runId);
  assert.ok(done !== undefined);
  const other = createEngineFixture(createFunctions(ran));
  other.executor.startFrom("app-main", done.events, { steps: done.steps.slice(0, 2), emitted: done.emitted });
  await other.executor.whenIdle();
  assert.deepEqual(ran, ["first", "last", "last"]);
  assert.equal(other.executor.runs().length, 1);
  assert.throws(() => other.executor.fork(other.executor.runs()[0]?.runId ?? "", 9), /has 3 finished steps; it cannot be forked at 9/);
});
