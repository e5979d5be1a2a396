import assert from "node:assert/strict";
import { test } from "node:test";
import type { Executor } from "../executor/executor.ts";
import type { ExecutorLimits } from "../executor/engine.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { createBreakpoints } from "./breakpoints.ts";
import { createMotion, type Motion } from "./motion.ts";
import type { ExceptionFilter, Stop } from "./stop.ts";

let n = 0;
const wanders: FakeFunction = { id: "wanders", on: ["go"], handler: async ({ step }) => step.run(`random-${n++}`, () => 1) };
const breaks: FakeFunction = { id: "breaks", on: ["go"], retries: 0, handler: async ({ step }) => step.run("same", () => { throw new Error("boom"); }) };

/** How a run of the function ends with these filters, when nothing else stops it; undefined where it just leaves. */
async function run(fn: FakeFunction, filters: readonly ExceptionFilter[], options: { readonly limits?: Partial<ExecutorLimits>; readonly gated: boolean }): Promise<Stop | undefined> {
  let stop: Stop | undefined;
  const behind: { executor?: Executor; motion?: Motion } = {};
  const motion = createMotion({
    breakpoints: createBreakpoints(), filters: () => new Set(filters), stops: true, stopOnEntry: false,
    nextThreadId: () => 1, run: (runId) => behind.executor?.run(runId), rewind: () => undefined, edit: () => undefined, inject: () => undefined,
    onStop: (_threadId, _runId, made) => { stop = made; }, onThread: () => undefined, onLog: () => undefined,
  });
  const { executor } = createEngineFixture([fn], {
    onEvent: (event) => { motion.handle(event); }, ...(options.gated ? { gate: motion.gate } : {}), ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  behind.executor = executor;
  executor.start(`app-${fn.id}`, { name: "go" });
  await executor.whenIdle();
  return stop;
}

test("a replay that does not find its step again stops, and so does one that finds new steps without end", async () => {
  const lost = await run(wanders, ["non-determinism"], { gated: true });
  assert.deepEqual([lost?.reason, lost?.failure?.filter, lost?.failure?.error.name], ["exception", "non-determinism", "StepNotFound"]);
  const endless = await run(wanders, ["non-determinism"], { gated: false, limits: { requestsPerRun: 20 } });
  assert.deepEqual([endless?.failure?.filter, endless?.failure?.error.name], ["non-determinism", "NonDeterminismError"]);
});

test("other failures do not, and it is told apart from them where both are looked for", async () => {
  assert.equal(await run(breaks, ["non-determinism"], { gated: true }), undefined);
  assert.equal((await run(breaks, ["run-failed", "non-determinism"], { gated: true }))?.failure?.filter, "run-failed");
  assert.equal((await run(wanders, ["run-failed", "non-determinism"], { gated: true }))?.failure?.filter, "non-determinism");
  assert.equal(await run(wanders, ["step-failed"], { gated: true }), undefined);
});
