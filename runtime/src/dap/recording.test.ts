/** Keeping a session as a file, playing it again, going on from it, and going on in another way from where a run stands. */
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { readRecording } from "../../../shared/recording/format.ts";
import type { RunsAnswer } from "../../../shared/protocol/runs.ts";
import { stepsRequest, type StepsAnswer } from "../../../shared/protocol/steps.ts";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

const files = (sdk: "v3" | "v4"): Record<string, string> => ({
  "fn.ts": `${client}
export const order = ${toFunction(sdk, 'id: "order", retries: 0', "shop/order", `async ({ event, step }) => {
  const charge = await step.run("charge", () => ({ amount: 5, apiKey: process.env.SHOP_KEY }));
  await step.sendEvent("tell", { name: "shop/charged", data: { amount: charge.amount } });
  await step.run("pack", () => { if (process.env.STOCK !== "full") throw new Error("no stock"); return "packed"; });
  return "done";
}`)}
export const charged = ${toFunction(sdk, 'id: "charged"', "shop/charged", 'async ({ step }) => step.run("note", () => "noted")')}
`,
  ".env": "SHOP_KEY=hush-hush-value\n",
});

for (const sdk of sdks) {
  test(`${sdk}: a session is kept, played again without its program, and gone on from`, async (t) => {
    const folder = createProject(t, files(sdk), sdk);
    const program = path.join(folder, "fn.ts");
    const record = path.join(folder, "runs", "order.inngest-run");

    const kept = await startTranscript(t, folder);
    await kept.launch({ program, function: "order", record, stopOnEntry: true });
    await kept.until("stopped 1");
    await kept.request("continue", { threadId: 1 });
    await kept.until("exited 2", "terminated");
    await kept.close();
    const text = readFileSync(record, "utf8");
    assert.ok(!text.includes("hush-hush-value"), "a secret of the environment is not in the file");
    assert.ok(!text.includes(folder), "no path of this machine is in the file");
    assert.deepEqual(readRecording(text, "order").runs.map(({ localId, status }) => `${localId} ${status}`), ["order failed", "charged completed"]);

    // Where its own source is gone, a recording still plays; here it stays, so that the stack has lines.
    const played = await startTranscript(t, folder);
    await played.launch({ recording: record }, { "fn.ts": [{ line: 7 }] });
    await played.until("stopped 1");
    await played.state(1, "Step", "Event");
    await played.request("next", { threadId: 1 });
    await played.until("stopped 1");
    await played.request("continue", { threadId: 1 });
    await played.until("stopped 1", "exited 2");
    await played.state(1, "Emitted events", "Memoized steps");
    await played.request("inngest/fork", { threadId: 1 });
    await played.request("stepBack", { threadId: 1 });
    await played.until("stopped 1");
    await played.state(1, "Emitted events");
    await played.request("continue", { threadId: 1 });
    await played.until("stopped 1", "exited 3");
    await played.request("continue", { threadId: 1 });
    await played.until("terminated");
    assert.deepEqual(await played.programs(), [], "nothing was executed");
    const shown = await played.close();

    const resumed = await startTranscript(t, folder);
    await resumed.launch({ recording: record, program, env: { STOCK: "full" } });
    await resumed.until("stopped 1");
    await resumed.state(1, "Step", "Emitted events");
    await resumed.request("continue", { threadId: 1 });
    await resumed.until("terminated");
    checkTranscript("recording", `${shown}\n${await resumed.close()}`);
  });
}

test("a run at full speed is played on the lines on which its steps are written, else beside its recording", async (t) => {
  const folder = createProject(t, files("v4"));
  const program = path.join(folder, "fn.ts");
  // As far from the program as those that an editor keeps.
  const record = path.join(createProject(t, {}, "none"), "order.inngest-run");
  const kept = await startTranscript(t, folder);
  await kept.launch({ program, function: "order", record, noDebug: true, env: { STOCK: "full" } });
  await kept.until("terminated");
  await kept.close();

  const play = async () => {
    const played = await startTranscript(t, folder);
    await played.launch({ recording: record, cwd: folder });
    await played.until("stopped 1");
    await played.request("next", { threadId: 1 });
    await played.until("stopped 1");
    const { body: { stackFrames } } = await played.client.stackTraceRequest({ threadId: 1 });
    const { run } = (await played.request(stepsRequest, { threadId: 1 })).body as StepsAnswer;
    await played.request("continue", { threadId: 1 });
    await played.until("terminated");
    await played.close();
    return {
      frames: stackFrames.map(({ name, source, line }) => `${name} ${source?.path === undefined ? "nowhere" : path.basename(source.path)}:${line}`),
      steps: run?.steps.map(({ id, state, place }) => `${id} ${state} ${place?.line ?? "nowhere"}`),
    };
  };
  assert.deepEqual(await play(), {
    frames: ['step.sendEvent "tell" fn.ts:6', "order fn.ts:4", "event shop/order fn.ts:4"],
    steps: ["charge memoized 5", "tell next 6", "pack notReached 7"],
  });
  rmSync(program);
  assert.deepEqual(await play(), {
    frames: ['step.sendEvent "tell" order.inngest-run:1', "order order.inngest-run:1", "event shop/order order.inngest-run:1"],
    steps: ["charge memoized nowhere", "tell next nowhere"],
  });
});

test("a fork is a run of its own that goes on from the same results", async (t) => {
  const folder = createProject(t, files("v4"));
  const transcript = await startTranscript(t, folder);
  await transcript.launch({ program: path.join(folder, "fn.ts"), function: "order", env: { STOCK: "full" } });
  await transcript.until("stopped 1");
  await transcript.request("next", { threadId: 1 });
  await transcript.until("stopped 1");
  await transcript.request("inngest/fork", { threadId: 1, position: 7 });
  await transcript.request("inngest/fork", { threadId: 1 });
  await transcript.until("stopped 2");
  await transcript.state(2, "Memoized steps", "Run");
  await transcript.request("continue", { threadId: 2 });
  await transcript.until("exited 2");
  const { body } = await transcript.request("inngest/runs") as DebugProtocol.Response & { body: RunsAnswer };
  for (const { localId, status, steps, emitted, isFork } of body.runs) transcript.note(`  ${localId}${isFork ? " (fork)" : ""} ${status}: ${steps} steps, ${emitted} emitted`);
  await transcript.request("continue", { threadId: 1 });
  await transcript.until("terminated");
  checkTranscript("fork", await transcript.close());
});

test("a file that is no recording is refused in one sentence", async (t) => {
  const folder = createProject(t, { "a.inngest-run": "{", "b.inngest-run": '{"format":"inngest-run","version":9}' }, "none");
  for (const [file, sentence] of Object.entries({ "a.inngest-run": "a.inngest-run is not a recording: it is not JSON", "b.inngest-run": "version 9 of the format" })) {
    const { client: dap, request, close } = await startTranscript(t, folder);
    await dap.initializeRequest();
    assert.equal((await request("launch", { recording: path.join(folder, file) })).success, false);
    assert.ok((await close()).includes(sentence), sentence);
  }
  rmSync(path.join(folder, "a.inngest-run"));
  writeFileSync(path.join(folder, "c.ts"), "");
  const { client: dap, request, close } = await startTranscript(t, folder);
  await dap.initializeRequest();
  assert.equal((await request("launch", { recording: path.join(folder, "a.inngest-run") })).success, false);
  assert.match(await close(), /of `recording` cannot be read: correct the path/);
});
