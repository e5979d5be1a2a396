import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionConfig, FunctionTrigger } from "./executor/ports.ts";
import { chooseEvent, chooseFunction } from "./target.ts";

const fn = (localId: string, ...triggers: FunctionTrigger[]): FunctionConfig => ({ id: `app-${localId}`, localId, name: localId, triggers, retries: 4, raw: {} });
const on = (event: string, expression?: string): FunctionTrigger => ({ kind: "event", event, expression });

const signup = fn("signup", on("app/user.signup"));
const failure = fn("signup-failure", on("inngest/function.failed", "event.data.function_id == 'app-signup'"));
const other = fn("other", on("app/*"));

test("a function is chosen by either id, or because it is the only one", () => {
  assert.equal(chooseFunction([signup, failure], undefined, "a.ts"), signup);
  assert.equal(chooseFunction([signup, other], "other", "a.ts"), other);
  assert.equal(chooseFunction([signup, other], "app-other", "a.ts"), other);
  assert.throws(() => chooseFunction([signup, failure, other], undefined, "a.ts"), { message: "a.ts has several functions; choose one with `function`: `signup`, `other`" });
  assert.throws(() => chooseFunction([signup, failure], "sign-up", "a.ts"), { message: "there is no function `sign-up` in a.ts; it has `signup`" });
});

test("what an event leaves out follows from the trigger", () => {
  assert.deepEqual(chooseEvent(signup, undefined, 0), { name: "app/user.signup", data: {} });
  assert.deepEqual(chooseEvent(signup, { data: { a: 1 } }, 0), { name: "app/user.signup", data: { a: 1 } });
  assert.deepEqual(chooseEvent(fn("nightly", { kind: "cron", cron: "0 0 * * *" }), undefined, 0), { name: "inngest/scheduled.timer", data: { cron: "0 0 * * *" } });
  assert.deepEqual(chooseEvent(fn("helper"), undefined, 0), { name: "inngest/function.invoked", data: {} });
});

test("an event that would not start the function is a mistake", () => {
  assert.throws(() => chooseEvent(signup, { name: "app/user.signedup" }, 0), { message: "event `app/user.signedup` matches no trigger of function `signup`, which is triggered by `app/user.signup`" });
  assert.throws(() => chooseEvent(other, undefined, 0), { message: "function `other` is triggered by `app/*`, so `event` needs a `name`" });
  const paid = fn("paid", on("app/invoice", "event.data.paid == true"));
  assert.deepEqual(chooseEvent(paid, { data: { paid: true } }, 0).data, { paid: true });
  assert.throws(() => chooseEvent(paid, { data: { paid: false } }, 0), { message: "event `app/invoice` matches no trigger of function `paid`: `event.data.paid == true` is false for its data" });
  assert.equal(chooseEvent(signup, { name: "inngest/function.invoked" }, 0).name, "inngest/function.invoked");
});
