import assert from "node:assert/strict";
import { test } from "node:test";
import { createBreakpoints, toDataId } from "./breakpoints.ts";

const known = { functions: [{ id: "app-signup", localId: "signup" }], steps: ["send-mail"], events: ["signed-up"] };

test("a function breakpoint takes a function's id as written, its composite id, or a step's id", () => {
  for (const [name, step, hits] of [["signup", "first", 1], ["app-signup", "first", 1], ["send-mail", "send-mail", 1], ["send-mail", "send-mail:2", 1], ["send-mail", "first", 0]] as const) {
    const breakpoints = createBreakpoints();
    assert.deepEqual(breakpoints.setNames([{ name }], known).map(({ verified }) => verified), [true]);
    assert.equal(breakpoints.find({ functionId: "app-signup", steps: [] }, { id: step, callSite: undefined }).length, hits, `${name} at ${step}`);
  }
});

test("a function breakpoint stops at the run's first step alone, and not in another function", () => {
  const breakpoints = createBreakpoints();
  breakpoints.setNames([{ name: "signup" }], known);
  const done = { id: "first" } as never;
  assert.equal(breakpoints.find({ functionId: "app-signup", steps: [done] }, { id: "second", callSite: undefined }).length, 0);
  assert.equal(breakpoints.find({ functionId: "app-other", steps: [] }, { id: "first", callSite: undefined }).length, 0);
});

test("a name that nothing has says so", () => {
  assert.deepEqual(createBreakpoints().setNames([{ name: "sign-up" }], known).map(({ verified, message }) => [verified, message]), [[false, "no function, step or event has this name"]]);
});

test("an event is named by a data breakpoint or a function breakpoint; a star takes what begins so", () => {
  const breakpoints = createBreakpoints();
  assert.deepEqual(breakpoints.setNames([{ name: "signed-up" }, { name: "app/user.*" }], known).map(({ verified }) => verified), [true, true]);
  assert.deepEqual(breakpoints.setEvents([{ dataId: toDataId("app/order.paid") }, { dataId: "x" }]).map(({ verified }) => verified), [true, false]);
  assert.deepEqual(["signed-up", "app/user.activated", "app/order.paid", "app/order", "x"].map((name) => breakpoints.findEvent(name).length), [1, 1, 1, 0, 0]);
  assert.equal(breakpoints.find({ functionId: "app-signup", steps: [] }, { id: "signed-up", callSite: undefined }).length, 0);
});
