/** Runs as threads: followed into what they start, named by what caused them, each stopping for itself. Golden transcripts on both SDKs. */
import path from "node:path";
import { test } from "node:test";
import { client, createProject, sdks, toFunction, type Sdk } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

const invokeOnly = (sdk: Sdk, options: string, handler: string): string =>
  sdk === "v4" ? `inngest.createFunction({ ${options} }, ${handler});` : `inngest.createFunction({ ${options} }, [], ${handler});`;
const cron = (sdk: Sdk, options: string, handler: string): string =>
  sdk === "v4" ? `inngest.createFunction({ ${options}, triggers: { cron: "0 9 * * 1" } }, ${handler});` : `inngest.createFunction({ ${options} }, { cron: "0 9 * * 1" }, ${handler});`;

for (const sdk of sdks) {
  test(`${sdk}: into what an event starts, and out again; the others go on`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const seen = ${toFunction(sdk, 'id: "seen"', "app/sent", `async ({ step }) => {
  await step.run("look", () => 1);
  await step.sendEvent("deeper", { name: "app/deep", data: {} });
}`)}
export const deep = ${toFunction(sdk, 'id: "deep"', "app/deep", 'async ({ step }) => step.run("bottom", () => 1)')}
export const main = ${toFunction(sdk, 'id: "main"', "app/main", `async ({ step }) => {
  await step.sendEvent("send", { name: "app/sent", data: {} });
  await step.run("after", () => 2);
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main" });
    await transcript.until("stopped 1");
    await transcript.request("stepIn", { threadId: 1 });
    await transcript.until("stopped 2", "stopped 1");
    await transcript.request("next", { threadId: 2 });
    await transcript.until("stopped 2");
    await transcript.request("stepIn", { threadId: 2 });
    await transcript.until("stopped 3", "stopped 2");
    await transcript.state(3);
    await transcript.request("stepOut", { threadId: 3 });
    await transcript.until("exited 3");
    await transcript.request("continue", { threadId: 2 });
    await transcript.until("exited 2");
    await transcript.state(1, "Emitted events");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`into-event-${sdk}`, await transcript.close());
  });

  test(`${sdk}: a wait that another run ends, an invoke-only function, and the handler of a failure`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const helper = ${invokeOnly(sdk, 'id: "helper", retries: 0', `async ({ step }) => {
  await step.sendEvent("answer", { name: "app/answer", data: { text: "yes" } });
  // Long enough for whoever waited to stand.
  for (let index = 0; index < 3; index++) await step.run("later", () => index);
  throw new Error("helper breaks");
}`)}
export const waits = ${toFunction(sdk, 'id: "waits"', "app/wait", `async ({ step }) => {
  const answer = await step.waitForEvent("wait", { event: "app/answer", timeout: "1d" });
  return step.run("got", () => answer?.data);
}`)}
export const main = ${toFunction(sdk, 'id: "main", retries: 0, onFailure: async ({ error, step }) => step.run("report", () => error.message)', "app/main", `async ({ step }) => {
  await step.invoke("ask", { function: helper, data: {} });
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main" });
    await transcript.until("stopped 1");
    await transcript.request("setFunctionBreakpoints", { breakpoints: [{ name: "got" }, { name: "report" }] });
    await transcript.type(1, "send app/wait");
    await transcript.until("started 2");
    await transcript.request("stepIn", { threadId: 1 });
    await transcript.until("stopped 3");
    await transcript.state(3);
    await transcript.request("continue", { threadId: 3 });
    await transcript.until("stopped 2", "stopped 4", "stopped 1");
    await transcript.state(2);
    await transcript.state(4);
    await transcript.request("continue", { threadId: 4 });
    await transcript.until("exited 4");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("exited 1");
    await transcript.request("continue", { threadId: 2 });
    await transcript.until("terminated");
    checkTranscript(`causes-${sdk}`, await transcript.close());
  });

  test(`${sdk}: a function that runs at a time`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const weekly = ${cron(sdk, 'id: "weekly"', 'async ({ event, step }) => step.run("digest", () => event.name)')}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts") });
    await transcript.until("stopped 1");
    await transcript.state(1, "Event");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`cron-${sdk}`, await transcript.close());
  });
}
