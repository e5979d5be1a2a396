/** What is advertised is done: each capability is used, in one session over real stdio; one without a proof here fails the test. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { capabilities } from "./capabilities.ts";
import { client, createProject, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

const source = `${client}
export const child = ${toFunction("v4", 'id: "child"', "app/child", 'async ({ step }) => step.run("inner", () => 1)')}
export const main = ${toFunction("v4", 'id: "main"', "app/main", `async ({ event, step }) => {
  const first = await step.run("first", () => ({ text: event.data.text }));
  await step.sendEvent("send", { name: "app/sent", data: first });
  await Promise.all([step.run("left", () => 1), step.run("right", () => 2)]);
  await step.run("breaks", () => { throw new Error("boom"); }).catch(() => undefined);
}`)}
`;

interface Session {
  readonly transcript: Transcript;
  readonly folder: string;
  /** Asks, and gives the body; a refusal fails the test. */
  ask<Body>(command: string, args?: object): Promise<Body>;
  top(): Promise<DebugProtocol.StackFrame>;
  /** Moves, and gives how the run then stands. */
  move(command: string, args?: object): Promise<DebugProtocol.StoppedEvent["body"]>;
  reach(step: string): Promise<void>;
  /** Another adapter that nothing has been asked of yet. */
  begin(): Promise<Transcript & { readonly program: string }>;
}

type Proof = (session: Session) => Promise<void>;

const hits = (line: number, rest: object): Proof => async ({ folder, ask, move, top }) => {
  await ask("setBreakpoints", { source: { path: path.join(folder, "fn.ts") }, breakpoints: [{ line, ...rest }] });
  assert.equal((await move("continue")).reason, "breakpoint");
  assert.equal((await top()).line, line);
};

/** By the name of the capability. Each begins before the step `first`, with no breakpoints. */
const proofs: Readonly<Record<string, Proof>> = {
  supportsConfigurationDoneRequest: async ({ begin }) => {
    const other = await begin();
    await other.client.initializeRequest();
    await other.request("launch", { program: other.program, function: "main" });
    await other.until("initialized");
    const { threads } = (await other.client.threadsRequest()).body;
    assert.deepEqual(threads, [], "no run before the breakpoints are set");
    await other.request("configurationDone");
    await other.until("stopped 1");
    await other.client.disconnectRequest();
  },
  supportsStepBack: async ({ reach, move, top }) => {
    await reach("left");
    await move("stepBack");
    assert.match((await top()).name, /"send"/);
    await move("reverseContinue");
    assert.match((await top()).name, /"first"/);
  },
  supportsRestartFrame: async ({ reach, top, move }) => {
    await reach("left");
    const { id, canRestart } = await top();
    assert.equal(canRestart, true);
    await move("restartFrame", { frameId: id });
    assert.match((await top()).name, /"left"/);
  },
  supportsGotoTargetsRequest: async ({ reach, ask, folder, move, top }) => {
    await reach("left");
    const { targets: [target] } = await ask<DebugProtocol.GotoTargetsResponse["body"]>("gotoTargets", { source: { path: path.join(folder, "fn.ts") }, line: 7 });
    assert.equal((await move("goto", { targetId: target?.id })).reason, "goto");
    assert.match((await top()).name, /"send"/);
  },
  supportsStepInTargetsRequest: async ({ reach, ask, top }) => {
    await reach("left");
    const { targets } = await ask<DebugProtocol.StepInTargetsResponse["body"]>("stepInTargets", { frameId: (await top()).id });
    assert.deepEqual(targets.map(({ label }) => label), ['step.run "left"', 'step.run "right"']);
  },
  supportsSetVariable: async ({ ask, top, transcript, reach }) => {
    const { scopes } = await ask<DebugProtocol.ScopesResponse["body"]>("scopes", { frameId: (await top()).id });
    const { variablesReference } = scopes.find(({ name }) => name === "Event") ?? { variablesReference: 0 };
    assert.equal((await ask<DebugProtocol.SetVariableResponse["body"]>("setVariable", { variablesReference, name: "data", value: '{ "text": "edited" }' })).value, '{ text: "edited" }');
    await transcript.until("stopped 1");
    await reach("send");
    const { result } = await ask<DebugProtocol.EvaluateResponse["body"]>("evaluate", { expression: "steps.first.text", frameId: (await top()).id });
    assert.equal(result, '"edited"');
    // For the proofs after this one: an edit stays, also when the run starts over.
    await ask("setExpression", { expression: "event.data.text", value: '"hello"', frameId: (await top()).id });
    await transcript.until("stopped 1");
  },
  supportsSetExpression: async ({ reach, ask, top }) => {
    await reach("send");
    await ask("setExpression", { expression: "step.input.data.text", value: '"other"', frameId: (await top()).id });
    const { result } = await ask<DebugProtocol.EvaluateResponse["body"]>("evaluate", { expression: "step.input.data.text", frameId: (await top()).id });
    assert.equal(result, '"other"');
  },
  supportsFunctionBreakpoints: async ({ ask, move, top }) => {
    await ask("setFunctionBreakpoints", { breakpoints: [{ name: "left" }] });
    assert.equal((await move("continue")).reason, "function breakpoint");
    assert.match((await top()).name, /"left"/);
  },
  supportsDataBreakpoints: async ({ reach, ask, top, move }) => {
    await reach("send");
    const { dataId } = await ask<DebugProtocol.DataBreakpointInfoResponse["body"]>("dataBreakpointInfo", { name: "step.input", frameId: (await top()).id });
    await ask("setDataBreakpoints", { breakpoints: [{ dataId, condition: 'sent.name == "app/sent"' }] });
    assert.deepEqual(await move("continue").then(({ reason, description }) => [reason, description]), ["data breakpoint", "app/sent was emitted"]);
    await ask("setDataBreakpoints", { breakpoints: [] });
  },
  supportsConditionalBreakpoints: hits(7, { condition: 'steps.first.text == "hello"' }),
  supportsHitConditionalBreakpoints: hits(8, { hitCondition: "2" }),
  supportsLogPoints: async ({ ask, folder, move, transcript }) => {
    const printed = transcript.client.waitForEvent("output") as Promise<DebugProtocol.OutputEvent>;
    await ask("setBreakpoints", { source: { path: path.join(folder, "fn.ts") }, breakpoints: [{ line: 6, logMessage: "says {event.data.text}" }, { line: 7 }] });
    await move("restartFrame", { frameId: (await transcript.frame(1, 1)).id });
    await move("continue");
    assert.equal((await printed).body.output, 'says "hello"\n');
  },
  supportsExceptionInfoRequest: async ({ ask, move }) => {
    await ask("setExceptionBreakpoints", { filters: ["step-attempt-failed"] });
    assert.equal((await move("continue")).reason, "exception");
    assert.equal((await ask<DebugProtocol.ExceptionInfoResponse["body"]>("exceptionInfo", { threadId: 1 })).details?.message, "boom");
  },
  exceptionBreakpointFilters: async ({ ask }) => {
    const filters = (capabilities({}).exceptionBreakpointFilters ?? []).map(({ filter }) => filter);
    assert.deepEqual(filters, ["step-attempt-failed", "step-failed", "run-failed", "non-determinism"]);
    await ask("setExceptionBreakpoints", { filters });
  },
  supportsEvaluateForHovers: async ({ ask, top }) => {
    const { result } = await ask<DebugProtocol.EvaluateResponse["body"]>("evaluate", { expression: "event.data.text", context: "hover", frameId: (await top()).id });
    assert.equal(result, '"hello"');
  },
  supportsCompletionsRequest: async ({ ask, top }) => {
    const { targets } = await ask<DebugProtocol.CompletionsResponse["body"]>("completions", { text: "event.da", column: 9, frameId: (await top()).id });
    assert.ok(targets.some(({ text }) => text === ".data"));
  },
  completionTriggerCharacters: async ({ ask }) => {
    for (const text of ["event.", "emitted[", "send "]) assert.ok(capabilities({}).completionTriggerCharacters?.includes(text.at(-1) ?? ""));
    const { targets } = await ask<DebugProtocol.CompletionsResponse["body"]>("completions", { text: "send ", column: 6 });
    assert.ok(targets.some(({ label }) => label === "app/main"));
  },
  supportsClipboardContext: async ({ ask, top }) => {
    const { result } = await ask<DebugProtocol.EvaluateResponse["body"]>("evaluate", { expression: "event.data.text", context: "clipboard", frameId: (await top()).id });
    assert.equal(result, "hello");
  },
  supportsDelayedStackTraceLoading: async ({ ask }) => {
    const { stackFrames, totalFrames } = await ask<DebugProtocol.StackTraceResponse["body"]>("stackTrace", { threadId: 1, startFrame: 1, levels: 1 });
    assert.deepEqual([stackFrames.map(({ name }) => name), totalFrames], [["main"], 3]);
  },
  supportsRestartRequest: async ({ ask, transcript }) => {
    const [before] = await transcript.programs();
    await ask("restart");
    await transcript.until("exited 1", "stopped 2");
    assert.notEqual((await transcript.programs())[0], before);
  },
  supportsTerminateRequest: async ({ ask, transcript }) => {
    await ask("terminate");
    await transcript.until("terminated");
    assert.deepEqual(await transcript.programs(), []);
  },
};

