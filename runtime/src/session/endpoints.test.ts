import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { createMemoryStore } from "../store/memory-store.ts";
import { openStore } from "../store/open-store.ts";
import { checkEndEvents, checkHashes, checkReplay } from "../testing/check-history.ts";
import { startHttpApp, type HttpApp } from "../testing/http-app.ts";
import { serve, type ServeFixture } from "../testing/serve-fixture.ts";

/** An app whose pages are endpoints, and no `serve()`. */
const server = (options = "") => `
  import { createServer } from "node:http";
  import { Inngest, NonRetriableError, step } from "inngest";
  import { endpointAdapter } from "inngest/edge";
  const logger = { info() {}, warn() {}, error() {}, debug() {} };
  const inngest = new Inngest({ id: "shop", logger, endpointAdapter: endpointAdapter.withOptions({ ${options} }) });
  const counts = {};
  const ran = (name) => { counts[name] = (counts[name] ?? 0) + 1; console.log("ran " + name + " " + counts[name]); return counts[name]; };
  const endpoints = {
    "/quick": async () => Response.json([await step.run("one", () => ran("one")), await step.run("two", () => ran("two"))]),
    "/plain": async () => process.env.SDK === "v3" ? new Response("no steps") : "no steps",
    "/sleeps": async (request) => {
      const { name } = await request.json();
      const first = await step.run("first", () => name + " " + ran("first"));
      await step.sleep("breathe", 1200);
      const last = await step.run("last", () => first + ", " + ran("last"));
      return new Response(last, { status: 201, headers: { "x-own": "yes", "access-control-allow-origin": "*" } });
    },
    "/flaky": async (request) => Response.json({ q: new URL(request.url).searchParams.get("q"), busy: await step.run("busy", () => { if (ran("busy") < 3) throw new Error("busy"); return "free"; }) }),
    "/throws": async () => { await step.run("before", () => ran("before")); if (ran("handler") < 2) throw new Error("once"); return new Response("later"); },
    "/gives-up": async () => { await step.run("bad", () => { ran("bad"); throw new NonRetriableError("never"); }); },
    "/parallel": async () => Response.json(await Promise.all([step.run("left", () => ran("left")), step.run("right", () => ran("right"))])),
    "/waits": async () => { const event = await step.waitForEvent("answer", { event: "app/answer", timeout: "1h" }); return Response.json(event.data); },
  };
  const handlers = Object.fromEntries(Object.entries(endpoints).map(([path, handler]) => [path, inngest.endpoint(handler)]));
  const proxy = inngest.endpointProxy();
  class RequestAgain extends Request {
    text() { return this.read ??= super.text(); }
    async json() { return JSON.parse(await this.text()); }
  }
  createServer(async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const url = new URL(incoming.url, "http://" + incoming.headers.host);
    const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
    // The SDK reads the body before the handler can.
    const request = new RequestAgain(url, { method: incoming.method, headers: incoming.headers, body: hasBody ? Buffer.concat(chunks) : undefined });
    const response = await (url.pathname === "/poll" ? proxy : handlers[url.pathname])(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  }).listen(Number(process.env.PORT ?? 0), "127.0.0.1", function () { console.log("listening " + this.address().port); });`;

