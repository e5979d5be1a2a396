/** Test files that fail in each way, run by the real test runner. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { it } from "node:test";
import { promisify } from "node:util";
import { type Counts, toFailureLines } from "./counts.ts";

const files = {
  "fails.test.mjs": `import { describe, it } from "node:test";
describe("outer", () => {
  describe("inner", () => {
    it("passes", () => {});
    it("throws", () => { throw new Error("lost"); });
    it("is skipped", { ["sk" + "ip"]: true }, () => {});
  });
});
`,
  "hooked.test.mjs": 'import { before, describe, it } from "node:test"; describe("hooked", () => { before(() => { throw new Error("no editor"); }); it("never runs", () => {}); });',
  "broken.test.mjs": 'throw new Error("cannot be loaded");',
};

it("each failure is told by its place, the suites around it and its error's first lines", async (test) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-node-tests-"));
  test.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  // In a process of its own: the test runner refuses to run inside itself.
  const script = path.join(folder, "run.mjs");
  await writeFile(script, `import { runTestFiles } from ${JSON.stringify(new URL("node-tests.ts", import.meta.url).href)};
    console.log("\\n" + JSON.stringify(await runTestFiles(${JSON.stringify(Object.keys(files))}, "dot")));`);
  const { stdout } = await promisify(execFile)(process.execPath, [script], { cwd: folder, env: { ...process.env, NODE_TEST_CONTEXT: undefined } });
  const { passed, failed, failures } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Counts;
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 4 });
  const told = Object.fromEntries(failures.map(({ name, error }) => [name, error]));
  assert.deepEqual(Object.keys(told), [
    "fails.test.mjs:5 outer › inner › throws", "fails.test.mjs:6 outer › inner › is skipped",
    "hooked.test.mjs:1 hooked › never runs", "hooked.test.mjs:1 hooked", "broken.test.mjs",
  ]);
  assert.match(told["fails.test.mjs:5 outer › inner › throws"] ?? "", /^Error: lost\n\s+at .*fails\.test\.mjs:5/);
  assert.match(told["hooked.test.mjs:1 hooked"] ?? "", /^Error: no editor\n/);
  assert.match(told["broken.test.mjs"] ?? "", /Error: cannot be loaded/);
});

it("what is told again stays short", () => {
  const failures = Array.from({ length: 30 }, (_, index) => ({ name: `a.test.ts:${index} test`, error: "Error: lost\n    at a.ts:1" }));
  const lines = toFailureLines("unit", failures, "✖");
  assert.deepEqual(lines.slice(0, 3), ["✖ unit: a.test.ts:0 test", "    Error: lost", "        at a.ts:1"]);
  assert.equal(lines.at(-1), "✖ unit: 10 more");
});
