/**
 * Witnesses of the step rules of severity error: the same text is checked by the rule and run on a real SDK, where the
 * bad behaviour is observed. One process for each SDK, because two majors in one process share a global.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitStep } from "../../server/src/rules/await-step.ts";
import { missingStepId } from "../../server/src/rules/missing-step-id.ts";
import { preferStepSendEvent } from "../../server/src/rules/prefer-step-send-event.ts";
import type { Rule, Severity } from "../../server/src/rules/rule.ts";
import { findAll } from "../../server/src/rules/testing.ts";
import { uniqueStepId } from "../../server/src/rules/unique-step-id.ts";
import { loadSdk, runOnSdk } from "./run-on-sdk.ts";
import type { Major, Witnessed } from "./run-on-sdk.ts";

export function witnessStepRules(major: Major): void {
  const fn = (body: string): string => (major === 3
    ? `inngest.createFunction({ id: "f" }, { event: "a" }, async ({ event, step }) => {${body}})`
    : `inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {${body}})`);

  const witness = async (rule: Rule, severity: Severity, source: string): Promise<Witnessed> => {
    const findings = findAll(rule, `//- /main.ts sdk:v${String(major)}\n${source};`);
    assert.ok(findings.length > 0 && findings.every((finding) => (finding.severity ?? rule.severity) === severity), "the rule reports what is run");
    return runOnSdk(await loadSdk(major), source);
  };

  test(`v${String(major)} missing-step-id: nothing is sent and nothing fails`, async () => {
    for (const payload of [`{ name: "x", data: {} }`, `[{ name: "x", data: {} }, { name: "y", data: {} }]`]) {
      const { completed, output, sent } = await witness(missingStepId, "error", fn(`return await step.sendEvent(${payload});`));
      assert.deepEqual({ completed, output, sent }, { completed: true, output: { ids: [] }, sent: [] });
    }
    const right = await runOnSdk(await loadSdk(major), fn(`return await step.sendEvent("send", { name: "x", data: {} });`));
    assert.deepEqual({ output: right.output, sent: right.sent.map(({ name }) => name) }, { output: { ids: ["id-1"] }, sent: ["x"] });
  });

  test(`v${String(major)} missing-step-id: other tools lose what they were given`, async () => {
    const run = await witness(missingStepId, "error", fn(`try { await step.run(() => "work"); } catch (error) { return error.message; }`));
    assert.equal(run.output, "fn is not a function");
    const wait = await witness(missingStepId, "error", fn(`await step.waitForEvent({ event: "b", timeout: "1h" });`));
    assert.equal(wait.completed, false);
    assert.match(String(wait.output), /reading 'timeout'/);
  });

  test(`v${String(major)} await-step: the run completes and the last step never ran`, async () => {
    const last = await witness(awaitStep, "error", fn(`await step.run("one", () => 1); step.sendEvent("last", { name: "x", data: {} }); return "done";`));
    assert.deepEqual({ completed: last.completed, output: last.output, steps: last.steps, sent: last.sent }, { completed: true, output: "done", steps: ["one"], sent: [] });
    const group = await witness(awaitStep, "error", fn(`Promise.all([step.run("one", () => 1), step.run("two", () => 2)]);`));
    assert.deepEqual({ completed: group.completed, steps: group.steps }, { completed: true, steps: [] });
  });

  test(`v${String(major)} prefer-step-send-event: each replay sends again`, async () => {
    const { sent } = await witness(preferStepSendEvent, "warning", fn(`await inngest.send({ name: "x" }); await step.run("one", () => 1); await step.run("two", () => 2);`));
    assert.ok(sent.length >= 3, `sent ${String(sent.length)} times`);
    const right = await runOnSdk(await loadSdk(major), fn(`await step.sendEvent("send", { name: "x" }); await step.run("one", () => 1); await step.run("two", () => 2);`));
    assert.equal(right.sent.length, 1);
  });

  test(`v${String(major)} unique-step-id in parallel: one step gets the other's result`, async () => {
    // Which of the two loads gets to its step first differs from call to call, as network calls do.
    const { completed, output } = await witness(uniqueStepId, "error", `((calls) => ${fn(`
      calls.count += 1;
      const usersFirst = calls.count % 2 === 0;
      let open; const opened = new Promise((resolve) => { open = resolve; });
      const [users, invoices] = await Promise.all([
        (async () => { if (!usersFirst) await opened; const loading = step.run("load", () => "users"); open(); return loading; })(),
        (async () => { if (usersFirst) await opened; const loading = step.run("load", () => "invoices"); open(); return loading; })(),
      ]);
      return { users, invoices };
    `)})({ count: 0 })`);
    assert.deepEqual({ completed, output }, { completed: true, output: { users: "invoices", invoices: "users" } });
  });
}
