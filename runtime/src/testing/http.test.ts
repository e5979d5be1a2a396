/** What functions do through the second door: the same tables, the program an app of its own that is called over HTTP. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createApps } from "../apps/apps.ts";
import { readRegistration } from "../apps/registration.ts";
import { sendRequest } from "../apps/send-request.ts";
import { openDoor } from "../door/door.ts";
import type { Worker } from "../executor/ports.ts";
import { fromTraceParent } from "../wire/trace-parent.ts";
import { createClient, testScenarios, writeFunctions, type Program } from "./conformance.ts";
import { startHttpApp } from "./http-app.ts";
import { hearCheckpoint, hearReply, opcodeTests, replyTests } from "./words.ts";

/** By version of the SDK: what it has said. */
const heard = { 3: { opcodes: new Set<string>(), replies: new Set<string>() }, 4: { opcodes: new Set<string>(), replies: new Set<string>() } };

/** Each client is an app of its own, at a path that ends in its id. */
const server = `
  import { createServer } from "node:http";
  import { serve } from "inngest/node";
  import { functions } from "./functions.ts";
  const apps = new Map();
  for (const fn of functions) apps.set(fn.client.id, { client: fn.client, functions: [...apps.get(fn.client.id)?.functions ?? [], fn] });
  const handlers = new Map([...apps].map(([id, options]) => ["/api/inngest/" + id, serve(options)]));
  createServer((request, response) => handlers.get(new URL(request.url, "http://localhost").pathname)?.(request, response) ?? response.end(JSON.stringify([...handlers.keys()])))
    .listen(0, "127.0.0.1", function () { console.log("listening " + this.address().port); });
`;

async function startProgram(version: 3 | 4): Promise<Program> {
  const problems: string[] = [];
  const apps = createApps({ send: sendRequest, origin: () => door.origin, reconnectMs: 1000, onChange: () => undefined, onProblem: (problem) => { problems.push(problem); } });
  const listening: Worker = {
    ...apps, get functions() { return apps.functions; },
    call: async (...asked) => {
      const reply = await apps.call(...asked);
      hearReply(heard[version], reply);
      return reply;
    },
  };
  const program: Program = { worker: listening, api: undefined, stop: async () => { await app.stop(); await door.close(); } };
  const door = await openDoor({
    host: "127.0.0.1", port: 0, origins: () => new Set(),
    answer: (request) => {
      if (request.path.startsWith("/fn/register")) {
        const app = readRegistration(request.body);
        if (typeof app === "string") throw new Error(app);
        apps.add(app);
        return { status: 200, body: { ok: true } };
      }
      const callId = fromTraceParent(request.headers["traceparent"]);
      if (request.path.startsWith("/v1/checkpoint/")) hearCheckpoint(heard[version], request.body);
      if (program.api === undefined) throw new Error("no scenario runs");
      return program.api({ ...request, call: callId === undefined ? undefined : apps.context(callId) });
    },
  });
  const app = await startHttpApp({ server, sdk: version === 4 ? "v4" : "v3", source: `${createClient}\ninngest = createClient();\n${writeFunctions(version)}`, env: { INNGEST_DEV: door.origin } });
  const paths = await (await fetch(new URL("/", app.url))).json() as readonly string[];
  for (const path of paths) await fetch(new URL(path, app.url), { method: "PUT" });
  if (apps.functions.length === 0) throw new Error(`the app did not register: ${problems.join("; ")}\n${app.output()}`);
  return program;
}

testScenarios("http", startProgram);

for (const version of [3, 4] as const) {
  test(`every opcode and reply of SDK v${version} arises in the tables, those apart that have a test of their own`, () => {
    const expected = (table: typeof opcodeTests): readonly string[] => Object.entries(table).flatMap(([word, { [version]: arising }]) => (arising === "scenarios" ? [word] : [])).toSorted();
    assert.deepEqual([[...heard[version].opcodes].toSorted(), [...heard[version].replies].toSorted()], [expected(opcodeTests), expected(replyTests)]);
  });
}
