/** Sessions of SDK v4 go on from run to run, as on the server, by whatever starts the next one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createProject } from "../worker/testing/project.ts";
import { startSession } from "./start-session.ts";

test("what a run starts is in its sessions", { timeout: 240_000 }, async () => {
  const project = await createProject({ sdk: "v4", files: { "program.ts": `
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "shop", sessionPropagation: true, logger: { info() {}, warn() {}, error() {}, debug() {} } });
    const seen = async ({ event, sessions }) => [event.meta?.sessions ?? null, sessions ?? null];
    export const invoked = inngest.createFunction({ id: "invoked" }, seen);
    export const sent = inngest.createFunction({ id: "sent", triggers: { event: "app/sent" } }, seen);
    export const cut = inngest.createFunction({ id: "cut", triggers: { event: "app/cut" } }, seen);
    export const main = inngest.createFunction({ id: "main", triggers: { event: "app/start" } }, async ({ step }) => {
      const answer = await step.invoke("call", { function: invoked, data: {} });
      await step.sendEvent("tell", [{ name: "app/sent", data: {} }, { name: "app/cut", data: {}, meta: { sessions: { cart: null, order: "o1" } } }]);
      return answer;
    });` } });
  const session = await startSession({ worker: { program: project.path("program.ts") }, follow: "all", onEvent: () => undefined });
  try {
    session.executor.start("shop-main", { name: "app/start", data: {}, meta: { sessions: { cart: "c1", user: "u1" } } });
    await session.executor.whenIdle();
    const both = { cart: "c1", user: "u1" };
    const outputs = Object.fromEntries(session.executor.runs().map(({ functionId, output, error }) => [functionId, error ?? output]));
    const cut = { order: "o1", user: "u1" };
    assert.deepEqual(outputs, { "shop-main": [both, both], "shop-invoked": [both, both], "shop-sent": [both, both], "shop-cut": [cut, cut] });
  } finally {
    await session.dispose();
    await project.dispose();
  }
});
