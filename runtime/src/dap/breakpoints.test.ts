import assert from "node:assert/strict";
import { test } from "node:test";
import { countHits, createBreakpoints, toDataId, type Breakpoint } from "./breakpoints.ts";
import type { SourceModel } from "./source-model.ts";

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

test("a hit counts where the condition holds; one that cannot be evaluated stops, so that it is seen", () => {
  const model = { stepLines: () => [{ id: "send-mail", firstLine: 3, line: 3, column: 1 }] } as unknown as SourceModel;
  const kinds: readonly ((given: object) => Breakpoint | undefined)[] = [
    (given) => createBreakpoints().setNames([{ name: "send-mail", ...given }], known)[0],
    (given) => createBreakpoints().setEvents([{ dataId: toDataId("app/sent"), ...given }])[0],
    (given) => createBreakpoints().setLines("/fn.ts", [{ line: 3, ...given }], model)[0],
  ];
  const stops = (given: { readonly condition?: string; readonly hitCondition?: string }, values: readonly number[]): readonly number[] => {
    const [first = [], ...others] = kinds.map((make) => {
      const made = make(given);
      assert.ok(made?.verified, made?.message);
      return values.filter((n) => countHits([made], () => ({ event: { data: { n } } })).length === 1);
    });
    assert.deepEqual(others, [first, first], "all kinds of breakpoints count alike");
    return first;
  };
  const hits = [1, 2, 3, 4, 5, 6];
  for (const [hitCondition, expected] of Object.entries({ "3": [3, 4, 5, 6], ">= 3": [3, 4, 5, 6], "> 3": [4, 5, 6], "== 3": [3], "= 3": [3], "< 3": [1, 2], "<= 3": [1, 2, 3], "% 3": [3, 6], "%0": [] })) {
    assert.deepEqual(stops({ hitCondition }, hits), expected, hitCondition);
  }
  assert.deepEqual(stops({ condition: "event.data.n > 2" }, hits), [3, 4, 5, 6]);
  assert.deepEqual(stops({ condition: "event.data.n % 2 == 0", hitCondition: "== 2" }, hits), [4], "the second even one");
  assert.deepEqual(stops({ condition: "nothing.of.this > 1" }, hits), [], "what is missing is null, as in Inngest");
  assert.deepEqual(stops({ condition: "noSuchFunction(event)" }, [1]), [1]);
});
