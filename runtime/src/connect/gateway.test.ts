import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { WebSocket } from "ws";
import { startHttpApp } from "../testing/http-app.ts";
import { serve } from "../testing/serve-fixture.ts";
import { createFunction } from "../worker/testing/project.ts";
import { kinds, readConnectMessage, writeConnectMessage, writeFields } from "./messages.ts";

for (const sdk of ["v3", "v4"] as const) {
  test(`an app that connects registers, runs its steps and retries (${sdk})`, { timeout: 240_000 }, async () => {
    const fixture = await serve({ retryMs: 5 });
    // The app's own server is not asked: its functions are reached by the connection alone.
    const app = await startHttpApp({
      sdk, env: { INNGEST_DEV: fixture.session.origin },
      source: `
        import { connect } from "inngest/connect";
        inngest = new sdk.Inngest({ id: "linked", logger });
        const fns = [
          ${createFunction(sdk, 'id: "signup"', `async ({ event, step, attempt }) => {
            const id = await step.run("create", () => event.data.n + 1);
            await step.sendEvent("tell", { name: "app/told", data: { id } });
            if (attempt === 0) throw new Error("once");
            await step.sleep("rest", 1000);
            return [id, await step.run("flaky", () => { globalThis.tried = (globalThis.tried ?? 0) + 1; if (globalThis.tried === 1) throw new Error("flaky"); return "ok"; })];
          }`)},
          ${createFunction(sdk, 'id: "hopeless"', 'async () => { throw new sdk.NonRetriableError("never"); }', '{ event: "app/hopeless" }')},
        ];
        void connect({ apps: [{ client: inngest, functions: fns }], handleShutdownSignals: [] }).then(() => console.log("connected"), (error) => console.log("not connected: " + error.message));`,
    });
    try {
      await app.printed("connected");
      assert.doesNotMatch(app.output(), /not connected/);
      assert.deepEqual(fixture.registered.map(({ id, url, framework, functions }) => [id, url, framework, functions.map((fn) => fn.localId)]), [["linked", "connect://linked/", "connect", ["signup", "hopeless"]]]);
      await fixture.post("/e/key", [{ name: "app/start", data: { n: 4 } }, { name: "app/hopeless" }]);
      const run = await fixture.ended("linked-signup");
      assert.deepEqual([run.status, run.output, run.error], ["completed", [5, "ok"], undefined]);
      assert.deepEqual(run.emitted.map(({ event, step }) => [event.name, step?.id]), [["app/told", "tell"]]);
      assert.deepEqual(run.steps.map(({ id, attempts }) => [id, attempts]), [["create", 1], ["tell", 1], ["rest", 1], ["flaky", 2]]);
      const hopeless = await fixture.ended("linked-hopeless");
      assert.deepEqual([hopeless.status, hopeless.error?.message, hopeless.requests], ["failed", "never", 1]);
    } finally {
      await app.stop();
      await fixture.session.close();
    }
  });
}

describe("a connection that is not an app's", () => {
  const open = (origin: string): WebSocket => new WebSocket(`${origin.replace("http", "ws")}/v0/connect/gateway`, ["v0.connect.inngest.com"]);

  test("without a session of this server, or with bytes that are no message, is closed", async () => {
    const { session } = await serve();
    try {
      const stranger = open(session.origin);
      const [hello] = await once(stranger, "message") as [Buffer];
      assert.equal(readConnectMessage(new Uint8Array(hello)).kind, kinds.hello);
      stranger.send(writeConnectMessage(kinds.workerConnect, writeFields({ 3: writeFields({ 1: "guessed" }) })));
      const [answer] = await once(stranger, "message") as [Buffer];
      assert.equal(readConnectMessage(new Uint8Array(answer)).kind, kinds.syncFailed);
      assert.equal(String((await once(stranger, "close"))[1]), "the connection has no session of this server");
      const garbled = open(session.origin);
      await once(garbled, "message");
      garbled.send(Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
      await once(garbled, "close");
    } finally {
      await session.close();
    }
  });

  test("of a web page is refused", async () => {
    const { session } = await serve();
    try {
      for (const origin of ["https://evil.example", "null"]) {
        const page = new WebSocket(`${session.origin.replace("http", "ws")}/v0/connect/gateway`, ["v0.connect.inngest.com"], { origin });
        assert.match(String((await once(page, "error"))[0]), /403/);
      }
    } finally {
      await session.close();
    }
  });
});
