import assert from "node:assert/strict";
import http from "node:http";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { JsonValue } from "../executor/model.ts";
import { openStore } from "../store/open-store.ts";
import { startHttpApp, type HttpApp, type HttpAppOptions } from "../testing/http-app.ts";
import { put, serve, type ServeFixture } from "../testing/serve-fixture.ts";
import { createFunction, type SdkVersion } from "../worker/testing/project.ts";

const source = (sdk: SdkVersion): string => `
  inngest = new sdk.Inngest({ id: "shop", logger });
  functions.push(
    ${createFunction(sdk, `id: "signup"`, `async ({ event, step }) => {
      const user = await step.run("create", () => ({ id: event.data.n + 1 }));
      await step.sendEvent("tell", [{ name: "app/activated", data: { user: user.id } }, { name: "app/other", data: {} }]);
      await step.sleep("breathe", 10);
      return await step.run("last", () => user.id);
    }`)},
    ${createFunction(sdk, `id: "listener"`, "async ({ event }) => event.data.user", '{ event: "app/activated" }')},
    ${createFunction(sdk, `id: "greets"`, `async ({ step }) => {
      const count = await step.run("count", () => { globalThis.count = (globalThis.count ?? 0) + 1; return globalThis.count; });
      return await step.run("greet", (name) => name + ", " + count, "Ann");
    }`, '{ event: "app/greet" }')},
    ${createFunction(sdk, `id: "fails-once"`, `async ({ step, attempt }) => step.run("busy", () => { if (!globalThis.tried) { globalThis.tried = true; throw new Error("busy"); } return "free"; })`, '{ event: "app/busy" }')},
  );`;

for (const sdk of ["v3", "v4"] as const) {
  describe(`an app on SDK ${sdk}`, () => {
    let fixture: ServeFixture;
    let app: HttpApp;
    before(async () => {
      fixture = await serve({ retryMs: 5 });
      app = await startHttpApp({ sdk, source: source(sdk), env: { INNGEST_DEV: fixture.session.origin } });
    });
    after(async () => { await fixture.session.close(); await app.stop(); });

    test("registers, runs its steps, and what a step sends is that step's", { timeout: 240_000 }, async () => {
      assert.match((await put(app)).message ?? "", /registered/i);
      assert.deepEqual(fixture.registered.map(({ id, url, functions }) => [id, url, functions.map((fn) => fn.localId)]), [["shop", app.url, ["signup", "listener", "greets", "fails-once"]]]);
      const { status, body } = await fixture.post("/e/any-key", { name: "app/start", data: { n: 1 } });
      assert.equal(status, 200);
      const run = await fixture.ended("shop-signup");
      assert.deepEqual([run.status, run.output, run.error], ["completed", 2, undefined]);
      assert.deepEqual(run.events.map(({ id }) => id), (body as { ids: string[] }).ids);
      assert.deepEqual(run.steps.map(({ id, tool }) => [id, tool]), [["create", "step.run"], ["tell", "step.sendEvent"], ["breathe", "step.sleep"], ["last", "step.run"]]);
      const sent = run.steps[1]?.result as unknown as { data: { ids: string[] } };
      assert.deepEqual(run.emitted.map(({ internalId, event, step }) => [internalId, event.name, step?.id]), [[sent.data.ids[0], "app/activated", "tell"], [sent.data.ids[1], "app/other", "tell"]]);
      const listener = await fixture.ended("shop-listener");
      assert.deepEqual([listener.output, listener.cause.kind === "event" && listener.cause.runId], [2, run.runId]);
    });

    test("registers again without a change: nothing is told", async () => {
      await put(app);
      assert.equal(fixture.registered.length, 1);
    });

    test("a rerun from a step may have another input for it", { timeout: 240_000 }, async () => {
      await fixture.post("/e/key", { name: "app/greet" });
      const run = await fixture.ended("shop-greets");
      assert.equal(run.output, "Ann, 1");
      const { body } = await fixture.post(`/v2/runs/${run.runId}/rerun`, { fromStep: { stepId: "greet", input: ["Bob"] } });
      const again = await fixture.session.executor.whenEnded((body as { data: { runId: string } }).data.runId);
      assert.deepEqual([again.status, again.output, again.steps.map(({ id }) => id)], ["completed", "Bob, 1", ["count", "greet"]]);
    });

    test("--retry-interval takes the place of the table of waits", { timeout: 240_000 }, async () => {
      await fixture.post("/e/key", { name: "app/busy" });
      assert.equal((await fixture.ended("shop-fails-once")).output, "free");
    });
  });
}

