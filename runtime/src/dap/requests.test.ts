/** Requests in any order, sensible or not: one answer each, no hang, a clean end. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import fc from "fast-check";
import type { JsonValue } from "../executor/model.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { isAlive, startTranscript, type Transcript } from "./testing/transcript.ts";

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

/** Every request the adapter knows, a few it does not, and arguments that are wrong in every way. */
const commands = fc.constantFrom(
  "threads", "stackTrace", "scopes", "variables", "evaluate", "next", "continue", "stepIn", "stepOut", "stepBack", "reverseContinue", "pause",
  "exceptionInfo", "setBreakpoints", "setFunctionBreakpoints", "setExceptionBreakpoints", "configurationDone", "launch", "restart", "restartFrame", "stepInTargets", "gotoTargets", "goto", "setVariable", "setExpression", "dataBreakpointInfo",
  "setDataBreakpoints", "completions", "inngestWait", "inngestContinueOthers", "modules", "__proto__", "constructor",
);
/** Commands of the Debug Console, values that can be set, and neither. */
const typed = fc.constantFrom(
  "deliver", "deliver {}", "fail", "fail for good", "fail timeout", "mock {}", "mock first 1", "clock", "clock next", "clock +1h", "send app/child", "send {", "runs", "help",
  "event.data", "steps.first", "step.input", "run.status", "emitted[0]", "event.",
);
const wrongArguments = fc.oneof(
  fc.constant(undefined), fc.jsonValue(),
  fc.record({ threadId: fc.integer({ min: -1, max: 5 }), frameId: fc.integer({ min: 0, max: 60 }), variablesReference: fc.integer({ min: 0, max: 60 }), expression: fc.string() }, { requiredKeys: [] }),
  // What makes a run move other than by stepping, and changes it.
  fc.record({ threadId: fc.constantFrom(1, 2), frameId: fc.integer({ min: 1, max: 9 }), targetId: fc.integer({ min: 1, max: 4 }), context: fc.constant("repl"), expression: typed, value: fc.constantFrom("1", "{}", "{", '"x"'), text: typed, column: fc.integer({ min: -1, max: 30 }) }),
);
const requests = fc.array(fc.record({ command: commands, args: wrongArguments, thread: fc.integer({ min: 1, max: 3 }) }), { minLength: 5, maxLength: 40 });

type Ask = (command: string, args: unknown) => Promise<DebugProtocol.Response>;

/** Sends without the client's own checks, and gives the answer whether it is a refusal or not. */
function asker({ client: debugClient }: Transcript): Ask {
  const { doSend } = debugClient as unknown as { doSend(command: string, args: unknown, answered: (response: DebugProtocol.Response) => void): void };
  return (command, args) => new Promise((resolve) => { doSend.call(debugClient, command, args, resolve); });
}

test("random requests are each answered once, and the session ends clean", { timeout: 240_000 }, async (t) => {
  const folder = createProject(t, { "fn.ts": program });
  const launch = { program: path.join(folder, "fn.ts"), function: "main", event: { data: { hostile: "\u001b[2J" } } };
  await fc.assert(fc.asyncProperty(requests, fc.boolean(), async (sequence, isLaunched) => {
    const transcript = await startTranscript(t, folder);
    const ask = asker(transcript);
    const answers = new Map<number, number>();
    const seen = transcript.client as unknown as { dispatch(body: string): void };
    const dispatch = seen.dispatch.bind(transcript.client);
    let isInitialized = false;
    seen.dispatch = (body) => {
      const message = JSON.parse(body) as DebugProtocol.Response & DebugProtocol.Event;
      if (message.type === "response") answers.set(message.request_seq, (answers.get(message.request_seq) ?? 0) + 1);
      else if (message.event === "initialized") isInitialized = true;
      else assert.ok(isInitialized, `${message.event} before initialized`);
      dispatch(body);
    };
    await ask("initialize", { adapterID: "inngest", pathFormat: "path" });
    if (isLaunched) await ask("launch", launch);
    const asked = sequence.map(({ command, args, thread }) => ask(command, command === "launch" && isLaunched ? launch : args ?? { threadId: thread, frameId: thread, variablesReference: thread, expression: "event" }));
    await Promise.all(asked);
    const programs = await transcript.programs();
    await ask("disconnect", undefined);
    await transcript.exited();
    assert.deepEqual([...answers.values()].filter((count) => count !== 1), []);
    assert.equal(answers.size, sequence.length + 2 + Number(isLaunched));
    assert.deepEqual([transcript.pid, ...programs].filter(isAlive), []);
  }), { numRuns: 12, seed: 20_261_123 });
});

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
