/** The VSIX: what is in it, and that its programs work where it is unpacked. */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { libraries, programs, toFileNames } from "../scripts/bundles.ts";
import { readTypeLibraries } from "../scripts/type-libraries.ts";
import { binaryName, currentTarget } from "../scripts/esbuild-binary.ts";
import { files, manifest, root } from "./tree.ts";
import { readZip, type ZipEntry } from "./zip.ts";

let folder = "";
let entries: readonly ZipEntry[] = [];
let size = 0;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "stepwise package "));
  const vsix = path.join(folder, "stepwise.vsix");
  await promisify(execFile)(process.execPath, ["scripts/package.ts", "--out", vsix], { cwd: root });
  const archive = await readFile(vsix);
  size = archive.length;
  entries = readZip(archive);
  for (const { name, mode, content } of entries) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    if (mode !== 0) await chmod(file, mode);
  }
});

after(() => rm(folder, { recursive: true, force: true }));

/** Runs the unpacked command line from a folder that is not ours. */
function stepwise(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, "extension", "dist", "cli.js"), ...args], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the VSIX holds what it should and nothing else", () => {
  const dist = [...toFileNames([...libraries("dist"), ...programs("dist", { minify: true })]), "NOTICES.txt", "inngest-replay.ts", "package-settings.schema.json", "package.json", ...[...readTypeLibraries().keys()].map((name) => `lib/${name}`), `bin/${binaryName(currentTarget)}`];
  const pages = files.filter((file) => file.startsWith("docs/rules/"));
  const grammars = files.filter((file) => /^syntaxes\/[^/]+\.json$/.test(file));
  const walkthrough = files.filter((file) => file.startsWith("client/media/walkthrough/"));
  const expected = ["LICENSE.txt", "changelog.md", "readme.md", "package.json", "client/media/icon.png", "client/media/icon.svg", "client/media/inngest.svg", ...grammars, ...walkthrough, ...pages, ...dist.map((file) => `dist/${file}`)];
  assert.deepEqual(entries.map(({ name }) => name).sort(), ["[Content_Types].xml", "extension.vsixmanifest", ...expected.map((file) => `extension/${file}`)].sort());
});

test("the VSIX is under 8 MB", () => {
  assert.ok(size < 8_000_000, String(size));
});

test("the VSIX is for this platform, and its esbuild may be executed", () => {
  const vsix = entries.find(({ name }) => name === "extension.vsixmanifest")?.content.toString() ?? "";
  assert.ok(vsix.includes(`TargetPlatform="${currentTarget}"`));
  if (process.platform !== "win32") assert.equal(entries.find(({ name }) => name.endsWith("/bin/esbuild"))?.mode, 0o755);
});

test("nothing of the machine that packed it is in the programs", () => {
  for (const { name, content } of entries.filter((entry) => /\/dist\/[^/]+\.c?js$/.test(entry.name))) assert.ok(!content.includes(root), `${name} names ${root}`);
});

test("the unpacked command line lists its commands", () => {
  const { status, stdout } = stepwise("--help");
  assert.equal(status, 0);
  for (const command of ["check", "run", "lsp --stdio", "dap --stdio"]) assert.ok(stdout.includes(`stepwise ${command}`), command);
  assert.equal(stepwise("no-such-command").status, 2);
});

test("the unpacked command line checks code, and its pages are beside it", () => {
  const { status, stdout } = stepwise("check", path.join(root, "examples", "onboarding", "src"), "--format", "sarif");
  assert.equal(status, 1);
  const { runs: [run] } = JSON.parse(stdout) as { readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[]; readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help?: { readonly markdown: string } }[] } } }[] };
  assert.deepEqual([...new Set(run?.results.map(({ ruleId }) => ruleId))].sort(), ["await-step", "event-payload-shape", "missing-step-id", "unique-step-id", "valid-event-payload"]);
  assert.match(run?.tool.driver.rules.find(({ id }) => id === "await-step")?.help?.markdown ?? "", /^# await-step\n/);
});

test("the unpacked command line runs a function on the user's own SDK", () => {
  for (const example of ["onboarding", "onboarding-v3"]) {
    const program = path.join(root, "examples", example, "src", "inngest", "functions", "user-onboarding.ts");
    const { status, stdout, stderr } = stepwise("run", program, "--event", '{"name":"app/user.signup","data":{"email":"ada@example.com","name":"Ada"}}', "--json");
    assert.equal(status, 0, stderr);
    const { runs: [run] } = JSON.parse(stdout) as { readonly runs: readonly { readonly status: string; readonly emitted: readonly { readonly id: string; readonly name: string }[] }[] };
    assert.equal(run?.status, "completed");
    assert.deepEqual(run.emitted.map(({ name }) => name), ["app/user.activated"]);
    assert.match(run.emitted[0]?.id ?? "", /^[0-9A-HJKMNP-TV-Z]{26}$/);
  }
});

test("the manifest in the VSIX is ours", () => {
  const packed = JSON.parse(entries.find(({ name }) => name === "extension/package.json")?.content.toString() ?? "{}") as { readonly version?: string };
  assert.equal(packed.version, manifest.version);
});
