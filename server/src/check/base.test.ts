import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { realDisk, toSlashes } from "../host/disk.ts";
import { rules } from "../rules/registry.ts";
import { readArguments } from "./arguments.ts";
import { readBase } from "./base-disk.ts";
import { check } from "./check.ts";

const examples = path.resolve(import.meta.dirname, "../../../examples");
const root = mkdtempSync(path.join(tmpdir(), "stepwise-base-"));
after(() => { rmSync(root, { recursive: true, force: true }); });
process.env["GIT_CEILING_DIRECTORIES"] = root;

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

function gitIn(folder: string, ...args: string[]): void {
  const { status, stderr } = spawnSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", ...args], { cwd: path.join(root, folder), encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

function git(...args: string[]): void {
  gitIn("repo", ...args);
}

/** What is said of steps and of comments, in a folder of the root. */
function told(folder: string, ref: string | undefined, ...paths: string[]): string[] {
  const directory = toSlashes(path.join(root, folder));
  const { report } = check({ disk: realDisk, analyze: analyzeFile, rules, directory, paths, ...(ref === undefined ? {} : { readBase: (asked: readonly string[]) => readBase(ref, asked, realDisk) }) });
  return report.findings.filter(({ rule }) => rule === "step-id-changed" || rule === "unused-suppression").map(({ file, line, column, message }) => `${file}:${String(line)}:${String(column)} ${message}`);
}

const fn = (body: string): string => `import { inngest } from "./client";
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ event, step }) => {
${body}
});
`;
const renamed = '  await step.run("mail", () => post(event.data.id));\n  await step.sleep("wait", "1d");';
const toMail = "step `send` is now `mail`; runs in flight execute it again";

write("repo/package.json", "{}");
write("repo/app/package.json", '{ "dependencies": { "inngest": "^4.0.0" } }');
write("repo/app/client.ts", 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n');
write("repo/app/ä b.ts", fn('  await step.run("send", () => post(event.data.id));\n  await step.sleep("wait", "1d");'));
git("init", "--quiet", "--initial-branch=main");
git("config", "core.autocrlf", "false");
git("add", ".");
git("commit", "--quiet", "--message=first");

test("a step renamed in the working tree, in whatever file and folder it now is, and with whatever line ends", () => {
  assert.deepEqual(told("repo", "main"), []);
  write("repo/app/ä b.ts", fn(renamed).replaceAll("\n", "\r\n"));
  assert.deepEqual(told("repo", "main"), [`app/ä b.ts:3:18 ${toMail}`]);
  assert.deepEqual(told("repo/app", "HEAD", "ä b.ts"), [`ä b.ts:3:18 ${toMail}`]);
  rmSync(path.join(root, "repo/app/ä b.ts"));
  write("repo/app/moved.ts", fn(renamed));
  assert.deepEqual(told("repo", "main"), [`app/moved.ts:3:18 ${toMail}`]);
  assert.deepEqual(told("repo", undefined), []);
});

test("a renaming is accepted in place, and without a base that is no idle comment", () => {
  write("repo/app/moved.ts", fn(`  // inngest-disable-next-line step-id-changed\n${renamed}`));
  for (const ref of [undefined, "main"]) assert.deepEqual(told("repo", ref), []);
  git("add", ".");
  git("commit", "--quiet", "--message=second");
  assert.deepEqual(told("repo", "main"), ["app/moved.ts:3:32 `step-id-changed` finds nothing here to disable"]);
  assert.deepEqual(told("repo", "main~1"), []);
});

test("what came to the other branch since is no change of this one", () => {
  gitIn("", "clone", "--quiet", pathToFileURL(path.join(root, "repo")).href, "branched");
  const commit = (text: string): void => {
    write("branched/app/moved.ts", fn(text));
    gitIn("branched", "commit", "--quiet", "--all", "--message=x");
  };
  gitIn("branched", "checkout", "--quiet", "-b", "feature");
  commit('  await step.run("other", () => post(event.data.id));\n  await step.sleep("wait", "1d");');
  gitIn("branched", "checkout", "--quiet", "main");
  commit(`${renamed}\n  await step.run("later", () => tell());`);
  gitIn("branched", "checkout", "--quiet", "feature");
  const changed = "app/moved.ts:3:18 step `mail` is now `other`; runs in flight execute it again";
  assert.deepEqual(told("branched", "main"), [changed]);
  // A folder alone, from elsewhere and by a link, which Git looks through.
  assert.deepEqual(told("", "main", "branched/app"), [`branched/${changed}`]);
  symlinkSync(path.join(root, "branched"), path.join(root, "link"), "junction");
  assert.deepEqual(told("", "main", "link"), [`link/${changed}`]);
});

test("nothing that a repository configures is executed", () => {
  const mark = path.join(root, "executed");
  write("repo/evil.sh", `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  chmodSync(path.join(root, "repo/evil.sh"), 0o755);
  for (const key of ["core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.external"]) git("config", key, path.join(root, "repo/evil.sh"));
  write("repo/.gitattributes", "*.ts filter=evil diff=evil\n");
  told("repo", "main");
  assert.ok(!existsSync(mark));
});

test("what cannot be compared with is one sentence", () => {
  const says = (folder: string, ref: string, sentence: RegExp, ...paths: string[]): void => { assert.throws(() => told(folder, ref, ...paths), { name: "UsageError", message: sentence }); };
  says("repo", "nowhere", /^`--base`: the repository has no commit `nowhere`$/);
  says("repo", "main:app", /^`--base`: the repository has no commit `main:app`$/);
  write("plain/a.ts", "export {};");
  says("plain", "main", /^`--base`: `.*\/plain` is in no Git repository$/);
  says("repo", "main", /^`--base`: `.*\/plain` is not in the Git repository `.*\/repo`; check one repository at a time$/, ".", "../plain");
  gitIn("", "clone", "--quiet", "--depth=1", pathToFileURL(path.join(root, "repo")).href, "shallow");
  says("shallow", "main~1", /has no commit `main~1`; the clone is shallow: fetch the commit first$/);
  const { PATH } = process.env;
  process.env["PATH"] = ".";
  try {
    says("repo", "main", /^`--base` needs Git, which is not on the PATH$/);
  } finally {
    process.env["PATH"] = PATH;
  }
  assert.throws(() => readArguments(["--base", "--upload-pack=x"]), /^UsageError: `--base` is the name of a commit, not `--upload-pack=x`$/);
  assert.throws(() => readArguments(["--base"]), /`--base` needs a value/);
});

test("types tell what the text does not, then as now", () => {
  write("typed/package.json", '{ "dependencies": { "inngest": "^4.0.0" } }');
  symlinkSync(path.join(examples, "onboarding/node_modules"), path.join(root, "typed/node_modules"), "junction");
  write("typed/.gitignore", "node_modules\n");
  write("typed/client.ts", 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n');
  write("typed/listener.ts", fn('  await step.run("a", () => event.data.plan.toUpperCase());'));
  const sender = (value: string): string => `import { inngest } from "./client";\nimport { load } from "./load";\nexport const send = async () => { await inngest.send({ name: "app/a", data: ${value} }); };\n`;
  const load = (type: string): string => `export declare function load(): Promise<{ ${type} }>;\n`;
  write("typed/sender.ts", sender("await load()"));
  write("typed/load.ts", load("plan: string; userId: string"));
  gitIn("typed", "init", "--quiet", "--initial-branch=main");
  gitIn("typed", "add", ".");
  gitIn("typed", "commit", "--quiet", "--message=first");
  write("typed/load.ts", load("userId: string"));
  const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
  const contract = (...args: string[]): string | undefined => /event-contract-changed.*/.exec(spawnSync(process.execPath, [entry, "--base=main", ...args], { cwd: path.join(root, "typed"), encoding: "utf8" }).stdout)?.[0];
  assert.equal(contract(), "event-contract-changed  `plan` is no longer in `app/a`'s data, and function `f` in `listener.ts` reads it; send it until that no longer does");
  assert.equal(contract("--no-types"), undefined);
});

test("by the program, with its exit codes", () => {
  const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
  const run = (...args: string[]): unknown => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry, "--no-types", ...args], { cwd: path.join(root, "repo"), encoding: "utf8" });
    return [status, stderr, /step-id-changed.*/.exec(stdout)?.[0]];
  };
  write("repo/app/moved.ts", fn(renamed));
  assert.deepEqual(run("--base=main~1", "--rule", "step-id-changed=error"), [1, "", `step-id-changed  ${toMail}`]);
  const step = { id: "send", hashedId: "x", displayName: "send", tool: "run", opcode: "StepPlanned", opts: {}, attempt: 0, attempts: 1, result: { kind: "data", data: 1 }, startedAt: 1, endedAt: 1 };
  const recorded = { runId: "r", functionId: "app-f", localId: "f", cause: { kind: "request" }, events: [{ name: "app/a", data: {}, id: "e", ts: 1 }], status: "completed", maxAttempts: 1, steps: [{ ...step, id: "mail-old" }], emitted: [], startedAt: 1 };
  write("repo/run.inngest-run", JSON.stringify({ format: "inngest-run", version: 1, savedAt: 1, origin: "local", runs: [recorded] }));
  write("repo/app/moved.ts", fn('  await step.run("mail-new", () => post(event.data.id));'));
  assert.deepEqual(run("--base=run.inngest-run"), [0, "", "step-id-changed  step `mail-new` was `mail-old` in the last recorded run; runs in flight execute it again"]);
  assert.deepEqual(run("--base=no.inngest-run"), [2, "stepwise: `--base`: there is no file `no.inngest-run`\n", undefined]);
  assert.deepEqual(run("--base", "nowhere"), [2, "stepwise: `--base`: the repository has no commit `nowhere`\n", undefined]);
});
