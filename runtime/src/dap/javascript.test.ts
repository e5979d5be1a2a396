/** The JavaScript debugger beside the session, over real stdio and the real inspector of the program's process. */
import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { attachJavaScriptEvent, javaScriptFailedRequest, type AttachJavaScript } from "../../../shared/protocol/javascript-debugger.ts";
import { joinAsDebugger, type BreakpointPlace, type JavaScriptDebugger } from "./testing/javascript-debugger.ts";
import { client, createProject, sdks, toFunction, type Sdk } from "./testing/project.ts";
import { isAlive, startTranscript, type Transcript } from "./testing/transcript.ts";

const twoSteps = (sdk: Sdk): string => `${client}
export const fn = ${toFunction(sdk, 'id: "two-steps"', "app/start", `async ({ event, step }) => {
  const before = event.data.n + 1;
  const first = await step.run("first", async () => {
    const doubled = before * 2;
    return doubled;
  });
  const between = first + 1;
  const second = await step.run("second", () => between * 10);
  return { second };
}`)}
`;

interface Told {
  readonly transcript: Transcript;
  /** Resolves with the debugger once it was asked for and has joined. */
  readonly joined: Promise<JavaScriptDebugger>;
}

/** A client that can debug JavaScript, and does so when asked, with these breakpoints. */
async function startWithJavaScript(t: TestContext, folder: string, places: readonly BreakpointPlace[] = []): Promise<Told> {
  const transcript = await startTranscript(t, folder);
  const joined = new Promise<JavaScriptDebugger>((resolve, reject) => {
    transcript.client.once(attachJavaScriptEvent, ({ body }: { readonly body: AttachJavaScript }) => { joinAsDebugger(body, places).then(resolve, reject); });
  });
  return { transcript, joined };
}

const launch = (folder: string, rest: object = {}): object => ({ program: path.join(folder, "fn.ts"), event: { data: { n: 1 } }, __javascript: { breakpoints: [] }, ...rest });
const move = (transcript: Transcript, command: string): Promise<unknown> => transcript.client.send(command, { threadId: 1 });

test("a breakpoint in code that runs while a module loads stops there", async (t) => {
  const folder = createProject(t, { "fn.ts": `${twoSteps("v4")}export const table = [1, 2, 3].map((n) => {
  const squared = n * n;
  return squared;
});
` });
  const { transcript, joined } = await startWithJavaScript(t, folder, [{ file: "fn.ts", line: 15 }]);
  const launched = transcript.launch(launch(folder, { __javascript: { breakpoints: [{ path: path.join(folder, "fn.ts"), line: 15 }] } }));
  const javascript = await joined;
  for (const n of [1, 2, 3]) {
    assert.deepEqual((await javascript.paused()).slice(0, 1), ["fn.ts:15"]);
    assert.equal(await javascript.evaluate("n"), n);
    await javascript.move("resume");
  }
  await launched;
  await transcript.until("stopped 1");
  await move(transcript, "continue");
  await transcript.until("terminated");
  await transcript.close();
});