test("every advertised capability works", { timeout: 120_000 }, async (t) => {
  const advertised = capabilities({});
  assert.deepEqual(Object.keys(advertised).sort(), Object.keys(proofs).sort(), "each capability has a proof in this file, and each proof a capability");
  const folder = createProject(t, { "fn.ts": source });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", event: { data: { text: "hello" } } });
  await transcript.until("stopped 1");
  const ask: Session["ask"] = async <Body>(command: string, args = {}) => {
    const { success, body } = await transcript.request(command, args) as DebugProtocol.Response & { readonly body: Body };
    assert.ok(success, `${command} was refused`);
    return body;
  };
  const top = (): Promise<DebugProtocol.StackFrame> => transcript.frame(1, 0);
  const move: Session["move"] = async (command, args = {}) => {
    const stopped = transcript.client.waitForEvent("stopped") as Promise<DebugProtocol.StoppedEvent>;
    await ask(command, { threadId: 1, ...args });
    const { body } = await stopped;
    await transcript.until("stopped 1");
    return body;
  };
  const reach: Session["reach"] = async (step) => {
    while (!(await top()).name.endsWith(`"${step}"`)) await move("next");
  };
  const begin: Session["begin"] = async () => ({ ...await startTranscript(t, folder), program: path.join(folder, "fn.ts") });
  for (const [capability, prove] of Object.entries(proofs)) {
    await t.test(capability, () => prove({ transcript, folder, ask, top, move, reach, begin }));
    if (capability === "supportsRestartRequest" || capability === "supportsTerminateRequest") continue;
    await ask("setBreakpoints", { source: { path: path.join(folder, "fn.ts") }, breakpoints: [] });
    await ask("setFunctionBreakpoints", { breakpoints: [] });
    await ask("setExceptionBreakpoints", { filters: [] });
    const { body: { stackFrames } } = await transcript.client.stackTraceRequest({ threadId: 1 });
    await move("restartFrame", { frameId: stackFrames.find(({ name }) => name === "main")?.id });
  }
});
