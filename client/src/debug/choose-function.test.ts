import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionSummary } from "../../../shared/protocol/functions.ts";
import { findFunctionAt, isTriggeredBy, readInlineEvent, toSampleEvent } from "./choose-function.ts";

const summary = (id: string, startLine: number, endLine: number, ...events: string[]): FunctionSummary =>
  ({ id, startLine, endLine, triggers: events.map((event) => ({ event, sample: { userId: "user-1" } })) });

const outer = summary("outer", 0, 20, "app/a");
const inner = summary("inner", 5, 10, "app/*", "app/b");
const other = summary("other", 30, 40);

test("the innermost function at the cursor is taken", () => {
  assert.equal(findFunctionAt([outer, inner, other], 7)?.id, "inner");
  assert.equal(findFunctionAt([outer, inner, other], 12)?.id, "outer");
});

test("outside every function only a lone one is taken", () => {
  assert.equal(findFunctionAt([outer, other], 25), undefined);
  assert.equal(findFunctionAt([other], 25)?.id, "other");
  assert.equal(findFunctionAt([other], undefined)?.id, "other");
  assert.equal(findFunctionAt([], 0), undefined);
});

test("a sample prefers an event with a whole name", () => {
  assert.deepEqual(toSampleEvent(inner), { name: "app/b", data: { userId: "user-1" } });
  assert.deepEqual(toSampleEvent(summary("w", 0, 1, "app/*")), { name: "app/sample", data: { userId: "user-1" } });
  assert.equal(toSampleEvent(other), undefined);
});

test("a remembered event counts only while it triggers the function", () => {
  assert.ok(isTriggeredBy(inner, { name: "app/anything" }));
  assert.ok(!isTriggeredBy(outer, { name: "app/gone" }));
});

test("only an object with a name is an event written in place", () => {
  assert.deepEqual(readInlineEvent({ name: "a", data: { x: 1 } }), { name: "a", data: { x: 1 } });
  for (const value of ["events/a.json", ["a"], { data: {} }, null, undefined]) assert.equal(readInlineEvent(value), undefined);
});
