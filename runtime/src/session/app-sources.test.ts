import assert from "node:assert/strict";
import fs from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { readAppSources } from "./app-sources.ts";

test("a large workspace is read in turns, and no further once nobody waits for it", async (test) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-large-"));
  test.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, "package.json"), "{}");
  for (let index = 0; index < 50; index++) await writeFile(path.join(folder, `f${index}.ts`), `import { inngest } from "./client";\nexport const f${index} = inngest.createFunction({ id: "f${index}" }, async () => {});\n`);
  const ending = new AbortController();
  const reason = new Error("the client is gone");
  let read = 0;
  const { readFileSync } = fs;
  test.mock.method(fs, "readFileSync", ((file: string, ...rest: []) => {
    if (String(file).endsWith(".ts") && ++read === 3) setImmediate(() => { ending.abort(reason); });
    return readFileSync(file, ...rest);
  }) as typeof readFileSync);
  syncBuiltinESMExports();
  test.after(() => { syncBuiltinESMExports(); });
  await assert.rejects(readAppSources(path.join(folder, "package.json"), ending.signal), reason);
  assert.equal(read, 3);
});
