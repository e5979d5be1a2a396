import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../store/memory-store.ts";
import { createEngineFixture, testStart } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";

test("stepping back over a signal lets its receiver wait again", async () => {
  const { executor } = createEngineFixture([
    { id: "sends", on: ["go"], handler: async ({ step }) => { await step.sendEvent("begin", { name: "job" }); await step.run("between", () => 1); return step.sendSignal("send", { signal: "s", data: 42 }); } },
    { id: "waits", on: ["job"], handler: async ({ step }) => { const got = await step.waitForSignal("wait", { signal: "s", timeout: "1d", conflict: "fail" }); await step.run("after", () => 2); return got; } },
  ]);
  const { runId } = executor.start("app-sends", { name: "go" });
  await executor.whenIdle();
  const [sender, receiver] = executor.runs();
  assert.deepEqual(sender?.output, { data: { run_id: receiver?.runId } });
  assert.deepEqual(receiver?.output, { signal: "s", data: 42 });
  assert.deepEqual(receiver.steps[0]?.signalledBy, { runId, step: sender?.steps[2]?.hashedId });
  executor.rewind(runId, 2);
  assert.deepEqual(executor.run(receiver.runId)?.steps, []);
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ runId: id, status }) => [id, status]), [[runId, "completed"], [receiver.runId, "completed"]]);
  assert.deepEqual(executor.run(receiver.runId)?.steps.map(({ id }) => id), ["wait", "after"]);
});

test("a step whose signal no run waits for succeeds", async () => {
  const { executor } = createEngineFixture([{ id: "sends", on: ["go"], handler: ({ step }) => step.sendSignal("send", { signal: "nobody" }) }]);
  executor.send([{ name: "go" }]);
  await executor.whenIdle();
  assert.deepEqual(executor.runs().map(({ status, steps }) => [status, steps[0]?.attempts]), [["completed", 1]]);
});

test("a signal that no run waits for changes nothing", () => {
  const { executor, worker } = createEngineFixture([]);
  assert.equal(executor.signal("nobody", null), undefined);
  const request = (method: string, body: { readonly signal?: string }) => worker.api?.({ method, path: "/v1/signals", headers: {}, body, call: undefined });
  assert.deepEqual([request("POST", { signal: "nobody" }), request("POST", {}), request("GET", {})].map((response) => response?.status), [404, 400, 405]);
});

test("in the next session a signal still goes to the run that took another's place, and that one waits on for its timeout", async () => {
  const functions: FakeFunction[] = [{
    id: "waits", on: ["go"],
    handler: async ({ step, event }) => {
      const { nap, conflict } = event.data as { readonly nap: string; readonly conflict: "fail" | "replace" };
      await step.sleep("nap", nap);
      return step.waitForSignal("wait", { signal: "s", timeout: "1d", conflict });
    },
  }];
  const store = createMemoryStore();
  const first = createEngineFixture(functions, { journal: store });
  // The one that comes later has waited first.
  first.executor.send([{ name: "go", data: { nap: "2m", conflict: "replace" } }, { name: "go", data: { nap: "1m", conflict: "fail" } }]);
  const [replaces, replaced] = first.executor.runs();
  const until = async (holds: () => boolean): Promise<void> => { while (!holds()) await new Promise((resolve) => { setImmediate(resolve); }); };
  const waits = (runId = ""): boolean => first.executor.run(runId)?.planned.some(({ id, phase }) => id === "wait" && phase === "waiting") === true;
  await until(() => waits(replaced?.runId));
  await until(() => waits(replaces?.runId));
  first.executor.suspend();
  const second = createEngineFixture(functions, { journal: store, restored: store.restore() });
  second.clock.advanceTo(testStart + 3 * 60_000);
  const release = second.clock.hold("running");
  second.executor.resume();
  assert.equal(second.executor.signal("s", "taken"), replaces?.runId);
  release();
  await second.executor.whenIdle();
  assert.deepEqual(second.executor.runs().map(({ status, output }) => [status, output]), [["completed", { signal: "s", data: "taken" }], ["completed", null]]);
});
