/**
 * Witnesses of the step rules of severity error: the same text is checked by the rule and run on a real SDK, where the
 * bad behaviour is observed. One process for each SDK, because two majors in one process share a global.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { awaitStep } from "../../server/src/rules/await-step.ts";
import { invokeByReference } from "../../server/src/rules/invoke-by-reference.ts";
import { missingStepId } from "../../server/src/rules/missing-step-id.ts";
import { noAsyncForEach } from "../../server/src/rules/no-async-for-each.ts";
import { noNestedSteps } from "../../server/src/rules/no-nested-steps.ts";
import { noVariableMutationInStep } from "../../server/src/rules/no-variable-mutation-in-step.ts";
import { preferStepSendEvent } from "../../server/src/rules/prefer-step-send-event.ts";
import type { Rule, Severity } from "../../server/src/rules/rule.ts";
import { sdkCallShape } from "../../server/src/rules/sdk-call-shape.ts";
import { stableStepId } from "../../server/src/rules/stable-step-id.ts";
import { findAll } from "../../server/src/rules/testing.ts";
import { uniqueStepId } from "../../server/src/rules/unique-step-id.ts";
import { validDuration } from "../../server/src/rules/valid-duration.ts";
import { validSleepUntil } from "../../server/src/rules/valid-sleep-until.ts";
import { validStepRun } from "../../server/src/rules/valid-step-run.ts";
import { validWait } from "../../server/src/rules/valid-wait.ts";
import { loadSdk, runOnSdk } from "./run-on-sdk.ts";
import type { Choice, Major, Witnessed } from "./run-on-sdk.ts";

export function witnessStepRules(major: Major): void {
  const fn = (body: string): string => (major === 3
    ? `inngest.createFunction({ id: "f" }, { event: "a" }, async ({ event, step }) => {${body}})`
    : `inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {${body}})`);

  const witness = async (rule: Rule, severity: Severity, source: string, choice?: Choice): Promise<Witnessed> => {
    const findings = findAll(rule, `//- /main.ts sdk:v${String(major)}\n${source};`);
    assert.ok(findings.length > 0 && findings.every((finding) => (finding.severity ?? rule.severity) === severity), "the rule reports what is run");
    return runOnSdk(await loadSdk(major), source, choice);
  };

  test(`v${String(major)} missing-step-id: nothing is sent and nothing fails`, async () => {
    for (const payload of [`{ name: "x", data: {} }`, `[{ name: "x", data: {} }, { name: "y", data: {} }]`]) {
      const { completed, output, sent } = await witness(missingStepId, "error", fn(`return await step.sendEvent(${payload});`));
      assert.deepEqual({ completed, output, sent }, { completed: true, output: { ids: [] }, sent: [] });
    }
    const right = await runOnSdk(await loadSdk(major), fn(`return await step.sendEvent("send", { name: "x", data: {} });`));
    assert.deepEqual({ output: right.output, sent: right.sent.map(({ name }) => name) }, { output: { ids: ["id-1"] }, sent: ["x"] });
  });

  test(`v${String(major)} valid-step-run: the step fails, and what was called ran outside of it`, async () => {
    for (const given of [", work()", ', fetch("data:,work")', "", ", { retries: 1 }", ', "work"']) {
      const { output } = await witness(validStepRun, "error", fn(`let calls = 0; async function work() { calls += 1; } try { await step.run("x"${given}); } catch (error) { return [error.message, calls]; }`));
      assert.match(String(output), given === ", work()" ? /is not a function,[1-9]/ : /is not a function,0/, given);
    }
  });

  test(`v${String(major)} missing-step-id: other tools lose what they were given`, async () => {
    const run = await witness(missingStepId, "error", fn(`try { await step.run(() => "work"); } catch (error) { return error.message; }`));
    assert.equal(run.output, "fn is not a function");
    const wait = await witness(missingStepId, "error", fn(`await step.waitForEvent({ event: "b", timeout: "1h" });`));
    assert.equal(wait.completed, false);
    assert.match(String(wait.output), /reading 'timeout'/);
    const sleep = await witness(missingStepId, "error", fn(`await step.sleep("1h");`));
    assert.deepEqual(sleep.asked.map(({ op, name, displayName }) => [op, name, displayName]), [["Sleep", "", "1h"]]);
    const until = await witness(missingStepId, "error", fn(`await step.sleepUntil(new Date(2040, 1));`));
    assert.equal(until.completed, false);
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

  test(`v${String(major)} no-nested-steps: the request hangs, and the SDK says why`, async () => {
    const source = fn(`await step.run("outer", async () => { await step.run("inner", () => 1); });`);
    assert.equal(findAll(noNestedSteps, `//- /main.ts sdk:v${String(major)}\n${source};`).length, 1);
    const sdk = await loadSdk(major);
    let ended = false;
    const warning = await new Promise<string>((resolve) => {
      runOnSdk(sdk, source, { onLog: (line) => { if (line.includes("NESTING_STEPS")) resolve(line); } }).then(() => { ended = true; }, () => { ended = true; });
    });
    assert.match(warning, /inner/);
    // Another run from its first to its last request is time enough for one that could go on.
    const right = await runOnSdk(sdk, fn(`await step.run("outer", () => 1); await step.run("inner", () => 1);`));
    assert.deepEqual([right.completed, ended], [true, false]);
  });

  test(`v${String(major)} no-async-for-each: the run completes and no body ran`, async () => {
    for (const lost of [`[1, 2, 3].forEach(async (n) => { await step.run("s" + n, () => n); });`, `[1, 2, 3].map((n) => step.run("s" + n, () => n));`]) {
      const { completed, output, steps } = await witness(noAsyncForEach, "error", fn(`${lost} return "done";`));
      assert.deepEqual({ completed, output, steps }, { completed: true, output: "done", steps: [] });
    }
  });

  test(`v${String(major)} no-variable-mutation-in-step: the next request does not see the change`, async () => {
    const assigned = await witness(noVariableMutationInStep, "error", fn(`let user; await step.run("load", () => { user = "ada"; }); await step.run("mail", () => 1); return { user };`));
    assert.deepEqual([assigned.completed, assigned.output, assigned.steps], [true, {}, ["load", "mail"]]);
    const pushed = await witness(noVariableMutationInStep, "error", fn(`const list = []; for (const n of [1, 2, 3]) { await step.run("add", () => { list.push(n); }); } return list;`));
    assert.deepEqual(pushed.output, []);
    const right = await runOnSdk(await loadSdk(major), fn(`const user = await step.run("load", () => "ada"); await step.run("mail", () => 1); return { user };`));
    assert.deepEqual(right.output, { user: "ada" });
  });

  test(`v${String(major)} stable-step-id: the run never ends`, async () => {
    for (const id of ["`a-${Math.random()}`", "crypto.randomUUID()"]) {
      await assert.rejects(witness(stableStepId, "error", fn(`await step.run(${id}, () => 1); await step.run("last", () => 2);`), { immediate: true }), /no end after 100 requests/);
    }
  });

  test(`v${String(major)} valid-duration: what the SDK asks for is no time at all`, async () => {
    for (const duration of [`"1h30m"`, `"1 month"`, `"soon"`, `-5`]) {
      const { asked } = await witness(validDuration, "error", fn(`await step.sleep("wait", ${duration});`));
      assert.deepEqual(asked.map(({ op, name }) => [op, name]), [["Sleep", ""]], duration);
      const wait = await witness(validDuration, "error", fn(`await step.waitForEvent("wait", { event: "b", timeout: ${duration} });`));
      assert.deepEqual(wait.asked.map(({ opts }) => opts?.timeout), [""], duration);
    }
    const empty = await witness(validDuration, "error", fn(`await step.sleep("wait", "");`));
    assert.equal(empty.completed, false);
    const short = await witness(validDuration, "warning", fn(`await step.sleep("wait", 30);`));
    assert.deepEqual(short.asked.map(({ name }) => name), [major === 3 ? "" : "1s"]);
    const right = await runOnSdk(await loadSdk(major), fn(`await step.sleep("wait", "90m");`));
    assert.deepEqual(right.asked.map(({ name }) => name), ["1h30m"]);
  });

  test(`v${String(major)} valid-sleep-until: the step throws`, async () => {
    for (const date of [`"1d"`, `"tomorrow"`, `""`, `1893456000000`]) {
      const { completed, asked, output } = await witness(validSleepUntil, "error", fn(`await step.sleepUntil("wait", ${date});`));
      assert.deepEqual([completed, asked], [false, []], date);
      assert.match(String(output), /passed to sleepUntil/);
    }
    const right = await runOnSdk(await loadSdk(major), fn(`await step.sleepUntil("wait", "2030-01-01");`));
    assert.deepEqual(right.asked.map(({ name }) => name), ["2030-01-01T00:00:00.000Z"]);
  });

  test(`v${String(major)} valid-wait: there is no event to wait for, or no time to wait in`, async () => {
    for (const options of [`"10s"`, `{ timeout: "10s" }`]) {
      const run = await witness(validWait, "error", fn(`await step.waitForEvent("app/paid", ${options});`));
      if (major === 4) assert.deepEqual([run.completed, run.asked], [false, []]);
      else assert.deepEqual(run.asked.map(({ op, name, opts }) => [op, name, opts?.timeout]), [["WaitForEvent", undefined, "10s"]]);
    }
    const endless = await witness(validWait, "error", fn(`await step.waitForEvent("wait", { event: "app/paid" });`));
    assert.deepEqual(endless.asked.map(({ name, opts }) => [name, opts?.timeout]), [["app/paid", ""]]);
    const bare = await witness(validWait, "error", fn(`await step.waitForEvent("wait");`));
    assert.equal(bare.completed, false);
  });

  test(`v${String(major)} sdk-call-shape: the other version's form has no handler, or throws`, async () => {
    const other = major === 4
      ? `inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => step.run("one", () => 1))`
      : `inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => step.run("one", () => 1))`;
    if (major === 4) {
      await assert.rejects(witness(sdkCallShape, "error", other), /expected a handler function/);
      return;
    }
    const { completed, output, steps } = await witness(sdkCallShape, "error", other);
    assert.deepEqual([completed, steps], [false, []]);
    assert.match(String(output), /is not a function|fn/);
  });

  test(`v${String(major)} invoke-by-reference: a string is refused on v4`, async () => {
    const { completed, output } = await witness(invokeByReference, major === 4 ? "error" : "warning", fn(`await step.invoke("call", { function: "app-g", data: {} }); return "done";`));
    assert.equal(completed, major === 3);
    assert.match(String(output), major === 3 ? /done/ : /must include a function instance or referenceFunction/);
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
