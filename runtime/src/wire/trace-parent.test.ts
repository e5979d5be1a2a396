import assert from "node:assert/strict";
import { test } from "node:test";
import { ulid } from "ulid";
import { fromTraceParent, toTraceParent } from "./trace-parent.ts";

test("a call's id comes back from the trace that names it", () => {
  for (const id of [ulid(), "00000000000000000000000001", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"]) assert.equal(fromTraceParent(toTraceParent(id)), id);
  assert.match(toTraceParent(ulid()), /^00-[\da-f]{32}-[\da-f]{16}-01$/);
  for (const other of [undefined, "", "00-xyz-1-01", "00-00-00-01"]) assert.equal(fromTraceParent(other), undefined);
});
