/** Each limit of the server: what is within passes, what is beyond is an error that names limit, value and place. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "../../../shared/inngest/limits.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { defaultLimits } from "./engine.ts";
import type { JsonValue } from "./model.ts";

const text = (bytes: number): string => "x".repeat(bytes - 2);
const { stepOutputBytes, waitDays, eventBytes, eventsPerRequest, sessions } = limits;
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

const many = (count: number): JsonValue => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
const event = (change: { readonly [key: string]: JsonValue }): JsonValue => ({ name: "app/x", data: {}, ...change });
const wrap = Buffer.byteLength(JSON.stringify({ name: "app/x", data: { t: "" } }));

const sent: readonly (readonly [title: string, within: JsonValue, beyond: JsonValue, error: string])[] = [
  ["size of an event", event({ data: { t: "x".repeat(eventBytes - wrap) } }), event({ data: { t: "x".repeat(eventBytes - wrap + 1) } }), "Event is over the max size: Max 3145728 bytes / Size 3145729 bytes"],
  ["events of a request", Array.from({ length: eventsPerRequest }, () => event({})), Array.from({ length: eventsPerRequest + 1 }, () => event({})), "Cannot have more than 5000 events in a batch"],
  ["sessions of an event", event({ meta: { sessions: many(sessions.count) } }), event({ meta: { sessions: many(sessions.count + 1) } }), "event has 6 sessions; at most 5 are allowed"],
  ["key of a session", event({ meta: { sessions: { ["k".repeat(128)]: "v" } } }), event({ meta: { sessions: { ["k".repeat(129)]: "v" } } }), `the key of event session \`${"k".repeat(40)}…\` has 129 characters; at most 128 are allowed`],
  ["id of a session", event({ meta: { sessions: { cart: "i".repeat(512) } } }), event({ meta: { sessions: { cart: "i".repeat(513) } } }), "the id of event session `cart` has 513 characters; at most 512 are allowed"],
  ["time of an event, early", event({ ts: Date.UTC(1980, 0, 1) }), event({ ts: Date.UTC(1980, 0, 1) - 1 }), "timestamp is before Jan 1, 1980"],
  ["time of an event, late", event({ ts: Date.UTC(2100, 0, 1) }), event({ ts: Date.UTC(2100, 0, 1) + 1 }), "timestamp is after Jan 1, 2100"],
];

for (const [title, within, beyond, error] of sent) {
  test(title, () => {
    const { worker } = createEngineFixture([]);
    const ask = (body: JsonValue) => worker.api?.({ method: "POST", path: "/e/key", headers: {}, body, call: undefined });
    assert.equal(ask(within)?.status, 200);
    const refused = ask(beyond);
    assert.deepEqual([refused?.status, (refused?.body as { readonly error: string }).error], [400, error]);
  });
}
