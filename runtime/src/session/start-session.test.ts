import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExecutorEvent } from "../executor/model.ts";
import { createProject } from "../worker/testing/project.ts";
import { startSession } from "./start-session.ts";

test("a function that Inngest would refuse runs, and what it would be refused for is said", { timeout: 240_000 }, async () => {
  const project = await createProject({ sdk: "v4", files: { "program.ts": `
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "shop" });
    export const f = inngest.createFunction({ id: "f", triggers: { event: "app/x" }, batchEvents: { maxSize: 1, timeout: "1s" } }, async () => "ran");` } });
  const told: ExecutorEvent[] = [];
  const session = await startSession({ worker: { program: project.path("program.ts") }, follow: "all", onEvent: (event) => { told.push(event); } });
  try {
    const { output } = await session.executor.whenEnded(session.executor.start("shop-f", { name: "app/x" }).runId);
    assert.equal(output, "ran");
    assert.deepEqual(told.flatMap((event) => (event.type === "warning" ? [event.message] : [])), ["Inngest will not take this app: `maxSize` of `batchEvents` of `shop-f` is 1; at least 2 are needed (limit `batch`)"]);
  } finally {
    await session.dispose();
    await project.dispose();
  }
});
