/** Answers of the SDK that only an app gives which runs by itself, and what is no answer of the SDK's. */
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { startHttpApp, type HttpApp } from "../testing/http-app.ts";
import { put, serve, type ServeFixture } from "../testing/serve-fixture.ts";
import { createFunction, type SdkVersion } from "../worker/testing/project.ts";

interface Options {
  readonly handler: string;
  readonly client?: string;
  readonly serveOptions?: object;
  readonly fnOptions?: string;
}

async function withApp(sdk: SdkVersion, { handler, client = "", serveOptions = {}, fnOptions = "" }: Options, work: (fixture: ServeFixture, app: HttpApp) => Promise<void>): Promise<void> {
  const fixture = await serve({ retryMs: 5 });
  try {
    const app = await startHttpApp({
      sdk, env: { INNGEST_DEV: fixture.session.origin, SERVE_OPTIONS: JSON.stringify(serveOptions) },
      source: `inngest = new sdk.Inngest({ id: "app", logger, ${client} }); functions.push(${createFunction(sdk, `id: "fn"${fnOptions}`, handler)});`,
    });
    try {
      await put(app);
      await fixture.post("/e/key", { name: "app/start" });
      await work(fixture, app);
    } finally {
      await app.stop();
    }
  } finally {
    await fixture.session.close();
  }
}

for (const sdk of ["v3", "v4"] as const) {
  test(`a streamed answer, steps and errors alike (${sdk})`, { timeout: 240_000 }, async () => {
    const handler = `async ({ step, attempt }) => {
      const n = await step.run("slow", () => new Promise((resolve) => setTimeout(resolve, 30, 4)));
      if (attempt === 0) throw new Error("once");
      return n + attempt;
    }`;
    await withApp(sdk, { handler, serveOptions: { streaming: sdk === "v3" ? "force" : true } }, async (fixture) => {
      const run = await fixture.ended("app-fn");
      assert.deepEqual([run.status, run.output, run.steps.map(({ id }) => id)], ["completed", 5, ["slow"]]);
      assert.ok(fixture.told.some((event) => event.type === "runAttemptFailed" && event.error.message === "once"));
    });
  });
}

for (const sdk of ["v3", "v4"] as const) {
  test(`a call that reaches maxRuntime is followed by another, and no step runs twice (${sdk})`, { timeout: 240_000 }, async () => {
    const handler = `async ({ step }) => {
      const ran = [];
      for (let n = 0; n < 6; n++) ran.push(await step.run("step", () => new Promise((resolve) => setTimeout(resolve, 60, (globalThis.n = (globalThis.n ?? 0) + 1)))));
      return ran;
    }`;
    await withApp(sdk, { handler, fnOptions: ', checkpointing: { maxRuntime: "100ms" }' }, async (fixture) => {
      const run = await fixture.ended("app-fn");
      assert.deepEqual([run.status, run.output], ["completed", [1, 2, 3, 4, 5, 6]]);
      assert.ok(run.requests > 1 && run.requests < 6, `${run.requests} calls`);
    });
  });
}

test("a call whose run was cancelled gives up at its next checkpoint: 409", { timeout: 240_000 }, async () => {
  const handler = `async ({ step }) => {
    await step.run("first", () => new Promise((resolve) => { console.log("first runs"); globalThis.finish = resolve; setTimeout(resolve, 200); }));
    await step.run("second", () => { console.log("second runs"); });
    console.log("the end");
  }`;
  await withApp("v4", { handler }, async (fixture, app) => {
    await app.printed("first runs");
    const [run] = fixture.session.executor.runs();
    const answered = fixture.answered((path, status) => path.endsWith("/async") && status === 409);
    assert.equal((await fetch(`${fixture.session.origin}/v1/runs/${run?.runId}`, { method: "DELETE" })).status, 204);
    await answered;
    assert.doesNotMatch(app.output(), /second runs|the end/);
  });
});

