import assert from "node:assert/strict";
import { test } from "node:test";
import { withLeftOut } from "./left-out.ts";

test("where a step is not found, those that were left out are among what was", () => {
  const answer = { error: "Could not find step", requestedStep: "hash", foundSteps: [{ displayName: "new" }] };
  assert.deepEqual(withLeftOut(answer, ["a", "b"]), { ...answer, foundSteps: [{ displayName: "new" }, { displayName: "a" }, { displayName: "b" }] });
  assert.equal((withLeftOut(answer, Array.from({ length: 999 }, (_, n) => `step-${n}`)) as { foundSteps: unknown[] }).foundSteps.length, 25);
  assert.deepEqual(withLeftOut({ requestedStep: "hash" }, ["a"]), { requestedStep: "hash", foundSteps: [{ displayName: "a" }] });
});

test("every other answer stays as it is", () => {
  const steps = [{ id: "hash", op: "StepRun", data: 1 }];
  assert.equal(withLeftOut(steps, ["a"]), steps);
  for (const body of [undefined, null, "text", { output: 1 }]) assert.deepEqual(withLeftOut(body, ["a"]), body);
  const notFound = { requestedStep: "hash", foundSteps: [] };
  assert.equal(withLeftOut(notFound, []), notFound);
});
