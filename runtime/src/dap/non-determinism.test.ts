import assert from "node:assert/strict";
import { test } from "node:test";
import type { Executor } from "../executor/contract.ts";
import type { ExecutorLimits } from "../executor/engine.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { JsonValue } from "../executor/model.ts";
import type { FakeContext, FakeFunction } from "../testing/fake-worker.ts";
import { createBreakpoints } from "./breakpoints.ts";
import { createMotion, type Motion } from "./motion.ts";
import type { ExceptionFilter, Stop } from "./stop.ts";

let n = 0;
const wanders: FakeFunction = { id: "wanders", on: ["go"], handler: async ({ step }) => step.run(`random-${n++}`, () => 1) };
const breaks: FakeFunction = { id: "breaks", on: ["go"], retries: 0, handler: async ({ step }) => step.run("same", () => { throw new Error("boom"); }) };

/** How a run of the function ends with these filters, when nothing else stops it; undefined where it just leaves. */
async function run(fn: FakeFunction, filters: readonly ExceptionFilter[], options: { readonly limits?: Partial<ExecutorLimits>; readonly gated: boolean }): Promise<Stop | undefined> {
  let stop: Stop | undefined;
  let stand = (): void => undefined;
  const standing = new Promise<void>((resolve) => { stand = resolve; });
  const behind: { executor?: Executor; motion?: Motion } = {};
  const motion = createMotion({
    breakpoints: createBreakpoints(), filters: () => new Set(filters), stops: true, stopOnEntry: false,
    nextThreadId: () => 1, run: (runId) => behind.executor?.run(runId), rewind: () => undefined, edit: () => undefined, inject: () => undefined,
    onStop: (_threadId, _runId, made) => { stop = made; stand(); }, onThread: () => undefined, onLog: () => undefined,
  });
  const { executor } = createEngineFixture([fn], {
    onEvent: (event) => { motion.handle(event); }, ...(options.gated ? { gate: motion.gate } : {}), ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  behind.executor = executor;
  executor.start(`app-${fn.id}`, { name: "go" });
  await Promise.race([executor.whenIdle(), standing]);
  executor.stop();
  return stop;
}

test("a replay that does not find its step again stops, and so does one that finds new steps without end", async () => {
  const lost = await run(wanders, ["non-determinism"], { gated: true });
  assert.deepEqual([lost?.reason, lost?.failure?.filter, lost?.failure?.error.name], ["exception", "non-determinism", "StepNotFound"]);
  const endless = await run(wanders, ["non-determinism"], { gated: false, limits: { requestsPerRun: 20 } });
  assert.deepEqual([endless?.failure?.filter, endless?.failure?.error.name], ["non-determinism", "NonDeterminismError"]);
});

/** How many times the handler has begun; each step is planned in one call and run in the next. */
let calls = 0;
const turns = (from: number, other: (step: FakeContext["step"]) => Promise<JsonValue>): FakeFunction => ({
  id: "turns", on: ["go"],
  handler: async ({ step }) => {
    await step.run("first", () => 1);
    if (calls++ >= from) return other(step);
    await step.run("once", () => 2);
    return step.run("last", () => 3);
  },
});

test("a replay that does not come to a memoized step again stops where it goes on, or ends", async () => {
  calls = 0;
  const elsewhere = await run(turns(2, (step) => step.run("instead", () => 4)), ["non-determinism"], { gated: true });
  assert.deepEqual([elsewhere?.reason, elsewhere?.step?.id, elsewhere?.failure?.filter], ["exception", "instead", "non-determinism"]);
  assert.equal(elsewhere?.failure?.error.message, "this replay did not come to step `once`, whose result is memoized, and came to `instead` instead: its id, or the way to it, changes from replay to replay or was changed in the code");
  calls = 0;
  const early = await run(turns(2, async () => "gone"), ["non-determinism"], { gated: true });
  assert.match(early?.failure?.error.message ?? "", /did not come to step `once`, whose result is memoized, and ended without it/);
  calls = 0;
  assert.equal(await run(turns(99, async () => "never"), ["non-determinism"], { gated: true }), undefined);
});

test("side by side, and after a retry, a step that is not asked for again is no proof", async () => {
  calls = 0;
  const races: FakeFunction = {
    id: "races", on: ["go"],
    handler: async ({ step }) => {
      const chain = async (name: string): Promise<JsonValue> => { await step.run(`${name}-1`, () => 1); return step.run(`${name}-2`, () => 2); };
      await Promise.all([step.run("a", () => 1), step.run("b", () => 1)]);
      return calls++ < 4 ? chain("left") : "done";
    },
  };
  assert.equal(await run(races, ["non-determinism"], { gated: true }), undefined);
});

test("other failures do not, and it is told apart from them where both are looked for", async () => {
  assert.equal(await run(breaks, ["non-determinism"], { gated: true }), undefined);
  assert.equal((await run(breaks, ["run-failed", "non-determinism"], { gated: true }))?.failure?.filter, "run-failed");
  assert.equal((await run(wanders, ["run-failed", "non-determinism"], { gated: true }))?.failure?.filter, "non-determinism");
  assert.equal(await run(wanders, ["step-failed"], { gated: true }), undefined);
});