test("what is no answer of the SDK's is a failed attempt, which says what came", { timeout: 240_000 }, async () => {
  const answers: ((request: http.IncomingMessage, response: http.ServerResponse) => void)[] = [
    (_, response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad Gateway</h1>"),
    (_, response) => response.end('{"looks":"fine"}'),
    (request) => request.socket.destroy(),
    (_, response) => response.writeHead(201, { "x-inngest-sdk": "js:v4" }).end("   "),
    (_, response) => response.writeHead(206, { "x-inngest-sdk": "js:v4" }).end("not json"),
    (_, response) => response.writeHead(206, { "x-inngest-sdk": "js:v4" }).end("[5]"),
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4" }).end('{"cut":'),
    (_, response) => { response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-length": "100" }).write('{"cut":', () => { response.destroy(); }); },
    (_, response) => { response.writeHead(200, { "x-inngest-sdk": "js:v4" }); for (let megabytes = 0; megabytes < 65; megabytes++) response.write(" ".repeat(1024 * 1024)); response.end(); },
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4" }).end(),
    (_, response) => response.writeHead(206, { "x-inngest-sdk": "js:v4" }).end(),
    (_, response) => response.writeHead(204, { "x-inngest-sdk": "js:v4" }).end(),
    (_, response) => response.writeHead(307, { location: "/elsewhere" }).end(),
    (_, response) => response.writeHead(302, { "x-inngest-sdk": "js:v4", location: "/login" }).end(),
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-encoding": "gzip" }).end("no gzip"),
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-encoding": "zip" }).end("anything"),
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-encoding": "gzip" }).end(gzipSync(" ".repeat(65 * 1024 * 1024))),
    // Neither is asked for, and both are understood.
    (_, response) => response.writeHead(200, { "x-inngest-sdk": "js:v4", "content-type": "text/html", "content-encoding": "gzip" }).end(gzipSync('"at last"')),
  ];
  const server = http.createServer((request, response) => {
    request.resume().once("end", () => { answers.shift()?.(request, response); });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`;
  const fixture = await serve({ retryMs: 5 });
  try {
    await fixture.post("/fn/register", { appName: "odd", url, functions: [{ id: "odd-fn", triggers: [{ event: "app/start" }], steps: { step: { retries: { attempts: 17 } } } }] });
    await fixture.post("/e/key", { name: "app/start" });
    const run = await fixture.ended("odd-fn");
    const failed = fixture.told.flatMap((event) => (event.type === "runAttemptFailed" ? [event.error.message] : []));
    assert.deepEqual(failed, [
      `${url} answers 502 and is no \`serve()\` of the Inngest SDK: <h1>Bad Gateway</h1>`,
      `${url} answers 200 and is no \`serve()\` of the Inngest SDK: {"looks":"fine"}`,
      `the app at ${url} ended the connection before it answered (socket hang up)`,
      "the stream of the app ended without an answer: ",
      "the app answered 206 with what the SDK does not answer: not json",
      "the app answered 206 with what the SDK does not answer: [5]",
      'the app answered 200 with what the SDK does not answer: {"cut":',
      `the app at ${url} ended the connection before it answered (aborted)`,
      `the app at ${url} answers with more than 67108864 bytes`,
      "the app answered 200 with what the SDK does not answer: nothing",
      "the app answered 206 with what the SDK does not answer: nothing",
      "the app answered 204 with what the SDK does not answer: nothing",
      `${url} redirects to /elsewhere: name the address of \`serve()\` itself`,
      "the app answered 302 with what the SDK does not answer: nothing",
      `the app at ${url} ended the connection before it answered (its body is said to be gzip and is not)`,
      `the app at ${url} ended the connection before it answered (its body is packed as zip)`,
      `the app at ${url} answers with more than 67108864 bytes`,
    ]);
    assert.deepEqual([run.status, run.output], ["completed", "at last"]);
  } finally {
    await fixture.session.close();
    server.close();
    server.closeAllConnections();
  }
});

/** An engine of years ago names the first request version, with results as they are; SDK v3 still speaks it, and no engine asks for it any more. */
const oldRequests = `
  import { createServer } from "node:http";
  import { serve } from "inngest/edge";
  import { functions, inngest } from "./functions.ts";
  const handler = serve({ client: inngest, functions });
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", async () => {
      const asked = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
      const body = JSON.stringify({ ...asked, version: 0, steps: Object.fromEntries(Object.entries(asked.steps ?? {}).map(([id, result]) => [id, result?.data ?? null])) });
      const answer = await handler(new Request("http://" + request.headers.host + request.url, { method: request.method, headers: request.headers, ...(request.method === "GET" ? {} : { body }) }));
      const text = await answer.text();
      if (request.method === "POST") console.log(answer.status + " " + [].concat(JSON.parse(text)).map(({ op }) => op));
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
    });
  });
  server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
`;

test("the opcode of the first request version: `Step` (v3)", { timeout: 240_000 }, async () => {
  const fixture = await serve({ retryMs: 5 });
  const app = await startHttpApp({
    sdk: "v3", server: oldRequests, env: { INNGEST_DEV: fixture.session.origin },
    source: `inngest = new sdk.Inngest({ id: "app", logger }); functions.push(${createFunction("v3", 'id: "old"', `async ({ step }) => {
      const one = await step.run("one", () => 1);
      await step.sleep("rest", 10);
      const [two, three] = await Promise.all([step.run("two", () => one + 1), step.run("three", () => one + 2)]);
      return [one, two, three];
    }`)});`,
  });
  try {
    await put(app);
    await fixture.post("/e/key", { name: "app/start" });
    const run = await fixture.ended("app-old");
    assert.deepEqual([run.status, run.output, run.error], ["completed", [1, 2, 3], undefined], app.output());
    assert.deepEqual(run.steps.map(({ displayName, tool }) => [displayName, tool]), [["one", "step.run"], ["", "step.sleep"], ["two", "step.run"], ["three", "step.run"]]);
    assert.deepEqual(app.output().match(/(?<=206 ).+/g), ["Step", "Sleep", "StepPlanned,StepPlanned", "Step", "Step"]);
  } finally {
    await app.stop();
    await fixture.session.close();
  }
});

/** An app that takes requests and says nothing, until it is let go. */
async function startSilent() {
  const held = new Set<http.ServerResponse>();
  const server = http.createServer((_, response) => { held.add(response); }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { held, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/inngest`, stop: () => { server.close(); server.closeAllConnections(); } };
}
const silentFunction = { id: "mute-fn", triggers: [{ event: "app/start" }], steps: { step: { retries: { attempts: 1 } } } };

test("an app that takes a call and says nothing: said when it lasts, an attempt when it is too long, and nothing waits for it", { timeout: 240_000 }, async () => {
  const app = await startSilent();
  const fixture = await serve({ retryMs: 5, patience: { registerMs: 100, silentMs: 50, callMs: 200 } });
  try {
    await fixture.post("/fn/register", { appName: "mute", url: app.url, functions: [silentFunction] });
    await fixture.post("/e/key", { name: "app/start" });
    const run = await fixture.ended("mute-fn");
    const late = `the app at ${app.url} was called and does not answer: it has said nothing for 0.2 seconds (limit \`callMs\`)`;
    assert.deepEqual([run.status, run.error?.message, run.requests], ["failed", late, 2]);
    assert.deepEqual(fixture.told.flatMap((event) => (event.type === "warning" ? [event.message] : [])), [`the app at ${app.url} has not answered a call of \`mute-fn\` for 0.05 seconds: a step takes its time there, or waits for what never comes`]);
  } finally {
    await fixture.session.close();
    app.stop();
  }
});

test("an app that is silent when it is asked to register is named, and keeps no other from registering", { timeout: 240_000 }, async () => {
  const silent = await startSilent();
  const app = await startHttpApp({ sdk: "v4", source: `inngest = new sdk.Inngest({ id: "app", logger }); functions.push(${createFunction("v4", 'id: "fn"', "async () => 1")});`, env: { INNGEST_DEV: "1", INNGEST_BASE_URL: "http://127.0.0.1:1" } });
  const fixture = await serve({ appUrls: [silent.url, app.url], patience: { registerMs: 300, silentMs: 60_000, callMs: 60_000 } });
  try {
    const messages = async (): Promise<string> => fixture.find((event) => (event.type === "warning" && event.message.includes(silent.url) ? event.message : undefined));
    assert.equal(await messages(), `the app at ${silent.url} does not answer (it has said nothing for 0.3 seconds)`);
    await fixture.find((event) => (event.type === "warning" && event.message.includes(app.url) ? event.message : undefined));
  } finally {
    await fixture.session.close();
    silent.stop();
    await app.stop();
  }
});

test("a server that ends while an app is silent ends at once", { timeout: 240_000 }, async () => {
  const app = await startSilent();
  const fixture = await serve();
  await fixture.post("/fn/register", { appName: "mute", url: app.url, functions: [silentFunction] });
  await fixture.post("/e/key", { name: "app/start" });
  while (app.held.size === 0) await new Promise(setImmediate);
  await fixture.session.close();
  assert.deepEqual(fixture.session.executor.runs().map(({ status }) => status), ["cancelled"]);
  app.stop();
});

// The SDK looks for a step for ten seconds before it says that it is not there.
test("a step that the SDK does not find again is named, with what it found", { timeout: 240_000 }, async () => {
  const handler = 'async ({ step }) => { globalThis.n = (globalThis.n ?? 0) + 1; await Promise.all([step.run("one-" + globalThis.n, () => 1), step.run("two-" + globalThis.n, () => 2)]); }';
  await Promise.all((["v3", "v4"] as const).map((sdk) => withApp(sdk, { handler }, async (fixture) => {
    const { status, error } = await fixture.ended("app-fn");
    assert.deepEqual([sdk, status, error?.name], [sdk, "failed", "StepNotFound"]);
    assert.match(error?.message ?? "", /^step `(one|two)-1` was planned but the handler did not reach it again \(it found `(one|two)-\d+`, `(one|two)-\d+`\): its id or the way to it changes from replay to replay$/);
  })));
});
