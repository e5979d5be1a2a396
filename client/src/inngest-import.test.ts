import assert from "node:assert/strict";
import { test } from "node:test";
import { dependsOnInngest, importsInngest, mayCreateFunction } from "./inngest-import.ts";

test("an import of the package, in every spelling, is seen", () => {
  for (const text of [
    'import { Inngest } from "inngest";',
    "import { serve } from 'inngest/next'",
    'import {\n  Inngest,\n} from\n  "inngest";',
    'const { Inngest } = require("inngest");',
    'await import("inngest")',
    'export * from "inngest";',
    'import { inngest } from "./inngest/client";',
    'import { inngest } from "@/lib/Inngest";',
    'import "inngest";',
    'import { a } from "./a.ts";\nimport { inngest } from "../client.ts";',
    'import inngest from "./client";',
  ]) assert.ok(importsInngest(text), text);
});

test("a mention that is not an import is not taken for one", () => {
  for (const text of ["", "// powered by inngest", 'const name = "inngest";', "from inngest import Inngest", 'import { a } from "a"; const inngest = 1; const b = "from";', 'import x from "y"; const z = "inngest";']) {
    assert.ok(!importsInngest(text), text);
  }
});

test("functions are created by createFunction, with or without type arguments", () => {
  assert.ok(mayCreateFunction('inngest.createFunction({ id: "a" }, handler)'));
  assert.ok(mayCreateFunction("inngest.createFunction<Events>({})"));
  assert.ok(!mayCreateFunction("inngest.send({})"));
});

test("a package.json depends on inngest by name, not by a like one", () => {
  assert.ok(dependsOnInngest('{ "dependencies": { "inngest": "4.24.0" } }'));
  assert.ok(!dependsOnInngest('{ "name": "inngest", "dependencies": { "@inngest/eslint-plugin": "1.0.0" } }'));
});
