/**
 * The SDK's own adapters in front of a running app, each called as its framework calls it: they register, their steps run,
 * streamed or not, and what is large passes both ways.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { test } from "node:test";
import { createFunction, sdkVersions, type SdkVersion } from "../worker/testing/project.ts";
import { startHttpApp } from "./http-app.ts";
import { serve } from "./serve-fixture.ts";

const every = ["edge", "next-app", "next-app-streams", "next-pages", "express", "express-streams", "fastify", "koa", "lambda", "lambda-behind-http", "remix", "remix-streams"];

/** Version 4 of the SDK does not stream there. */
const adaptersOf: Readonly<Record<SdkVersion, readonly string[]>> = { v4: every, v3: [...every, "edge-streams"] };

const functions = (sdk: SdkVersion): string => `
  import { Inngest } from "inngest";
  export const streaming = ${sdk === "v4" ? "true" : '"force"'};
  export function create(name: string) {
    const inngest = new Inngest({ id: name, logger: { info() {}, warn() {}, error() {}, debug() {} } });
    const main = ${createFunction(sdk, 'id: "main"', `async ({ event, step }) => {
      const big = await step.run("big", () => "x".repeat(400_000));
      const [mine, given] = await Promise.all([step.run("mine", () => big.length), step.run("given", () => event.data.text.length)]);
      await step.sendEvent("tell", { name: name + "/told", data: { mine } });
      return { mine, given, text: "y".repeat(500_000) };
    }`, '{ event: name + "/start" }')};
    return { client: inngest, functions: [main] };
  }
`;

/** Node's own server in place of each framework's, which hands the adapter what the framework would. */
const server = `
  import { createServer } from "node:http";
  import { create, streaming } from "./functions.ts";
  import { serve as edge } from "inngest/edge";
  import { serve as next } from "inngest/next";
  import { serve as express } from "inngest/express";
  import { serve as fastify } from "inngest/fastify";
  import { serve as koa } from "inngest/koa";
  import { serve as lambda } from "inngest/lambda";
  import { serve as remix } from "inngest/remix";

  const toRequest = (request, body) => new Request("http://" + request.headers.host + request.url, { method: request.method, headers: request.headers, ...(request.method === "GET" ? {} : { body }) });
  const send = async (answer, response) => {
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  };
  const json = (body) => (body === "" ? {} : JSON.parse(body));
  const queryOf = (request) => Object.fromEntries(new URL(request.url, "http://x").searchParams);
  const chained = (response) => Object.assign(response, { status: (code) => { response.statusCode = code; return response; }, send: (body) => { response.end(body); return response; } });

  const web = (handler) => async (request, response, body) => send(await handler(toRequest(request, body)), response);
  const nextApp = (options) => { const handlers = next(options); return async (request, response, body) => send(await handlers[request.method](toRequest(request, body), {}), response); };
  const express5 = (options) => { const handler = express(options); return (request, response, body) => handler(Object.assign(request, { body: json(body), query: queryOf(request), originalUrl: request.url, protocol: "http" }), chained(response)); };
  const lambdaWith = (options, extra) => { const handler = lambda(options); return async (request, response, body) => {
    const path = new URL(request.url, "http://x").pathname;
    const answer = await handler({ version: "2.0", headers: { ...request.headers, ...extra }, queryStringParameters: queryOf(request), requestContext: { http: { method: request.method, path } }, body: Buffer.from(body).toString("base64"), isBase64Encoded: true }, {});
    response.writeHead(answer.statusCode, answer.headers).end(answer.body);
  }; };
  const remixWith = (options) => { const handler = remix(options); return async (request, response, body) => send(await handler({ request: toRequest(request, body), context: {}, params: {} }), response); };
  const of = (name) => create(name);
  const adapters = {
    "edge": web(edge(of("edge"))),
    "edge-streams": web(edge({ ...of("edge-streams"), streaming })),
    "next-app": nextApp(of("next-app")),
    "next-app-streams": nextApp({ ...of("next-app-streams"), streaming }),
    "next-pages": (() => { const handler = next(of("next-pages")); return (request, response, body) => handler(Object.assign(request, { body: json(body), query: queryOf(request) }), chained(response)); })(),
    "express": express5(of("express")),
    "express-streams": express5({ ...of("express-streams"), streaming }),
    "fastify": (() => { const handler = fastify(of("fastify")); return (request, response, body) => {
      const reply = { header: (name, value) => { response.setHeader(name, value); return reply; }, code: (code) => { response.statusCode = code; return reply; }, send: (text) => { response.end(text); return reply; } };
      return handler({ method: request.method, headers: request.headers, url: request.url, protocol: "http", query: queryOf(request), body: json(body) }, reply);
    }; })(),
    "koa": (() => { const handler = koa(of("koa")); return async (request, response, body) => {
      const context = { method: request.method, headers: request.headers, request: { body: json(body) }, query: queryOf(request), host: request.headers.host, protocol: "http", originalUrl: request.url, status: 404, body: "", set: (name, value) => { response.setHeader(name, value); } };
      await handler(context);
      response.statusCode = context.status;
      response.end(context.body);
    }; })(),
    "lambda": lambdaWith(of("lambda"), {}),
    "lambda-behind-http": lambdaWith(of("lambda-behind-http"), { "x-forwarded-proto": "http" }),
    "remix": remixWith(of("remix")),
    "remix-streams": remixWith({ ...of("remix-streams"), streaming }),
  };
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const adapter = adapters[new URL(request.url, "http://x").pathname.slice(1)];
      if (adapter === undefined) response.writeHead(404).end();
      else Promise.resolve(adapter(request, response, Buffer.concat(chunks).toString("utf8"))).catch((error) => { console.log(error); response.destroy(); });
    });
  });
  server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("listening " + server.address().port));
`;

