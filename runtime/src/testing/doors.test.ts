/**
 * Apps as people run them in front of `stepwise serve`: behind the real Express and the real Hono, as a route handler of
 * Next.js, as a Lambda handler, and connected over a WebSocket. Each runs steps, waits, side by side and fails.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createFunction, sdkVersions, type SdkVersion } from "../worker/testing/project.ts";
import { startHttpApp } from "./http-app.ts";
import { serve } from "./serve-fixture.ts";

const served = ["express", "hono", "next", "lambda"];
const names = [...served, "connected"];

const functions = (sdk: SdkVersion): string => `
  import { Inngest } from "inngest";
  const tried = new Set();
  export function create(name: string) {
    const inngest = new Inngest({ id: name, logger: { info() {}, warn() {}, error() {}, debug() {} } });
    const main = ${createFunction(sdk, 'id: "main"', `async ({ event, step }) => {
      const first = await step.run("first", () => event.data.n + 1);
      const answer = await step.waitForEvent("answer", { event: name + "/answer", timeout: "1d", if: "async.data.n == event.data.n" });
      const both = await Promise.all([step.run("left", () => answer.data.text), step.run("right", () => first)]);
      const last = await step.run("flaky", () => { if (tried.has(name)) return "ok"; tried.add(name); throw new Error("flaky"); });
      await step.sendEvent("tell", { name: name + "/told", data: { last } });
      return [...both, last];
    }`, '{ event: name + "/start" }')};
    const fails = ${createFunction(sdk, 'id: "fails", retries: 0, onFailure: async ({ error, step }) => step.run("note", () => error.message)', 'async () => { throw new Error("broken"); }', '{ event: name + "/start" }')};
    return { client: inngest, functions: [main, fails] };
  }
`;

const server = `
  import { createServer } from "node:http";
  import { create } from "./functions.ts";
  import { connect } from "inngest/connect";
  import { serve as serveExpress } from "inngest/express";
  import { serve as serveHono } from "inngest/hono";
  import { serve as serveLambda } from "inngest/lambda";
  import { serve as serveNext } from "inngest/next";
  import express from ${JSON.stringify(import.meta.resolve("express"))};
  import { Hono } from ${JSON.stringify(import.meta.resolve("hono"))};

  const toRequest = (request, body) => new Request("http://" + request.headers.host + request.url, { method: request.method, headers: request.headers, ...(request.method === "GET" ? {} : { body }) });
  const send = async (answer, response) => { response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer())); };

  const expressApp = express().use(express.json()).use("/express/api/inngest", serveExpress(create("express")));
  const honoApp = new Hono().on(["GET", "PUT", "POST"], "/hono/api/inngest", serveHono(create("hono")));
  const route = serveNext(create("next"));
  const lambda = serveLambda(create("lambda"));
  const apps = {
    hono: async (request, response, body) => send(await honoApp.fetch(toRequest(request, body)), response),
    next: async (request, response, body) => send(await route[request.method](toRequest(request, body), { params: Promise.resolve({}) }), response),
    lambda: async (request, response, body) => {
      const url = new URL(request.url, "http://x");
      const answer = await lambda({ version: "2.0", headers: { ...request.headers, "x-forwarded-proto": "http" }, queryStringParameters: Object.fromEntries(url.searchParams), requestContext: { http: { method: request.method, path: url.pathname } }, body: body.toString("base64"), isBase64Encoded: true }, {});
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    },
  };
  const server = createServer((request, response) => {
    const [, name] = request.url.split("/");
    if (name === "express") return expressApp(request, response);
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => { apps[name](request, response, Buffer.concat(chunks)).catch((error) => { console.log(error); response.destroy(); }); });
  });
  server.listen(0, "127.0.0.1", () => console.log("listening " + server.address().port));
  connect({ apps: [create("connected")], handleShutdownSignals: [] }).then(() => console.log("connected"), (error) => console.log(error));
`;

for (const sdk of sdkVersions) {
  test(`each runs, waits, forks and fails (${sdk})`, { timeout: 120_000 }, async () => {
    const fixture = await serve({ retryMs: 5 });
    const app = await startHttpApp({ sdk, source: functions(sdk), isBegun: false, server, env: { INNGEST_DEV: fixture.session.origin } });
    try {
      await app.printed("connected");
      for (const name of served) assert.equal((await fetch(app.url.replace("/api", `/${name}/api`), { method: "PUT" })).status, 200, app.output());
      assert.deepEqual(fixture.session.apps.apps.map(({ id, framework }) => [id, framework]).toSorted(), [["connected", "connect"], ["express", "express"], ["hono", "hono"], ["lambda", "aws-lambda"], ["next", "nextjs"]]);
      await fixture.post("/e/key", names.map((name, n) => ({ name: `${name}/start`, data: { n } })));
      await Promise.all(names.map(async (name, n) => {
        const waiting = await fixture.find((event) => (event.type === "runWaiting" && fixture.session.executor.run(event.runId)?.functionId === `${name}-main` ? event.runId : undefined));
        await fixture.post("/e/key", [{ name: `${name}/answer`, data: { n: -1, text: "another's" } }, { name: `${name}/answer`, data: { n, text: "yes" } }]);
        const run = await fixture.session.executor.whenEnded(waiting);
        assert.deepEqual([run.output, run.error], [["yes", n + 1, "ok"], undefined], `${name}\n${app.output()}`);
        const steps = run.steps.map(({ id, attempts }) => [id, attempts]);
        assert.deepEqual([steps.slice(0, 2), steps.slice(2, 4).toSorted(), steps.slice(4)], [[["first", 1], ["answer", 1]], [["left", 1], ["right", 1]], [["flaky", 2], ["tell", 1]]], name);
        assert.deepEqual(run.emitted.map(({ event, step }) => [event.name, event.data, step?.id]), [[`${name}/told`, { last: "ok" }, "tell"]]);
        const failed = await fixture.ended(`${name}-fails`);
        assert.deepEqual([failed.status, failed.error?.message], ["failed", "broken"]);
        assert.equal((await fixture.ended(`${name}-fails-failure`)).output, "broken");
      }));
      assert.deepEqual(fixture.told.filter(({ type }) => type === "warning"), []);
    } finally {
      await app.stop();
      await fixture.session.close();
    }
  });
}
