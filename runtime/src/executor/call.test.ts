import assert from "node:assert/strict";
import { test } from "node:test";
import { createIds } from "../../../shared/inngest/event-id.ts";
import { hashStepId } from "../../../shared/inngest/step-id.ts";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { createExecutor } from "./executor.ts";
import type { CallRequest, CallResponse, Worker } from "./ports.ts";

const names = new Map(["step", "first", "a", "b", "c", "last"].map((id) => [id === "step" ? id : hashStepId(id), id]));
const describeCall = ({ stepId, attempt, stack }: CallRequest): string => `${names.get(stepId) ?? stepId} ${attempt}: ${stack.map((hash) => names.get(hash)).join(" ")}`;

for (const version of [1, 2]) test(`a step is called with the results with which it was found, whatever its siblings did since (version ${version})`, async () => {
  const { executor, worker } = createEngineFixture([{
    id: "wide", on: ["e"],
    handler: async ({ step }) => {
      await step.run("first", () => 1);
      await Promise.all([step.run("a", () => 2), step.run("b", (attempt) => { if (attempt === 0) throw new Error("once"); return 3; }), step.run("c", () => 4)]);
      return step.run("last", () => 5);
    },
  }], { version });
  executor.send([{ name: "e" }]);
  await executor.whenIdle();
  assert.equal(executor.runs()[0]?.output, 5);
  const calls = worker.calls.map(describeCall);
  assert.deepEqual(calls.filter((call) => !call.startsWith("step")), ["a 0: first", "b 0: first", "c 0: first", "b 1: first"]);
  assert.equal(calls.at(-1), "step 0: first a c b last");
});

test("a step that was found beside results is called with them", async () => {
  const calls: string[] = [];
  const op = (id: string, opcode: string, rest: object = {}) => ({ op: opcode, id: hashStepId(id), displayName: id, userland: { id }, ...rest });
  const answers: Readonly<Record<string, CallResponse["body"]>> = {
    "step 0: ": [op("first", "StepRun", { data: 1 }), op("a", "StepPlanned")] as unknown as CallResponse["body"],
    "a 0: first": [op("a", "StepRun", { data: 2 })] as unknown as CallResponse["body"],
    "step 0: first a": [op("complete", "RunComplete", { data: "done" })] as unknown as CallResponse["body"],
  };
  const worker: Worker = {
    functions: [{ id: "app-f", localId: "f", name: "f", retries: 0, raw: null, triggers: [{ kind: "event", event: "e", expression: undefined }] }],
    call: async (request) => {
      const call = describeCall(request);
      calls.push(call);
      return { status: 206, headers: { "x-inngest-req-version": "2" }, body: answers[call] ?? [], observed: {} };
    },
  };
  const executor = createExecutor({ worker, clock: createVirtualClock({ base: () => 0 }), ids: createIds({ seed: 1 }), follow: "all", onEvent: () => undefined });
  executor.send([{ name: "e" }]);
  await executor.whenIdle();
  assert.deepEqual(calls, Object.keys(answers));
  assert.equal(executor.runs()[0]?.output, "done");
});
