/** Events for an Inngest server of the user's own, whose address only the code knows: by each way to send, from each place in a program. */
import assert from "node:assert/strict";
import http from "node:http";
import http2 from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { after, before, describe, test } from "node:test";
import { createFunction, createProject, drive, sdkVersions, startHarness, type Harness, type Project } from "../../testing/project.ts";

/** A `fetch` for the SDK's clients, by how it gets to the server; without one they use the global one. */
const transports: Readonly<Record<string, string>> = {
  "the global fetch": "undefined",
  "a fetch that was put in its place": "(globalThis.fetch = overSocket, undefined)",
  "a fetch that was kept": "((kept) => (...args) => kept(...args))(globalThis.fetch)",
  "node:http": "overHttp",
  "a socket": "overSocket",
  "a socket, in pieces": "overPieces",
  "a socket, in bytes": "overBytes",
  "a dispatcher of undici": "overUndici",
  "HTTP/2": "overHttp2",
};

const sender = `
import { Inngest } from "inngest";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
const toLines = (url, init) => ["POST " + new URL(url).pathname + " HTTP/1.0", "Host: " + new URL(url).host, "Content-Length: " + Buffer.byteLength(init.body), ...[...new Headers(init.headers)].map(([name, value]) => name + ": " + value), "", init.body];
const answer = { status: 200, headers: { "content-type": "application/json" } };
const overWrites = (write) => (url, init = {}) => new Promise((resolve, reject) => {
  const socket = net.connect(Number(new URL(url).port), new URL(url).hostname);
  let text = "";
  socket.on("error", reject).on("data", (chunk) => { text += chunk; }).on("end", () => resolve(new Response(text.split("\\r\\n\\r\\n")[1], answer)));
  socket.once("connect", () => write(socket, toLines(url, init)));
});
const overSocket = overWrites((socket, lines) => socket.write(lines.join("\\r\\n")));
const overPieces = overWrites((socket, lines) => { socket.cork(); lines.forEach((line, index) => socket.write(line + (index < lines.length - 1 ? "\\r\\n" : ""))); socket.uncork(); });
const overBytes = overWrites((socket, lines) => socket.end(Buffer.from(lines.join("\\r\\n"))));
const overHttp = (url, init = {}) => new Promise((resolve, reject) => http.request(url, { method: init.method, headers: Object.fromEntries(new Headers(init.headers)) }, (response) => response.setEncoding("utf8").on("data", (text) => resolve(new Response(text, answer)))).on("error", reject).end(init.body));
const overUndici = (url, init = {}) => fetch("data:,x").then(() => new Promise((resolve, reject) => globalThis[Symbol.for("undici.globalDispatcher.1")].dispatch(
  { origin: new URL(url).origin, path: new URL(url).pathname, method: "POST", body: init.body, headers: Object.fromEntries(new Headers(init.headers)) },
  { onRequestStart() {}, onResponseStart() { resolve(Response.json({ ids: ["x"], status: 200 })); }, onResponseData() {}, onResponseEnd() {}, onResponseError(_controller, error) { reject(error); }, onConnect() {}, onHeaders() { resolve(Response.json({ ids: ["x"], status: 200 })); return true; }, onData() { return true; }, onComplete() {}, onError: reject })));
const overHttp2 = (url, init = {}) => new Promise((resolve, reject) => {
  const session = http2.connect("http://127.0.0.1:" + process.env.HTTP2_PORT).on("error", reject);
  const stream = session.request({ ":method": "POST", ":path": new URL(url).pathname, ...Object.fromEntries(new Headers(init.headers)) });
  stream.on("error", reject).on("response", () => resolve(Response.json({ ids: ["x"], status: 200 }))).on("end", () => session.close()).resume().end(init.body);
});
const transports = { ${Object.entries(transports).map(([name, code]) => `${JSON.stringify(name)}: () => ${code}`).join(", ")} };
const told = (error) => [error.message, error.cause?.message].join(" ");
async function send(name) {
  try {
    const real = globalThis.fetch;
    const fetch = transports[name]();
    const client = new Inngest({ id: "own", isDev: false, eventKey: "real-key", baseUrl: process.env.OWN_SERVER, ...(fetch ? { fetch } : {}) });
    const { ids } = await client.send({ name: "app/own" }).finally(() => { globalThis.fetch = real; });
    return "ids " + ids;
  } catch (error) {
    return told(error);
  }
}
/** A POST of one's own, without the SDK. */
const post = () => overSocket(process.env.OWN_SERVER + "/e/real-key", { method: "POST", body: '[{ "name": "app/own" }]' }).then((response) => response.text(), told);
/** At once, since the SDK tries each five times; what takes the place of the global \`fetch\` last. */
export async function tryAll() {
  const [replaced, ...names] = Object.keys(transports).sort((name) => (name.includes("put in its place") ? -1 : 1));
  const said = { "without the SDK": post() };
  for (const name of names) said[name] = send(name);
  for (const name of Object.keys(said)) said[name] = await said[name];
  said[replaced] = await send(replaced);
  return said;
}
`;

