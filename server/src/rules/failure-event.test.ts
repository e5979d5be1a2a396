import assert from "node:assert/strict";
import { test } from "node:test";
import { failureEvent as rule } from "./failure-event.ts";
import { check, checkFix, checkNoFix, findAll } from "./testing.ts";

const v4 = (onFailure: string, file = "/main.ts"): string => `//- ${file} sdk:v4\ninngest.createFunction({ id: "f", triggers: { event: "app/a" }, onFailure: ${onFailure} }, async ({ event, step }) => { await step.run("a", () => event.data.reportId); });`;
const NOT_THERE = "is not in the data of the event that `onFailure` gets; that of the event that started the function is `event.data.event.data`";

test("keys of the event that started the function, read of the event of the failure", () => {
  check(rule, v4(`async ({ event, error, step }) => {
    await step.run("mark", () => mark(event.data.reportId, error));
    //                                           ^^^^^^^^ warning(failure-event): \`reportId\` ${NOT_THERE}
  }`));
  check(rule, v4(`async ({ event }: any) => {
    const { userId, run_id } = event.data;
    //      ^^^^^^ warning(failure-event): \`userId\` ${NOT_THERE}
    await notify(userId, run_id);
  }`));
  check(rule, `//- /main.ts sdk:v3
const failed = async ({ event }) => {
  const data = event.data as { orderId: string };
  await refund(data.orderId);
  //                ^^^^^^^ warning(failure-event): \`orderId\` ${NOT_THERE}
};
inngest.createFunction({ id: "f", onFailure: failed }, { event: "app/a" }, async () => {});`);
});

test("what is in it, and what may be", () => {
  for (const right of [
    "async ({ event, error }) => { await mark(event.data.event.data.reportId, event.data.error.message, event.data.run_id, error); }",
    "async ({ event }) => { const { event: original, function_id } = event.data; await mark(original.data.reportId, function_id); }",
    "async ({ event }) => { const original = event.data.event?.data ?? event.data; await mark(original.reportId); }",
    "async ({ event }) => { const id = event.data.reportId ?? event.data.event.data.reportId; await mark(id); }",
    "async ({ event }) => { if (event.data.reportId) await mark(event.data.reportId); }",
    "async ({ event }) => { await mark(event.data); }",
    "({ error }) => { logger.error(error.message); }",
    "other",
    "withOriginal(async ({ event }) => { await mark(event.data.reportId); })",
  ]) check(rule, v4(right));
  check(rule, "//- /main.ts sdk:v4\nconst both = async ({ event }) => { await mark(event.data.id); };\ninngest.createFunction({ id: \"f\", triggers: { event: \"app/a\" }, onFailure: both }, both);");
});

test("TypeScript tells of it where it knows the event", () => {
  const told = (onFailure: string, file?: string): unknown => findAll(rule, v4(onFailure, file)).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  assert.deepEqual(told("async ({ event }) => { await mark(event.data.id); }"), [true]);
  assert.deepEqual(told("async ({ event }) => { await mark(event.data.id); }", "/main.js"), [false]);
  assert.deepEqual(told("async ({ event }: any) => { await mark(event.data.id); }"), [false]);
  assert.deepEqual(told("async ({ event }) => { await mark((event.data as any).id); }"), [false]);
});

test("the fix reads the event that started the function", () => {
  checkFix(rule, v4("async ({ event }) => { await mark(event.data.id); }"), v4("async ({ event }) => { await mark(event.data.event.data.id); }"));
  checkNoFix(rule, v4("async ({ event }) => { const { id } = event.data; await mark(id); }"));
});
