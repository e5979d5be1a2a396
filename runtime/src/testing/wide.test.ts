/** Runs with very many steps side by side, where a call for one of them leaves the others out: nothing else differs. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createVirtualClock } from "../clock/virtual-clock.ts";
import type { RunState } from "../executor/model.ts";
import { startSession } from "../session/start-session.ts";
import { createFunction, createProject, sdkVersions, type SdkVersion } from "../worker/testing/project.ts";
import { testStart } from "./engine-fixture.ts";

const count = 110;

const renaming: Readonly<Record<SdkVersion, string>> = {
  v4: `class Renaming extends sdk.Middleware.BaseMiddleware { id = "renaming"; transformStepInput(input) { return { ...input, stepOptions: { ...input.stepOptions, id: "renamed-" + input.stepOptions.id } }; } }
    class Counting extends sdk.Middleware.BaseMiddleware { id = "counting"; transformStepInput(input) { found++; return input; } }`,
  v3: "const Renaming = new sdk.InngestMiddleware({ name: \"none\", init: () => ({}) }); const Counting = Renaming;",
};

const source = (sdk: SdkVersion): string => `
import * as sdk from "inngest";
const logger = { info() {}, warn() {}, error() {}, debug() {} };
let found = 0;
${renaming[sdk]}
let inngest = new sdk.Inngest({ id: "app", logger, middleware: [Counting] });
const wide = async ({ step }) => {
  const before = await step.run("before", () => 1);
  const all = await Promise.all(Array.from({ length: ${count} }, async (_, n) => {
    if (n % 40 === 0) await step.sleep("nap-" + n, "1h");
    if (n % 40 === 1) return (await step.sendEvent("send-" + n, { name: "app/sent", data: { n } })).ids.length;
    if (n % 40 === 2) return step.run("fails-" + n, () => { throw new sdk.NonRetriableError("no"); }).catch((error) => error.message);
    if (n % 40 === 3) return step.run("repeated", () => n);
    if (n % 40 === 4) return step.run("step-" + n, (x) => x * 2, n).then((x) => step.run("then-" + n, () => x + before));
    return step.run("step-" + n, () => n);
  }));
  return [before, await step.run("after", () => all.length), ...all];
};
export const counted = ${createFunction(sdk, 'id: "counted"', "async () => found")};
export const main = ${createFunction(sdk, 'id: "main"', "wide")};
inngest = new sdk.Inngest({ id: "renamed", logger, middleware: [Renaming] });
export const renamed = ${createFunction(sdk, 'id: "main"', "wide")};
`;

for (const sdk of sdkVersions) describe(`many steps side by side on ${sdk}`, () => {
  async function run(functionId: string): Promise<{ readonly run: RunState; readonly seconds: number; readonly found: unknown }> {
    const project = await createProject({ sdk, files: { "program.ts": source(sdk) } });
    const session = await startSession({ worker: { program: project.path("program.ts") }, follow: "all", onEvent: () => undefined, clock: createVirtualClock({ base: () => 0, start: testStart }) });
    try {
      const { runId } = session.executor.start(functionId, { name: "app/start" });
      await session.executor.whenIdle();
      const [ended] = session.executor.runs().filter((one) => one.runId === runId);
      assert.ok(ended);
      const seconds = (session.clock.now() - testStart) / 1000;
      const counted = session.executor.start("app-counted", { name: "app/start" });
      await session.executor.whenIdle();
      return { run: ended, seconds, found: session.executor.run(counted.runId)?.output };
    } finally {
      await session.dispose();
      await project.dispose();
    }
  }

  test("come to the same as when each call finds them all", async () => {
    const { run: alone, seconds, found } = await run("app-main");
    assert.equal(alone.status, "completed", alone.error?.message);
    assert.equal(seconds, 3600);
    assert.deepEqual((alone.output as readonly unknown[]).slice(0, 8), [1, count, 0, 1, "no", 3, 9, 5]);
    assert.equal(alone.steps.filter(({ id }) => id.startsWith("repeated")).length, 3);
    if (sdk === "v3") return;
    assert.ok(Number(found) < count * count / 4, `the SDK found ${String(found)} steps in all`);
    // Where a middleware renames steps the worker does not know them, and leaves none out.
    const { run: full } = await run("renamed-main");
    assert.deepEqual([full.status, full.output, full.steps.length], [alone.status, alone.output, alone.steps.length]);
    assert.ok(full.steps.every(({ id }) => id.startsWith("renamed-")));
  });
});
