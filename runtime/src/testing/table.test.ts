/** What the scenario tables hold: that none is lost, that each cell is filled, and that every word of the engine's has one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modes, type Cell, type Expected, type Scenario } from "./scenarios.ts";
import { scenarios, scenariosOf, versions } from "./table.ts";

const doors = ["in-process", "http"] as const;
const cells: readonly Cell[] = versions.flatMap((version) => modes.flatMap((mode) => doors.map((door) => ({ version, mode, door }))));
const expectedIn = ({ expected }: Scenario, cell: Cell): Expected => (typeof expected === "function" ? expected(cell) : expected);
const filled = versions.flatMap((version) => scenariosOf(version).map((scenario) => ({ scenario, version })));

test("every scenario is run in every cell, or says which version cannot and why", () => {
  const one = scenarios.filter(({ only }) => only !== undefined);
  for (const { name, only } of one) assert.match(only?.because ?? "", /^v[34] has /, name);
  assert.equal(filled.length * modes.length * doors.length, scenarios.length * cells.length - one.length * cells.length / versions.length);
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length, "a name twice");
  assert.equal(new Set(scenarios.map(({ event }) => event.name)).size, scenarios.length, "an event twice");
  // Raised with each scenario: none is lost unseen.
  assert.deepEqual([scenarios.length, filled.length * modes.length * doors.length], [106, 1200]);
});

test("every step tool has a scenario in which it gives a result", () => {
  const used = new Set(filled.flatMap(({ scenario, version }) => cells.filter((cell) => cell.version === version).flatMap((cell) => expectedIn(scenario, cell).steps.map(([, tool]) => `${tool} v${version}`))));
  const tools = [
    "step.run", "step.sendEvent", "step.sleep", "step.sleepUntil", "step.waitForEvent", "step.waitForSignal", "step.sendSignal", "step.invoke", "step.fetch",
    "step.ai.infer", "step.ai.wrap", "step.realtime.publish",
  ];
  for (const tool of tools) for (const version of versions) assert.ok(used.has(`${tool} v${version}`), `${tool} on v${version}`);
  assert.ok(used.has("group.experiment v4"));
});

test("every option and every word of the handler has a scenario", () => {
  const sources = scenarios.map(({ source }) => source).join("\n");
  const words = [
    "retries:", "onFailure:", "cancelOn:", "match:", "timeouts: { start:", "timeouts: { finish:", "rateLimit:", "throttle:", "burst:", "debounce:", "batchEvents:", "concurrency:", "priority:",
    "idempotency:", "singleton: { mode: \"skip\"", "singleton: { mode: \"cancel\"", "optimizeParallelism:", "bufferedSteps:", "maxRuntime:", "middleware:", "cron:", "if:", "ts:", "onConflict:",
    "Promise.all(", "Promise.race(", "Promise.allSettled(", "group.parallel(", "group.experiment(", "mode: \"race\"", "defer(", "step.score(", "step.metadata(", "referenceFunction(", "NonRetriableError(", "RetryAfterError(",
    "inngest/function.finished", "inngest/function.failed", "inngest/function.cancelled", "scope",
  ];
  for (const word of words) assert.ok(sources.includes(word), word);
  for (const status of ["completed", "failed", "cancelled"] as const) assert.ok(cells.some((cell) => scenariosOf(cell.version).some((scenario) => expectedIn(scenario, cell).status === status)), status);
});
