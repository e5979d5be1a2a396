/** Requests in any order, sensible or not, in every kind of session, and an end at any moment: one answer each, no hang, a clean end. */
import assert from "node:assert/strict";
import path from "node:path";
import { after, test, type TestContext } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import fc from "fast-check";
import { findFreePort } from "../../../test/ports.ts";
import { tried } from "../../../test/property.ts";
import { startHttpApp, type HttpApp } from "../testing/http-app.ts";
import { attachJavaScriptEvent, type AttachJavaScript } from "../../../shared/protocol/javascript-debugger.ts";
import { networkAnswerRequest, networkQuestionEvent, type NetworkQuestionBody } from "../../../shared/protocol/network.ts";
import { joinAsDebugger } from "./testing/javascript-debugger.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { isAlive, startTranscript } from "./testing/transcript.ts";

const program = `${client}
export const child = ${toFunction("v4", 'id: "child"', "app/child", 'async ({ step }) => step.run("inner", () => "x")')}
export const main = ${toFunction("v4", 'id: "main"', "app/main", `async ({ event, step }) => {
  const first = await step.run("first", () => {
    return event.data;
  });
  await step.sendEvent("send", [{ name: "app/child", data: { n: 1 } }, { name: "app/child", data: { n: 2 } }]);
  await step.run("asks", async () => { await fetch("http://127.0.0.1:3/").catch(() => undefined); });
  await step.waitForEvent("wait", { event: "app/never", timeout: "1h" });
  await Promise.all([step.run("left", () => 1), step.sleep("nap", "1d"), step.run("right", () => 2)]);
  await step.run("breaks", () => { throw new Error("boom"); }).catch(() => undefined);
  return first;
}`)}
export const functions = [main, child];
`;

