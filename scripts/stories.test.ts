/** Story files that fail once, always and never, told by the real test runner. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { after, before, it } from "node:test";
import { promisify } from "node:util";
import { type Told, toToldTwice } from "./told-twice.ts";

const storyFiles = {
  "calm.test.mjs": 'import { it } from "node:test"; it("one", () => {}); it("two", () => {});',
  "racy.test.mjs": `import { it } from "node:test"; it("one", () => {}); it("two", () => { if (!process.argv.includes("--told-again")) throw new Error("lost a race"); });`,
  "broken.test.mjs": 'import { writeFileSync } from "node:fs"; import { it } from "node:test"; it("one", () => {}); it("two", () => { writeFileSync(new URL(`told-${Date.now()}`, import.meta.url), ""); throw new Error("never works"); });',
};

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-stories-"));
  for (const [name, text] of Object.entries(storyFiles)) await writeFile(path.join(folder, name), text);
});
after(() => rm(folder, { recursive: true, force: true }));

/** In a process of its own: the test runner refuses to run inside itself. */
async function tell(names: readonly string[]): Promise<{ readonly outcome: Told; readonly printed: string }> {
  const script = path.join(folder, "tell.mjs");
  await writeFile(script, `import { tellStories } from ${JSON.stringify(new URL("stories.ts", import.meta.url).href)};
    console.log("\\n" + JSON.stringify(await tellStories(${JSON.stringify(names.map((name) => path.join(folder, name)))})));`);
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "NODE_TEST_CONTEXT"));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: environment });
  return { outcome: JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Told, printed: stdout };
}

it("a file that fails is told once more, only that one, and both outcomes are printed", async () => {
  const { outcome: { passed, failed, failures, toldTwice }, printed } = await tell(["calm.test.mjs", "racy.test.mjs", "broken.test.mjs"]);
  assert.deepEqual({ passed, failed }, { passed: 2 + 2 + 1, failed: 1 });
  assert.deepEqual(failures.map(({ name }) => name), ["broken.test.mjs two"]);
  assert.match(failures[0]?.error ?? "", /^Error: never works\n/);
  assert.deepEqual(toldTwice.map(({ name, failures: lost }) => [name, lost.map((each) => each.name)]), [["broken.test.mjs", ["broken.test.mjs two"]], ["racy.test.mjs", ["racy.test.mjs two"]]]);
  assert.match(printed, /lost a race[\s\S]*racy\.test\.mjs: 1 failed; told once more[\s\S]*racy\.test\.mjs: passed when told once more/);
  assert.match(printed, /broken\.test\.mjs: 1 failed; told once more[\s\S]*broken\.test\.mjs: failed again when told once more/);
  assert.doesNotMatch(printed, /↻ calm/);
  assert.equal((await readdir(folder)).filter((name) => name.startsWith("told-")).length, 2);
});

it("the last lines say which files were told twice", () => {
  assert.equal(toToldTwice([]), "");
  assert.equal(toToldTwice([{ name: "racy.test.ts", failures: [] }]), ", told twice: 1 (racy.test.ts)");
});
