/** Each limit of the server: what is within passes, what is beyond is an error that names limit, value and place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../../../shared/inngest/limits.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { sent } from "../testing/event-limits.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { defaultLimits } from "./engine.ts";
import type { JsonValue } from "./model.ts";

const text = (bytes: number): string => "x".repeat(bytes - 2);
const { stepOutputBytes, waitDays } = limits;
/** Smaller than the server's, which take a minute and 32 MiB to reach. */
const small = { steps: 20, stateBytes: 1_000_000 };

test("the engine's own limits are the server's", () => {
  assert.deepEqual([defaultLimits.steps, defaultLimits.stepOutputBytes, defaultLimits.stateBytes], [1000, 4 * 1024 * 1024, 32 * 1024 * 1024]);
});

const ran: readonly (readonly [title: string, within: FakeFunction["handler"], beyond: FakeFunction["handler"], message: RegExp])[] = [
  ["steps of a run", ({ step }) => times(step, 20), ({ step }) => times(step, 21), /^`app-f` has more than 20 steps in one run \(limit `steps`\); step `s20` is one too many$/],
  ["output of a step", ({ step }) => step.run("big", () => text(stepOutputBytes)).then(() => 1), ({ step }) => step.run("big", () => text(stepOutputBytes + 1)), /^the output of step `big` has 4194305 bytes; at most 4194304 are allowed \(limit `stepOutputBytes`\)$/],
  ["output of a function", () => text(stepOutputBytes), () => text(stepOutputBytes + 1), /^the output of `app-f` has 4194305 bytes; at most 4194304 are allowed \(limit `stepOutputBytes`\)$/],
  ["state of a run", ({ step }) => fill(step, 7), ({ step }) => fill(step, 8), /^the state of `app-f` has \d+ bytes with the output of step `s7`; at most 1000000 are allowed \(limit `stateBytes`\)$/],
  ["a sleep", ({ step }) => step.sleep("long", `${waitDays}d`), ({ step }) => step.sleep("long", `${waitDays + 1}d`), /^step `long` waits 367 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["a wait", ({ step }) => step.waitForEvent("long", { event: "never", timeout: `${waitDays}d` }), ({ step }) => step.waitForEvent("long", { event: "never", timeout: "60w" }), /^step `long` waits 420 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["a wait for a signal", ({ step }) => step.waitForSignal("long", { signal: "s", timeout: "1w", conflict: "fail" }), ({ step }) => step.waitForSignal("long", { signal: "s", timeout: "400d", conflict: "fail" }), /^step `long` waits 400 days/],
];

async function times(step: Parameters<FakeFunction["handler"]>[0]["step"], count: number): Promise<JsonValue> {
  await Promise.all(Array.from({ length: count }, (_, index) => step.run(`s${index}`, () => 1)));
  return count;
}

async function fill(step: Parameters<FakeFunction["handler"]>[0]["step"], count: number): Promise<JsonValue> {
  for (let index = 0; index < count; index++) await step.run(`s${index}`, () => text(130_000));
  return count;
}

for (const [title, within, beyond, message] of ran) {
  test(title, async () => {
    for (const [handler, expected] of [[within, undefined], [beyond, message]] as const) {
      const { executor } = createEngineFixture([{ id: "f", retries: 0, handler }], title === "output of a step" ? {} : { limits: small });
      const { status, error } = await executor.whenEnded(executor.start("app-f", { name: "go" }).runId);
      assert.equal(status, expected === undefined ? "completed" : "failed", error?.message);
      if (expected !== undefined) {
        assert.match(error?.message ?? "", expected);
        assert.equal(error?.name, "LimitError");
      }
    }
  });
}

for (const [title, within, beyond, error] of sent) {
  test(title, () => {
    const { worker } = createEngineFixture([]);
    const ask = (body: JsonValue) => worker.api?.({ method: "POST", path: "/e/key", headers: {}, body, call: undefined });
    assert.equal(ask(within)?.status, 200);
    const refused = ask(beyond);
    assert.deepEqual([refused?.status, (refused?.body as { readonly error: string }).error], [400, error]);
  });
}
