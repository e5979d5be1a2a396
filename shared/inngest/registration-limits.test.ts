import assert from "node:assert/strict";
import { test } from "node:test";
import { findRegistrationProblems } from "./registration-limits.ts";

const of = (change: Readonly<Record<string, unknown>>) => findRegistrationProblems({ id: "app-f", triggers: [{ event: "app/x" }], ...change });
const some = (count: number) => Array.from({ length: count }, (_, index) => ({ event: `app/${index}` }));

/** What the SDK registers: within the limit, and beyond it. */
const table: readonly (readonly [within: Readonly<Record<string, unknown>>, beyond: Readonly<Record<string, unknown>>, problem: string])[] = [
  [{ triggers: some(10) }, { triggers: some(11) }, "`triggers` of `app-f` has 11 entries; at most 10 are allowed (limit `triggers`)"],
  [{ triggers: [{ event: "e".repeat(255) }] }, { triggers: [{ event: "e".repeat(256) }] }, `the event \`${"e".repeat(40)}…\` of a trigger of \`app-f\` has a name of 256 characters; at most 255 are allowed (limit \`eventNameLength\`)`],
  [{ triggers: [{ cron: "TZ=Europe/Paris 0 9 * * *" }] }, { triggers: [{ cron: "0 9 * *" }] }, "the schedule `0 9 * *` of `app-f` is none: a schedule has five fields, from the minute to the day of the week; this one has 4"],
  [{ triggers: [{ cron: "0 9 * * *", jitter: "5m" }] }, { triggers: [{ cron: "0 9 * * *", jitter: "6m" }] }, "`jitter` of a schedule of `app-f` is `6m`; it is at most 5 minutes"],
  [{ triggers: [{ event: "app/a" }, { event: "app/a", expression: "event.data.x" }] }, { triggers: [{ event: "app/a" }, { event: "app/a" }] }, "the trigger `app/a` of `app-f` is there twice"],
  [{ cancel: some(5) }, { cancel: some(6) }, "`cancelOn` of `app-f` has 6 entries; at most 5 are allowed (limit `cancelOn`)"],
  [{ concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.a" }] }, { concurrency: [{ limit: 1 }, { limit: 2, key: "a" }, { limit: 3, key: "b" }] }, "`concurrency` of `app-f` has 3 entries; at most 2 are allowed (limit `concurrency`)"],
  [{ concurrency: { limit: 1, scope: "env", key: "'all'" } }, { concurrency: { limit: 1, scope: "account" } }, "`concurrency` of `app-f` has the scope `account` and no `key`, which that scope needs"],
  [{ batchEvents: { maxSize: 2, timeout: "1s" } }, { batchEvents: { maxSize: 1, timeout: "1s" } }, "`maxSize` of `batchEvents` of `app-f` is 1; at least 2 are needed (limit `batch`)"],
  [{ batchEvents: { maxSize: 2, timeout: "1m" } }, { batchEvents: { maxSize: 2, timeout: "1d" } }, "`timeout` of `batchEvents` of `app-f` is `1d`; it is given in hours, minutes and seconds"],
  [{ batchEvents: { maxSize: 2, timeout: "1s" }, cancel: [], priority: {} }, { batchEvents: { maxSize: 2, timeout: "1s" }, cancel: some(1) }, "`cancelOn` of `app-f` cannot be combined with `batchEvents`"],
  [{ batchEvents: { maxSize: 2, timeout: "1s" }, singleton: null }, { batchEvents: { maxSize: 2, timeout: "1s" }, priority: { run: "100" } }, "`priority` of `app-f` cannot be combined with `batchEvents`"],
  [{ batchEvents: { maxSize: 2, timeout: "1000ms" } }, { batchEvents: { maxSize: 2, timeout: "900ms" } }, "`timeout` of `batchEvents` of `app-f` is `900ms`; it is at least 1 second"],
  [{ debounce: { period: "7d" } }, { debounce: { period: "8d" } }, "`period` of `debounce` of `app-f` is `8d`; it is at most 1 week"],
  [{ debounce: { period: "1s" } }, { debounce: { period: "500ms" } }, "`period` of `debounce` of `app-f` is `500ms`; it is at least 1 second"],
  [{ rateLimit: { limit: 1, period: "24h" } }, { rateLimit: { limit: 1, period: "25h" } }, "`period` of `rateLimit` of `app-f` is `25h`; it is at most 1 day"],
  [{ rateLimit: { limit: 1, period: "1h30m" } }, { rateLimit: { limit: 1, period: "1 hour" } }, "`period` of `rateLimit` of `app-f` is `1 hour`, which Inngest cannot read; `30s`, `5m` and `1h` it can"],
  [{ rateLimit: { limit: 1, period: "1h" } }, { rateLimit: { limit: 0, period: "1h" } }, "`limit` of `rateLimit` of `app-f` is 0; it is at least 1"],
  [{ concurrency: [5, { limit: 2, key: "event.data.a" }] }, { concurrency: [5, { limit: 2 }] }, "`concurrency` of `app-f` has 2 limits that hold for all its runs; each but one needs a `key`"],
];

for (const [within, beyond, problem] of table) {
  test(problem, () => {
    assert.deepEqual([of(within), of(beyond)], [[], [problem]]);
  });
}

test("what may be anything is no limit's to say", () => {
  for (const value of [null, 5, "text", [null], [[]], { period: {}, timeout: 5, maxSize: "2" }]) {
    for (const key of ["triggers", "cancel", "concurrency", "batchEvents", "debounce", "rateLimit", "steps"]) assert.deepEqual(of({ [key]: value }), [], `${key} ${JSON.stringify(value)}`);
  }
});
