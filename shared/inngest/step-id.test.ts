import assert from "node:assert/strict";
import { test } from "node:test";
import { hashStepId, repeatedStepId } from "./step-id.ts";

test("hashes the specification's example", () => {
  assert.equal(hashStepId("my-step-id"), "e7d8a2f140845095749d60246ff1110c9d01d76a");
  assert.equal(hashStepId(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
});

test("suffixes repeats from the second on", () => {
  assert.deepEqual([0, 1, 2].map((index) => repeatedStepId("loop", index)), ["loop", "loop:1", "loop:2"]);
});
