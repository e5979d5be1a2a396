import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SdkApiRequest } from "../../../executor/ports.ts";
import { callRequest, createFunction, createProject, drive, sdkVersions, startHarness, type Harness, type Project, type SdkVersion } from "../../testing/project.ts";

/** `fetch` over `node:https`, as a library of the user's might do it. */
const httpsFetch = `
import https from "node:https";
export const httpsFetch = (input, init = {}) => new Promise((resolve, reject) => {
  const request = https.request(String(input), { method: init.method ?? "GET", headers: Object.fromEntries(new Headers(init.headers)) }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk) => { text += chunk; }).on("end", () => resolve(new Response(text, { status: response.statusCode, headers: { "content-type": "application/json" } })));
  });
  request.on("error", reject).end(init.body);
});
`;

/** One application for each way to point the SDK at the cloud. */
const applications: Readonly<Record<string, string>> = {
  cloud: 'isDev: false, eventKey: "production-key"',
  literal: 'isDev: false, eventKey: "production-key", baseUrl: "https://events.example.com"',
  ownFetch: 'isDev: false, eventKey: "production-key", baseUrl: "https://inn.gs", fetch: (...args) => fetch(...args)',
  overHttps: 'isDev: false, eventKey: "production-key", baseUrl: "https://events.example.com", fetch: httpsFetch',
};

const sends = (sdk: SdkVersion): string => createFunction(sdk, 'id: "send"', 'async ({ step }) => (await step.sendEvent("send", { name: "app/sent" })).ids');

const raw: Readonly<Record<string, string>> = {
  fetch: '(await fetch("https://inn.gs/e/key", { method: "POST", body: "{}" })).json()',
  devServer: '(await fetch("http://localhost:8288/v1/events")).json()',
  path: '(await fetch("https://anywhere.example.com/e/key", { method: "POST", body: "{}" })).json()',
  https: '(await httpsFetch("https://api.inngest.com/v1/events", { method: "POST", body: "{}" })).json()',
  get: 'await new Promise((resolve, reject) => http.get({ host: "inn.gs", path: "/health" }, (response) => response.resume().on("end", () => resolve(response.statusCode))).on("error", reject))',
  tls: 'await rawRequest(tls.connect({ host: "inn.gs", port: 443, servername: "inn.gs" }), "secureConnect")',
  net: 'await rawRequest(net.createConnection(80, "api.inngest.com"), "connect")',
  socket: 'await new Promise((resolve) => new net.Socket().on("error", (error) => resolve(error.message)).connect(443, "inn.gs"))',
};

const source = (sdk: SdkVersion): string => `
import { Inngest } from "inngest";
import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { connect } from "inngest/connect";
import { httpsFetch } from "./https-fetch.js";
export { compiled } from "compiled";
const rawRequest = (socket, ready) => new Promise((resolve, reject) => {
  let text = "";
  socket.on("error", reject).on("data", (chunk) => { text += chunk; }).on("end", () => resolve(text.split("\\r\\n")[0]));
  socket.once(ready, () => socket.write("POST /e/key HTTP/1.1\\r\\nhost: inn.gs\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\n{}"));
});
${Object.entries(applications).map(([id, options]) => `export const ${id} = (() => { const inngest = new Inngest({ id: "${id}", ${options} }); return ${sends(sdk)}; })();`).join("\n")}
const early = new Inngest({ id: "early", ${applications["overHttps"]} });
export const loaded = (await early.send({ name: "app/loading" })).ids;
const inngest = new Inngest({ id: "raw" });
const server = http.createServer();
await new Promise((resolve) => server.listen(0, resolve));
await connect({ apps: [{ client: inngest }] });
export const requests = [
${Object.entries(raw).map(([id, expression]) => `  ${createFunction(sdk, `id: "${id}"`, `async ({ step }) => await step.run("request", async () => ${expression})`)},`).join("\n")}
  ${createFunction(sdk, 'id: "own"', 'async ({ event, step }) => await step.run("request", async () => [(await fetch(process.env.OWN_SERVICE)).status, await httpGet(process.env.OWN_SERVICE)])')},
];
const httpGet = (url) => new Promise((resolve, reject) => http.get(url, (response) => response.resume().on("end", () => resolve(response.statusCode))).on("error", reject));
`;

