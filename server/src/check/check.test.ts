import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { RuleSetting } from "../../../shared/protocol/settings.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { rules } from "../rules/registry.ts";
import { readArguments } from "./arguments.ts";
import { check } from "./check.ts";
import { toJson, toText } from "./report.ts";
import type { Report } from "./report.ts";

const source = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
inngest.createFunction({ id: "f", triggers: { event: "b" } }, async ({ step }) => {
  await step.sendEvent({ name: "b", data: {} });
  await step.run("x", () => 1);
  await step.run("x", () => 2);
});
`;
const files = { "/app/package.json": '{ "dependencies": { "inngest": "^4.0.0" } }', "/app/src/a b.ts": source, "/app/src/plain.ts": "export {};" };

function report(contents: Readonly<Record<string, string>>, paths: readonly string[] = [], directory = "/app"): Report {
  return check({ disk: new MemoryDisk(contents), analyze: analyzeFile, rules, directory, paths }).report;
}

test("findings have relative paths and positions from 1, in the order of the text", () => {
  const found = report(files);
  assert.equal(found.files, 2);
  assert.deepEqual(found.findings.map(({ file, line, column, rule, severity }) => [file, line, column, rule, severity]), [
    ["src/a b.ts", 4, 9, "missing-step-id", "error"],
    ["src/a b.ts", 5, 18, "unique-step-id", "warning"],
    ["src/a b.ts", 6, 18, "unique-step-id", "warning"],
  ]);
  assert.deepEqual(found.findings[1]?.related.map(({ file, line, column }) => [file, line, column]), [["src/a b.ts", 6, 18]]);
  assert.deepEqual(JSON.parse(toJson(found)), found);
});

test("a file or folder alone, from any working directory", () => {
  assert.equal(report(files, ["src/plain.ts"]).findings.length, 0);
  assert.equal(report(files, ["src/a b.ts"]).files, 1);
  assert.deepEqual(report(files, ["/app"], "/elsewhere").findings.map(({ file }) => file)[0], "../app/src/a b.ts");
});

test("text counts what it lists", () => {
  const text = toText(report(files));
  assert.match(text, /^src\/a b\.ts:4:9 {3}error {4}missing-step-id {2}the first argument/);
  assert.match(text, /\n1 error, 2 warnings in 2 files\n$/);
  assert.equal(toText({ files: 1, findings: [] }), "no problems in 1 file\n");
});

test("a project's own settings count, the nearest ones, and what the command line says counts more", () => {
  const told = (manifest: object, severities?: Readonly<Record<string, RuleSetting>>): string[] => {
    const contents = { ...files, "/package.json": '{ "inngest": { "rules": { "missing-step-id": "off" } } }', "/app/package.json": JSON.stringify({ dependencies: { inngest: "^4.0.0" }, ...manifest }) };
    return check({ disk: new MemoryDisk(contents), analyze: analyzeFile, rules, directory: "/app", paths: [], ...(severities ? { severities } : {}) }).report.findings.map(({ rule, severity }) => `${severity} ${rule}`);
  };
  const all = ["error missing-step-id", "warning unique-step-id", "warning unique-step-id"];
  assert.deepEqual(told({}), all.slice(1));
  assert.deepEqual(told({ inngest: {} }), all);
  assert.deepEqual(told({ inngest: { rules: { "unique-step-id": "off", "missing-step-id": "info" } } }), ["info missing-step-id"]);
  assert.deepEqual(told({ inngest: { rules: { "unique-step-id": "off" } } }, { "unique-step-id": "hint", "missing-step-id": "off" }), ["hint unique-step-id", "hint unique-step-id"]);
  assert.throws(() => told({ inngest: { rules: { "no-such-rule": "off" } } }), /package\.json: `inngest\.rules`: there is no rule `no-such-rule`/);
  assert.throws(() => told({ inngest: { rules: { "await-step": "loud" } } }), /`await-step` is error, warning, info, hint or off, not `loud`/);
  assert.throws(() => told({ inngest: { rules: { "await-stp": "off" } } }), /there is no rule `await-stp`; did you mean `await-step`/);
  assert.throws(() => told({ inngest: "off" }), /package\.json: `inngest` must be an object with `rules`, `events` or `externalEvents`/);
  assert.throws(() => told({ inngest: { rules: ["await-step"] } }), /`inngest\.rules` must be an object of severities by rule, such as `\{ "await-step": "warning" \}`/);
  assert.throws(() => told({ inngest: { externalEvents: "stripe/*" } }), /`inngest\.externalEvents` must be a list of names, such as `\["stripe\/\*"\]`/);
  assert.throws(() => told({ inngest: { rule: {} } }), /`inngest` has `rules`, `events` and `externalEvents`, not `rule`/);
});

test("a package.json that is no JSON is refused where its `inngest` field would count", () => {
  const broken = (manifest: string): Report => report({ ...files, "/app/package.json": manifest });
  assert.throws(() => broken('{\n  "name": "a",\n  "inngest": { "rules": {} }\n<<<<<<< HEAD\n}'), /package\.json: line 4 is no JSON, and until it is, nothing of the `inngest` field holds/);
  assert.ok(broken('{ "dependencies": { "inngest": "^4.0.0" }, }}').findings.length > 0);
});

test("what the official ESLint plugin tells is not told again, and what only we find is", () => {
  const text = `import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