for (const sdk of sdks) {
  test(`${sdk}: Step Into a step's body stops on its first line, and stepping off its end before the next step`, async (t) => {
    const folder = createProject(t, { "fn.ts": twoSteps(sdk) }, sdk);
    const { transcript, joined } = await startWithJavaScript(t, folder);
    await transcript.launch(launch(folder));
    await transcript.until("stopped 1");
    await move(transcript, "stepIn");
    const javascript = await joined;
    assert.deepEqual(await javascript.paused(), ["fn.ts:7"]);
    await javascript.move("stepOver");
    assert.deepEqual(await javascript.paused(), ["fn.ts:8"]);
    assert.equal(await javascript.evaluate("doubled"), 4);
    // JavaScript stops once more where the function returns, then there is nothing left of the body.
    await javascript.move("stepOver");
    assert.deepEqual(await javascript.paused(), ["fn.ts:8"]);
    await javascript.move("stepOver");
    await transcript.until("stopped 1");
    const { body: { stackFrames } } = await transcript.client.stackTraceRequest({ threadId: 1 });
    assert.equal(stackFrames[0]?.name, 'step.run "second"');
    await move(transcript, "stepIn");
    assert.deepEqual(await javascript.paused(), ["fn.ts:11"]);
    await javascript.move("resume");
    await transcript.until("terminated");
    await javascript.closed;
    assert.deepEqual(await transcript.programs(), []);
    await transcript.close();
  });

  test(`${sdk}: a breakpoint between steps stops once for each pass, one on a step call not at all`, async (t) => {
    const folder = createProject(t, { "fn.ts": twoSteps(sdk) }, sdk);
    const lines = [5, 6, 7, 10, 11];
    const { transcript, joined } = await startWithJavaScript(t, folder, lines.map((line) => ({ file: "fn.ts", line })));
    await transcript.launch(launch(folder, { stopOnEntry: false }), { "fn.ts": lines.map((line) => ({ line })) });
    const javascript = await joined;
    assert.deepEqual(await javascript.paused(), ["fn.ts:5"]);
    await javascript.move("resume");
    await transcript.until("stopped 1");
    await move(transcript, "continue");
    assert.deepEqual(await javascript.paused(), ["fn.ts:7"]);
    await javascript.move("resume");
    assert.deepEqual(await javascript.paused(), ["fn.ts:10"]);
    await javascript.move("resume");
    await transcript.until("stopped 1");
    await move(transcript, "stepBack");
    await transcript.until("stopped 1");
    await move(transcript, "next");
    assert.deepEqual(await javascript.paused(), ["fn.ts:7"]);
    // Out of the body is the step level: what follows the step is another stop.
    await javascript.move("stepOut");
    assert.deepEqual(await javascript.paused(), ["fn.ts:10"]);
    await javascript.move("stepOver");
    await transcript.until("stopped 1");
    await move(transcript, "continue");
    await transcript.until("terminated");
    await transcript.close();
  });
}

test("an editor that answers `startDebugging` is asked that way, with the type that the configuration names", async (t) => {
  const folder = createProject(t, { "fn.ts": twoSteps("v4") });
  const transcript = await startTranscript(t, folder);
  const asked = transcript.asked("startDebugging");
  await transcript.launch(launch(folder, { javascript: "pwa-node", __javascript: undefined }));
  await transcript.until("stopped 1");
  await move(transcript, "stepIn");
  const { request, configuration } = await asked as { readonly request: string } & AttachJavaScript;
  assert.deepEqual([request, configuration.type], ["attach", "pwa-node"]);
  const javascript = await joinAsDebugger({ configuration });
  assert.deepEqual(await javascript.paused(), ["fn.ts:7"]);
  await javascript.move("resume");
  await transcript.until("terminated");
  await transcript.close();
});

test("where no JavaScript debugger can be started, Step Into runs the step and the debugger is not asked for again", async (t) => {
  const folder = createProject(t, { "fn.ts": twoSteps("v4") });
  const transcript = await startTranscript(t, folder);
  transcript.client.once(attachJavaScriptEvent, () => { void transcript.client.send(javaScriptFailedRequest, {}); });
  await transcript.launch(launch(folder), { "fn.ts": [{ line: 7 }] });
  await transcript.until("stopped 1");
  await move(transcript, "stepIn");
  await transcript.until("stopped 1");
  const { body: { stackFrames } } = await transcript.client.stackTraceRequest({ threadId: 1 });
  assert.equal(stackFrames[0]?.name, 'step.run "second"');
  await transcript.request("setBreakpoints", { source: { path: path.join(folder, "fn.ts") }, breakpoints: [{ line: 8 }] });
  await move(transcript, "continue");
  await transcript.until("terminated");
  const text = await transcript.close();
  assert.match(text, /unverified line 7: this line calls no step: the JavaScript debugger stops here\n/);
  assert.match(text, /< breakpoint changed unverified line 7: this line calls no step, and no JavaScript debugger is there to stop here\n/);
});

