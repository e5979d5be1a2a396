import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { describe, it } from "node:test";
import { groupFiles, writeGroups } from "./test-groups.ts";

const passing = "import { it } from 'node:test'; it('passes', () => {});";

describe("groups of test files", () => {
  it("hold every file once, and no group mixes top folders", () => {
    const files = [...Array.from({ length: 45 }, (_, index) => `server/src/${String(index).padStart(2, "0")}.test.ts`), "shared/one.test.ts"];
    const groups = groupFiles(files);
    assert.deepEqual([...groups.values()].flat(), files);
    assert.deepEqual([...groups].map(([name, members]) => [name, members.length]), [["server-1", 15], ["server-2", 15], ["server-3", 15], ["shared-1", 1]]);
  });

  it("run on where a file of theirs cannot be loaded, and fail by its name", async (test) => {
    const folder = await mkdtemp(path.join(tmpdir(), "test-groups-"));
    test.after(() => rm(folder, { recursive: true }));
    const files = { "one.mjs": passing, "two.mjs": "throw new Error('no such module');", "three.mjs": passing };
    await Promise.all(Object.entries(files).map(([file, text]) => writeFile(path.join(folder, file), text)));
    const [group = ""] = await writeGroups(Object.keys(files).map((file) => path.join(folder, file)), path.join(folder, "groups"));
    const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
      const child = execFile(process.execPath, ["--test", "--test-reporter=tap", group], { env: { ...process.env, NODE_TEST_CONTEXT: undefined } }, (_error, output) => { resolve({ code: child.exitCode ?? -1, stdout: output }); });
    });
    assert.equal(code, 1);
    assert.match(stdout, /^# pass 2$/m);
    assert.match(stdout, /not ok 2 - file:.*two\.mjs/);
    assert.match(stdout, /no such module/);
  });
});
