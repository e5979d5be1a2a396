import assert from "node:assert/strict";
import { test } from "node:test";
import { check, checkFix, findAll } from "./testing.ts";
import { validFunctionOptions as rule } from "./valid-function-options.ts";

const error = (message: string): string => `error(valid-function-options): ${message}`;
const retries = "warning(valid-function-options): `retries` is a whole number from 0 to 20";

test("options beyond the limits", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "a", retries: 25 }, async () => {});
    //                                         ^^ ${retries}
    inngest.createFunction({ id: "b", cancelOn: [{ event: "a" }, { event: "b" }, { event: "c" }, { event: "d" }, { event: "e" }, { event: "f" }] }, async () => {});
    //                                                                                                                           ^^^^^^^^^^^^^^ ${error("`cancelOn` has at most 5 entries; this one has 6")}
    inngest.createFunction({ id: "c", concurrency: [{ limit: 1 }, { limit: 2, key: "a" }, { limit: 3, key: "b" }] }, async () => {});
    //                                                                                    ^^^^^^^^^^^^^^^^^^^^^^ ${error("`concurrency` has at most 2 entries")}
    inngest.createFunction({ id: "d", concurrency: { limit: 1, scope: "account" } }, async () => {});
    //                                                                ^^^^^^^^^ ${error("`concurrency` of scope `account` needs a `key`")}
    inngest.createFunction({ id: "e", batchEvents: { maxSize: 1, timeout: "1d" }, priority: { run: "1" } }, async () => {});
    //                                                        ^ ${error("`maxSize` of a batch is at least 2")}
    //                                                                    ^^^^ ${error("`timeout` of a batch is given in hours, minutes and seconds")}
    //                                                                            ^^^^^^^^ ${error("`priority` cannot be combined with `batchEvents`")}
    inngest.createFunction({ id: "f", debounce: { period: "8d" } }, async () => {});
    //                                                    ^^^^ ${error("`period` of `debounce` is between one second and seven days")}
    inngest.createFunction({ id: "g", rateLimit: { limit: 1, period: "25h" } }, async () => {});
    //                                                               ^^^^^ ${error("`period` of `rateLimit` is at most 24 hours")}
    inngest.createFunction({ id: "i", debounce: { period: "5 minutes" }, rateLimit: { limit: 0, period: "1x" } }, async () => {});
    //                                                    ^^^^^^^^^^^ ${error("`period` of `debounce` is given as `30s`, `5m` or `1h`; Inngest cannot read `5 minutes`")}
    //                                                                                       ^ ${error("`limit` of `rateLimit` is at least 1")}
    //                                                                                                  ^^^^ ${error("`period` of `rateLimit` is given as `30s`, `5m` or `1h`; Inngest cannot read `1x`")}
    inngest.createFunction({ id: "j", concurrency: [{ limit: 10 }, { limit: 5 }] }, async () => {});
    //                                                             ^^^^^^^^^^^^ ${error("two limits of `concurrency` hold for all runs of the function; one of them needs a `key`")}
    //- /v3.ts sdk:v3
    const options = { id: "h", retries: -1 };
    //                                  ^^ ${retries}
    inngest.createFunction(options, { event: "a" }, async () => {});
  `);
});

test("too many triggers", () => {
  const triggers = Array.from({ length: 11 }, (_, index) => `{ event: "e${String(index)}" }`);
  const start = `inngest.createFunction({ id: "a", triggers: [${triggers.slice(0, 10).join(", ")}, `;
  check(rule, `//- /main.ts sdk:v4\n${start}${triggers[10] ?? ""}] }, async () => {});\n//${" ".repeat(start.length - 2)}${"^".repeat(16)} ${error("a function has at most 10 triggers; this one has 11")}`);
});

test("keys that are a slip away from an option", () => {
  const misspelt = (key: string, owner: string, meant: string): string => `warning(valid-function-options): \`${key}\` is not an option of \`${owner}\` and has no effect; did you mean \`${meant}\``;
  check(rule, `
    //- /main.js sdk:v4
    inngest.createFunction({ id: "a", trigger: { event: "a" } }, async () => {});
    //                                ^^^^^^^ ${misspelt("trigger", "createFunction", "triggers")}
    inngest.createFunction({ id: "b", triggers: [{ events: "a" }], concurency: 5, debounce: { periode: "5s" } }, async () => {});
    //                                             ^^^^^^ ${misspelt("events", "triggers", "event")}
    //                                                             ^^^^^^^^^^ ${misspelt("concurency", "createFunction", "concurrency")}
    //                                                                                        ^^^^^^^ ${misspelt("periode", "debounce", "period")}
    inngest.createFunction({ id: "c", triggers: { event: "a", iff: "event.data.x" }, timeouts: { start: "5s", finished: "1m" }, tracing: true, retryPolicy: 5 }, async () => {});
    inngest.createFunction({ id: "d", event: "a", triggers: eventType("a"), metadata: { events: [] }, timeouts: { finish: "1m" } }, async () => {});
    //- /v3.js sdk:v3
    inngest.createFunction({ id: "e", trigger: "a", cancelon: [{ event: "b", match: "data.id" }] }, { event: "a" }, async () => {});
    //                                              ^^^^^^^^ ${misspelt("cancelon", "createFunction", "cancelOn")}
  `);
  checkFix(rule, '//- /main.js sdk:v4\ninngest.createFunction({ id: "a", trigger: { event: "a" } }, async () => {});', '//- /main.js sdk:v4\ninngest.createFunction({ id: "a", triggers: { event: "a" } }, async () => {});');
});

test("one trigger twice", () => {
  check(rule, `
    //- /main.ts sdk:v4
    const CREATED = "app/created";
    inngest.createFunction({ id: "a", triggers: [{ event: "app/created" }, { event: "app/gone" }, { event: CREATED }] }, async () => {});
    //                                                                                            ^^^^^^^^^^^^^^^^^^ ${error("the trigger `app/created` is there twice; Inngest refuses a function whose triggers repeat")}
    inngest.createFunction({ id: "b", triggers: [{ cron: "0 9 * * *" }, { cron: "0 9 * * *" }] }, async () => {});
    //                                                                  ^^^^^^^^^^^^^^^^^^^^^ ${error("the trigger `0 9 * * *` is there twice; Inngest refuses a function whose triggers repeat")}
    inngest.createFunction({ id: "c", triggers: [{ event: "a", if: "event.data.x" }, { event: "a" }, { event: "a", if: "event.data.y" }, { event: "a", if: made }, { event: "a", if: other }] }, async () => {});
    inngest.createFunction({ id: "d", triggers: [{ cron: "0 9 * * *", jitter: "1m" }, { cron: "0 9 * * *", jitter: "2m" }, { event: name }, { event: name }] }, async () => {});
  `);
});

test("options within the limits, and those that are not written out", () => {
  check(rule, `
    inngest.createFunction({ id: "a", retries: 0, concurrency: 5, triggers: [{ event: "a" }, ...more] }, async () => {});
    inngest.createFunction({ id: "b", retries: Number(process.env.RETRIES), concurrency: [{ limit: 1 }, { limit: 2, key: "event.data.id", scope: "env" }] }, async () => {});
    inngest.createFunction({ id: "b2", concurrency: [{ limit: 1 }, { limit: 2, scope }], debounce: { period: "1w" }, rateLimit: { limit: many, period: "1h30m" } }, async () => {});
    inngest.createFunction({ id: "c", batchEvents: { maxSize: 100, timeout: "5s", key: "event.data.id" }, retries: 20, priority: undefined, cancelOn: [] }, async () => {});
    inngest.createFunction({ id: "d", debounce: { period: "7d", key: "event.data.id" }, rateLimit: { limit: 1, period: "24h" } }, async () => {});
    inngest.createFunction({ id: "e", concurrency: { limit: 1, scope: "account", ...shared } }, async () => {});
    inngest.createFunction({ ...shared, id: "f", debounce: { period: event } }, async () => {});
    queue.createFunction({ id: "g", retries: 25 }, async () => {});
  `);
});

test("a period is written as Inngest reads it", () => {
  checkFix(rule, "inngest.createFunction({ id: \"a\", debounce: { period: '90 minutes' } }, async () => {});", "inngest.createFunction({ id: \"a\", debounce: { period: '90m' } }, async () => {});");
});

test("the fix takes the nearest number", () => {
  checkFix(rule, "inngest.createFunction({ id: \"a\", retries: 25 }, async () => {});", "inngest.createFunction({ id: \"a\", retries: 20 }, async () => {});");
});

test("what the SDK's types refuse in the call itself TypeScript tells", () => {
  const told = (text: string, file = "/main.ts"): boolean[] => findAll(rule, `//- ${file} sdk:v4\n${text}`).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  const many = "[{ limit: 1 }, { limit: 2 }, { limit: 3 }]";
  assert.deepEqual(told(`inngest.createFunction({ id: "a", retries: 50, concurrency: ${many}, rateLimit: { limit: 1, period: "25h" } }, async () => {});`), [true, true, false]);
  assert.deepEqual(told(`inngest.createFunction({ id: "a", retries: 50 as any }, async () => {});\nconst options = { id: "b", retries: 50 };\ninngest.createFunction(options, async () => {});`), [false, false]);
  assert.deepEqual(told("inngest.createFunction({ id: \"a\", retries: 50 }, async () => {});", "/main.js"), [false]);
  assert.deepEqual(told("const make = (options, handler) => inngest.createFunction(options, handler);\nmake({ id: \"a\", retries: 50 }, async () => {});"), [false]);
});
