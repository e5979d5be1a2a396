import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { isValid } from "ulid";
import { hashStepId } from "../../../shared/inngest/step-id.ts";
import { run as runCommand } from "./run.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const command = path.join(root, "runtime/src/testing/run-command.ts");
const onboarding = (version: "onboarding" | "onboarding-v3", file = "index.ts") => path.join("examples", version, "src/inngest", file);

interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** In this process. */
async function run(args: readonly string[]): Promise<Result> {
  let [stdout, stderr] = ["", ""];
  const code = await runCommand(args, { out: (text) => { stdout += text; }, err: (text) => { stderr += text; } });
  return { code, stdout, stderr };
}

/** In a process of its own, as from a shell. */
function runInProcess(args: readonly string[], onOutput?: (child: { kill(signal: NodeJS.Signals): boolean }, text: string) => void): Promise<Result> {
  const child = spawn(process.execPath, [command, "run", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => { stdout += text; onOutput?.(child, stdout); });
  child.stderr.setEncoding("utf8").on("data", (text: string) => { stderr += text; });
  return new Promise((resolve) => { child.on("close", (code) => { resolve({ code, stdout, stderr }); }); });
}

interface Report {
  readonly runs: readonly {
    readonly runId: string; readonly functionId: string; readonly status: string; readonly output: unknown; readonly error: { readonly message: string } | null;
    readonly steps: readonly { readonly id: string; readonly hashedId: string; readonly opcode: string; readonly status: string; readonly attempts: number; readonly output: unknown; readonly error: unknown }[];
    readonly emitted: readonly { readonly id: string; readonly name: string; readonly data: unknown; readonly step: string; readonly runs: readonly string[] }[];
  }[];
}

let folder: string;
let broken: string;
before(async () => {
  process.chdir(root);
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "stepwise-run-")));
  await symlink(path.join(root, "examples/onboarding/node_modules"), path.join(folder, "node_modules"), "junction");
  broken = path.join(folder, "functions.ts");
  await writeFile(broken, `
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const fails = inngest.createFunction({ id: "fails", retries: 0, triggers: { event: "x/go" } }, async ({ step, logger }) => {
      await step.run("charge", () => { throw new TypeError("card declined"); }).catch(() => undefined);
      logger.error(new Error("reported by the handler"));
      throw new Error("no luck");
    });
    export const waits = inngest.createFunction({ id: "waits", triggers: { event: "x/wait" } }, async ({ step }) => { await step.run("forever", () => new Promise((resolve) => { console.log("in the body"); setTimeout(resolve, 600_000); })); });
  `);
});
after(() => rm(folder, { recursive: true }));

for (const version of ["onboarding", "onboarding-v3"] as const) {
  test(`prints one JSON report and nothing else: ${version}`, { timeout: 240_000 }, async () => {
    const { code, stdout } = await runInProcess([onboarding(version), "--function", "user-onboarding", "--event", '{"name":"app/user.signup","data":{"email":"a@b.c","name":"Ann"}}', "--json"]);
    assert.equal(code, 0);
    const { runs } = JSON.parse(stdout) as Report;
    const [first] = runs;
    assert.equal(first?.functionId, `${version}-user-onboarding`);
    assert.equal(first.status, "completed");
    assert.equal(first.error, null);
    assert.deepEqual(first.steps.map(({ id, opcode, status, attempts, error }) => [id, opcode, status, attempts, error]), ["create-account", "send-welcome-email", "send-activation-event", "schedule-product-tour"].map((id) => [id, "StepRun", "completed", 1, null]));
    assert.ok(first.steps.every(({ id, hashedId }) => hashedId === hashStepId(id)));
    const [emitted] = first.emitted;
    assert.ok(emitted !== undefined && isValid(emitted.id));
    assert.deepEqual({ ...emitted, id: "", runs: [] }, { id: "", name: "app/user.activated", data: { userId: "user_a_b_c" }, step: "send-activation-event", runs: [] });
    assert.deepEqual(first.steps[2]?.output, { ids: [emitted.id] });
    assert.deepEqual(runs.slice(1).map(({ runId }) => runId).toSorted(), emitted.runs.toSorted());
    assert.deepEqual(runs.slice(1).map(({ functionId, status }) => [functionId, status]).toSorted(), [[`${version}-schedule-check-in`, "completed"], [`${version}-sync-crm-contact`, "completed"]]);
  });
}