test("runs wait for an app that is away, and lose no attempt", { timeout: 240_000 }, async () => {
  const fixture = await serve({ pollMs: 20 });
  const options: HttpAppOptions = { sdk: "v4", env: { INNGEST_DEV: fixture.session.origin }, source: `
    inngest = new sdk.Inngest({ id: "away", logger });
    functions.push(${createFunction("v4", 'id: "works", retries: 0', "async ({ step }) => step.run(\"a\", () => process.env.ANSWER)")});` };
  let app = await startHttpApp(options);
  try {
    await put(app);
    const port = Number(new URL(app.url).port);
    await app.stop();
    await fixture.post("/e/key", { name: "app/start" });
    const message = await fixture.find((event) => (event.type === "warning" ? event.message : undefined));
    assert.equal(message, `the app at ${app.url} does not answer (ECONNREFUSED); its runs wait until it does`);
    app = await startHttpApp({ ...options, port, env: { ...options.env, ANSWER: "back" } });
    const run = await fixture.ended("away-works");
    assert.deepEqual([run.status, run.output], ["completed", "back"]);
    assert.equal(fixture.told.filter(({ type }) => type === "warning").length, 1);
  } finally {
    await app.stop();
    await fixture.session.close();
  }
});

test("what was open when the server ended goes on when it starts again", { timeout: 240_000 }, async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-serve-"));
  const open = () => openStore({ file: path.join(folder, "history.db"), warn: (message) => { throw new Error(message); } });
  let store = await open();
  let fixture = await serve({ store });
  const port = Number(new URL(fixture.session.origin).port);
  const app = await startHttpApp({ sdk: "v4", env: { INNGEST_DEV: fixture.session.origin }, source: `
    inngest = new sdk.Inngest({ id: "lasts", logger });
    functions.push(${createFunction("v4", 'id: "waits"', `async ({ step }) => {
      const n = await step.run("once", () => { globalThis.n = (globalThis.n ?? 0) + 1; return globalThis.n; });
      const answer = await step.waitForEvent("answer", { event: "app/answer", timeout: "1h" });
      return [n, answer.data.text];
    }`)});` });
  try {
    await put(app);
    const { ids: [id] } = (await fixture.post("/e/key", { name: "app/start" })).body as { ids: string[] };
    await fixture.find((event) => (event.type === "runWaiting" ? true : undefined));
    await fixture.session.close();
    store.close();
    store = await open();
    fixture = await serve({ store, port });
    // `fetch` may not have noticed that the server before has closed its connection.
    await fetch(`${fixture.session.origin}/health`).catch(() => undefined);
    // The app has not registered again, and need not.
    await fixture.post("/e/key", { name: "app/answer", data: { text: "yes" } });
    const run = await fixture.ended("lasts-waits");
    assert.deepEqual(run.output, [1, "yes"]);
    const listed = await (await fetch(`${fixture.session.origin}/v1/events/${id}/runs`)).json() as { data: { run_id: string }[] };
    assert.deepEqual(listed.data.map(({ run_id }) => run_id), [run.runId]);
  } finally {
    await app.stop();
    await fixture.session.close();
    store.close();
    await rm(folder, { recursive: true });
  }
});