const client = inngest;
inngest.send({ name: "a" });
client.send({ name: "a" });
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step, step: tools }) => {
  await step.run("outer", async () => { await step.run("inner", () => 1); });
  await tools.run("other", async () => { await tools.run("nested", () => 1); });
});
`;
  const told = (dependencies: object): string[] => report({ "/app/package.json": JSON.stringify({ devDependencies: dependencies }), "/app/f.ts": text }).findings.map(({ line, rule }) => `${String(line)} ${rule}`);
  assert.deepEqual(told({ inngest: "^4.0.0" }), ["4 await-inngest-send", "5 await-inngest-send", "7 no-nested-steps", "8 no-nested-steps"]);
  assert.deepEqual(told({ inngest: "^4.0.0", "@inngest/eslint-plugin": "0.0.7" }), ["5 await-inngest-send", "8 no-nested-steps"]);
});

test("fixes are applied until none is left", () => {
  const contents = { ...files, "/app/src/other.ts": 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\nexport async function send() {\n  inngest.send({ name: "b", ts: "1700000000000" });\n}\n' };
  const fixed = (paths: readonly string[]) => check({ disk: new MemoryDisk(contents), analyze: analyzeFile, rules, directory: "/app", paths, fix: true });
  const all = fixed([]);
  assert.deepEqual([all.report.fixed, all.report.findings.map(({ rule }) => rule), [...all.changed.keys()]], [4, [], ["/app/src/a b.ts", "/app/src/other.ts"]]);
  assert.match(all.changed.get("/app/src/other.ts") ?? "", /^ {2}await inngest\.send\(\{ name: "b", ts: 1700000000000 \}\);$/m);
  assert.match(toText(all.report), /^4 fixed\nno problems in 3 files\n$/);
  const one = fixed(["src/other.ts"]);
  assert.deepEqual([...one.changed.keys()], ["/app/src/other.ts"]);
});

test("bad usage is one sentence that names what is wrong", () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["--format", "xml"], /`--format` is text, json or sarif, not `xml`/],
    [["--format"], /`--format` needs a value/],
    [["--max-warnings", "-1"], /whole number from 0/],
    [["--max-warnings=many"], /whole number from 0/],
    [["--fixes"], /there is no option `--fixes`/],
    [["--rule", "await-step"], /`--rule` is given as id=severity, not `await-step`/],
    [[""], /a path is empty/],
  ];
  for (const [args, message] of wrong) assert.throws(() => readArguments(args), message);
  assert.deepEqual(readArguments(["a", "--max-warnings=3", "--no-types", "--format", "sarif", "--", "--b"]), { paths: ["a", "--b"], format: "sarif", maxWarnings: 3, types: false, fix: false, severities: {} });
  assert.deepEqual(readArguments(["--fix", "--rule", "await-step=off", "--rule=known-event=error"]), { paths: [], format: "text", maxWarnings: Infinity, types: true, fix: true, severities: { "await-step": "off", "known-event": "error" } });
  assert.throws(() => report(files, ["nowhere"]), /there is no file or folder `nowhere`/);
  assert.throws(() => report(files, ["package.json"]), /`package\.json` is not a TypeScript or JavaScript source file/);
});

test("exit codes, and nothing of an untrusted tree is executed", () => {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-check-"));
  try {
    const mark = `require("fs").writeFileSync(${JSON.stringify(path.join(root, "executed"))}, "");`;
    const write = (name: string, text: string): void => {
      mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      writeFileSync(path.join(root, name), text);
    };
    write("package.json", '{ "type": "commonjs", "main": "evil.js", "dependencies": { "inngest": "^4.0.0" } }');
    write("tsconfig.json", '{ "extends": "./evil.js", "compilerOptions": { "plugins": [{ "name": "evil" }] } }');
    for (const name of ["evil.js", "eslint.config.js", ".eslintrc.js", "node_modules/evil/index.js", "node_modules/inngest/index.js", "node_modules/typescript/index.js"]) write(name, mark);
    write("node_modules/inngest/package.json", '{ "name": "inngest", "version": "4.24.0", "main": "index.js" }');
    write("node_modules/typescript/package.json", '{ "name": "typescript", "version": "6.0.3", "main": "index.js" }');
    write("src/f.ts", source);
    const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
    const run = (...args: string[]): { status: number | null; stderr: string } => spawnSync(process.execPath, [entry, ...args], { cwd: root, encoding: "utf8" });
    assert.equal(run().status, 1);
    assert.deepEqual([run("src/nothing.ts").status, run("src/nothing.ts").stderr], [2, "stepwise: there is no file or folder `src/nothing.ts`\n"]);
    write("src/f.ts", source.replace("sendEvent(", 'sendEvent("send", '));
    assert.equal(run().status, 0);
    assert.equal(run("--max-warnings", "1").status, 1);
    assert.equal(run("--max-warnings", "2").status, 0);
    assert.ok(!existsSync(path.join(root, "executed")), "code of the workspace was executed");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("all of a long output arrives before the end, and a reader that goes away is no failure", async () => {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-check-"));
  try {
    const head = 'import { Inngest } from "inngest";\nconst inngest = new Inngest({ id: "app" });\n';
    writeFileSync(path.join(root, "package.json"), '{ "dependencies": { "inngest": "^4.0.0" } }');
    writeFileSync(path.join(root, "f.ts"), `${head}inngest.createFunction({ id: "f", triggers: { event: "b" } }, async ({ step }) => {\n${'  step.run("lost", () => 1);\n'.repeat(60)}});\n`);
    const args = [fileURLToPath(new URL("./testing/start-check.ts", import.meta.url)), "--no-types", "--format", "json"];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
    assert.ok(stdout.length > 1 << 17);
    assert.ok((JSON.parse(stdout) as Report).findings.length >= 60);
    assert.equal(status, 1);

    const left = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    left.stdout.destroy();
    let told = "";
    left.stderr.setEncoding("utf8").on("data", (text: string) => { told += text; });
    assert.deepEqual(await once(left, "close"), [1, null]);
    assert.equal(told, "");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test("types are looked at where text does not tell, unless told not to", () => {
  const root = mkdtempSync(path.join(tmpdir(), "stepwise-check-"));
  try {
    symlinkSync(fileURLToPath(new URL("../../../examples/onboarding/node_modules", import.meta.url)), path.join(root, "node_modules"), "junction");
    writeFileSync(path.join(root, "package.json"), '{ "dependencies": { "inngest": "^4.0.0" } }');
    writeFileSync(path.join(root, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler" } }');
    writeFileSync(path.join(root, "send.ts"), `import { eventType, Inngest, staticSchema } from "inngest";
const inngest = new Inngest({ id: "app" });
export const a = eventType("app/a", { schema: staticSchema<{ id: string }>() });
export const send = (id: number) => inngest.send({ name: "app/a", data: { id } });
`);
    const entry = fileURLToPath(new URL("./testing/start-check.ts", import.meta.url));
    const run = (...args: string[]): string => spawnSync(process.execPath, [entry, ...args], { cwd: root, encoding: "utf8" }).stdout;
    assert.match(run(), /^send\.ts:4:75 {2}error {2}event-payload-shape {2}`id` of `app\/a` must be a string, not a number\n/);
    assert.equal(run("--no-types"), "no problems in 1 file\n");
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