for (const sdk of ["v3", "v4"] as const) {
  describe(`durable endpoints of SDK ${sdk}`, () => {
    const store = createMemoryStore();
    let fixture: ServeFixture;
    let app: HttpApp;
    let at = "";
    before(async () => {
      fixture = await serve({ retryMs: 5, store });
      app = await startHttpApp({ sdk, source: "", server: server(), env: { SDK: sdk, INNGEST_DEV: fixture.session.origin } });
      at = new URL(app.url).origin;
    });
    after(async () => { await fixture.session.close(); await app.stop(); });
    /** Version 4 makes JSON of the text of a response that comes late, and leaves its status and headers out. */
    const late = async (response: Response): Promise<string> => { const text = await response.text(); return sdk === "v3" ? text : JSON.parse(text) as string; };
    const lateJson = async (response: Response): Promise<unknown> => JSON.parse(await late(response));
    const steps = async (id: string) => (await fixture.ended(id)).steps.map((step) => [step.id, step.attempts]);

    test("an endpoint that never waits answers itself, and its run is kept", { timeout: 240_000 }, async () => {
      const response = await fetch(`${at}/quick`);
      assert.deepEqual([response.status, await response.json()], [200, [1, 1]]);
      const run = await fixture.ended("GET /quick");
      assert.deepEqual([run.status, run.steps.map(({ id, result }) => [id, result])], ["completed", [["one", { kind: "data", data: 1 }], ["two", { kind: "data", data: 1 }]]]);
      assert.deepEqual([run.requests, run.events[0]?.name], [0, "inngest/http.request"]);
    });

    test("no steps, and on v4 a value in place of a response", { timeout: 240_000 }, async () => {
      assert.equal(await (await fetch(`${at}/plain`)).text(), sdk === "v3" ? "no steps" : '"no steps"');
      assert.equal((await fixture.ended("GET /plain")).status, "completed");
    });

    test("a sleep sends whoever asks on to the output, which is the endpoint's response", { timeout: 240_000 }, async () => {
      const first = await fetch(`${at}/sleeps`, { method: "POST", body: JSON.stringify({ name: "Ann" }), headers: { "content-type": "application/json" }, redirect: "manual" });
      assert.equal(first.status, 302);
      const response = await fetch(first.headers.get("location") ?? "");
      assert.deepEqual([response.status, response.headers.get("x-own"), response.headers.get("access-control-allow-origin")], sdk === "v3" ? [201, "yes", null] : [200, null, null]);
      assert.equal(await late(response), "Ann 1, 1");
      assert.deepEqual(await steps("POST /sleeps"), [["first", 1], ["breathe", 1], ["last", 1]]);
    });

    test("a step that fails is tried again by itself, the request's query and all", { timeout: 240_000 }, async () => {
      assert.deepEqual(await lateJson(await fetch(`${at}/flaky?q=1`)), { q: "1", busy: "free" });
      assert.deepEqual(await steps("GET /flaky"), [["busy", 3]]);
    });

    test("a handler that throws is called again with its steps memoized", { timeout: 240_000 }, async () => {
      assert.equal(await late(await fetch(`${at}/throws`)), "later");
      assert.match(app.output(), /ran before 1\n/);
      assert.doesNotMatch(app.output(), /ran before 2\n/);
    });

    test("what is not to be tried again fails the run, and the output says why", { timeout: 240_000 }, async () => {
      const response = await fetch(`${at}/gives-up`);
      assert.deepEqual([response.status, (await response.json() as { message: string }).message], [500, "never"]);
      assert.equal((await fixture.ended("GET /gives-up")).status, "failed");
    });

    test("parallel steps run once each", { timeout: 240_000 }, async () => {
      assert.deepEqual(await lateJson(await fetch(`${at}/parallel`)), [1, 1]);
    });

    test("an event ends a wait", { timeout: 240_000 }, async () => {
      const answered = fetch(`${at}/waits`);
      await fixture.find((event) => (event.type === "runWaiting" && event.steps[0]?.id === "answer" ? true : undefined));
      await fixture.post("/e/key", { name: "app/answer", data: { text: "yes" } });
      assert.deepEqual(await lateJson(await answered), { text: "yes" });
    });

    test("what was recorded of them makes the same states again", () => {
      const runs = fixture.session.executor.runs();
      assert.equal(runs.length, 8);
      for (const run of runs) {
        checkReplay(run, store);
        checkHashes(run);
        checkEndEvents(run, store);
      }
    });

    test("the output is for who has its token", { timeout: 240_000 }, async () => {
      const { runId } = await fixture.ended("POST /sleeps");
      for (const token of ["", "x", `${runId}.${"x".repeat(43)}`]) {
        const response = await fetch(`${fixture.session.origin}/v1/http/runs/${runId}/output?token=${token}`);
        assert.deepEqual([response.status, await response.json()], [401, { error: `the token is not that of run ${runId}`, status: 401 }]);
      }
    });
  });
}

