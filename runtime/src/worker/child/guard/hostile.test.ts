/** Ways around the guard, tried on purpose: a debug run can never send a real event. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { NetworkQuestion } from "../../protocol.ts";
import { createFunction, createProject, drive, startHarness, type Harness, type Project } from "../../testing/project.ts";

/** Sends an event from wherever it runs, in the SDK's place or with the SDK, and tells what became of it. */
const sender = `
const withSdk = async () => {
  const { Inngest } = await import("inngest");
  const inngest = new Inngest({ id: "elsewhere", isDev: false, eventKey: "production-key", baseUrl: "https://inn.gs" });
  return inngest.send({ name: "app/sent" });
};
const sent = process.argv.includes("sdk") ? withSdk() : fetch("https://inn.gs/e/production-key", { method: "POST", body: "[]" }).then(() => "sent");
const said = await sent.then(JSON.stringify, (error) => [error.message, error.cause?.message].join(" "));
const { parentPort } = await import("node:worker_threads");
if (parentPort) parentPort.postMessage(said);
else if (process.send) process.send(said, () => process.exit());
else console.log(said);
`;

/** Expressions of step bodies, by how they try; each gives what it was told. */
const ways: Readonly<Record<string, string>> = {
  "a host header": 'request({ host: "127.0.0.1", port: process.env.PORT, method: "GET", path: "/v1/events", headers: { Host: "api.inngest.com" } })',
  "a proxy": 'request({ host: "127.0.0.1", port: process.env.PORT, method: "PUT", path: "http://inn.gs/e/key" })',
  "a redirect": 'fetch("http://127.0.0.1:" + process.env.PORT + "/redirect", { method: "POST", body: "[]" }).then((response) => response.text())',
  "a dispatcher of undici": 'fetch("data:,x").then(() => new Promise((resolve) => globalThis[Symbol.for("undici.globalDispatcher.1")].dispatch({ origin: "https://inn.gs", path: "/e/key", method: "POST", body: "[]" }, { onRequestStart() {}, onResponseStart(_controller, status) { resolve("answered " + status); }, onResponseData() {}, onResponseEnd() {}, onResponseError(_controller, error) { resolve(told(error)); }, onConnect() {}, onHeaders(status) { resolve("answered " + status); return true; }, onData() { return true; }, onComplete() {}, onError(error) { resolve(told(error)); } })))',
  "HTTP/2": 'new Promise((resolve) => { http2.connect("https://inn.gs").on("error", (error) => resolve(told(error))); })',
  "a WebSocket": 'new Promise((resolve) => { const socket = new WebSocket("wss://api.inngest.com/v0/connect"); socket.onopen = () => resolve("open"); socket.onerror = (event) => resolve(event.message || "refused"); })',
  "an address found by hand": 'dns.promises.lookup("inn.gs").then(JSON.stringify)',
  "TLS by address": 'new Promise((resolve) => { const socket = new tls.TLSSocket(new net.Socket().connect(process.env.PORT, "127.0.0.1")); socket.on("error", (error) => resolve(told(error))); socket.setServername("inn.gs"); })',
  "a datagram": 'new Promise((resolve) => { const socket = dgram.createSocket("udp4"); socket.send("x", 443, "inn.gs", (error) => { socket.close(); resolve(error ? told(error) : "sent"); }); })',
  "a thread": 'new Promise((resolve) => new Worker(file).on("message", resolve).on("error", (error) => resolve(told(error))))',
  "a thread with nothing inherited": 'new Promise((resolve) => new Worker(file, { env: {}, execArgv: [] }).on("message", resolve).on("error", (error) => resolve(told(error))))',
  "a thread that starts a process": 'new Promise((resolve) => new Worker("require(\'node:child_process\').execFile(process.execPath, [" + JSON.stringify(path) + "], { env: {} }, (error, out) => require(\'node:worker_threads\').parentPort.postMessage(out))", { eval: true }).on("message", resolve))',
  "a process": 'promisify(execFile)(process.execPath, [path, "sdk"]).then(({ stdout }) => stdout)',
  "a process with nothing inherited": 'promisify(execFile)(process.execPath, [path], { env: { INNGEST_DEV: "0" } }).then(({ stdout }) => stdout)',
  "a forked process": 'new Promise((resolve) => fork(path, [], { execArgv: [], env: {} }).on("message", resolve))',
  "a shell": 'promisify(exec)("\\"" + process.execPath + "\\" " + path, { env: { PATH: process.env.PATH } }).then(({ stdout }) => stdout)',
  "a process that is waited for": 'execFileSync(process.execPath, [path], { env: {}, encoding: "utf8" })',
  "another program": 'promisify(exec)("curl -s -X POST https://inn.gs/e/key -d []").then(({ stdout }) => stdout)',
  "another program that is waited for": 'new Promise((resolve) => resolve(spawnSync("curl", ["-s", "inn.gs/e/key"]).stdout))',
};

const answeredHere = /ids|not found|answered 200/;
const refused = /nothing reaches Inngest while its functions run here|refused/;