test("tells each step and each event as it happens, with a sample event and composite ids", { timeout: 240_000 }, async () => {
  const { code, stdout } = await run([onboarding("onboarding", "functions/user-onboarding.ts"), "--function", "onboarding-user-onboarding", "--follow", "none"]);
  assert.equal(code, 0);
  const lines = stdout.replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, "ULID").replace(/\d+ms/g, "Nms");
  assert.match(lines, /^a sample event, for want of --event: \{"name":"app\/user\.signup","data":\{"email":"user@example\.com","name":"name"\}\}$/m);
  assert.match(lines, /^user-onboarding │ ✓ create-account \(step\.run\) Nms \{/m);
  assert.match(lines, /^user-onboarding │ → app\/user\.activated ULID \(0 runs\)$/m);
  assert.match(lines, /^✓ user-onboarding completed \(1 event sent\) \{/m);
});

test("the journey through sleep, wait, retry and parallel steps takes no time", { timeout: 240_000 }, async () => {
  const { code, stdout } = await run([onboarding("onboarding-v3"), "--function", "trial-journey"]);
  assert.equal(code, 0);
  assert.match(stdout, /↻ provision-workspace attempt 1/);
  assert.match(stdout, /» 3d later: sleep `let-them-explore`/);
  assert.match(stdout, /✓ wait-for-upgrade \(step\.waitForEvent\) null/);
});

test("a failed run is exit code 1, and tells each failure once with its place", { timeout: 240_000 }, async () => {
  const { code, stdout } = await run([broken, "--function", "fails"]);
  assert.equal(code, 1);
  assert.deepEqual(stdout.replace(/\d+ms/g, "Nms").split("\n").slice(2).filter((line) => !line.startsWith("fails │ ┆     at ")), [
    `fails │ ✗ charge (step.run) Nms TypeError: card declined at ${broken}:5:46`,
    "fails │ ┆ Error: reported by the handler",
    `✗ fails failed: no luck at ${broken}:7:13`,
    "",
  ]);
});

test("time that passes starts functions by their schedules, and what ran is recorded", { timeout: 240_000 }, async () => {
  const file = path.join(folder, "timed.ts");
  const record = path.join(folder, "kept/timed.inngest-run");
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(file, `
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const main = inngest.createFunction({ id: "main", triggers: { event: "x/go" } }, async () => "done");
    export const nightly = inngest.createFunction({ id: "nightly", retries: 0, triggers: [{ cron: "TZ=Europe/Paris 0 3 * * *" }] }, async ({ event, step }) => step.run("tell", () => {
      if (event.data.cron !== "TZ=Europe/Paris 0 3 * * *") throw new Error("no schedule");
      return new Date(event.ts).toISOString().slice(13, 19);
    }));
  `);
  const { code, stdout, stderr } = await run([file, "--function", "main", "--advance", "3d", "--record", record]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.match(/^✓ nightly completed .*":00:00"$/gm)?.length, 3, stdout);
  assert.match(stdout, /later: `TZ=Europe\/Paris 0 3 \* \* \*` of `app-nightly`/);
  const recorded = JSON.parse(await readFile(record, "utf8")) as { readonly program: string; readonly runs: readonly { readonly localId: string }[] };
  assert.deepEqual([recorded.program, recorded.runs.map(({ localId }) => localId)], ["timed.ts", ["main", "nightly", "nightly", "nightly"]]);
});

test("an interrupt ends the run and its process", { timeout: 240_000 }, async () => {
  let sent = false;
  const { code, stdout } = await runInProcess([broken, "--function", "waits"], (child, text) => {
    if (sent || !text.includes("in the body")) return;
    sent = true;
    child.kill("SIGINT");
  });
  // Windows has no signals: there the process is ended as it stands.
  if (process.platform === "win32") return;
  assert.equal(code, 130);
  assert.match(stdout, /■ waits cancelled/);
});

const mistakes: readonly (readonly [readonly string[], string])[] = [
  [[], "say which file to run: stepwise run <file> [--function id] [--event json|file] [--follow all|none] [--advance duration] [--record file] [--json]"],
  [["nowhere.ts"], "there is no file nowhere.ts"],
  [["examples"], "examples is a folder; name the file that defines the function"],
  [[onboarding("onboarding")], "examples/onboarding/src/inngest/index.ts has 7 functions; say which one to run with --function: `send-invoices`, `deliver-invoice`, `charge-plan`, `trial-journey`, `sync-crm-contact`, `schedule-check-in`, `user-onboarding`"],
  [[onboarding("onboarding", "functions/user-onboarding.ts"), "--function", "nope"], "there is no function `nope` in examples/onboarding/src/inngest/functions/user-onboarding.ts; it has `user-onboarding`"],
  [[onboarding("onboarding"), "--follow", "some"], "--follow is `all` or `none`, not `some`"],
  [[onboarding("onboarding"), "--advance", "soon"], "--advance is a duration such as 90m, 1d or 1w2d, not `soon`"],
  [[onboarding("onboarding"), "--record", "run.json"], "a recording is named `*.inngest-run`, not `run.json`"],
  [[onboarding("onboarding"), "--event", '{\n  "name": x }'], "--event:2:11: not valid JSON: unexpected `x`"],
  [[onboarding("onboarding"), "--event", "missing.json"], "there is no event file missing.json, and it is not JSON either"],
  [[onboarding("onboarding", "functions/user-onboarding.ts"), "--event", '{"name":"app/other"}'], "the event `app/other` does not start `user-onboarding`: its trigger is `app/user.signup`"],
  [[onboarding("onboarding", "functions/user-onboarding.ts"), "--event", '{"name":"app/user.signup","data":5}'], "--event is not a valid event: event data must be an object, not a number"],
];

for (const [args, message] of mistakes) {
  test(`says in one sentence: ${message.slice(0, 70)}`, { timeout: 240_000 }, async () => {
    const { code, stdout, stderr } = await run(args);
    assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: "", stderr: `stepwise run: ${message}\n` });
  });
}

test("an option that does not exist is named", { timeout: 240_000 }, async () => {
  const { code, stderr } = await run([onboarding("onboarding"), "--speed", "fast"]);
  assert.equal(code, 2);
  assert.match(stderr, /^stepwise run: unknown option '--speed': stepwise run /);
});
