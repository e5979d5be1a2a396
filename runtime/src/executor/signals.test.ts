import assert from "node:assert/strict";
import { test } from "node:test";
import { createEngineFixture } from "../testing/engine-fixture.ts";

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

test("a signal that no run waits for changes nothing", () => {
  const { executor, worker } = createEngineFixture([]);
  assert.equal(executor.signal("nobody", null), undefined);
  const request = (method: string, body: { readonly signal?: string }) => worker.api?.({ method, path: "/v1/signals", headers: {}, body, call: undefined });
  assert.deepEqual([request("POST", { signal: "nobody" }), request("POST", {}), request("GET", {})].map((response) => response?.status), [404, 400, 405]);
});