const source = `
import { Inngest } from "inngest";
import { exec, execFile, execFileSync, fork, spawnSync } from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import http from "node:http";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
const file = new URL("./sender.mjs", import.meta.url);
const path = import.meta.dirname + "/sender.mjs";
const told = (error) => [error.message, error.cause?.message].join(" ");
const attempt = async (way) => { try { return await way(); } catch (error) { return told(error); } };
const request = (options) => new Promise((resolve) => http.request(options, (response) => {
  let text = "";
  response.on("data", (chunk) => { text += chunk; }).on("end", () => resolve(text));
}).on("error", (error) => resolve(told(error))).end());
const inngest = new Inngest({ id: "app" });
export const functions = [
${Object.entries(ways).map(([id, expression]) => `  ${createFunction("v4", `id: ${JSON.stringify(id)}`, `async ({ step }) => await step.run("try", () => attempt(async () => ${expression}))`)},`).join("\n")}
  ${createFunction("v4", 'id: "asks"', 'async ({ step }) => await step.run("connect", async () => { const url = "http://127.0.0.1:" + process.env.PORT + "/x?token=secret"; return [await fetch(url).then((response) => response.text(), told), await request({ host: "127.0.0.1", port: process.env.PORT }), await request(url), await request(url)]; })')},
  ${createFunction("v4", 'id: "asks-elsewhere"', 'async ({ step }) => await step.run("connect", async () => execFileSync(process.execPath, ["-e", "fetch(\'http://127.0.0.1:\' + process.env.PORT).then(() => console.log(\'reached\'), (error) => console.log(error.message))"], { encoding: "utf8" }))')},
];
`;

describe("the guard against whoever means to go around it", { timeout: 600_000 }, () => {
  let project: Project;
  let harness: Harness;
  let service: http.Server;
  let log: string;
  let reached: string[] = [];
  let options: Parameters<typeof startHarness>[0];
  before(async () => {
    project = await createProject({ sdk: "v4", files: { "functions.ts": source, "sender.mjs": sender } });
    log = project.path("network.log");
    service = http.createServer((request, response) => {
      reached.push(`${request.method} ${request.url}`);
      if (request.url === "/redirect") response.writeHead(307, { location: "https://inn.gs/e/key" }).end();
      else response.end("fine");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => service.once("listening", resolve));
    const recorder = pathToFileURL(fileURLToPath(new URL("../../testing/network-recorder.ts", import.meta.url))).href;
    options = { program: project.path("functions.ts"), env: { NETWORK_LOG: log, PORT: String((service.address() as AddressInfo).port), NODE_OPTIONS: `--import ${recorder}` } };
    harness = await startHarness(options);
  });
  after(async () => {
    await harness.worker.dispose();
    service.closeAllConnections();
    service.close();
    await project.dispose();
  });
  beforeEach(async () => {
    reached = [];
    await writeFile(log, "");
  });

  for (const id of Object.keys(ways)) {
    test(`${id} does not reach Inngest`, async () => {
      const { last } = await drive(harness.worker, `app-${id}`, { runId: id });
      const said = JSON.stringify(last.body);
      assert.ok(answeredHere.test(said) || refused.test(said), said);
      assert.doesNotMatch(await readFile(log, "utf8"), /inn\.gs|inngest/);
      assert.deepEqual(reached.filter((request) => request !== "POST /redirect"), []);
    });
  }

  test("the user is asked about each connection, by host, without what may be secret", async () => {
    const questions: NetworkQuestion[] = [];
    const asking = await startHarness({ ...options, network: "ask", askNetwork: async (question) => { questions.push(question); return questions.length === 3 ? "refused" : "allowed"; } });
    try {
      const { last } = await drive(asking.worker, "app-asks");
      const [first, second, third, fourth] = last.body as string[];
      assert.deepEqual([first, second, fourth], ["fine", "fine", "fine"]);
      assert.match(third ?? "", /^the connection to 127\.0\.0\.1:\d+ was refused when you were asked; run the step again to be asked again/);
      assert.deepEqual(questions.map(({ target, runId, step }) => [target.replace(/\d+$/, "<port>"), runId, step]), Array(4).fill(["127.0.0.1:<port>", "run-1", "connect"]));
      assert.match(String((await drive(asking.worker, "app-asks-elsewhere")).last.body), /^this run asks before it uses the network, and nobody can be asked here/);
    } finally {
      await asking.worker.dispose();
    }
  });

  test("where nobody can be asked the connection is refused in one sentence", async () => {
    const headless = await startHarness({ ...options, network: "ask" });
    try {
      const { last } = await drive(headless.worker, "app-asks");
      for (const said of last.body as string[]) assert.match(said, /^this run asks before it uses the network, and nobody can be asked here: a connection to 127\.0\.0\.1:\d+ was refused; set `network` to `allow` to permit it/);
      assert.deepEqual(reached, []);
    } finally {
      await headless.worker.dispose();
    }
  });
});
