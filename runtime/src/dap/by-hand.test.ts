/** Waits ended by hand, failures on purpose, results made up, time moved: over real stdio on both SDKs, golden transcripts. */
import path from "node:path";
import { test } from "node:test";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

for (const sdk of sdks) {
  test(`${sdk}: waits end by hand`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const child = ${toFunction(sdk, 'id: "child"', "app/child", 'async ({ step }) => step.run("inner", () => "from child")')}
export const main = ${toFunction(sdk, 'id: "main"', "app/main", `async ({ event, step }) => {
  const answer = await step.waitForEvent("answer", { event: "app/answer", if: "event.data.id == async.data.id && async.data.kind == 'yes'", timeout: "2d" });
  const late = await step.waitForEvent("late", { event: "app/late", timeout: "1h" });
  const signal = await step.waitForSignal("signal", { signal: "go", timeout: "1h", onConflict: "fail" });
  const made = await step.invoke("call", { function: child, data: {} });
  const slow = await step.invoke("slow", { function: child, data: {}, timeout: "1h" }).catch((error: Error) => error.message);
  return { answer: answer?.data, late, signal, made, slow, by: event.data.id };
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", event: { data: { id: "u1" } } });
    await transcript.until("stopped 1");
    const waits = async (): Promise<void> => {
      const { body } = await transcript.request("inngestWait", { threadId: 1 });
      transcript.note(`  ${JSON.stringify(body)}`);
    };
    await waits();
    await transcript.type(1, "deliver { name: 'app/answer', data: { id: 'u2' } }");
    await transcript.type(1, "deliver");
    await transcript.until("stopped 1");
    await transcript.type(1, "fail timeout");
    await transcript.until("stopped 1");
    await waits();
    await transcript.type(1, "deliver { n: 1 }");
    await transcript.until("stopped 1");
    await waits();
    await transcript.type(1, "deliver { said: 'made up' }");
    await transcript.until("stopped 1");
    await transcript.type(1, "fail timeout");
    await transcript.until("stopped 1", "exited 2");
    await transcript.state(1, "Memoized steps", "Run");
    await transcript.type(1, "deliver");
    await transcript.request("inngestContinueOthers", { threadId: 1 });
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`waits-${sdk}`, await transcript.close());
  });

  test(`${sdk}: failures on purpose, results made up, time moved, events sent`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const seen = ${toFunction(sdk, 'id: "seen"', "app/seen", "async ({ event }) => event.data.n")}
export const main = ${toFunction(sdk, 'id: "main", retries: 2', "app/main", `async ({ step }) => {
  const first = await step.run("first", () => "ran");
  const given = await step.run("given", () => { throw new Error("never runs"); });
  const broken = await step.run("broken", () => "never runs").catch((error: Error) => error.message);
  const flaky = await step.run("flaky", () => "ran at last");
  const caught = await step.run("caught", () => "never runs").catch((error: Error) => error.message);
  await step.sleep("nap", "1d");
  return { first, given, broken, flaky, caught };
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", mocks: { given: { id: 1 }, broken: { error: "made up" }, typo: 1 }, faults: { flaky: [1, 2] } });
    await transcript.until("stopped 1");
    await transcript.type(1, "help");
    await transcript.complete(1, "");
    await transcript.complete(1, "cl");
    await transcript.complete(1, "send ");
    await transcript.complete(1, "event.");
    await transcript.complete(1, "events[");
    await transcript.complete(1, "fail ");
    await transcript.type(1, 'fail "on purpose"');
    await transcript.until("stopped 1");
    await transcript.complete(1, "mock ");
    await transcript.type(1, "steps.first");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.type(1, "fail for good enough is enough");
    await transcript.until("stopped 1");
    await transcript.type(1, "mock");
    await transcript.type(1, "mock first 'later'");
    await transcript.type(1, "mock later {");
    await transcript.type(1, "send app/seen { n: 7 }");
    await transcript.until("exited 2");
    await transcript.type(1, "send app/seen [1]");
    await transcript.type(1, "deliver");
    await transcript.type(1, "clock +soon");
    await transcript.type(1, "clock 2001-01-01");
    await transcript.type(1, "clock next");
    await transcript.type(1, "clock +1h 30m");
    await transcript.until("output");
    await transcript.type(1, "runs");
    await transcript.type(1, "mock {}");
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`by-hand-${sdk}`, await transcript.close());
  });
}

test("the others go on while one run waits", async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
export const helper = ${toFunction("v4", 'id: "helper"', "app/ask", `async ({ step }) => {
  await step.run("think", () => 1);
  await step.sendEvent("reply", { name: "app/answer", data: { text: "yes" } });
  await step.sleep("rest", "1h");
}`)}
export const main = ${toFunction("v4", 'id: "main"', "app/main", `async ({ step }) => {
  await step.sendEvent("ask", { name: "app/ask", data: {} });
  return (await step.waitForEvent("answer", { event: "app/answer", timeout: "2d" }))?.data;
}`)}
`,
  });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main", clock: "real" });
  await transcript.until("stopped 1");
  await transcript.request("setFunctionBreakpoints", { breakpoints: [{ name: "think" }] });
  await transcript.request("next", { threadId: 1 });
  await transcript.until("stopped 1", "stopped 2");
  await transcript.request("inngestContinueOthers", { threadId: 1 });
  await transcript.until("stopped 1");
  await transcript.state(1, "Memoized steps");
  await transcript.request("terminate", {});
  await transcript.until("terminated");
  checkTranscript("continue-others", await transcript.close());
});

test("schedules start functions while time is moved", async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
export const hourly = inngest.createFunction({ id: "hourly", triggers: [{ cron: "30 * * * *" }] }, async ({ event, step }) => step.run("tell", () => [event.name, event.data.cron, new Date(event.ts).getUTCMinutes()]));
export const main = ${toFunction("v4", 'id: "main"', "app/main", 'async ({ step }) => { await step.run("first", () => 1); }')}
`,
  });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main" });
  await transcript.until("stopped 1");
  await transcript.type(1, "clock +1h");
  await transcript.until("exited 2");
  await transcript.type(1, "runs");
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("terminated");
  checkTranscript("schedules", (await transcript.close()).replaceAll(/» clock \+[^,\n]+/g, "» clock +<span>"));
});
