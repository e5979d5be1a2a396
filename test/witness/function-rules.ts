/** Witnesses of the rules about functions and expressions that are of severity error, on a real SDK; one process for each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule, Severity } from "../../server/src/rules/rule.ts";
import { serializableEventData } from "../../server/src/rules/serializable-event-data.ts";
import { findAll } from "../../server/src/rules/testing.ts";
import { uniqueFunctionId } from "../../server/src/rules/unique-function-id.ts";
import { validCron } from "../../server/src/rules/valid-cron.ts";
import { validExpression } from "../../server/src/rules/valid-expression.ts";
import { loadSdk, registerOnSdk, runOnSdk } from "./run-on-sdk.ts";
import type { Major } from "./run-on-sdk.ts";

export function witnessFunctionRules(major: Major): void {
  const create = (options: string, body = ""): string => (major === 3
    ? `inngest.createFunction({ id: "f", ${options} }, { event: "a" }, async ({ event, step }) => {${body}})`
    : `inngest.createFunction({ id: "f", triggers: { event: "a" }, ${options} }, async ({ event, step }) => {${body}})`);

  const isReported = (rule: Rule, severity: Severity, source: string): void => {
    const findings = findAll(rule, `//- /main.js sdk:v${String(major)}\n${source};`);
    assert.ok(findings.length > 0 && findings.every((finding) => (finding.severity ?? rule.severity) === severity), "the rule reports what is run");
  };

  test(`v${String(major)} valid-expression: an \`if\` beside \`match\` never reaches Inngest`, async () => {
    const wait = create("", `await step.waitForEvent("w", { event: "b", timeout: "1h", match: "data.userId", if: "async.data.total > 5" });`);
    isReported(validExpression, "error", wait);
    const { asked } = await runOnSdk(await loadSdk(major), wait);
    assert.deepEqual(asked.map(({ op, opts }) => [op, opts?.if]), [["WaitForEvent", "event.data.userId == async.data.userId"]]);

    const cancel = create(`cancelOn: [{ event: "b", match: "data.userId", if: "async.data.total > 5" }]`);
    isReported(validExpression, "error", cancel);
    const [registered] = await registerOnSdk(await loadSdk(major), `[${cancel}]`);
    assert.deepEqual(registered?.cancel?.map((entry) => entry.if), ["event.data.userId == async.data.userId"]);
  });

  test(`v${String(major)} valid-expression: what is filled in arrives as it is, and a path of \`match\` is put behind both events`, async () => {
    const unquoted = create("", 'await step.waitForEvent("w", { event: "b", timeout: "1h", if: `async.data.email == ${String(event.data.userId).toLowerCase()}` });');
    isReported(validExpression, "warning", unquoted);
    const { asked } = await runOnSdk(await loadSdk(major), unquoted);
    assert.deepEqual(asked.map(({ opts }) => opts?.if), ["async.data.email == u1"]);

    const rooted = create(`cancelOn: [{ event: "b", match: "event.data.userId" }]`);
    isReported(validExpression, "warning", rooted);
    const [registered] = await registerOnSdk(await loadSdk(major), `[${rooted}]`);
    assert.deepEqual(registered?.cancel?.map((entry) => entry.if), ["event.event.data.userId == async.event.data.userId"]);
  });

  test(`v${String(major)} unique-function-id: nothing can be served`, async () => {
    const one = create("");
    isReported(uniqueFunctionId, "error", `${one};\n${one}`);
    const sdk = await loadSdk(major);
    await assert.rejects(registerOnSdk(sdk, `[${one}, ${one}]`), /Duplicate function ID/);
    assert.equal((await registerOnSdk(sdk, `[${one}]`)).length, 1);
  });

  test(`v${String(major)} valid-cron: the SDK passes on whatever it is given`, async () => {
    const scheduled = major === 3
      ? 'inngest.createFunction({ id: "f" }, { cron: "@daily" }, async () => {})'
      : 'inngest.createFunction({ id: "f", triggers: { cron: "@daily" } }, async () => {})';
    isReported(validCron, "warning", scheduled);
    const [registered] = await registerOnSdk(await loadSdk(major), `[${scheduled}]`);
    assert.deepEqual(registered?.triggers.map(({ cron }) => cron), ["@daily"]);
  });

  test(`v${String(major)} serializable-event-data: what arrives differs from what was sent`, async () => {
    const values = "at: new Date(0), map: new Map([[1, 2]]), set: new Set([1]), pattern: /x/, failed: new Error('x'), work: () => 1, list: [() => 1], big: 10n";
    const send = create("", `await step.sendEvent("s", { name: "x", data: { ${values} } });`);
    isReported(serializableEventData, "warning", send);
    const { sent } = await runOnSdk(await loadSdk(major), send);
    assert.deepEqual(sent.map(({ data }) => data), [{ at: "1970-01-01T00:00:00.000Z", map: {}, set: {}, pattern: {}, failed: {}, list: [null] }]);
  });
}