describe("an app that is not as it should be", () => {
  const problemOf = async (url: string): Promise<string | undefined> => {
    const { session } = await serve({ appUrls: [url] });
    try {
      return (await session.sync())[0]?.replaceAll(session.origin, "HERE").replaceAll(url, "URL");
    } finally {
      await session.close();
    }
  };
  const app = (sdk: SdkVersion): string => `inngest = new sdk.Inngest({ id: "app", logger }); functions.push(${createFunction(sdk, 'id: "one"', "async () => 1")});`;

  for (const sdk of ["v3", "v4"] as const) {
    for (const [name, env, sentence] of [
      ["in cloud mode", { NODE_ENV: "production" }, "the app at URL is in cloud mode and refuses local calls: start it with INNGEST_DEV=HERE"],
      ["in cloud mode with a key", { NODE_ENV: "production", INNGEST_SIGNING_KEY: `signkey-test-${"0".repeat(64)}` }, "the app at URL is in cloud mode and refuses local calls: start it with INNGEST_DEV=HERE"],
      ["of another server", { INNGEST_DEV: "http://127.0.0.1:9" }, "the app at URL registers elsewhere, not with this server: start it with INNGEST_DEV=HERE"],
    ] as const) {
      test(`${name} (${sdk})`, { timeout: 240_000 }, async () => {
        const started = await startHttpApp({ sdk, source: app(sdk), env });
        try {
          assert.equal(await problemOf(started.url), sentence);
        } finally {
          await started.stop();
        }
      });
    }
  }

  test("answers what is not the SDK's, or nothing", async () => {
    const server = http.createServer((request, response) => {
      if (request.url?.startsWith("/page") === true) response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>\n<title>Shop</title>");
      else if (request.url?.startsWith("/old") === true) response.writeHead(308, { location: "/new" }).end();
      else if (request.url?.startsWith("/cut") === true) request.socket.destroy();
      else response.writeHead(404).end("nothing here");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.equal(await problemOf(`${base}/`), "URL is no `serve()` of the Inngest SDK (404); its path is usually /api/inngest");
    assert.equal(await problemOf(`${base}/other`), "URL answers 404: there is no `serve()` at this path");
    assert.equal(await problemOf(`${base}/page`), "URL answers 200 and is no `serve()` of the Inngest SDK: <!doctype html> <title>Shop</title>");
    assert.equal(await problemOf(`${base}/old`), "URL redirects to /new: name the address of `serve()` itself");
    assert.match(await problemOf(`${base}/cut`) ?? "", /^the app at URL does not answer \(/);
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    assert.equal(await problemOf(`${base}/gone`), "the app at URL does not answer (ECONNREFUSED)");
  });
});

test("a server that asks one app takes no other", async (context) => {
  const fixture = await serve({ polls: false });
  context.after(() => fixture.session.close());
  const app = { appName: "other", url: "http://127.0.0.1:3000/api/inngest", functions: [{ id: "other-x", name: "x", triggers: [{ event: "a" }], steps: {} }] };
  for (const path of ["/fn/register", "/fn/register?deployId=guessed"]) assert.deepEqual((await fixture.post(path, app)).status, 403);
  assert.deepEqual([fixture.registered, fixture.session.apps.functions], [[], []]);
});

test("only the addresses that were given are asked: an app that registers by itself is called, and never asked to register", { timeout: 240_000 }, async () => {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${new URL(request.url ?? "", "http://x").pathname}`);
    response.writeHead(200, { "x-inngest-sdk": "js:v4" }).end('"ran"');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fixture = await serve({ appUrls: [`${base}/given`], pollMs: 5 });
  try {
    await fixture.post("/fn/register", { appName: "own", url: `${base}/own`, functions: [{ id: "own-fn", triggers: [{ event: "app/x" }], steps: {} }] });
    await fixture.post("/e/key", { name: "app/x" });
    assert.equal((await fixture.ended("own-fn")).output, "ran");
    while (asked.filter((each) => each === "GET /given").length < 5) await new Promise((resolve) => { server.once("request", resolve); });
    assert.deepEqual([...new Set(asked)].toSorted(), ["GET /given", "POST /own", "PUT /given"]);
  } finally {
    await fixture.session.close();
    server.close();
    server.closeAllConnections();
  }
});

test("registrations that cannot be taken say why", async (context) => {
  const fixture = await serve();
  context.after(() => fixture.session.close());
  const fn = (id: string) => ({ id, name: id, triggers: [{ event: "a" }], steps: {} });
  const register = async (body: JsonValue): Promise<unknown> => {
    const { status, body: answer } = await fixture.post("/fn/register", body);
    return [status, (answer as { error?: string }).error];
  };
  const url = "http://127.0.0.1:3000/api/inngest";
  assert.deepEqual(await register({ appName: "a", url, functions: [] }), [400, "the app `a` has no functions: pass them to `serve({ client, functions })`"]);
  assert.deepEqual(await register({ appName: "a", url, functions: [fn("a-x"), fn("a-x")] }), [400, "the app `a` has two functions with the id `a-x`; give each its own id"]);
  assert.deepEqual(await register({ appName: "a", url: "file:///etc", functions: [fn("a-x")] }), [400, "the app `a` registers with `file:///etc`, which is no http address"]);
  assert.deepEqual(await register({ appName: "a", url, functions: [{ id: 5 }] }), [400, "the registration is not of the SDK's form: functions.0.id: Invalid type: Expected string but received 5"]);
  assert.deepEqual(await register("text"), [400, "the registration is not of the SDK's form: the body: Invalid type: Expected Object but received \"text\""]);
  assert.deepEqual(await register({ appName: "a", url, functions: [fn("a-b-c")] }), [200, undefined]);
  assert.deepEqual(await register({ appName: "a-b", url, functions: [fn("a-b-c")] }), [400, "the apps `a` and `a-b` both have a function `a-b-c`; give one of them another id"]);
  assert.deepEqual(fixture.registered.map(({ id }) => id), ["a"]);
});
