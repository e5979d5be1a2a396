import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import type { RunState } from "./model.ts";

async function runOne(handler: FakeFunction["handler"], options: Parameters<typeof createEngineFixture>[1] = {}): Promise<RunState> {
  const { executor } = createEngineFixture([{ id: "one", on: ["start"], handler }], options);
  const { runId } = executor.start("app-one", { name: "start" });
  return executor.whenEnded(runId);
}

test("more steps than allowed name the limit, the value and the step", async () => {
  const run = await runOne(async ({ step }) => { for (let n = 0; n < 9; n++) await step.run(`s${n}`, () => n); return 1; }, { limits: { steps: 5 } });
  assert.equal(run.error?.message, "`app-one` has more than 5 steps in one run (limit `steps`); step `s5` is one too many");
});

test("a state beyond the limit names it", async () => {
  const run = await runOne(async ({ step }) => { await step.run("a", () => "x".repeat(600)); return step.run("b", () => "x".repeat(600)); }, { limits: { stateBytes: 1000 } });
  assert.match(run.error?.message ?? "", /^the state of `app-one` has \d+ bytes with the output of step `b`; at most 1000 are allowed \(limit `stateBytes`\)$/);
});

test("a step id that changes with each replay ends at the step that is not found again, or at the cap on requests", async () => {
  let n = 0;
  const planned = await runOne(async ({ step }) => step.run(`random-${n++}`, () => 1), { gate: () => Promise.resolve(undefined) });
  assert.match(planned.error?.message ?? "", /^step `random-0` was planned but the handler did not reach it again \(it found `random-1`\)/);
  const immediate = await runOne(async ({ step }) => step.run(`random-${n++}`, () => 1), { limits: { requestsPerRun: 50 } });
  assert.match(immediate.error?.message ?? "", /made 50 requests without ending/);
});

test("an event that triggers its own sender stops at the limit of runs, with a warning", async () => {
  const { executor, told } = createEngineFixture([{ id: "echo", on: ["echo"], handler: async ({ step }) => step.sendEvent("again", { name: "echo" }) }], { limits: { runs: 20 } });
  executor.start("app-echo", { name: "echo" });
  await executor.whenIdle();
  assert.equal(executor.runs().length, 20);
  assert.deepEqual(told.flatMap((event) => (event.type === "warning" ? [event.message] : [])), ["`app-echo` was not started: this session already has 20 runs (limit `runs`); do events trigger their own sender?"]);
});

test("an opcode the runtime does not know is named with its step", async () => {
  const { executor, worker } = createEngineFixture([{ id: "one", on: ["start"], handler: () => 1 }]);
  const answers = [{ id: "hash", op: "StepTeleport", displayName: "beam", userland: { id: "beam" } }, { id: "hash", op: "StepNotFound", displayName: "ask", userland: { id: "ask" } }];
  const messages: (string | undefined)[] = [];
  for (const op of answers) {
    worker.call = () => Promise.resolve({ status: 206, headers: { "x-inngest-req-version": "2" }, body: [op], observed: {} });
    const { runId } = executor.start("app-one", { name: "start" });
    messages.push((await executor.whenEnded(runId)).error?.message);
  }
  assert.deepEqual(messages, [
    "the SDK reported step `beam` with the opcode `StepTeleport`, which this runtime does not know",
    "step `ask` of `app-one` reports the opcode `StepNotFound`, which this runtime cannot run",
  ]);
});

test("a worker that gives up a call fails the run with its sentence", async () => {
  const { executor, worker } = createEngineFixture([{ id: "one", on: ["start"], handler: () => 1 }]);
  worker.call = () => Promise.reject(new Error("the program's process was ended by SIGKILL"));
  const { runId } = executor.start("app-one", { name: "start" });
  assert.equal((await executor.whenEnded(runId)).error?.message, "the program's process was ended by SIGKILL");
});

test("an `if` that cannot be read matches nothing and is reported; in a wait it fails the run", async () => {
  const { executor, told } = createEngineFixture([
    { id: "broken", triggers: [{ kind: "event", event: "a", expression: "event.data." }], handler: () => 1 },
    { id: "waits", on: ["start"], handler: async ({ step }) => step.waitForEvent("wait", { event: "a", timeout: "1h", if: "async.data ==" }) },
  ]);
  executor.send([{ name: "a" }]);
  assert.deepEqual(executor.runs(), []);
  assert.match(told.flatMap((event) => (event.type === "warning" ? [event.message] : [])).join(), /^a trigger of `app-broken` is ignored: `event\.data\.` cannot be read/);
  const { runId } = executor.start("app-waits", { name: "start" });
  assert.match((await executor.whenEnded(runId)).error?.message ?? "", /^the `if` of step `wait` cannot be read: /);
});

test("an invoked function that is not loaded is named", async () => {
  const run = await runOne(async ({ step }) => step.invoke("call", { function: "app-nowhere" }), {});
  assert.match(run.error?.message ?? "", /step `call` invokes `app-nowhere`, which is not among the loaded functions: `app-one`/);
});
