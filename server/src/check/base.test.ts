import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
const root = mkdtempSync(path.join(tmpdir(), "stepwise-base-"));
after(() => { rmSync(root, { recursive: true, force: true }); });

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
}

function git(...args: string[]): void {
  const { status, stderr } = spawnSync("git", ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", ...args], { cwd: path.join(root, "repo"), encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

function run(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Ran {
  return spawnSync(process.execPath, [entry, "--no-types", ...args], { cwd: path.join(root, folder), encoding: "utf8", env: { ...process.env, GIT_CEILING_DIRECTORIES: root, ...env } });
}

const fn = (body: string): string => `import { inngest } from "./client";
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ event, step }) => {
${body}
});
`;

write("repo/package.json", "{}");
write("repo/app/package.json", '{ "dependencies": { "inngest": "^4.0.0" } }');
write("repo/app/client.ts", 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });\n');
write("repo/app/ä b.ts", fn('  await step.run("send", () => post(event.data.id));\n  await step.sleep("wait", "1d");'));
git("init", "--quiet", "--initial-branch=main");
git("add", ".");
git("commit", "--quiet", "--message=first");
const renamed = '  await step.run("mail", () => post(event.data.id));\n  await step.sleep("wait", "1d");';

test("a step renamed in the working tree, in whatever file and folder it now is", () => {
  assert.equal(run("repo", ["--base", "main"]).stdout, run("repo", []).stdout);
  write("repo/app/ä b.ts", fn(renamed));
  const told = "step-id-changed  step `send` is now `mail`; runs in flight execute it again";
  const found = run("repo", ["--base=main", "--rule", "known-event=off", "--rule", "event-has-sender=off"]);
  assert.equal(found.stdout.split("\n")[0], `app/ä b.ts:3:18  info  ${told}`);
  assert.equal(found.status, 0);
  assert.equal(run("repo", ["--base", "main", "--rule", "step-id-changed=error"]).status, 1);
  assert.match(run("repo/app", ["--base", "HEAD", "ä b.ts"]).stdout, new RegExp(`^ä b\\.ts:3:18 .*${told}`, "m"));
  rmSync(path.join(root, "repo/app/ä b.ts"));
  write("repo/app/moved.ts", fn(renamed));
  assert.match(run("repo", ["--base", "main"]).stdout, new RegExp(`^app/moved\\.ts:3:18 .*${told}`, "m"));
  assert.doesNotMatch(run("repo", []).stdout, /step-id-changed/);
});

test("a renaming is accepted in place, and without a base that is no idle comment", () => {
  write("repo/app/moved.ts", fn(`  // inngest-disable-next-line step-id-changed\n${renamed}`));
  for (const args of [[], ["--base", "main"]]) assert.doesNotMatch(run("repo", args).stdout, /step-id-changed/);
  git("add", ".");
  git("commit", "--quiet", "--message=second");
  assert.match(run("repo", ["--base", "main"]).stdout, /unused-suppression/);
  assert.doesNotMatch(run("repo", ["--base", "main~1"]).stdout, /step-id-changed/);
});

test("nothing that a repository configures is executed", () => {
  const mark = path.join(root, "executed");
  write("repo/evil.sh", `#!/bin/sh\ntouch '${mark}'\ncat\n`);
  spawnSync("chmod", ["+x", path.join(root, "repo/evil.sh")]);
  for (const key of ["core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.external"]) git("config", key, path.join(root, "repo/evil.sh"));
  write("repo/.gitattributes", "*.ts filter=evil diff=evil\n");
  assert.equal(run("repo", ["--base", "main"]).status, 0);
  assert.ok(!existsSync(mark));
});

test("what cannot be compared with is one sentence", () => {
  const says = ({ status, stderr }: Ran): unknown => [status, stderr];
  assert.deepEqual(says(run("repo", ["--base", "nowhere"])), [2, "stepwise: `--base`: the repository has no commit `nowhere`; a shallow clone has to fetch it first\n"]);
  assert.deepEqual(says(run("repo", ["--base", "--upload-pack=x"])), [2, "stepwise: `--base` is the name of a commit, not `--upload-pack=x`\n"]);
  assert.deepEqual(says(run("repo", ["--base"])), [2, "stepwise: `--base` needs a value\n"]);
  assert.deepEqual(says(run("repo", ["--base", "main"], { PATH: ".", Path: "." })), [2, "stepwise: `--base` needs Git, which is not on the PATH\n"]);
  write("plain/a.ts", "export {};");
  assert.match(run("plain", ["--base", "main"]).stderr, /^stepwise: `--base`: `.*\/plain` is in no Git repository\n$/);
  assert.equal(run("plain", ["--base", "main"]).status, 2);
});
