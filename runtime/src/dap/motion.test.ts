/** Moving through runs, over real stdio on both SDKs: golden transcripts. */
import { test } from "node:test";
import path from "node:path";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

for (const sdk of sdks) {
  test(`${sdk}: breakpoints, log points, hit counts and names`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const loop = ${toFunction(sdk, 'id: "loop"', "app/loop", `async ({ event, step }) => {
  const start = await step.run("start", () => 1);
  for (let index = 0; index < 3; index++) {
    await step.run("again", () => index);
  }
  const last = await step
    .run("last", () => event.data.text);
  return { start, last };
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), stopOnEntry: false, event: { data: { text: "done" } } }, {
      "fn.ts": [{ line: 5, logMessage: "starting with {event.data.text} and {event.data.none}" }, { line: 6 }, { line: 7, hitCondition: "2" }, { line: 9 }, { line: 7, hitCondition: "often" }],
    });
    await transcript.until("stopped 1");
    await transcript.state(1, "Step");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("reverseContinue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("setFunctionBreakpoints", { breakpoints: [{ name: "last" }] });
    await transcript.request("setBreakpoints", { source: { path: path.join(folder, "fn.ts") }, breakpoints: [] });
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("reverseContinue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("reverseContinue", { threadId: 1 });
    await transcript.request("stepBack", { threadId: 1 });
    await transcript.request("setFunctionBreakpoints", { breakpoints: [] });
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`breakpoints-${sdk}`, await transcript.close());
  });

  test(`${sdk}: conditions and failures`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const fails = ${toFunction(sdk, 'id: "fails", retries: 0', "app/fails", `async ({ event, step }) => {
  for (let index = 0; index < 3; index++) {
    await step.run("again", () => index);
  }
  await step.run("broken", () => { throw new TypeError("boom " + event.data.text); });
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), stopOnEntry: false, event: { data: { text: "done" } } }, {
      "fn.ts": [{ line: 6, condition: 'steps["again:1"] == 1 && event.data.text == "done"' }, { line: 8, condition: "event.data.text ==" }],
    });
    await transcript.until("stopped 1");
    await transcript.state(1);
    await transcript.request("setExceptionBreakpoints", { filters: ["step-failed", "run-failed"] });
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    const { body } = await transcript.request("exceptionInfo", { threadId: 1 });
    const { exceptionId, description } = body as { exceptionId: string; description: string };
    transcript.note(`  ${exceptionId}: ${description}`);
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`failures-${sdk}`, await transcript.close());
  });

  test(`${sdk}: parallel steps, a sleep, a wait, a retry and an invoke`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
let tries = 0;
export const child = ${toFunction(sdk, 'id: "child"', "app/never", `async ({ step }) => step.run("inner", () => "from child")`)}
export const main = ${toFunction(sdk, 'id: "main"', "app/main", `async ({ step }) => {
  const both = await Promise.all([step.run("left", () => "l"), step.run("right", () => "r")]);
  await step.sleep("nap", "1d");
  const answer = await step.waitForEvent("answer", { event: "app/answer", timeout: "2d" });
  const flaky = await step.run("flaky", () => { if (++tries < 2) throw new Error("not yet"); return tries; });
  const invoked = await step.invoke("call", { function: child, data: {} });
  return { both, answer, flaky, invoked };
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main" });
    await transcript.until("stopped 1");
    await transcript.state(1);
    for (let move = 0; move < 4; move++) {
      await transcript.request("next", { threadId: 1 });
      await transcript.until("stopped 1");
      await transcript.state(1);
    }
    await transcript.request("setExceptionBreakpoints", { filters: ["step-attempt-failed"] });
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Step");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("stepIn", { threadId: 1 });
    await transcript.until("stopped 2");
    await transcript.state(2, "Step");
    await transcript.request("stepOut", { threadId: 2 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps", "Run");
    await transcript.request("stepBack", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`journey-${sdk}`, await transcript.close());
  });
}
