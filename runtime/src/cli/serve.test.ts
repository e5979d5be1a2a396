import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { startHttpApp } from "../testing/http-app.ts";
import { startServeProcess } from "../testing/serve-process.ts";
import { createFunction } from "../worker/testing/project.ts";
import { serve } from "./serve.ts";

const source = `
  inngest = new sdk.Inngest({ id: "shop", logger });
  functions.push(${createFunction("v4", 'id: "signup"', 'async ({ step }) => { await step.run("create", () => ({ id: 1 })); await step.sendEvent("tell", { name: "app/activated", data: {} }); return "ok"; }')});`;

for (const json of [false, true]) {
  test(`tells of functions, runs, steps and events, and an interrupt leaves nothing${json ? ": --json" : ""}`, { timeout: 240_000 }, async () => {
    const { interrupt, until, ...server } = startServeProcess(["--port", "0", ...(json ? ["--json"] : [])]);
    const origin = await server.origin();
    const app = await startHttpApp({ sdk: "v4", source, env: { INNGEST_DEV: origin } });
    try {
      await fetch(app.url, { method: "PUT" });
      const { ids } = await (await fetch(`${origin}/e/key`, { method: "POST", body: '{"name":"app/start","data":{}}' })).json() as { ids: string[] };
      const [printed] = await until(json ? /[^]*"type":"runEnded".*\n/ : /[^]*✓ signup \w{6} completed.*\n/);
      const lines = printed.replaceAll(app.url, "APP").replaceAll(ids[0] ?? "", "SENT").replaceAll(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "ULID").replaceAll(/signup \w{6} (?=│|completed)/g, "signup RUN ").replaceAll(/\d+ms/g, "Nms").split("\n");
      if (json) {
        const objects = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as { type: string });
        assert.deepEqual(objects.map(({ type }) => type), ["listening", "appRegistered", "eventSent", "runStarted", "stepFinished", "eventSent", "stepFinished", "runEnded"]);
        assert.deepEqual(objects[2], { type: "eventSent", id: "SENT", name: "app/start", data: {}, runId: null, step: null, runs: ["ULID"] });
      } else {
        assert.deepEqual(lines.slice(2), [
          "● shop APP (js:v4.24.0)", "  signup app/start", "→ app/start SENT (1 run)", "signup run ULID by app/start SENT", "signup RUN │ ✓ create (step.run) Nms {\"id\":1}",
          "signup RUN │ → app/activated ULID (0 runs)", "signup RUN │ ✓ tell (step.sendEvent) Nms {\"ids\":[\"ULID\"]}", "✓ signup RUN completed (1 event sent) \"ok\"", "",
        ]);
      }
    } finally {
      const ended = await interrupt();
      await app.stop();
      // Windows has no signals: there the process is ended as it stands.
      if (process.platform !== "win32") assert.equal(ended, 0);
    }
    await assert.rejects(fetch(origin));
  });
}

test("bad usage and a taken port are one sentence", async (context) => {
  const taken = net.createServer().listen(0, "127.0.0.1");
  context.after(() => taken.close());
  await new Promise((resolve) => { taken.once("listening", resolve); });
  const { port } = taken.address() as net.AddressInfo;
  const usage = "stepwise serve [--port n] [--host address] [--app url]… [--retry-interval seconds] [--tick milliseconds] [--poll-interval seconds] [--store file] [--json]";
  for (const [args, message] of [
    [["--port", "http"], "--port is a whole number from 0 to 65535, not `http`"],
    [["--port", ""], "--port is a whole number from 0 to 65535, not ``"],
    [["--port", "70000"], "--port is a whole number from 0 to 65535, not `70000`"],
    [["--port"], `option '--port <value>' argument missing: ${usage}`],
    [["--retry-interval", "-1"], `option '--retry-interval' argument is ambiguous: ${usage}`],
    [["--retry-interval=-1"], "--retry-interval is a whole number from 0 to 86400, not `-1`"],
    [["--retry-interval", "soon"], "--retry-interval is a whole number from 0 to 86400, not `soon`"],
    [["--retry-interval", "0.5"], "--retry-interval is a whole number from 0 to 86400, not `0.5`"],
    [["--poll-interval", "0"], "--poll-interval is a whole number from 1 to 86400, not `0`"],
    [["--tick", "1e9"], "--tick is a whole number from 1 to 60000, not `1e9`"],
    [["--host", ""], "--host is an address or a name of this machine such as 127.0.0.1, not ``"],
    [["--host", "http://127.0.0.1"], "--host is an address or a name of this machine such as 127.0.0.1, not `http://127.0.0.1`"],
    [["--host", "127.0.0.1:8288"], "--host is an address or a name of this machine such as 127.0.0.1, not `127.0.0.1:8288`; the port is --port"],
    [["--host", "203.0.113.9", "--port", "0"], "`203.0.113.9` is no address of this machine"],
    [["--app", ""], "--app is the address of a `serve()` endpoint such as http://localhost:3000/api/inngest, not ``"],
    [["--app", "http://["], "--app is the address of a `serve()` endpoint such as http://localhost:3000/api/inngest, not `http://[`"],
    [["--store", ""], "--store is the path of a file, not ``"],
    [["--tick", "0"], "--tick is a whole number from 1 to 60000, not `0`"],
    [["--app", "ftp://x"], "--app is the address of a `serve()` endpoint such as http://localhost:3000/api/inngest, not `ftp://x`"],
    [["--prot", "1"], `unknown option '--prot': ${usage}`],
    [["file.ts"], `unexpected argument 'file.ts': ${usage}`],
    [["--port", String(port)], `port ${port} is in use; stop what listens there, or choose another port`],
  ] as const) {
    let printed = "";
    const code = await serve(args, { out: () => undefined, err: (text) => { printed += text; } });
    assert.deepEqual([code, printed], [2, `stepwise serve: ${message}\n`]);
  }
});
