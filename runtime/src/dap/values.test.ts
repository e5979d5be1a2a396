/** What hover, watch, the Debug Console and the clipboard read. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { JsonValue } from "../executor/model.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript } from "./testing/transcript.ts";

const program = `${client}
export const child = ${toFunction("v4", 'id: "child"', "app/child", 'async ({ step }) => step.run("inner", () => "x")')}
export const main = ${toFunction("v4", 'id: "main"', "app/main", `async ({ event, step }) => {
  const first = await step.run("first", () => event.data);
  await step.sendEvent("send", [{ name: "app/child", data: { n: 1 } }, { name: "app/child", data: { n: 2 } }]);
  await Promise.all([step.run("left", () => 1), step.sleep("nap", "1d"), step.run("right", () => 2)]);
  await step.run("breaks", () => { throw new Error("boom"); }).catch(() => undefined);
  return first;
}`)}
`;

test("hover, watch and clipboard read property paths; hostile values stay harmless", async (t) => {
  const folder = createProject(t, { "fn.ts": program });
  const transcript = await startTranscript(t, folder);
  const { client: debugClient } = transcript;
  const data = JSON.parse(`{ "__proto__": { "polluted": true }, "text": ${JSON.stringify("\u001b[2J" + "x".repeat(100_000))}, "user id": "u1" }`) as JsonValue;
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", event: { data } });
  await transcript.until("stopped 1");
  for (let move = 0; move < 2; move++) {
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
  }
  const { body: { stackFrames: [top] } } = await debugClient.stackTraceRequest({ threadId: 1 });
  assert.ok(top);
  const evaluate = async (expression: string, context: string) => (await debugClient.evaluateRequest({ expression, frameId: top.id, context })).body;
  assert.equal((await evaluate('event.data["user id"]', "hover")).result, '"u1"');
  assert.equal((await evaluate("steps.first.__proto__", "watch")).result, "{ polluted: true }");
  assert.match((await evaluate("emitted[1].id", "repl")).result, /^"[0-9A-HJKMNP-TV-Z]{26}"$/);
  assert.equal((await evaluate("emitted.length", "repl")).result, "2");
  assert.equal((await evaluate("run.status", "watch")).result, '"running"');
  assert.equal((await evaluate("event.data.text", "clipboard")).result, "\u001b[2J" + "x".repeat(100_000));
  const shown = (await evaluate("event.data.text", "watch")).result;
  assert.ok(shown.length < 10_200 && !shown.includes("\u001b"));
  await assert.rejects(evaluate("process.exit()", "repl"), /is not a property path/);
  await assert.rejects(evaluate("event.nothing", "hover"), /there is no `event\.nothing`/);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  await debugClient.disconnectRequest();
});