test("an editor that refuses `startDebugging`, or does not answer it, is told what its breakpoints can do", async (t) => {
  const folder = createProject(t, { "fn.ts": twoSteps("v4") });
  for (const [capable, sentence] of [
    [true, "! the editor did not start the JavaScript debugger (no such type): correct its type in `javascript`"],
    [false, "! this editor does not answer `startDebugging`, so no JavaScript debugger joins: set `javascript` to `false`"],
  ] as const) {
    const transcript = await startTranscript(t, folder);
    transcript.refuse("startDebugging", "no such type");
    await transcript.launch(launch(folder, { javascript: "nothing", __javascript: undefined }), { "fn.ts": [{ line: 7 }] }, { capable });
    await transcript.until("stopped 1", "breakpoint");
    await move(transcript, "continue");
    await transcript.until("terminated");
    const text = await transcript.close();
    assert.ok(text.includes(sentence), text);
    assert.match(text, /< breakpoint changed unverified line 7: this line calls no step, and no JavaScript debugger is there to stop here\n/);
  }
});

test("a hit count between steps counts passes: an editor's debugger counts how often it is paused, which replays do not do", async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
export const fn = ${toFunction("v4", 'id: "loops"', "app/start", `async ({ step }) => {
  for (const n of [1, 2, 3, 4]) {
    const twice = n * 2;
    await step.run("each", () => twice);
  }
}`)}
`,
  });
  const { transcript, joined } = await startWithJavaScript(t, folder, [{ file: "fn.ts", line: 6 }]);
  await transcript.launch(launch(folder, { stopOnEntry: false }), { "fn.ts": [{ line: 6, hitCondition: "3" }] });
  const javascript = await joined;
  for (const hit of [1, 2, 3, 4]) {
    assert.deepEqual(await javascript.paused(), ["fn.ts:6"]);
    assert.equal(await javascript.evaluate("n"), hit);
    await javascript.move("resume");
  }
  await transcript.until("terminated");
  await transcript.close();
});

test("a log point between steps prints, and a condition is asked, once for each pass", async (t) => {
  const folder = createProject(t, { "fn.ts": twoSteps("v4").replace("return { second };", "const after = second + 1;\n  await step.run(\"third\", () => after);\n  return { second };") });
  const places = [{ file: "fn.ts", line: 5, condition: 'console.log("before", event.data.n), false' }, { file: "fn.ts", line: 10, condition: "first === 4" }, { file: "fn.ts", line: 12, condition: "second === 0" }];
  const { transcript, joined } = await startWithJavaScript(t, folder, places);
  await transcript.launch(launch(folder, { stopOnEntry: false }), { "fn.ts": places.map(({ line }) => ({ line })) });
  const javascript = await joined;
  assert.deepEqual(await javascript.paused(), ["fn.ts:10"]);
  await javascript.move("resume");
  await transcript.until("terminated");
  assert.deepEqual(javascript.logged.filter((line) => line.startsWith("before")), ["before 1"]);
  await transcript.close();
});

test("what is held when either side goes does not stay", async (t) => {
  const folder = createProject(t, { "fn.ts": twoSteps("v4") });
  const { transcript, joined } = await startWithJavaScript(t, folder);
  await transcript.launch(launch(folder));
  await transcript.until("stopped 1");
  await move(transcript, "stepIn");
  const javascript = await joined;
  await javascript.paused();
  // The debugger goes: the body goes on, and the session with it.
  javascript.close();
  await transcript.until("stopped 1");
  // Asked for anew, it comes again; then the adapter dies while the program stands in a body.
  const again = new Promise<JavaScriptDebugger>((resolve, reject) => {
    transcript.client.once(attachJavaScriptEvent, ({ body }: { readonly body: AttachJavaScript }) => { joinAsDebugger(body).then(resolve, reject); });
  });
  await move(transcript, "stepIn");
  await (await again).paused();
  const programs = await transcript.programs();
  assert.equal(programs.length, 1);
  process.kill(transcript.pid, "SIGKILL");
  await transcript.exited();
  while (programs.some(isAlive)) await new Promise((resolve) => { setTimeout(resolve, 10); });
});
