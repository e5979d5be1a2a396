/** Each way in which an app that is attached to could send an event elsewhere, against a server that counts what comes. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { findFreePort } from "../../../test/ports.ts";
import { startHttpApp, type HttpApp } from "../testing/http-app.ts";
import { sdks, toFunction, type Sdk } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

const silent = "logger: { info() {}, warn() {}, error() {}, debug() {} }";
const program = (sdk: Sdk, options = "", more = "", body = ""): string => `import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app", ${silent}${options} });${more}
export const sends = ${toFunction(sdk, 'id: "sends"', "app/start", `async ({ step }) => {
  console.log("handler runs");
  await inngest.send({ name: "app/plain" });
  await step.sendEvent("tell", { name: "app/told" });${body}
}`)}
export const functions = [sends];
`;

interface Trap {
  readonly origin: string;
  /** Events that came, as method and path. */
  readonly events: readonly string[];
}

async function listen(server: net.Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => { server.once("listening", resolve); });
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

async function startTrap(test: TestContext): Promise<Trap> {
  const events: string[] = [];
  const server = http.createServer((request, response) => {
    if (request.method === "POST" && request.url?.startsWith("/e/") === true) events.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => { response.writeHead(200, { "content-type": "application/json" }).end('{ "ids": ["01"], "status": 200 }'); });
  });
  test.after(() => { server.closeAllConnections(); server.close(); });
  return { origin: await listen(server), events };
}

/** Passes connections on to the app, as a forwarded port does: another process than the app's listens there. */
async function startForward(test: TestContext, to: string): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    const target = net.connect(Number(new URL(to).port), "127.0.0.1");
    for (const each of [socket, target]) sockets.add(each.on("error", () => { socket.destroy(); target.destroy(); }));
    socket.pipe(target).pipe(socket);
  });
  test.after(() => { sockets.forEach((socket) => socket.destroy()); server.close(); });
  return `${await listen(server)}/api/inngest`;
}

interface Way {
  readonly env?: (devServer: string, trap: string) => Readonly<Record<string, string>>;
  readonly source?: (sdk: Sdk, trap: string) => string;
  /** Done beside the running app. */
  readonly prepare?: (app: HttpApp, trap: string) => void;
  readonly forwarded?: boolean;
  readonly expected: Readonly<Partial<Record<Sdk, RegExp>>>;
}

const key = { INNGEST_EVENT_KEY: "real-key" };
const startAgain = /start it with INNGEST_DEV=http:\/\/127\.0\.0\.1:\d+/;
const elsewhere = new RegExp(/^the app at \S+ sends its events elsewhere, so that real ones could leave: remove `baseUrl` from its code and INNGEST_BASE_URL and INNGEST_EVENT_API_BASE_URL from its environment, and /.source + startAgain.source);
const registers = new RegExp(/^the app at \S+ registers elsewhere, not with this server: /.source + startAgain.source);

