/** Starting and ending: whatever happens, and whenever, no process stays and every request has one answer. */
import assert from "node:assert/strict";
import net from "node:net";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { findFreePort } from "../../../test/ports.ts";
import { client, createProject, exampleFolder, toFunction } from "./testing/project.ts";
import { checkTranscript, isAlive, startTranscript, type Transcript } from "./testing/transcript.ts";

const endless = `${client}
export const fn = ${toFunction("v4", 'id: "endless"', "app/a", `async ({ step }) => {
  await step.run("first", () => 1);
  await step.run("endless", () => { console.log("in the body"); return new Promise((resolve) => setTimeout(resolve, 2 ** 30)); });
}`)}
`;

/** Waits until none of these processes exists. */
async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await setTimeout(10);
}

async function startEndless(t: TestContext): Promise<{ readonly transcript: Transcript; readonly program: string }> {
  const folder = createProject(t, { "fn.ts": endless });
  return { transcript: await startTranscript(t, folder), program: path.join(folder, "fn.ts") };
}

/** How far a session gets before the client goes away. */
const moments: Readonly<Record<string, (transcript: Transcript, program: string) => Promise<void>>> = {
  "before anything": () => Promise.resolve(),
  "while the program loads": async ({ client }, program) => {
    await client.initializeRequest();
    client.launchRequest({ program } as never).catch(() => undefined);
  },
  "while it attaches to an app that says nothing": async ({ client }, program) => {
    const app = net.createServer().listen(0, "127.0.0.1");
    const asked = new Promise<net.Socket>((resolve) => { app.once("connection", resolve); });
    await new Promise((resolve) => { app.once("listening", resolve); });
    await client.initializeRequest();
    const url = `http://127.0.0.1:${(app.address() as net.AddressInfo).port}/api/inngest`;
    client.attachRequest({ request: "attach", url, devServer: `http://127.0.0.1:${await findFreePort()}`, cwd: path.dirname(program) } as never).catch(() => undefined);
    // It ends with the adapter, which alone holds it.
    (await asked).on("error", () => undefined).resume().once("close", () => { app.close(); });
  },
  "before the configuration is done": async (transcript, program) => {
    await transcript.client.initializeRequest();
    await transcript.request("launch", { program });
  },
  "while stopped": async (transcript, program) => {
    await transcript.launch({ program });
    await transcript.until("stopped 1");
  },
  "while a step body runs": async (transcript, program) => {
    await transcript.launch({ program });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("output");
  },
};

const departures: Readonly<Record<string, (transcript: Transcript) => Promise<void>>> = {
  "disconnects": async ({ client }) => { await client.disconnectRequest(); },
  "closes its end": ({ input }) => { input.end(); return Promise.resolve(); },
  "ends the adapter": ({ pid }) => { process.kill(pid, "SIGTERM"); return Promise.resolve(); },
  "kills the adapter": ({ pid }) => { process.kill(pid, "SIGKILL"); return Promise.resolve(); },
};

for (const [moment, reach] of Object.entries(moments)) {
  for (const [departure, leave] of Object.entries(departures)) {
    test(`the client ${departure} ${moment}: no process stays`, async (t) => {
      const { transcript, program } = await startEndless(t);
      await reach(transcript, program);
      const programs = await transcript.programs();
      await leave(transcript);
      await transcript.exited();
      await gone([transcript.pid, ...programs]);
    });
  }
}

test("pause, terminate and restart", async (t) => {
  const { transcript, program } = await startEndless(t);
  await transcript.launch({ program });
  await transcript.until("stopped 1");
  const before = await transcript.programs();
  assert.equal(before.length, 1);
  await transcript.request("restart");
  await transcript.until("exited 1", "stopped 2");
  await gone(before);
  assert.equal((await transcript.programs()).length, 1);
  await transcript.request("terminate");
  await transcript.until("terminated");
  await gone(await transcript.programs());
  checkTranscript("restart", await transcript.close());
});

test("pause stops before the next step", async (t) => {
  const folder = createProject(t, {
    "fn.ts": `${client}
export const fn = ${toFunction("v4", 'id: "long"', "app/a", `async ({ step }) => {
  await step.run("open", () => { console.log("go"); return new Promise((resolve) => setTimeout(resolve, 1_000)); });
  await step.run("close", () => 1);
}`)}
`,
  });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), stopOnEntry: false });
  await transcript.until("output", "started 1");
  await transcript.request("pause", { threadId: 1 });
  await transcript.until("stopped 1");
  const { body: { stackFrames } } = await transcript.client.stackTraceRequest({ threadId: 1 });
  assert.match(stackFrames[0]?.name ?? "", /^step\.run "(open|close)"$/);
  await transcript.client.disconnectRequest();
});

test("a program that ends itself ends the session with one sentence", async (t) => {
  const folder = createProject(t, { "fn.ts": `${client}export const fn = ${toFunction("v4", 'id: "bye"', "app/a", 'async ({ step }) => step.run("leave", () => process.exit(3))')}\n` });
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts") });
  await transcript.until("stopped 1");
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("terminated");
  checkTranscript("program-exits", await transcript.close());
});

test("run without debugging prints the same and stops nowhere", async (t) => {
  const folder = exampleFolder("v4");
  const outputs = await Promise.all([true, false].map(async (noDebug) => {
    const transcript = await startTranscript(t, folder);
    const texts: string[] = [];
    transcript.client.on("output", ({ body }: DebugProtocol.OutputEvent) => { texts.push(`${body.category} ${body.output}`.replace(/[0-9A-HJKMNP-TV-Z]{26}/g, "<id>").replace(/ [0-9a-z]{4}(?=[ :])/, " <run>")); });
    await transcript.launch({
      program: path.join(folder, "src/inngest/index.ts"), function: "user-onboarding", noDebug, stopOnEntry: false, follow: "none",
      event: { name: "app/user.signup", data: { email: "ada@example.com", name: "Ada" } },
    }, { "src/inngest/functions/user-onboarding.ts": noDebug ? [{ line: 10 }] : [] });
    await transcript.until("terminated");
    await transcript.close();
    return texts;
  }));
  assert.ok(outputs[0]?.some((text) => text.startsWith("stdout → app/user.activated <id> (")));
  assert.deepEqual(outputs[0], outputs[1]);
});
