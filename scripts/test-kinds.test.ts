import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { isWire } from "./test-kinds.ts";

const files: Readonly<Record<string, string>> = {
  "a/computes.test.ts": 'import assert from "node:assert/strict";\nimport { run } from "./code.ts";\nimport type { Child } from "./testing/child.ts";',
  "a/code.ts": 'import { fork } from "node:child_process";',
  "a/forks.test.ts": 'import {\n  fork,\n} from "node:child_process";',
  "a/by-helper.test.ts": 'import { toText } from "./testing/text.ts";\nimport { start } from "./testing/helper.ts";',
  "a/testing/text.ts": 'import type { start } from "./child.ts";',
  "a/testing/helper.ts": 'import "./child.ts";\nimport { toText } from "./text.ts";',
  "a/testing/child.ts": 'import { startWorker } from "../../worker/worker.ts";',
  "a/in-a-circle.test.ts": 'import { one } from "./testing/one.ts";',
  "a/testing/one.ts": 'import { two } from "./two.ts";',
  "a/testing/two.ts": 'import { one } from "./one.ts";',
};

test("a test that starts a program, itself or by its helpers, is told from one whose code could", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stepwise-kinds-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const found = Object.keys(files).filter((name) => name.endsWith(".test.ts") && isWire(path.join(folder, name)));
    assert.deepEqual(found, ["a/forks.test.ts", "a/by-helper.test.ts"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the repository's own: what computes beside what starts an adapter, a server, a worker, an app or an SDK", () => {
  const computes = ["shared/analysis/growth.test.ts", "runtime/src/dap/literal.test.ts", "test/layers.test.ts"];
  const starts = ["runtime/src/dap/lifecycle.test.ts", "server/src/lsp/completion.test.ts", "runtime/src/worker/worker.test.ts", "runtime/src/testing/http.test.ts", "runtime/src/testing/sdk.test.ts", "test/step-rules-v3.test.ts", "test/durability.test.ts"];
  assert.deepEqual([...computes, ...starts].filter((file) => isWire(path.resolve(import.meta.dirname, "..", file))), starts);
});