const ways: Readonly<Record<string, Way>> = {
  "its environment names an event API": {
    env: (INNGEST_DEV, trap) => ({ ...key, INNGEST_DEV, INNGEST_EVENT_API_BASE_URL: trap }),
    expected: { v3: process.platform === "linux" ? /^the app at \S+ was started with `INNGEST_EVENT_API_BASE_URL` and sends its events to http:\/\/127\.0\.0\.1:\d+: start it with/ : /^the app at \S+ has an event key/, v4: elsewhere },
  },
  "its environment names one server for all": { env: (INNGEST_DEV, trap) => ({ ...key, INNGEST_DEV, INNGEST_BASE_URL: trap }), expected: { v3: elsewhere, v4: registers } },
  "its .env names an event API": {
    env: (INNGEST_DEV) => ({ INNGEST_DEV }),
    prepare: ({ folder }, trap) => { writeFileSync(path.join(folder, ".env"), `INNGEST_EVENT_API_BASE_URL=${trap}\n`); },
    expected: { v4: /\.env` sends the app's events to http:\/\/127\.0\.0\.1:\d+: remove `INNGEST_EVENT_API_BASE_URL` there and start the app again, so that no real event is sent/ },
  },
  "its client has an address": {
    source: (sdk, trap) => program(sdk, `, baseUrl: "${trap}"`),
    expected: { v3: /^the client at functions\.ts:2 sends its events to http:\/\/127\.0\.0\.1:\d+: remove `baseUrl` there and start the app again/, v4: /^the client at functions\.ts:2 sends its events to/ },
  },
  "its client has an address that is not written out": {
    env: (INNGEST_DEV, trap) => ({ ...key, INNGEST_DEV, EVENTS: trap }), source: (sdk) => program(sdk, ", baseUrl: process.env.EVENTS"), expected: { v3: elsewhere, v4: registers },
  },
  "its function uses a second client": {
    source: (sdk, trap) => program(sdk, "", ` const other = new Inngest({ id: "other", baseUrl: "${trap}" });`, '\n  await other.send({ name: "app/other" });'),
    expected: { v4: /^the client at functions\.ts:2 sends its events to/ },
  },
  "it only guesses that it is developed": {
    env: (devServer) => ({ ...key, NEXT_PUBLIC_INNGEST_DEV: devServer }),
    expected: { v3: /^the app at \S+ is not told to be in development, and would send its events to Inngest's cloud as soon as the debugger is gone: start it with/ },
  },
  "it has a key and answers through a forwarded port": {
    env: (INNGEST_DEV, trap) => ({ ...key, INNGEST_DEV, INNGEST_EVENT_API_BASE_URL: trap }), forwarded: true,
    expected: { v3: /^the app at \S+ has an event key, and its SDK does not say where it sends events: start it with INNGEST_DEV=\S+ and without INNGEST_EVENT_KEY and `eventKey`, so that no real event can be sent/ },
  },
};

async function attach(t: Transcript, args: object): Promise<string> {
  return await t.client.send("attach", { request: "attach", ...args }).then(() => "", (error: unknown) => (error as Error).message);
}

for (const sdk of sdks) {
  test(`an app that could send its events elsewhere is refused before anything of it runs (${sdk})`, { timeout: 240_000 }, async (test) => {
    const trap = await startTrap(test);
    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const t = await startTranscript(test, process.cwd());
    await t.client.initializeRequest({ adapterID: "inngest" });
    for (const [name, { env, source, prepare, forwarded, expected }] of Object.entries(ways)) {
      const sentence = expected[sdk];
      if (sentence === undefined) continue;
      const app = await startHttpApp({ sdk, source: source?.(sdk, trap.origin) ?? program(sdk), isBegun: false, env: env?.(devServer, trap.origin) ?? { INNGEST_DEV: devServer } });
      test.after(() => app.stop());
      prepare?.(app, trap.origin);
      const url = forwarded === true ? await startForward(test, app.url) : app.url;
      const said = await attach(t, { url, devServer, cwd: app.folder, function: "sends", event: {}, stopOnEntry: false });
      assert.match(said, sentence, name);
      assert.doesNotMatch(app.output(), /handler runs/, name);
      assert.deepEqual(trap.events, [], name);
      await app.stop();
    }
    await t.close();
  });
}

test("of an app without a key, which no server but a development one takes events of, the run ends at the first that does not come", { timeout: 240_000 }, async (test) => {
  const trap = await startTrap(test);
  const devServer = `http://127.0.0.1:${await findFreePort()}`;
  const app = await startHttpApp({ sdk: "v3", source: program("v3").replace('\n  await inngest.send({ name: "app/plain" });', ""), isBegun: false, env: { INNGEST_DEV: devServer, INNGEST_EVENT_API_BASE_URL: trap.origin } });
  test.after(() => app.stop());
  const t = await startTranscript(test, app.folder);
  await t.client.initializeRequest({ adapterID: "inngest" });
  await Promise.all([t.client.attachRequest({ request: "attach", url: await startForward(test, app.url), devServer, cwd: app.folder, function: "sends", event: {}, stopOnEntry: false } as never), t.until("initialized")]);
  await t.request("configurationDone");
  await t.until("terminated");
  assert.match(await t.close(), /step `tell` sent its event elsewhere, not to this debugger, and the run was ended/);
  assert.deepEqual(trap.events, ["POST /e/NO_EVENT_KEY_SET"]);
});
