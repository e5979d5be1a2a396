/** Realtime as the SDK does it: tokens, subscriptions over a WebSocket, messages and streams. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { WebSocket } from "ws";
import { startHttpApp } from "../testing/http-app.ts";
import { put, serve, type ServeFixture } from "../testing/serve-fixture.ts";
import { createFunction } from "../worker/testing/project.ts";

test("a subscription in a step hears what other runs publish (v4)", { timeout: 240_000 }, async () => {
  const fixture = await serve({ retryMs: 5 });
  const app = await startHttpApp({
    sdk: "v4", env: { INNGEST_DEV: fixture.session.origin }, source: `
      import { channel, staticSchema } from "inngest/realtime";
      inngest = new sdk.Inngest({ id: "live", logger });
      const orders = channel({ name: "orders", topics: { state: { schema: staticSchema() }, log: { schema: staticSchema() }, other: { schema: staticSchema() } } });
      functions.push(
        ${createFunction("v4", 'id: "listens"', `async ({ step }) => step.run("listen", async () => {
          const stream = await inngest.realtime.subscribe({ channel: orders, topics: ["state", "log"] });
          console.log("subscribed");
          const heard = [];
          for await (const { kind, topic, data, runId, fnId } of stream) {
            heard.push([kind, topic, data, typeof runId, fnId]);
            if (topic === "log") break;
          }
          stream.close();
          return heard;
        })`, '{ event: "app/listen" }')},
        ${createFunction("v4", 'id: "speaks"', `async ({ step }) => {
          await step.realtime.publish("tell", orders.state, { n: 1 });
          await inngest.realtime.publish(orders.other, "not asked for");
          await inngest.realtime.publish(orders.state, "plain text");
          await step.run("last", () => inngest.realtime.publish(orders.log, [1]));
        }`, '{ event: "app/speak" }')},
      );`,
  });
  try {
    await put(app);
    await fixture.post("/e/key", { name: "app/listen" });
    await app.printed("subscribed");
    await fixture.post("/e/key", { name: "app/speak" });
    assert.equal((await fixture.ended("live-speaks")).error, undefined);
    const { output, error } = await fixture.ended("live-listens");
    assert.equal(error, undefined);
    assert.deepEqual(output, [
      ["data", "state", { n: 1 }, "string", "live-speaks"], ["data", "state", "plain text", "string", "live-speaks"],
      ["data", "log", [1], "string", "live-speaks"],
    ]);
  } finally {
    await app.stop();
    await fixture.session.close();
  }
});

const connect = ({ session }: ServeFixture, token: string, headers = {}) => new WebSocket(`${session.origin.replace("http", "ws")}/v1/realtime/connect?token=${token}`, { headers });
const tokenFor = async ({ post }: ServeFixture, ...topics: readonly string[]): Promise<string> => ((await post("/v1/realtime/token", topics.map((name) => ({ channel: "orders", name, kind: "run" })))).body as { jwt: string }).jwt;

test("a page hears what a function publishes, with a token that the app's server got (v3)", { timeout: 240_000 }, async () => {
  const fixture = await serve({ retryMs: 5 });
  const app = await startHttpApp({
    sdk: "v3", env: { INNGEST_DEV: fixture.session.origin }, source: `
      inngest = new sdk.Inngest({ id: "live", logger });
      functions.push(
        ${createFunction("v3", 'id: "speaks"', 'async ({ step }) => { await step.realtime.publish("tell", { channel: "orders", topic: "state", data: [1, "two"] }); }', '{ event: "app/speak" }')},
        ${createFunction("v3", 'id: "token"', 'async () => inngest["inngestApi"].getSubscriptionToken("orders", ["state"])', '{ event: "app/token" }')},
      );`,
  });
  try {
    await put(app);
    await fixture.post("/e/key", { name: "app/token" });
    const { output: token } = await fixture.ended("live-token");
    const page = connect(fixture, String(token), { origin: new URL(app.url).origin });
    await once(page, "open");
    const heard = once(page, "message") as Promise<[Buffer]>;
    await fixture.post("/e/key", { name: "app/speak" });
    const { created_at: at, ...message } = JSON.parse(String((await heard)[0])) as Record<string, unknown>;
    const { runId } = await fixture.ended("live-speaks");
    assert.deepEqual(message, { kind: "data", channel: "orders", topic: "state", data: [1, "two"], run_id: runId, fn_id: "live-speaks" });
    assert.ok(Date.parse(String(at)) > 0);
  } finally {
    await app.stop();
    await fixture.session.close();
  }
});

test("who may not listen is told why", async () => {
  const fixture = await serve();
  try {
    const token = await tokenFor(fixture, "state");
    for (const [made, headers, status] of [["a.b", {}, 401], [`${token}x`, {}, 401], ["", {}, 401], [token, { origin: "https://evil.example" }, 403]] as const) {
      const [error] = await once(connect(fixture, made, headers), "error") as [Error];
      assert.match(error.message, new RegExp(String(status)));
    }
    assert.deepEqual((await fixture.post("/v1/realtime/token", [])).status, 400);
    assert.deepEqual((await fixture.post("/v1/realtime/token", [{ channel: "orders" }])).status, 400);
    assert.deepEqual((await fixture.post("/v1/realtime/publish?channel=orders", 1)).body, { error: "what is published needs a channel and a topic: ?channel=…&topic=…", status: 400 });
    assert.equal((await fetch(`${fixture.session.origin}/v1/realtime/connect?token=${token}`)).status, 426);
  } finally {
    await fixture.session.close();
  }
});

// The SDK's own subscriber, in 4.24, ends its process at a stream: it reads a variable before there is one.
test("a publisher that is gone ends its stream, a listener that speaks too long or leaves harms nobody", async () => {
  const fixture = await serve();
  try {
    const token = await tokenFor(fixture, "log");
    const [listener, talker] = [connect(fixture, token), connect(fixture, token)];
    const heard: string[] = [];
    const ended = new Promise<void>((resolve) => {
      listener.on("message", (data: Buffer) => {
        const { kind, data: text } = JSON.parse(String(data)) as { kind: string; data: string };
        heard.push(kind === "chunk" ? text : kind);
        if (kind === "chunk") leaving.abort();
        if (kind === "datastream-end") resolve();
      });
    });
    await Promise.all([once(listener, "open"), once(talker, "open")]);
    talker.send("x".repeat(2000));
    await once(talker, "close");
    const leaving = new AbortController();
    const body = new ReadableStream({ start: (to) => { to.enqueue(new TextEncoder().encode("half")); } });
    await assert.rejects(fetch(`${fixture.session.origin}/v1/realtime/publish?channel=orders&topic=log`, { method: "POST", body, headers: { "content-type": "text/stream" }, duplex: "half", signal: leaving.signal }));
    await ended;
    assert.deepEqual(heard, ["datastream-start", "half", "datastream-end"]);
  } finally {
    await fixture.session.close();
  }
});

test("a stream without a topic, and what is posted there as another kind, is refused with what is missing", async () => {
  const fixture = await serve();
  try {
    const publish = async (query: string, type: string, path = "publish", method = "POST"): Promise<[number, unknown]> => {
      const response = await fetch(`${fixture.session.origin}/v1/realtime/${path}${query}`, { method, body: "1", headers: { "content-type": type } });
      return [response.status, await response.json()];
    };
    for (const type of ["text/stream", "application/json"]) {
      const [status, answer] = await publish("?channel=orders", type);
      assert.deepEqual([status, Object.keys(answer as object)], [400, ["error", "status"]], type);
    }
    const whole = "?channel=orders&topic=log";
    assert.deepEqual(await publish(whole, "text/stream"), [200, { data: {} }]);
    assert.deepEqual([(await publish(whole, "text/stream", "token"))[0], (await publish(whole, "text/stream", "publish", "PUT"))[0]], [400, 405]);
  } finally {
    await fixture.session.close();
  }
});
