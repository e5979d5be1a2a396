/** Restart, wherever the session is: everything before it ends, and one run starts as the first did. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { findFreePort } from "../../../test/ports.ts";
import { readRecording } from "../../../shared/recording/format.ts";
import { startHttpApp } from "../testing/http-app.ts";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { startTranscript, type Transcript } from "./testing/transcript.ts";

const source = (sdk: "v3" | "v4"): string => `${client}
export const main = ${toFunction(sdk, 'id: "main"', "app/main", `async ({ step }) => {
  await step.run("first", () => 1);
  await step.run("second", () => 2);
}`)}
export const functions = [main];
`;

async function threads({ client: dap }: Transcript): Promise<readonly number[]> {
  return (await dap.threadsRequest()).body.threads.map(({ id }) => id);
}

async function top(transcript: Transcript, threadId: number): Promise<string> {
  return (await transcript.frame(threadId, 0)).name;
}

/** Restarts a session in which thread 1 stands and `others`, too; gives the thread that stands then. */
async function restart(transcript: Transcript, before: readonly number[]): Promise<number> {
  assert.deepEqual([...await threads(transcript)].sort(), [...before].sort());
  const next = Math.max(...before) + 1;
  await transcript.request("restart");
  await transcript.until(...before.map((id) => `exited ${id}` as const), `stopped ${next}`);
  assert.deepEqual(await threads(transcript), [next]);
  assert.equal(await top(transcript, next), 'step.run "first"');
  return next;
}

async function end(transcript: Transcript, threadId: number): Promise<void> {
  await transcript.request("continue", { threadId });
  await transcript.until("terminated");
  await transcript.client.disconnectRequest();
  await transcript.exited();
}

const project = (t: TestContext, sdk: "v3" | "v4"): string => createProject(t, { "fn.ts": source(sdk) }, sdk);

test("each Restart is kept in a recording of its own, and the next session begins with the name again", { timeout: 240_000 }, async (t) => {
  const folder = project(t, "v4");
  const launch = { program: path.join(folder, "fn.ts"), record: "runs/main.inngest-run" };
  const transcript = await startTranscript(t, folder);
  await transcript.launch(launch);
  await transcript.until("stopped 1");
  await transcript.request("next", { threadId: 1 });
  await transcript.until("stopped 1");
  const second = await restart(transcript, [1]);
  await end(transcript, await restart(transcript, [second]));
  const steps = (file: string): number | undefined => readRecording(readFileSync(path.join(folder, "runs", file), "utf8"), file).runs[0]?.steps.length;
  assert.deepEqual(readdirSync(path.join(folder, "runs")).sort().map((file) => [file, steps(file)]), [["main-2.inngest-run", 0], ["main-3.inngest-run", 2], ["main.inngest-run", 1]]);
  const again = await startTranscript(t, folder);
  await again.launch({ ...launch, stopOnEntry: false });
  await again.until("terminated");
  await again.client.disconnectRequest();
  await again.exited();
  assert.deepEqual([steps("main.inngest-run"), steps("main-2.inngest-run"), readdirSync(path.join(folder, "runs")).length], [2, 0, 3]);
});

for (const sdk of sdks) {
  test(`${sdk}: beside a fork, in a recording, in one that is gone on with, and in an app that runs by itself`, { timeout: 120_000 }, async (t) => {
    const folder = project(t, sdk);
    const program = path.join(folder, "fn.ts");
    const record = path.join(folder, "main.inngest-run");
    const forked = await startTranscript(t, folder);
    await forked.launch({ program, record });
    await forked.until("stopped 1");
    await forked.request("next", { threadId: 1 });
    await forked.until("stopped 1");
    await forked.request("inngest/fork", { threadId: 1 });
    await forked.until("stopped 2");
    assert.equal(await top(forked, 2), 'step.run "second"');
    await end(forked, await restart(forked, [1, 2]));

    const played = await startTranscript(t, folder);
    await played.launch({ recording: path.join(folder, "main-2.inngest-run") });
    await played.until("stopped 1");
    await played.request("next", { threadId: 1 });
    await played.until("stopped 1");
    await end(played, await restart(played, [1]));

    const resumed = await startTranscript(t, folder);
    await resumed.launch({ recording: record, program });
    await resumed.until("stopped 1");
    assert.equal(await top(resumed, 1), 'step.run "second"');
    await resumed.request("restart");
    await resumed.until("exited 1", "stopped 2");
    assert.equal(await top(resumed, 2), 'step.run "second"', "what was recorded is memoized again");
    await end(resumed, 2);

    const devServer = `http://127.0.0.1:${await findFreePort()}`;
    const app = await startHttpApp({ sdk, source: source(sdk), isBegun: false, env: { INNGEST_DEV: devServer } });
    t.after(() => app.stop());
    const attached = await startTranscript(t, app.folder);
    await attached.client.initializeRequest({ adapterID: "inngest" });
    await Promise.all([attached.client.attachRequest({ request: "attach", url: app.url, devServer, cwd: app.folder } as never), attached.until("initialized")]);
    await attached.request("configurationDone");
    await attached.until("stopped 1");
    await attached.request("next", { threadId: 1 });
    await attached.until("stopped 1");
    await end(attached, await restart(attached, [1]));
    assert.equal((await fetch(app.url)).status, 200, "the app goes on");
  });
}