test("what an endpoint streams is read to its end, across a sleep", { timeout: 240_000 }, async () => {
  const fixture = await serve();
  const app = await startHttpApp({ sdk: "v4", source: "", env: { INNGEST_DEV: fixture.session.origin }, server: `
    import { Inngest, step } from "inngest";
    import { createEndpointServer, endpointAdapter } from "inngest/node";
    import { stream } from "inngest/experimental/durable-endpoints";
    import { fetchWithStream } from "inngest/experimental/durable-endpoints/client";
    const inngest = new Inngest({ id: "talks", endpointAdapter, logger: { info() {}, warn() {}, error() {}, debug() {} } });
    const server = createEndpointServer(inngest.endpoint(async () => {
      await step.run("before", () => stream.push("a"));
      await step.sleep("pause", 1000);
      await step.run("after", () => stream.push("b"));
      return new Response("done", { status: 202 });
    }));
    server.listen(0, "127.0.0.1", async () => {
      const { port } = server.address();
      console.log("listening " + port);
      const heard = [];
      const response = await fetchWithStream("http://127.0.0.1:" + port + "/talk", { onData: ({ data }) => heard.push(data) });
      console.log("heard " + JSON.stringify([heard, response.status, await response.text()]));
    });` });
  try {
    await app.printed("heard ");
    assert.match(app.output(), /^heard \[\["a","b"\],202,"done"\]$/m);
    assert.deepEqual((await fixture.ended("GET /talk")).steps.map(({ id }) => id), ["before", "pause", "after"]);
  } finally {
    await fixture.session.close();
    await app.stop();
  }
});

test("a run whose request is over outlives the server and the app, and the address of its output too", { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-endpoints-"));
  const open = () => openStore({ file: path.join(folder, "history.db"), warn: (message) => { throw new Error(message); } });
  let store = await open();
  let fixture = await serve({ store, pollMs: 20 });
  const port = Number(new URL(fixture.session.origin).port);
  const options = { sdk: "v4" as const, source: "", server: server('asyncRedirectUrl: "/poll"'), env: { INNGEST_DEV: fixture.session.origin } };
  let app = await startHttpApp(options);
  try {
    const first = await fetch(new URL("/sleeps", app.url), { method: "POST", body: '{"name":"Bob"}', redirect: "manual" });
    const output = first.headers.get("location") ?? "";
    assert.match(output, /^http:\/\/127\.0\.0\.1:\d+\/poll\?runId=\w{26}&token=\w{26}\.[\w-]{43}$/);
    await fixture.session.close();
    store.close();
    const appPort = Number(new URL(app.url).port);
    await app.stop();
    store = await open();
    fixture = await serve({ store, port, pollMs: 20 });
    await fixture.find((event) => (event.type === "warning" && event.message.endsWith("/sleeps does not answer (ECONNREFUSED); its runs wait until it does") ? true : undefined));
    app = await startHttpApp({ ...options, port: appPort });
    const response = await fetch(output);
    // Its count began anew with the process; the first step did not run again.
    assert.deepEqual([response.status, await response.text()], [200, "Bob 1, 1"]);
    assert.doesNotMatch(app.output(), /ran first/);
    const [run] = fixture.session.executor.runs();
    assert.deepEqual(run?.steps.map(({ id, attempts }) => [id, attempts]), [["first", 1], ["breathe", 1], ["last", 1]]);
  } finally {
    await fixture.session.close();
    store.close();
    await app.stop();
    await rm(folder, { recursive: true });
  }
});
