import assert from "node:assert/strict";
import { test } from "node:test";
import type { PlannedStep, RunState } from "../executor/model.ts";
import { findMismatch, toMatchingEvent } from "./waiting-event.ts";

const run = { events: [{ name: "app/start", data: { id: "u1", nested: { n: 2 } }, id: "e", ts: 1 }] } as unknown as RunState;
const wait = (source?: string): PlannedStep => ({ id: "answer", opcode: "WaitForEvent", name: "app/answer", opts: { timeout: "1d", ...(source === undefined ? {} : { if: source }) } }) as unknown as PlannedStep;

test("what an expression compares is filled into the sample, and the event then ends the wait", () => {
  for (const [source, sample, data] of [
    [undefined, undefined, {}],
    [undefined, { text: "text" }, { text: "text" }],
    ["event.data.id == async.data.id", { id: "id", text: "text" }, { text: "text", id: "u1" }],
    ['async.data.id == event.data.id && async.data["plan"] == "pro" && async.data.seats == 3', {}, { id: "u1", plan: "pro", seats: 3 }],
    ["async.data.deep.n == event.data.nested.n + 1", { deep: { m: 1 } }, { deep: { m: 1, n: 3 } }],
    ["async.data.paid == true", undefined, { paid: true }],
    // What it takes to be more than something is not known: the user fills it in.
    ["async.data.id == event.data.id && async.name == 'app/answer'", undefined, { id: "u1" }],
  ] as const) {
    const event = toMatchingEvent(wait(source), run, sample);
    assert.deepEqual(event, { name: "app/answer", data });
    assert.equal(findMismatch(wait(source), run, event), undefined, source);
  }
});

test("an event that does not end the wait says why", () => {
  const event = { name: "app/answer", data: { id: "u2" } };
  assert.equal(findMismatch(wait(), run, { name: "app/other", data: {} }), "it waits for `app/answer`");
  assert.equal(findMismatch(wait("async.data.id == event.data.id"), run, event), "`async.data.id == event.data.id` is false for it");
  assert.match(findMismatch(wait("async.data.id =="), run, event) ?? "", /^its `if` cannot be read: /);
  assert.match(findMismatch(wait("nope(async)"), run, event) ?? "", /there is no function `nope`/);
});

test("an expression that cannot be read, or compares what it computes, leaves the sample as it is", () => {
  for (const source of ["async.data.id ==", "async.data.n > 3", "async.data.a == async.data.b", "has(async.data.id) || event.data.id == async.data.id"]) {
    assert.deepEqual(toMatchingEvent(wait(source), run, { n: 1 }), { name: "app/answer", data: { n: 1 } });
  }
});

test("`__proto__` in a comparison is a key like any other", () => {
  const { data } = toMatchingEvent(wait('async.data["__proto__"]["polluted"] == true'), run, {});
  assert.deepEqual([Object.keys(data as object), ({} as Record<string, unknown>)["polluted"]], [["__proto__"], undefined]);
});
