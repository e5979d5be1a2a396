import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { JsonValue } from "../executor/model.ts";
import { complete } from "./completions.ts";
import { findCommand } from "./console-commands.ts";
import { evaluatePath } from "./evaluate.ts";

const known = { events: ["app/signup"], steps: ["charge-card"], roots: { event: { data: { "user id": 1, plan: "team", "\u001b[2J": 2 } }, steps: { "charge-card": { id: 1 } }, emitted: [{ id: "x" }] } };
const applied = (before: string): readonly string[] => complete(before, known).map(({ text = "", start = 0, length = 0 }) => before.slice(0, start) + text + before.slice(start + length));

test("paths complete to paths", () => {
  assert.deepEqual(applied("event.data."), ['event.data["user id"]', "event.data.plan", 'event.data["\\u001b[2J"]']);
  assert.deepEqual(applied("event.data.pl").slice(1, 2), ["event.data.plan"]);
  assert.deepEqual(applied("steps["), ['steps["charge-card"]']);
  assert.deepEqual(applied('steps["ch'), ['steps["charge-card"]']);
  assert.deepEqual(applied("emitted["), ["emitted[0]"]);
  assert.deepEqual(applied("nothing."), []);
  assert.deepEqual(applied("event.data.plan."), []);
  assert.ok(complete("event.data.", known).every(({ label }) => !label.includes("\u001b")));
});

test("commands complete to commands and what they take", () => {
  assert.deepEqual(applied("send "), ["send app/signup"]);
  assert.deepEqual(applied("mock cha"), ["mock charge-card"]);
  assert.ok(applied("").includes("help") && applied("").includes("event"));
});

test("a line is a command only when it begins with one", () => {
  assert.equal(findCommand("  clock   +1h ")?.rest, "+1h");
  assert.equal(findCommand("send")?.rest, "");
  for (const line of ["event.data", "run", "runs.x", "constructor", "__proto__", "toString x", "", "Send x"]) assert.equal(findCommand(line), undefined, line);
});

test("every completion of a path names a value", () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
    const roots = { event: value as JsonValue };
    for (const { text = "", start = 0 } of complete("event.", { ...known, roots })) assert.doesNotThrow(() => evaluatePath("event.".slice(0, start) + text, roots));
  }), { numRuns: 100, seed: 3 });
});
