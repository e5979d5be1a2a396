/** A function that is another one when its run goes on: results stay by their ids, whatever is around them now. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import { withResolvers } from "../executor/live-run.ts";
import type { RunState } from "../executor/model.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { testStart } from "../testing/engine-fixture.ts";
import { createFunction, createProject, sdkVersions, type SdkVersion } from "../worker/testing/project.ts";
import { startSession } from "./start-session.ts";

const program = (sdk: SdkVersion, body: string): string => `
import * as sdk from "inngest";
const inngest = new sdk.Inngest({ id: "app", checkpointing: true, experimentalCheckpointing: true, logger: { info() {}, warn() {}, error() {}, debug() {} } });
export const main = ${createFunction(sdk, 'id: "main"', `async ({ step, attempt }) => { ${body} }`)};
`;

const gate = { plan: () => Promise.resolve(undefined), checkpoint: undefined };

/** Begins with one body until the run waits, and goes on with the other. */
async function change(sdk: SdkVersion, mode: "plan" | "checkpoint", before: string, after: string): Promise<RunState> {
  const project = await createProject({ sdk, files: { "program.ts": program(sdk, before) } });
  const store = createMemoryStore();
  const options = { worker: { program: project.path("program.ts") }, follow: "all", store, ...(mode === "plan" ? { gate: gate.plan } : {}) } as const;
  try {
    const clock = createVirtualClock({ base: () => 0, start: testStart });
    clock.hold("gate");
    const waits = withResolvers<undefined>();
    const first = await startSession({ ...options, clock, onEvent: ({ type }) => { if (type === "runWaiting" || type === "stepAttemptFailed") waits.resolve(undefined); } });
    const { runId } = first.executor.start("app-main", { name: "app/start" });
    await waits.promise;
    await first.dispose();
    await writeFile(project.path("program.ts"), program(sdk, after));
    const second = await startSession({ ...options, clock: createVirtualClock({ base: () => 0, start: testStart }), onEvent: () => undefined });
    const ended = await second.executor.whenEnded(runId);
    await second.dispose();
    return ended;
  } finally {
    await project.dispose();
  }
}

const results = ({ steps }: RunState): readonly unknown[] => steps.map(({ id, attempts, result }) => [id, attempts, result.kind === "data" ? result.data : result.error.message]);

for (const sdk of sdkVersions) for (const mode of ["plan", "checkpoint"] as const) describe(`on ${sdk}, ${mode}`, () => {
  test("steps that were added run, wherever they stand; one that was renamed runs again; one that was removed is left out", { timeout: 240_000 }, async () => {
    const run = await change(sdk, mode,
      'const a = await step.run("a", () => "a"); const b = await step.run("b", () => a + "b"); await step.sleep("nap", "1h"); return [a, b];',
      'const zero = await step.run("zero", () => "0"); const a = await step.run("a", () => "not again"); await step.sleep("nap", "5h"); return [zero, a, await step.run("b-2", () => a + "b2")];');
    assert.deepEqual([run.status, run.output, run.error], ["completed", ["0", "a", "ab2"], undefined]);
    assert.deepEqual(results(run), [["a", 1, "a"], ["b", 1, "ab"], ["nap", 1, null], ["zero", 1, "0"], ["b-2", 1, "ab2"]]);
    assert.equal((run.endedAt ?? 0) - testStart, 3_600_000, "a sleep that has begun ends when it was to end");
  });

  test("a step that was mended between two attempts is tried again as it is now; one that is gone lets the function go on", { timeout: 240_000 }, async () => {
    const broken = 'return await step.run("flaky", () => { throw new Error("broken"); });';
    const mended = await change(sdk, mode, broken, 'return await step.run("flaky", () => "mended");');
    assert.deepEqual([mended.status, mended.output, results(mended)], ["completed", "mended", [["flaky", 2, "mended"]]]);
    const gone = await change(sdk, mode, broken, 'return "without it";');
    assert.deepEqual([gone.status, gone.output, results(gone)], ["completed", "without it", []]);
  });
});