/** In a thread or a process. */
const elsewhere = `
import { tryAll } from "./sender.mjs";
import { parentPort } from "node:worker_threads";
const said = await tryAll();
if (parentPort) parentPort.postMessage(said);
else process.send(said, () => process.exit());
`;

const source = (sdk: "v3" | "v4"): string => `
import { Inngest } from "inngest";
import { fork } from "node:child_process";
import { Worker } from "node:worker_threads";
import { tryAll } from "./sender.mjs";
const file = new URL("./elsewhere.mjs", import.meta.url);
const inngest = new Inngest({ id: "app" });
export const functions = [
  ${createFunction(sdk, 'id: "here"', 'async ({ step }) => await step.run("try", tryAll)')},
  ${createFunction(sdk, 'id: "thread"', 'async ({ step }) => await step.run("try", () => new Promise((resolve, reject) => new Worker(file).on("message", resolve).on("error", reject)))')},
  ${createFunction(sdk, 'id: "process"', 'async ({ step }) => await step.run("try", () => new Promise((resolve, reject) => fork(file).on("message", resolve).on("error", reject)))')},
];
`;

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => { server.once("listening", resolve); });
  return String((server.address() as AddressInfo).port);
}

for (const sdk of sdkVersions) {
  describe(`a server of the user's own, on SDK ${sdk}`, { timeout: 600_000, concurrency: true }, () => {
    let project: Project;
    let harness: Harness;
    const arrived: string[] = [];
    const trap = http.createServer((request, response) => { arrived.push(`${request.method} ${request.url}`); request.resume(); response.writeHead(200, { "content-type": "application/json" }).end('{"ids":["x"],"status":200}'); });
    const trap2 = http2.createServer((request, response) => { arrived.push(`${request.method} ${request.url} (HTTP/2)`); response.end("{}"); });
    before(async () => {
      project = await createProject({ sdk, files: { "functions.ts": source(sdk), "sender.mjs": sender, "elsewhere.mjs": elsewhere } });
      harness = await startHarness({ program: project.path("functions.ts"), env: { OWN_SERVER: `http://127.0.0.1:${await listen(trap)}`, HTTP2_PORT: await listen(trap2) } });
    });
    after(async () => {
      await harness.worker.dispose();
      trap.closeAllConnections();
      trap.close();
      trap2.close();
      await project.dispose();
    });

    test("gets no event, neither from a function's own thread nor from another or a process", async () => {
      await Promise.all(["here", "thread", "process"].map(async (place) => {
        const { last } = await drive(harness.worker, `app-${place}`, { runId: place });
        const said = last.body as Readonly<Record<string, string>>;
        assert.equal(Object.keys(said).length, Object.keys(transports).length + 1);
        for (const [name, sentence] of Object.entries(said)) assert.match(sentence, place === "here" ? /^ids id-|"ids":\["id-|nothing reaches Inngest/ : /nothing reaches Inngest while its functions run here/, `${place}: ${name}`);
      }));
      assert.deepEqual(arrived, []);
    });
  });
}