async function findPort(): Promise<number> {
  const probe = net.createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

for (const sdk of sdkVersions) {
  test(`apps of every framework register and run (${sdk})`, { timeout: 240_000 }, async () => {
    const port = await findPort();
    const adapters = adaptersOf[sdk];
    const fixture = await serve({ appUrls: [...every, "edge-streams"].map((name) => `http://127.0.0.1:${port}/${name}`), pollMs: 60_000 });
    const app = await startHttpApp({ sdk, source: functions(sdk), isBegun: false, server, port, env: { INNGEST_DEV: fixture.session.origin } });
    try {
      const problems = await fixture.session.sync();
      assert.deepEqual(problems, sdk === "v3" ? [] : [`the app at http://127.0.0.1:${port}/edge-streams answers with an error: [Inngest] Streaming has been forced but the serve handler does not support streaming. Please either remove the streaming option or use a serve handler that supports streaming.`], app.output());
      assert.deepEqual(fixture.session.apps.apps.map(({ id, url }) => [id, url]).toSorted(), adapters.map((name) => [name, `http://127.0.0.1:${port}/${name}`]).toSorted());
      assert.equal((await fixture.post("/e/key", adapters.map((name) => ({ name: `${name}/start`, data: { text: "z".repeat(300_000) } })))).status, 200);
      for (const name of adapters) {
        const { status, output, error, steps, emitted } = await fixture.ended(`${name}-main`);
        assert.equal(status, "completed", `${name}: ${error?.message ?? ""}\n${app.output()}`);
        assert.deepEqual({ ...output as object, text: (output as { text: string }).text.length }, { mine: 400_000, given: 300_000, text: 500_000 }, name);
        assert.deepEqual(steps.map(({ id }) => id).toSorted(), ["big", "given", "mine", "tell"], name);
        assert.deepEqual(emitted.map(({ event, step }) => [event.name, step?.id]), [[`${name}/told`, "tell"]], name);
      }
    } finally {
      await app.stop();
      await fixture.session.close();
    }
  });
}
