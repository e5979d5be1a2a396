/** Rules about steps and what stands around them hold in the handlers of durable endpoints, too. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitStep } from "./await-step.ts";
import { deterministicControlFlow } from "./deterministic-control-flow.ts";
import { noNestedSteps } from "./no-nested-steps.ts";
import { noSwallowedStepError } from "./no-swallowed-step-error.ts";
import { preferStepSendEvent } from "./prefer-step-send-event.ts";
import { sideEffectOutsideStep } from "./side-effect-outside-step.ts";
import type { Rule } from "./rule.ts";
import { check, findAll } from "./testing.ts";
import { uniqueStepId } from "./unique-step-id.ts";

function inEndpoint(body: string, head = ""): string {
  return `
//- /route.ts sdk:v4
import { Inngest, step } from "inngest";
import { endpointAdapter } from "inngest/edge";
const inngest = new Inngest({ id: "app", endpointAdapter });
${head}
export const GET = inngest.endpoint(async (request) => {
${body}
  return Response.json({});
});`;
}

/** What the rule marks, as it is written; its words are its own test's. */
function marked(rule: Rule, body: string, head?: string): readonly string[] {
  const fixture = inEndpoint(body, head);
  const text = fixture.slice(fixture.indexOf("import"));
  return findAll(rule, fixture).map(({ span }) => text.slice(span.start, span.end));
}

test("ids are unique within an endpoint, and free between two", () => {
  const other = 'export const POST = inngest.endpoint(async () => { await step.run("a", () => 1); });';
  assert.deepEqual(marked(uniqueStepId, 'await step.run("a", () => 1); await step.run("a", () => 2);', other), ['"a"', '"a"']);
  assert.deepEqual(marked(uniqueStepId, 'await step.run("a", () => 1);', other), []);
});

test("steps are awaited, and stand in no other", () => {
  assert.deepEqual(marked(awaitStep, 'step.run("a", () => 1);'), ["step.run"]);
  assert.deepEqual(marked(noNestedSteps, 'await step.run("a", async () => { await step.run("b", () => 1); });'), ["step.run"]);
});

test("what a call would do again, or otherwise, is reported", () => {
  const then = 'await step.run("a", () => 1);';
  assert.deepEqual(marked(sideEffectOutsideStep, `await fetch("https://example.com"); ${then}`), ['fetch("https://example.com")']);
  assert.deepEqual(marked(preferStepSendEvent, `await inngest.send({ name: "app/x" }); ${then}`), ["inngest.send"]);
  assert.deepEqual(marked(deterministicControlFlow, `if (Math.random() > 0.5) ${then}`), ["Math.random()"]);
  assert.deepEqual(marked(noSwallowedStepError, `try { ${then} } catch {}`), ["catch {}"]);
});

test("an `endpoint` of something else is none", () => {
  check(uniqueStepId, `
//- /route.ts sdk:v4
import { step } from "inngest";
const api = { endpoint: (handler: () => unknown) => handler };
export const GET = api.endpoint(async () => { await step.run("a", () => 1); await step.run("a", () => 2); });`);
});

test("its request is no context of a function: what is called `step` on it is its own", () => {
  check(awaitStep, `
//- /route.ts sdk:v4
import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const GET = inngest.endpoint(async ({ step }) => { step.run("a", () => 1); });`);
});

test("a helper that only an endpoint of another file calls is looked at as a part of it", () => {
  const helped = (helper: string): string => `
//- /route.ts sdk:v4
import { Inngest, step } from "inngest";
import { charge } from "./charge";
const inngest = new Inngest({ id: "app" });
export const POST = inngest.endpoint(async () => { await charge(step); return Response.json({}); });
//- /charge.ts
${helper}`;
  check(uniqueStepId, helped(`
export async function charge(tools) {
  await tools.run("charge", () => 1);
                //^^^^^^^^ warning(unique-step-id): step id \`charge\` is used by another step
  await tools.run("charge", () => 2);
                //^^^^^^^^ warning(unique-step-id): step id \`charge\` is used by another step
}`));
  check(awaitStep, helped(`
export async function charge(tools) {
  tools.run("charge", () => 1);
//^^^^^^^^^ error(await-step): \`tools.run\` is not awaited, so the function can end before the step runs
}`));
});
