/** Names that turn text round, hide it or break a line: of functions, steps, events, keys and errors, wherever they are shown. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { readRecording } from "../../../shared/recording/format.ts";
import { toTest } from "../../../shared/recording/saved-test/to-test.ts";
import { escapeUnsafe } from "../../../shared/text/unsafe.ts";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

const hostile = "a\u202eb\u200bc\nd\u0000e\u001b[2Jf\u2066g\u{e0041}";
const name = JSON.stringify(hostile);

/** What a client shows or puts back into a box; the rest is for programs. */
function listShown(message: DebugProtocol.ProtocolMessage): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (typeof value === "string") {
      // A file's own path, a breakpoint's own id, JSON and text that a view of the client makes safe.
      if (!["path", "dataId", "answer", "localId"].includes(key)) found.push(value);
    } else if (typeof value === "object" && value !== null) for (const [name, child] of Object.entries(value)) visit(child, name);
  };
  visit(message, "");
  return found;
}

/** Every message from here on. */
function listen({ client: debugClient }: Transcript): DebugProtocol.ProtocolMessage[] {
  const messages: DebugProtocol.ProtocolMessage[] = [];
  const seen = debugClient as unknown as { dispatch(body: string): void };
  const dispatch = seen.dispatch.bind(debugClient);
  seen.dispatch = (body) => {
    messages.push(JSON.parse(body) as DebugProtocol.ProtocolMessage);
    dispatch(body);
  };
  return messages;
}

async function lookAtEverything(transcript: Transcript): Promise<void> {
  const { client: debugClient, request } = transcript;
  const { body: { threads } } = await debugClient.threadsRequest();
  for (const { id: threadId } of threads) {
    const { body } = await request("stackTrace", { threadId }) as DebugProtocol.StackTraceResponse;
    const [top] = (body as typeof body | undefined)?.stackFrames ?? [];
    if (top === undefined) continue;
    const frameId = top.id;
    const { body: { scopes } } = await debugClient.scopesRequest({ frameId });
    const walk = async (variablesReference: number, depth: number): Promise<void> => {
      const { body: { variables } } = await debugClient.variablesRequest({ variablesReference });
      for (const variable of variables) {
        if (variable.evaluateName !== undefined) await debugClient.evaluateRequest({ expression: variable.evaluateName, frameId, context: "watch" });
        if (depth > 0 && variable.variablesReference > 0) await walk(variable.variablesReference, depth - 1);
      }
    };
    for (const { variablesReference } of scopes) if (variablesReference > 0) await walk(variablesReference, 3);
    for (const text of ["event.data", "event.data[", "steps[", "mock ", "send "]) await request("completions", { text, column: text.length + 1, frameId });
    await request("stepInTargets", { frameId });
    await request("gotoTargets", { source: top.source ?? {}, line: top.line });
    await request("dataBreakpointInfo", { name: "step.input", frameId });
    for (const command of ["exceptionInfo", "inngest/steps", "inngestWait"]) await request(command, { threadId });
    for (const expression of ["runs", "help", `steps[${name}].nothing`, `mock ${escapeUnsafe(JSON.stringify(`right ${hostile}`))} 7`]) await request("evaluate", { expression, frameId, context: "repl" });
  }
  await request("inngest/runs");
}

for (const sdk of sdks) {
  test(`${sdk}: hostile names are written out in whatever a debugger shows, a recording keeps them and a saved test means them`, { timeout: 240_000 }, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const other = ${toFunction(sdk, `id: ${JSON.stringify(`other-${hostile}`)}`, "app/other", "async () => 1")}
export const main = ${toFunction(sdk, `id: ${JSON.stringify(`main-${hostile}`)}, retries: 0`, "app/main", `async ({ step }) => {
  const name = ${name};
  await step.run(name, () => ({ [name]: name, ["__proto__"]: { polluted: true } }));
  await step.run("__proto__", () => JSON.parse('{ "__proto__": 1 }'));
  await step.sendEvent("x".repeat(5_000), { name: "app/other", data: { [name]: name } });
  await step.sendEvent("named", { name: "app/" + name, data: {} });
  await Promise.all([step.run("left " + name, () => 1), step.run("right " + name, () => 2), step.waitForEvent("wait " + name, { event: "app/" + name, timeout: "1h" })]);
  await step.run("throws " + name, () => { const error = new Error("no " + name); error.name = name; throw error; }).catch(() => undefined);
  throw new Error("ends " + name);
}`)}
`,
    }, sdk);
    const refused = await startTranscript(t, folder);
    await refused.client.initializeRequest();
    await refused.request("launch", { program: path.join(folder, "fn.ts"), function: hostile });
    const said = (await refused.close()).split("refused: ")[1]?.trim() ?? "";
    assert.equal(escapeUnsafe(said.replaceAll("\n", "")), said.replaceAll("\n", ""));
    assert.match(said, /there is no function `a\\u202e.*; it has `other-a\\u202e/s);

    const record = path.join(folder, "kept.inngest-run");
    const transcript = await startTranscript(t, folder);
    const messages = listen(transcript);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: `main-${hostile}`, record, event: { data: { [hostile]: hostile } } });
    await transcript.request("setExceptionBreakpoints", { filters: ["step-failed", "run-failed"] });
    const stops: string[] = [];
    transcript.client.on("stopped", ({ body }: DebugProtocol.StoppedEvent) => { stops.push(body.description ?? ""); });
    await transcript.until("stopped 1");
    await lookAtEverything(transcript);
    while (stops.at(-1) !== "Run failed") {
      await transcript.request("next", { threadId: 1 });
      await transcript.until("stopped 1");
      await lookAtEverything(transcript);
    }
    assert.ok(stops.length >= 8, stops.join());
    const info = await transcript.client.customRequest("exceptionInfo", { threadId: 1 }) as DebugProtocol.ExceptionInfoResponse;
    assert.ok(info.body.description?.includes("ends a\\u202eb\\u200bc\ndef\\u2066g\\udb40\\udc41"), info.body.description);
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    await transcript.client.disconnectRequest();

    for (const message of messages) {
      for (const shown of listShown(message)) {
        assert.ok(shown.length < 20_000, `${shown.length} characters`);
        assert.equal(escapeUnsafe(shown.replaceAll("\n", "")), shown.replaceAll("\n", ""), JSON.stringify(message).slice(0, 300));
      }
    }
    assert.equal(({} as Record<string, unknown>)["polluted"], undefined);

    const text = readFileSync(record, "utf8");
    const [run] = readRecording(text, "kept").runs;
    assert.ok(run !== undefined);
    assert.ok(run.steps.some(({ id }) => id === hostile), "a recording keeps names as they are");
    assert.deepEqual(run.steps.find(({ id }) => id === `right ${hostile}`)?.result, { kind: "data", data: 7 }, "a step is mocked by its name in quotes");
    const source = toTest(run, { runner: "node:test", module: "./fn.ts", helper: "./inngest-replay.ts" });
    for (const line of source.split("\n")) assert.equal(escapeUnsafe(line), line);
    assert.ok(source.includes('["__proto__"]: { polluted: true }'), "a key of data is no prototype");
  });
}
