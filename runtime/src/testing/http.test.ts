/** What functions do through the second door: the same tables, the program an app of its own that is called over HTTP. */
import { createApps } from "../apps/apps.ts";
import { readRegistration } from "../apps/registration.ts";
import { sendRequest } from "../apps/send-request.ts";
import { openDoor } from "../door/door.ts";
import { fromTraceParent } from "../wire/trace-parent.ts";
import { createClient, testScenarios, writeFunctions, type Program } from "./conformance.ts";
import { startHttpApp } from "./http-app.ts";

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
  const program: Program = { worker: apps, api: undefined, stop: async () => { await app.stop(); await door.close(); } };
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
