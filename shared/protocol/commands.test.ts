import assert from "node:assert/strict";
import { test } from "node:test";
import { toFunctionTarget } from "./commands.ts";

test("a lens's argument names file and function", () => {
  assert.deepEqual(toFunctionTarget({ uri: "file:///a.ts", functionId: "send-invoices" }), { uri: "file:///a.ts", functionId: "send-invoices" });
  assert.deepEqual(toFunctionTarget({ uri: "file:///a.ts" }), { uri: "file:///a.ts" });
});

test("an editor menu's argument, a Uri object, is no target", () => {
  assert.equal(toFunctionTarget({ scheme: "file", path: "/a.ts" }), undefined);
  assert.equal(toFunctionTarget(undefined), undefined);
  assert.equal(toFunctionTarget("file:///a.ts"), undefined);
});
