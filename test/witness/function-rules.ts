/** Witnesses of the rules about functions and expressions that are of severity error, on a real SDK; one process for each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { missingFunctionId } from "../../server/src/rules/missing-function-id.ts";
import type { Rule, Severity } from "../../server/src/rules/rule.ts";
import { serializableEventData } from "../../server/src/rules/serializable-event-data.ts";
import { findAll } from "../../server/src/rules/testing.ts";
import { uniqueFunctionId } from "../../server/src/rules/unique-function-id.ts";
import { validCron } from "../../server/src/rules/valid-cron.ts";
import { validExpression } from "../../server/src/rules/valid-expression.ts";
import { validFunctionOptions } from "../../server/src/rules/valid-function-options.ts";
import { findRegistrationProblems } from "../../shared/inngest/registration-limits.ts";
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

  test(`v${String(major)} missing-function-id: it is registered as its app, and two of them cannot be served`, async () => {
    const nameless = (options: string): string => (major === 3 ? `inngest.createFunction({ ${options} }, { event: "a" }, async () => {})` : `inngest.createFunction({ ${options} triggers: { event: "a" } }, async () => {})`);
    const sdk = await loadSdk(major);
    for (const source of [nameless(""), nameless('name: "Send mail",'), nameless('id: "",')]) {
      isReported(missingFunctionId, "error", source);
      assert.deepEqual((await registerOnSdk(sdk, `[${source}]`)).map(({ id }) => id), ["app"]);
      await assert.rejects(registerOnSdk(sdk, `[${source}, ${source}]`), /Duplicate function ID "app"/);
    }
  });

  const triggered = (triggers: string): string => (major === 3 ? `inngest.createFunction({ id: "f" }, ${triggers}, async () => {})` : `inngest.createFunction({ id: "f", triggers: ${triggers} }, async () => {})`);

  test(`v${String(major)} valid-cron: the SDK passes on whatever it is given, and Inngest refuses the app`, async () => {
    for (const cron of ["@daily", "0 0 9 * * *", "TZ=Paris 0 9 * * *", "0 9 * * 7", "0 24 * * *"]) {
      const scheduled = triggered(`{ cron: "${cron}" }`);
      isReported(validCron, "error", scheduled);
      const [registered] = await registerOnSdk(await loadSdk(major), `[${scheduled}]`);
      assert.deepEqual(registered?.triggers.map((trigger) => trigger.cron), [cron]);
      assert.match(findRegistrationProblems({ ...registered }).join(), /^the schedule `/);
    }
    const never = triggered('{ cron: "0 0 31 2 *" }');
    isReported(validCron, "warning", never);
    assert.deepEqual((await registerOnSdk(await loadSdk(major), `[${never}]`)).flatMap((fn) => findRegistrationProblems({ ...fn })), []);
  });

  test(`v${String(major)} valid-function-options: the SDK passes on whatever it is given, and Inngest refuses the app`, async () => {
    const sdk = await loadSdk(major);
    const refused = [
      'cancelOn: [{ event: "a" }, { event: "b" }, { event: "c" }, { event: "d" }, { event: "e" }, { event: "f" }]', "concurrency: [{ limit: 1 }, { limit: 2 }]",
      'concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.a" }, { limit: 3, key: "event.data.b" }]', 'concurrency: { limit: 1, scope: "account" }',
      'batchEvents: { maxSize: 1, timeout: "5s" }', 'batchEvents: { maxSize: 5, timeout: "1d" }', 'batchEvents: { maxSize: 5, timeout: "500ms" }', 'batchEvents: { maxSize: 5, timeout: "5s" }, priority: { run: "100" }',
      'debounce: { period: "8d" }', 'debounce: { period: "5 minutes" }', 'rateLimit: { limit: 1, period: "25h" }', 'rateLimit: { limit: 0, period: "1h" }',
    ].map((options) => create(options));
    for (const source of [...refused, triggered('[{ event: "a" }, { event: "b" }, { event: "a" }]'), triggered(`[${Array.from({ length: 11 }, (_, index) => `{ event: "e${String(index)}" }`).join(", ")}]`)]) {
      isReported(validFunctionOptions, "error", source);
      const [registered] = await registerOnSdk(sdk, `[${source}]`);
      assert.equal(findRegistrationProblems({ ...registered }).length, 1, source);
    }
    // Of more retries than there are Inngest takes the most.
    const many = create("retries: 21");
    isReported(validFunctionOptions, "warning", many);
    assert.deepEqual((await registerOnSdk(sdk, `[${many}]`)).flatMap((fn) => findRegistrationProblems({ ...fn })), []);
  });

  test(`v${String(major)} valid-expression: what cannot be read reaches Inngest as it is`, async () => {
    for (const text of ["event.data.plan === 'pro'", "event.data.plan ==", "event.data?.plan == 'pro'", "event.data.plan == 'pro"]) {
      const filtered = triggered(`{ event: "a", if: "${text}" }`);
      isReported(validExpression, "error", filtered);
      const [registered] = await registerOnSdk(await loadSdk(major), `[${filtered}]`);
      assert.deepEqual(registered?.triggers.map(({ expression }) => expression), [text]);
      const wait = create("", `await step.waitForEvent("w", { event: "b", timeout: "1h", if: "${text.replace("event", "async")}" });`);
      isReported(validExpression, "error", wait);
      assert.deepEqual((await runOnSdk(await loadSdk(major), wait)).asked.map(({ opts }) => opts?.if), [text.replace("event", "async")]);
    }
  });

  test(`v${String(major)} serializable-event-data: what arrives differs from what was sent`, async () => {
    const values = "at: new Date(0), map: new Map([[1, 2]]), set: new Set([1]), pattern: /x/, failed: new Error('x'), work: () => 1, list: [() => 1], big: 10n";
    const send = create("", `await step.sendEvent("s", { name: "x", data: { ${values} } });`);
    isReported(serializableEventData, "warning", send);
    const { sent } = await runOnSdk(await loadSdk(major), send);
    assert.deepEqual(sent.map(({ data }) => data), [{ at: "1970-01-01T00:00:00.000Z", map: {}, set: {}, pattern: {}, failed: {}, list: [null] }]);
  });
}
