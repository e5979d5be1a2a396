import assert from "node:assert/strict";
import { test } from "node:test";
import { noStepHere, noWaitHere, unknownAttribute } from "./errors.ts";

test("what an editor asks by itself at every stop is refused without a dialog, a user's mistake is shown", () => {
  assert.deepEqual([noStepHere(), noWaitHere("nap"), unknownAttribute("clok", ["clock"])].map(({ showUser }) => showUser), [false, false, true]);
});
