import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DebugError } from "./errors.ts";
import { evaluatePath, readPath, type Roots } from "./evaluate.ts";

const roots: Roots = {
  event: { name: "app/a", data: { userId: "u1", tags: ["x", "y"], "it's": 1 } },
  steps: { "send-x": { ids: ["01A"] } },
};

test("paths with dots, brackets, both quotes and optional chaining", () => {
  assert.equal(evaluatePath("event.data.userId", roots), "u1");
  assert.equal(evaluatePath(' steps["send-x"].ids[0] ', roots), "01A");
  assert.equal(evaluatePath("steps['send-x']?.ids?.[0]", roots), "01A");
  assert.equal(evaluatePath("event.data['it\\'s']", roots), 1);
  assert.equal(evaluatePath("event.data.tags.length", roots), 2);
});

test("what is not there says which part is not there", () => {
  assert.throws(() => evaluatePath("event.data.user.id", roots), { message: "`event.data.user.id` has no value: there is no `event.data.user`" });
  for (const inherited of ["event.constructor", "event.__proto__", "steps.toString", "event.data.tags.map", "hasOwnProperty"]) {
    assert.throws(() => evaluatePath(inherited, roots), DebugError, inherited);
  }
});

test("code is not run, it is refused", () => {
  for (const expression of ["", "process.exit()", "event + 1", "event..a", "event[0", "(() => 1)()", "event[x]", "event.data = 1"]) {
    assert.throws(() => evaluatePath(expression, roots), DebugError, expression);
  }
});

test("any text either reads as a path or is refused with a sentence", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", ".", "[", "]", '"', "'", "0", "\\", "?", " ", "\n") }), (expression) => {
    try {
      assert.ok(readPath(expression).length > 0);
    } catch (error) {
      assert.ok(error instanceof DebugError);
    }
  }));
});

test("every key is reachable by the path its row shows", () => {
  fc.assert(fc.property(fc.string(), (key) => {
    assert.deepEqual(readPath(`event[${JSON.stringify(key)}]`), ["event", key]);
  }));
});
