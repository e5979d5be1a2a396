/** Records the example's run on the real SDK, saves it as a test, and runs that test against the program as it is and as it is changed. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { toTest, type SavedTestOptions } from "../../../../shared/recording/saved-test/to-test.ts";
import { startSession } from "../../session/start-session.ts";
import { toRecording } from "../to-recording.ts";

const root = path.join(import.meta.dirname, "..", "..", "..", "..");
const program = "src/inngest/functions/user-onboarding.ts";

/** What is done to the program, and what the saved test says then; undefined where it still passes. */
const changes: Readonly<Record<string, { readonly change: (source: string) => string; readonly fails: RegExp | undefined }>> = {
  "as it was": { change: (source) => source, fails: undefined },
  "a body that does other work": { change: (source) => source.replace('template: "welcome"', 'template: "hello"'), fails: undefined },
  "a step removed": { change: (source) => source.replace(/\n *await step\.run\("send-welcome-email".*\n/, "\n"), fails: /send-welcome-email/ },
  "a step renamed": { change: (source) => source.replace('"send-welcome-email"', '"send-hello"'), fails: /now takes `send-hello` after create-account/ },
  "an event's data changed": { change: (source) => source.replace("data: { userId }", "data: { user: userId }"), fails: /user["']?: ["']user_/ },
  "an event no longer sent": { change: (source) => source.replace(/\n *await step\.sendEvent\(.*\n/, "\n"), fails: /send-activation-event/ },
  "another result": { change: (source) => source.replace("tour: tour.messageId", "mail: tour.messageId"), fails: /mail["']?: / },
};

export interface TestOutcome {
  readonly passed: boolean;
  readonly output: string;
}

const folderOfProgram = path.dirname(program);
/** Of the saved test, from the example's folder. */
export const savedTest = `${folderOfProgram}/user-onboarding.test.ts`;

/** A copy of the example in a folder of its own, with these packages. */
export function copyExample(example: string, packages = path.join(root, "examples", example, "node_modules")): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "saved-test-")));
  cpSync(path.join(root, "examples", example), folder, { recursive: true, filter: (file) => !file.includes("node_modules") });
  symlinkSync(packages, path.join(folder, "node_modules"), "junction");
  return folder;
}

/** Runs the example's function and saves the run as a test beside it. */
export async function saveTest(folder: string, options: SavedTestOptions): Promise<void> {
  const session = await startSession({ worker: { program: path.join(folder, program), cwd: folder, env: {} }, follow: "none", onEvent: () => undefined, seed: 1 });
  try {
    const fn = session.worker.functions.find(({ localId }) => localId === "user-onboarding");
    assert.ok(fn !== undefined);
    session.executor.start(fn.id, { name: "app/user.signup", data: { email: "ada@example.com", name: "Ada Lovelace" } });
    await session.executor.whenIdle();
    const recording = toRecording(session.executor.runs(), { folder, program: undefined, localId: () => "user-onboarding", secrets: [], savedAt: 1 });
    const [run] = recording.runs;
    assert.ok(run !== undefined);
    writeFileSync(path.join(folder, savedTest), toTest(run, options));
    cpSync(path.join(root, "shared", "recording", "saved-test", "inngest-replay.ts"), path.join(folder, folderOfProgram, "inngest-replay.ts"));
  } finally {
    await session.dispose();
  }
}

/** Changes the function in each way and has the saved test run: it fails where it should, and says why. */
export async function proveByMutation(folder: string, run: () => Promise<TestOutcome>): Promise<void> {
  const file = path.join(folder, program);
  const source = readFileSync(file, "utf8");
  for (const [name, { change, fails }] of Object.entries(changes)) {
    const changed = change(source);
    assert.equal(changed === source, name === "as it was", `${name}: the change is made`);
    writeFileSync(file, changed);
    const { passed, output } = await run();
    assert.equal(passed, fails === undefined, `${name}:\n${output}`);
    if (fails !== undefined) assert.match(output, fails, name);
  }
}

export function checkSavedTests(example: string): void {
  test(`${example}: a saved test passes until a step, an emitted event or the result changes`, async (t) => {
    const folder = copyExample(example);
    t.after(() => { rmSync(folder, { recursive: true, force: true }); });
    await saveTest(folder, { runner: "node:test", module: "./user-onboarding.ts", helper: "./inngest-replay.ts" });
    await promisify(execFile)(process.execPath, [path.join(root, "node_modules", "typescript", "bin", "tsc"), "--noEmit"], { cwd: folder }).catch((error: { stdout: string }) => { assert.fail(error.stdout); });
    const env: NodeJS.ProcessEnv = { ...process.env };
    delete env["NODE_TEST_CONTEXT"];
    await proveByMutation(folder, () => promisify(execFile)(process.execPath, ["--test", savedTest], { cwd: folder, env })
      .then(({ stdout }) => ({ passed: true, output: stdout }), (error: { stdout: string }) => ({ passed: false, output: error.stdout })));
  });
}
