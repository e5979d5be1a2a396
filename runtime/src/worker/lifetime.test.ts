import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { access, mkdir, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { callRequest, createFunction, createProject, drive, sdkVersions, startHarness, type Harness, type Project, type SdkVersion } from "./testing/project.ts";

const source = (sdk: SdkVersion): string => `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const functions = [
${Object.entries({
  fine: "async ({ step }) => await step.run('ok', () => 1)",
  nested: "async ({ step }) => {\n  await step.run('outer', async () => {\n    return await step.run('inner', () => 1);\n  });\n}",
  stuck: "async ({ step }) => { await step.run('first', () => 1); await step.run('never', () => new Promise(() => {})); }",
  slow: "async ({ step }) => await step.run('slow', () => new Promise((resolve) => setTimeout(resolve, 60_000)))",
  rejects: "async ({ step }) => await step.run('leak', () => {\n  Promise.reject(new RangeError('forgotten'));\n  setTimeout(() => { throw new TypeError('late'); }, 1);\n  return 'done';\n})",
  exits: "async ({ step }) => await step.run('boom', () => process.exit(7))",
  spins: "async ({ step }) => await step.run('spin', () => { for (;;); })",
}).map(([id, handler]) => `  ${createFunction(sdk, `id: "${id}"`, handler)},`).join("\n")}
];
`;

/** A process that ended but that nobody has collected yet still has an id. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat === undefined ? process.platform !== "linux" : !/^\d+ \(.*\) Z/.test(stat);
}

async function eventually(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!await condition()) await delay(10);
}

test("a process that ends while it bundles leaves no file", async (t) => {
  const project = await createProject({ sdk: "v4", files: { "functions.ts": source("v4") } });
  t.after(() => project.dispose());
  const temporary = project.path("temporary");
  await mkdir(temporary);
  const script = `import { readdirSync } from "node:fs";
import { createBundle } from ${JSON.stringify(new URL("bundle.ts", import.meta.url).href)};
void createBundle({ program: ${JSON.stringify(project.path("functions.ts"))}, cwd: ${JSON.stringify(path.dirname(temporary))}, tsconfig: undefined, node: "24.0.0", companions: [] });
const look = () => { if (readdirSync(${JSON.stringify(temporary)}).length > 0) process.exit(); setImmediate(look); };
look();`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } });
  assert.deepEqual(await readdir(temporary), []);
});

const exists = (file: string): Promise<boolean> => access(file).then(() => true, () => false);

for (const sdk of sdkVersions) {
  describe(`life of a worker on SDK ${sdk}`, { timeout: 600_000 }, () => {
    let project: Project;
    before(async () => { project = await createProject({ sdk, files: { "functions.ts": source(sdk) } }); });
    after(() => project.dispose());

    const withWorker = async (options: Partial<Parameters<typeof startHarness>[0]>, work: (harness: Harness) => Promise<void>) => {
      const harness = await startHarness({ program: project.path("functions.ts"), ...options });
      try {
        await work(harness);
      } finally {
        await harness.worker.dispose();
      }
      assert.equal(await isRunning(harness.worker.pid), false);
      assert.equal(await exists(harness.worker.bundle), false);
    };

    test("a call that cannot end is given up, the process lives on", () => withWorker({ stuckTimeout: 500, callTimeout: 1500 }, async ({ worker, problems }) => {
      const nested = drive(worker, "app-nested");
      await assert.rejects(nested, {
        code: "stepsNested",
        message: `${project.path("functions.ts")}:7:23: step \`inner\` is called inside step \`outer\`, which then never finishes; call it after \`outer\` instead`,
      });
      await assert.rejects(drive(worker, "app-slow"), { code: "callTimedOut", message: "`app-slow` did not answer within 2 s; the last step reached is `slow`" });
      assert.deepEqual((await drive(worker, "app-fine")).last.body, 1);
      assert.deepEqual(problems, []);
    }));

    test("a promise that nothing will settle is told from work", () => withWorker({ stuckTimeout: 500, callTimeout: 20_000 }, async ({ worker }) => {
      await assert.rejects(drive(worker, "app-stuck"), {
        code: "callTimedOut",
        message: "`app-stuck` waits for something that can never happen: a promise that nothing will settle; the last step reached is `never`",
      });
    }));

    test("errors nobody caught are reported with their place and harm no run", () => withWorker({}, async ({ worker, problems }) => {
      assert.equal((await drive(worker, "app-rejects", { runId: "run-r" })).last.body, "done");
      await eventually(() => problems.length >= 2);
      const file = project.path("functions.ts");
      assert.deepEqual(problems.map(({ kind, error, position, runId }) => [kind, error.name, error.message, position?.path, position?.line, runId]), [
        ["unhandledRejection", "RangeError", "forgotten", file, 13, "run-r"],
        ["uncaughtException", "TypeError", "late", file, 14, "run-r"],
      ]);
      assert.equal((await drive(worker, "app-fine")).last.status, 200);
    }));

    test("a program that exits names the function and the step", () => withWorker({}, async ({ worker, exits }) => {
      await assert.rejects(drive(worker, "app-exits"), { code: "workerExited", message: "the program's process exited with code 7 during `app-exits`, in step `boom`" });
      assert.deepEqual(exits.map((mistake) => mistake?.code), ["workerExited"]);
      await assert.rejects(worker.call(callRequest("app-fine"), AbortSignal.timeout(120_000)), { code: "workerExited" });
    }));

    test("an endless loop ends the process", () => withWorker({ busyTimeout: 1500 }, async ({ worker, exits }) => {
      await assert.rejects(drive(worker, "app-spins"), { code: "callTimedOut", message: "`app-spins` kept its process busy for 1.5 s without a pause; the last step reached is `spin`" });
      await eventually(() => exits.length > 0);
    }));

    test("disposing ends the process at any moment, and calls under way", () => withWorker({}, async ({ worker, exits }) => {
      const call = drive(worker, "app-slow");
      const spin = drive(worker, "app-spins");
      await Promise.all([worker.dispose(), worker.dispose(), assert.rejects(call, { code: "disposed" }), assert.rejects(spin, { code: "disposed" })]);
      assert.deepEqual(exits, [undefined]);
    }));

    test("a start that is given up leaves nothing, before and while the program loads", async () => {
      const waits = await createProject({ sdk, files: { "functions.ts": "setTimeout(() => {}, 60_000); await new Promise(() => {});" } });
      const options = { program: waits.path("functions.ts") };
      await assert.rejects(startHarness({ ...options, signal: AbortSignal.abort() }), { code: "disposed" });
      const stop = new AbortController();
      let started: { readonly pid: number; readonly bundle: string } | undefined;
      const start = startHarness({ ...options, signal: stop.signal, beforeLoad: async (child) => { started = child; setImmediate(() => stop.abort()); } });
      await assert.rejects(start, { code: "disposed" });
      assert.ok(started !== undefined);
      assert.deepEqual([await isRunning(started.pid), await exists(started.bundle)], [false, false]);
      await waits.dispose();
    });

    test("the process ends with its parent, however that ends", async () => {
      for (const how of ["SIGKILL", "exit while the program is busy"] as const) {
        const parent = fork(fileURLToPath(new URL("./testing/parent.ts", import.meta.url)), [project.path("functions.ts")]);
        const hear = () => new Promise<unknown>((resolve) => parent.once("message", resolve));
        const { pid, bundle } = await hear() as { readonly pid: number; readonly bundle: string };
        assert.equal(await isRunning(pid), true);
        if (how === "SIGKILL") {
          parent.kill("SIGKILL");
        } else {
          parent.send("spin");
          await hear();
          parent.send("exit");
        }
        await eventually(async () => !await isRunning(pid) && !await exists(path.dirname(bundle)));
      }
    });
  });
}