/** Every request the adapter knows, a few it does not, and arguments that are wrong in every way. */
const commands = fc.constantFrom(
  "threads", "stackTrace", "scopes", "variables", "evaluate", "next", "continue", "stepIn", "stepOut", "stepBack", "reverseContinue", "pause",
  "exceptionInfo", "setBreakpoints", "setFunctionBreakpoints", "setExceptionBreakpoints", "configurationDone", "initialize", "launch", "attach", "restart", "restartFrame", "stepInTargets",
  "gotoTargets", "goto", "setVariable", "setExpression", "dataBreakpointInfo", "setDataBreakpoints", "completions", "terminate",
  "inngestWait", "inngestContinueOthers", "inngest/fork", "inngest/runs", "inngest/recording", "inngest/steps", "inngestNetworkAnswer", "inngestJavaScriptFailed", "modules", "__proto__", "constructor",
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
const requests = fc.array(fc.record({ command: commands, args: wrongArguments, thread: fc.integer({ min: 1, max: 3 }), isAwaited: fc.boolean() }), { minLength: 5, maxLength: 40 });

const departures = fc.constantFrom("disconnects", "closes its end", "ends the adapter", "kills the adapter");
/** How a client answers what it is asked. */
const manners = fc.constantFrom("does it", "refuses", "does not answer");

interface Setting {
  readonly folder: string;
  readonly recording: string;
  /** Address of the app, and where it looks for its dev server. */
  readonly url: string;
  readonly devServer: string;
}

const launched = (folder: string, rest: object = {}): object => ({ request: "launch", program: path.join(folder, "fn.ts"), function: "main", event: { data: { hostile: "\u001b[2J" } }, ...rest });
const between = (folder: string): object => ({ breakpoints: [{ path: path.join(folder, "fn.ts"), line: 7 }] });

/** By the kind of session: how it begins. */
const kinds: Readonly<Record<string, (setting: Setting) => object>> = {
  "nothing launched": () => ({}),
  "a program": ({ folder }) => launched(folder),
  "a program that nothing stops": ({ folder }) => launched(folder, { noDebug: true }),
  "a program that asks for the network": ({ folder }) => launched(folder, { network: "ask", __network: true, stopOnEntry: false }),
  "a program beside a JavaScript debugger": ({ folder }) => launched(folder, { __javascript: between(folder) }),
  "a program and an editor that is asked to start a JavaScript debugger": ({ folder }) => launched(folder, { javascript: "pwa-node" }),
  "a recording": ({ recording }) => ({ request: "launch", recording }),
  "a recording that is gone on with": ({ folder, recording }) => launched(folder, { recording, event: undefined }),
  "an app that runs by itself": ({ folder, url, devServer }) => ({ request: "attach", url, devServer, cwd: folder, function: "main" }),
};

async function createSetting(t: TestContext): Promise<Setting & { readonly app: HttpApp }> {
  const folder = createProject(t, { "fn.ts": program });
  const recording = path.join(folder, "kept.inngest-run");
  const first = await startTranscript(t, folder);
  await first.launch(launched(folder, { record: recording, stopOnEntry: false, request: "launch" }));
  await first.until("terminated");
  await first.client.disconnectRequest();
  await first.exited();
  const devServer = `http://127.0.0.1:${await findFreePort()}`;
  const app = await startHttpApp({ sdk: "v4", source: program, isBegun: false, env: { INNGEST_DEV: devServer } });
  after(() => app.stop());
  return { folder, recording, url: app.url, devServer, app };
}

interface Sequence {
  readonly begins: object;
  readonly setting: Setting;
  readonly asked: readonly { readonly command: string; readonly args: unknown; readonly thread: number; readonly isAwaited: boolean }[];
  readonly departure: string;
  readonly manner: string;
}

/** Rejects with what has no answer. Answers come within a time that only a hang takes. */
const patience = 120_000;

async function run(t: TestContext, { begins, setting, asked, departure, manner }: Sequence): Promise<void> {
  const transcript = await startTranscript(t, setting.folder);
  const debugClient = transcript.client as unknown as { doSend(command: string, args: unknown, answered: (response: DebugProtocol.Response) => void): void; dispatch(body: string): void };
  const answers = new Map<number, number>();
  const dispatch = debugClient.dispatch.bind(transcript.client);
  let isInitialized = false;
  let lastSeq = 0;
  debugClient.dispatch = (body) => {
    const message = JSON.parse(body) as DebugProtocol.Response & DebugProtocol.Event & DebugProtocol.Request;
    assert.ok(message.seq > lastSeq, "numbers increase");
    lastSeq = message.seq;
    if (message.type === "response") answers.set(message.request_seq, (answers.get(message.request_seq) ?? 0) + 1);
    else if (message.type === "event" && message.event === "initialized") isInitialized = true;
    // Those of our own that a launch waits for are known to a client that said so.
    else if (message.type === "event" && message.event !== attachJavaScriptEvent && message.event !== networkQuestionEvent) assert.ok(isInitialized, `${message.event} before initialized`);
    else if (message.type === "request" && manner !== "does not answer") reply(message, manner === "does it");
    dispatch(body);
  };
  const reply = ({ seq, command }: DebugProtocol.Request, success: boolean): void => {
    const text = JSON.stringify({ type: "response", seq: 100_000 + seq, request_seq: seq, command, success, ...(success ? {} : { message: "no" }) });
    transcript.input.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const joined: Promise<unknown>[] = [];
  transcript.client.on(attachJavaScriptEvent, ({ body }: { readonly body: AttachJavaScript }) => {
    if (manner === "refuses") void ask("inngestJavaScriptFailed", {});
    if (manner === "does it") joined.push(joinAsDebugger(body, [{ file: "fn.ts", line: 7 }]).then((debuggerOfBodies) => { transcript.client.once("terminated", () => { debuggerOfBodies.close(); }); }, () => undefined));
  });
  transcript.client.on(networkQuestionEvent, ({ body }: { readonly body: NetworkQuestionBody }) => { if (manner !== "does not answer") void ask(networkAnswerRequest, { id: body.id, answer: manner === "does it" ? "once" : "refuse" }); });
  let isGone = false;
  const waiting = new Set<string>();
  const ask = (command: string, args: unknown): Promise<void> => new Promise((resolve) => {
    const key = `${command} ${JSON.stringify(args)?.slice(0, 100)}`;
    waiting.add(key);
    if (isGone) return resolve();
    debugClient.doSend.call(transcript.client, command, args, () => { waiting.delete(key); resolve(); });
  });
  const inTime = async (what: Promise<unknown>): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((_resolve, reject) => { timer = setTimeout(() => { reject(new Error(`no answer to ${[...waiting].join("; ")}`)); }, patience); });
    await Promise.race([what, late]).finally(() => { clearTimeout(timer); });
  };
  const { request, ...attributes } = begins as { readonly request?: string };
  await inTime(ask("initialize", { adapterID: "inngest", pathFormat: "path", supportsStartDebuggingRequest: true }));
  const all: Promise<void>[] = request === undefined ? [] : [ask(request, { request, ...attributes })];
  for (const { command, args, thread, isAwaited } of asked) {
    const again = command === "launch" || command === "attach" || command === "restart" ? undefined : { threadId: thread, frameId: thread, variablesReference: thread, expression: "event" };
    const answered = ask(command, (command === "launch" || command === "attach") && command === request ? begins : args ?? again);
    all.push(answered);
    if (isAwaited) await inTime(answered);
  }
  const programs = await transcript.programs();
  // Whoever says goodbye has had every answer; who goes away has none to expect.
  if (departure === "disconnects") {
    all.push(ask("disconnect", undefined));
    await inTime(Promise.all(all));
    assert.deepEqual([...waiting], []);
    assert.deepEqual([...answers.values()].filter((count) => count !== 1), []);
  }
  isGone = true;
  if (departure === "closes its end") transcript.input.end();
  if (departure === "ends the adapter") process.kill(transcript.pid, "SIGTERM");
  if (departure === "kills the adapter") process.kill(transcript.pid, "SIGKILL");
  await inTime(transcript.exited());
  assert.ok([...answers.values()].every((count) => count === 1), "nothing is answered twice");
  const left = [transcript.pid, ...programs];
  await inTime((async () => { while (left.some(isAlive)) await new Promise((resolve) => { setTimeout(resolve, 10); }); })());
}

test("random sessions: each request is answered once, nothing comes before `initialized`, and nothing is left", { timeout: 600_000 }, async (t) => {
  const { app, ...setting } = await createSetting(t);
  let turn = 0;
  await fc.assert(fc.asyncProperty(requests, departures, manners, fc.nat({ max: 39 }), async (asked, departure, manner, end) => {
    // Each kind has its turn; a client that only goes away does so anywhere on the way.
    const [kind, begin] = Object.entries(kinds)[turn++ % Object.keys(kinds).length] ?? [];
    assert.ok(begin !== undefined);
    const sequence = departure === "disconnects" ? asked : asked.slice(0, end);
    await run(t, { begins: begin(setting), setting, asked: sequence, departure, manner }).catch((error: unknown) => { throw new Error(`${kind}, a client that ${departure} and ${manner}: ${String(error)}`, { cause: error }); });
    assert.equal((await fetch(app.url)).status, 200, "the app goes on");
  }), { ...tried(18, 20_261_128), endOnFailure: true });
});
