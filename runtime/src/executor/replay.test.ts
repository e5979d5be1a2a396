import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tried } from "../../../test/property.ts";
import { checkEndEvents, checkHashes, checkReplay } from "../testing/check-history.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { FakeError, type FakeContext, type FakeFunction } from "../testing/fake-worker.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { JsonValue, RunState } from "./model.ts";

/** A program: a tree of step calls, one after the other or side by side. */
type Call =
  | { readonly kind: "run"; readonly id: string; readonly failures: number; readonly hopeless: boolean }
  | { readonly kind: "send"; readonly id: string; readonly event: string }
  | { readonly kind: "sleep"; readonly id: string; readonly duration: string }
  | { readonly kind: "wait"; readonly id: string; readonly event: string }
  | { readonly kind: "invoke"; readonly id: string }
  | { readonly kind: "all"; readonly calls: readonly Call[] };

const id = fc.constantFrom("a", "b", "c", "d");
const event = fc.constantFrom("x/one", "x/two");
const { call } = fc.letrec<{ call: Call }>((tie) => ({
  call: fc.oneof(
    { maxDepth: 2 },
    fc.record({ kind: fc.constant("run" as const), id, failures: fc.nat(2), hopeless: fc.boolean() }),
    fc.record({ kind: fc.constant("send" as const), id, event }),
    fc.record({ kind: fc.constant("sleep" as const), id, duration: fc.constantFrom("1s", "2h", "3d") }),
    fc.record({ kind: fc.constant("wait" as const), id, event }),
    fc.record({ kind: fc.constant("invoke" as const), id }),
    fc.record({ kind: fc.constant("all" as const), calls: fc.array(tie("call"), { maxLength: 3 }) }),
  ),
}));

async function perform({ step }: FakeContext, one: Call, tries: Map<string, number>): Promise<JsonValue> {
  switch (one.kind) {
    case "run": return step.run(one.id, () => {
      const tried = (tries.get(one.id) ?? 0) + 1;
      tries.set(one.id, tried);
      if (tried <= one.failures) throw one.hopeless ? new FakeError("NonRetriableError", "hopeless") : new Error(`try ${tried}`);
      return tried;
    });
    case "send": return step.sendEvent(one.id, { name: one.event });
    case "sleep": return step.sleep(one.id, one.duration);
    case "wait": return step.waitForEvent(one.id, { event: one.event, timeout: "1d" });
    case "invoke": return step.invoke(one.id, { function: "app-child" });
    case "all": return Promise.all(one.calls.map((child) => performInside({ step } as FakeContext, child, tries)));
  }
}

/** An error inside a group is caught, so that programs go on. */
async function performInside(context: FakeContext, one: Call, tries: Map<string, number>): Promise<JsonValue> {
  try {
    return await perform(context, one, tries);
  } catch (error) {
    return error instanceof Error ? error.message : null;
  }
}

function createFunctions(program: readonly Call[]): FakeFunction[] {
  const tries = new Map<string, number>();
  return [
    { id: "main", on: ["start"], retries: 2, handler: async (context) => { const results: JsonValue[] = []; for (const one of program) results.push(await perform(context, one, tries)); return results; } },
    { id: "child", on: ["x/one"], handler: async ({ step }) => step.run("inside", () => "child") },
  ];
}

const programs = fc.array(call, { maxLength: 4 });

test("a recorded run replays through reduce to the same state", { timeout: 240_000 }, async () => {
  await fc.assert(fc.asyncProperty(programs, fc.constantFrom(1, 2), fc.boolean(), async (program, version, gated) => {
    const journal = createMemoryStore();
    const { executor } = createEngineFixture(createFunctions(program), { version, journal, ...(gated ? { gate: () => Promise.resolve(undefined) } : {}) });
    executor.start("app-main", { name: "start" });
    await executor.whenIdle();
    for (const run of executor.runs()) {
      checkReplay(run, journal);
      assert.ok(run.status === "completed" || run.status === "failed");
      checkHashes(run);
      checkEndEvents(run, journal);
    }
  }), tried(40, 7));
});

test("the same seed gives the same session", { timeout: 240_000 }, async () => {
  await fc.assert(fc.asyncProperty(programs, fc.constantFrom(1, 2), async (program, version) => {
    const play = async (): Promise<readonly RunState[]> => {
      const { executor } = createEngineFixture(createFunctions(program), { version });
      executor.start("app-main", { name: "start" });
      await executor.whenIdle();
      return executor.runs();
    };
    assert.deepEqual(await play(), await play());
  }), tried(20, 7));
});

test("going back anywhere and on again ends in the same outputs, with nothing left of what was undone", { timeout: 240_000 }, async () => {
  const harmless = fc.array(call.filter((one) => one.kind === "send" || one.kind === "sleep" || one.kind === "invoke"), { minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(harmless, fc.nat(), async (program, choice) => {
    const journal = createMemoryStore();
    const { executor } = createEngineFixture(createFunctions(program), { journal });
    const { runId } = executor.start("app-main", { name: "start" });
    await executor.whenIdle();
    const before = executor.runs();
    const finished = before[0]?.steps.length ?? 0;
    executor.rewind(runId, choice % (finished + 1));
    await executor.whenIdle();
    const after = executor.runs();
    const shape = (runs: readonly RunState[]): unknown => runs.map(({ functionId, status, steps, emitted }) => [functionId, status, steps.map(({ id: stepId }) => stepId), emitted.map(({ event: { name }, runs: started }) => [name, started.length])]);
    assert.deepEqual(shape(after), shape(before));
    for (const run of after) checkReplay(run, journal);
    const ids = after.flatMap(({ emitted }) => emitted.flatMap(({ runs }) => runs));
    assert.ok(ids.every((started) => executor.run(started) !== undefined));
  }), tried(30, 7));
});
