/** What functions do through the second door: the same tables, the program an app of its own that is called over HTTP. */
import { createApps } from "../apps/apps.ts";
import { readRegistration } from "../apps/registration.ts";
import { sendRequest } from "../apps/send-request.ts";
import { openDoor } from "../door/door.ts";
import { fromTraceParent } from "../wire/trace-parent.ts";
import { testScenarios, writeFunctions, type Program } from "./conformance.ts";
import { startHttpApp } from "./http-app.ts";

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
  const app = await startHttpApp({ sdk: version === 4 ? "v4" : "v3", source: `inngest = new sdk.Inngest({ id: "app", logger });\n${writeFunctions(version)}`, env: { INNGEST_DEV: door.origin } });
  await fetch(app.url, { method: "PUT" });
  if (apps.functions.length === 0) throw new Error(`the app did not register: ${problems.join("; ")}\n${app.output()}`);
  return program;
}

// What is sent outside `step.sendEvent` does not say where it was made.
testScenarios(startProgram, ["plan", "checkpoint"], ["inngest.send inside a step belongs to it"]);