for (const sdk of sdkVersions) {
  describe(`guard on SDK ${sdk}`, { timeout: 600_000 }, () => {
    let project: Project;
    let harness: Harness;
    let service: http.Server;
    let log: string;
    let loading: SdkApiRequest[];
    let options: Parameters<typeof startHarness>[0];
    before(async () => {
      project = await createProject({
        sdk,
        files: {
          "https-fetch.js": httpsFetch,
          "functions.ts": source(sdk),
          "node_modules/compiled/package.json": '{ "name": "compiled", "type": "module", "exports": "./index.js" }',
          "node_modules/compiled/https-fetch.js": httpsFetch,
          "node_modules/compiled/index.js": `import { Inngest } from "inngest"; import { httpsFetch } from "./https-fetch.js";
            const inngest = new Inngest({ id: "compiled", ${applications["overHttps"]} });
            export const loaded = (await inngest.send({ name: "app/loading" })).ids;
            export const compiled = ${sends(sdk)};`,
        },
      });
      log = project.path("network.log");
      await writeFile(log, "");
      service = http.createServer((_request, response) => response.end("fine")).listen(0, "127.0.0.1");
      await new Promise((resolve) => service.once("listening", resolve));
      const recorder = pathToFileURL(fileURLToPath(new URL("../../testing/network-recorder.ts", import.meta.url))).href;
      const own = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
      options = { program: project.path("functions.ts"), execArgv: ["--import", recorder], env: { NETWORK_LOG: log, OWN_SERVICE: own } };
      harness = await startHarness(options);
      loading = [...harness.api];
    });
    after(async () => {
      await harness.worker.dispose();
      service.closeAllConnections();
      service.close();
      await project.dispose();
    });
    beforeEach(() => { harness.api.length = 0; });
    const network = async (): Promise<string> => await readFile(log, "utf8");

    for (const id of [...Object.keys(applications), "compiled"]) {
      test(`an event of the application \`${id}\` is answered here and never leaves`, async () => {
        const { last } = await drive(harness.worker, `${id}-send`, { runId: id });
        assert.equal(last.status, 200, JSON.stringify(last.body));
        assert.match(String(last.body), /^id-\d+$/);
        assert.deepEqual(harness.api.map(({ method, path, call }) => [method, path, call?.runId]), [["POST", "/e/local", id]]);
        assert.ok(!JSON.stringify(harness.api).includes("production-key"), "the key stays in the process");
        assert.equal(await network(), "");
      });
    }

    for (const id of Object.keys(raw)) {
      test(`a request that does not come from the SDK, ${id}, never leaves`, async () => {
        const { last } = await drive(harness.worker, `raw-${id}`, { runId: id });
        assert.equal(last.status, 200, JSON.stringify(last.body));
        const expected = { fetch: /"ids":\["id-/, path: /"ids":\["id-/, https: /not found/, devServer: /not found/, get: /404/, tls: /HTTP\/1.1 200 OK/, net: /HTTP\/1.1 200 OK/, socket: /refused/ }[id];
        assert.match(JSON.stringify(last.body), expected ?? /^$/);
        assert.equal(harness.api.length, id === "socket" ? 0 : 1);
        assert.deepEqual(harness.api.map(({ call }) => call?.runId), id === "socket" ? [] : [id]);
        assert.equal(await network(), "");
      });
    }

    test("events sent while the program loads are answered here, also those of a package's own client", async () => {
      assert.deepEqual(loading.map(({ method, path, body }) => [method, path, JSON.stringify(body).includes("app/loading")]), [["POST", "/e/local", true], ["POST", "/e/local", true]]);
      assert.equal(await network(), "");
    });

    test("the program's own server opens no port", async () => {
      assert.deepEqual(harness.output.map(({ text }) => text), ["The program's server on port 0 does not listen while Stepwise runs its functions.\n"]);
      assert.equal(await network(), "");
    });

    test("the user's own traffic passes, or is refused with one sentence", async () => {
      assert.deepEqual((await drive(harness.worker, "raw-own")).last.body, [200, 200]);
      assert.match(await network(), /connect/);
      await writeFile(log, "");
      const denied = await startHarness({ ...options, network: "deny" });
      try {
        const reply = await denied.worker.call(callRequest("raw-own", { disableImmediateExecution: false }), AbortSignal.timeout(120_000));
        const [operation] = reply.body as unknown as { op: string; error: { message: string } }[];
        assert.equal(operation?.op, "StepError");
        assert.match(operation.error.message, /^this run may not use the network: a connection to 127\.0\.0\.1:\d+ was refused; set `network` to `allow` to permit it$/);
        assert.equal(await network(), "");
      } finally {
        await denied.worker.dispose();
      }
    });
  });
}
