/** Values that no view was made for: shown bounded and safe, or refused in one sentence; nothing hangs and nothing breaks. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript } from "./testing/transcript.ts";

const most = 200_000;
const deep = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

test("what a program prints, throws and returns is bounded", { timeout: 120_000 }, async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
const nest = (depth: number): unknown => { let value: unknown = 1; for (let index = 0; index < depth; index++) value = [value]; return value; };
export const main = ${toFunction("v4", 'id: "main", retries: 0', "app/main", `async ({ step }) => {
  await step.run("prints", () => { console.log("x".repeat(100_000_000) + "\\u001b[2J"); });
  await step.run("throws", () => { throw new Error("y".repeat(1_000_000) + "\\u001b[2J"); }).catch(() => undefined);
  await step.run("large", () => "z".repeat(3_900_000));
  await step.run("cycle", () => { const value: any = { a: 1 }; value.self = value; return value; });
  await step.run("nested", () => nest(1_500));
  await step.run("proto", () => JSON.parse('{ "__proto__": { "polluted": true }, "\\\\u001b[2J": "\\\\u202e" }'));
  await step.run("too-deep", () => nest(100_000));
}`)}
`,
  });
  const transcript = await startTranscript(t, folder);
  const { client: debugClient } = transcript;
  const events: DebugProtocol.Event[] = [];
  for (const name of ["output", "stopped"]) debugClient.on(name, (event: DebugProtocol.Event) => events.push(event));
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", stopOnEntry: false });
  await transcript.request("setExceptionBreakpoints", { filters: ["step-failed"] });
  await transcript.until("stopped 1");
  const info = await debugClient.customRequest("exceptionInfo", { threadId: 1 }) as DebugProtocol.ExceptionInfoResponse;
  assert.ok(JSON.stringify(info).length < most);
  await transcript.request("setExceptionBreakpoints", { filters: ["run-failed"] });
  await transcript.request("setFunctionBreakpoints", { breakpoints: [{ name: "too-deep" }] });
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("stopped 1");
  const { id: frameId } = await transcript.frame(1, 0);
  const { body: { scopes } } = await debugClient.scopesRequest({ frameId });
  for (const { variablesReference } of scopes.filter((scope) => scope.variablesReference > 0)) {
    const text = JSON.stringify((await debugClient.variablesRequest({ variablesReference })).body);
    // eslint-disable-next-line no-control-regex -- none may be there.
    assert.ok(text.length < most && !/[\u0000-\u001f\u202e]/.test(text));
  }
  const evaluate = async (expression: string): Promise<string> => (await debugClient.evaluateRequest({ expression, frameId, context: "watch" })).body.result;
  assert.ok((await evaluate("steps.large")).length < most);
  assert.match(await evaluate("steps.cycle.self"), /Circular/);
  assert.equal(await evaluate("steps.nested[0][0][0]"), "(1) [(1) [(1) […]]]");
  assert.equal(await evaluate("steps.proto.__proto__.polluted"), "true");
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
  for (const { body } of events) assert.ok(JSON.stringify(body).length < most, JSON.stringify(body).slice(0, 200));
  assert.ok(events.every(({ body }) => !String((body as { output?: string }).output).includes("\u001b[2J")));
  await transcript.request("continue", { threadId: 1 });
  // The SDK cannot put it into JSON.
  await transcript.until("stopped 1");
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("terminated");
});

test("an event and a value nested a hundred thousand deep are refused in one sentence", { timeout: 240_000 }, async (t) => {
  const folder = createProject(t, { "fn.ts": `${client}export const main = ${toFunction("v4", 'id: "main"', "app/main", 'async ({ step }) => step.run("first", () => 1)')}\n` });
  writeFileSync(path.join(folder, "deep.json"), `{ "data": { "deep": ${deep(100_000)} } }`);
  const program = path.join(folder, "fn.ts");
  const refused = await startTranscript(t, folder);
  await refused.client.initializeRequest();
  const said = await refused.client.launchRequest({ program, event: "deep.json" } as never).then(() => "nothing", (error: Error) => error.message);
  assert.match(said, /deep\.json.* nested too deeply/);
  await refused.client.disconnectRequest();

  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program });
  await transcript.until("stopped 1");
  const { id: frameId } = await transcript.frame(1, 0);
  const set = (value: string): Promise<string> => transcript.client.customRequest("setExpression", { expression: "event.data", value, frameId }).then(() => "taken", (error: Error) => error.message);
  assert.match(await set(`{ "deep": ${deep(100_000)} }`), /nested too deeply/);
  assert.match(await set(`{ deep: ${deep(100_000)} }`), /nested too deeply|is not JSON/);
  assert.match(await set(`{ "text": "${"x".repeat(4_000_000)}" }`), /over the max size/);
  assert.match(await set('{ "__proto__": { "polluted": true } }'), /^taken$/);
  await transcript.until("stopped 1");
  for (const line of [`mock ${deep(100_000)}`, `mock first ${deep(100_000)}`, `send app/main { "deep": ${deep(100_000)} }`]) await transcript.type(1, line);
  const { body: { breakpoints } } = await transcript.client.setBreakpointsRequest({
    source: { path: program }, breakpoints: ["(".repeat(100_000), `${"!".repeat(100_000)}true`, "event.data.x == 1 || ".repeat(20_000)].map((condition) => ({ line: 3, condition })),
  });
  assert.deepEqual(breakpoints.map(({ verified, message = "" }) => [verified, message.length < 100]), [[false, true], [false, true], [false, true]]);
  // What is typed takes time that grows with its length, and no faster.
  for (const text of [`x.${" ".repeat(100_000)}]`, `${" ".repeat(100_000)}]`, ".".repeat(100_000)]) await transcript.client.customRequest("completions", { text, column: text.length + 1 });
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("terminated");
  const told = (await transcript.close()).split("\n").filter((line) => line.startsWith("  refused: ")).map((line) => line.slice(11));
  const tooDeep = "the value is nested too deeply: at most 2000 levels are allowed";
  assert.deepEqual(told, [tooDeep, tooDeep, tooDeep]);

  const mocked = await startTranscript(t, folder);
  const answered = new Promise<string>((resolve) => {
    (mocked.client as unknown as { dispatch(body: string): void }).dispatch = (body) => { resolve((JSON.parse(body) as DebugProtocol.Response).message ?? "taken"); };
  });
  // The client of the tests cannot write it.
  const text = `{"seq":1,"type":"request","command":"launch","arguments":{"program":${JSON.stringify(program)},"mocks":{"first":${deep(100_000)}}}}`;
  mocked.input.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
  assert.equal(await answered, "the launch attribute `mocks` is nested too deeply: at most 2000 levels are allowed");
  mocked.input.end();
  await mocked.exited();
});
