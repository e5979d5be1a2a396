import assert from "node:assert/strict";
import { test } from "node:test";
import { check, checkFix, findAll } from "./testing.ts";
import { validFunctionOptions as rule } from "./valid-function-options.ts";

const warning = (message: string): string => `warning(valid-function-options): ${message}`;

test("options beyond the limits", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "a", retries: 25 }, async () => {});
    //                                         ^^ ${warning("`retries` is a whole number from 0 to 20")}
    inngest.createFunction({ id: "b", cancelOn: [{ event: "a" }, { event: "b" }, { event: "c" }, { event: "d" }, { event: "e" }, { event: "f" }] }, async () => {});
    //                                                                                                                           ^^^^^^^^^^^^^^ ${warning("`cancelOn` has at most 5 entries; this one has 6")}
    inngest.createFunction({ id: "c", concurrency: [{ limit: 1 }, { limit: 2, key: "a" }, { limit: 3, key: "b" }] }, async () => {});
    //                                                                                    ^^^^^^^^^^^^^^^^^^^^^^ ${warning("`concurrency` has at most 2 entries")}
    inngest.createFunction({ id: "d", concurrency: { limit: 1, scope: "account" } }, async () => {});
    //                                                                ^^^^^^^^^ ${warning("`concurrency` of scope `account` needs a `key`")}
    inngest.createFunction({ id: "e", batchEvents: { maxSize: 1, timeout: "1d" }, priority: { run: "1" } }, async () => {});
    //                                                        ^ ${warning("`maxSize` of a batch is at least 2")}
    //                                                                    ^^^^ ${warning("`timeout` of a batch is given in hours, minutes and seconds")}
    //                                                                            ^^^^^^^^ ${warning("`priority` cannot be combined with `batchEvents`")}
    inngest.createFunction({ id: "f", debounce: { period: "8d" } }, async () => {});
    //                                                    ^^^^ ${warning("`period` of `debounce` is between one second and seven days")}
    inngest.createFunction({ id: "g", rateLimit: { limit: 1, period: "25h" } }, async () => {});
    //                                                               ^^^^^ ${warning("`period` of `rateLimit` is at most 24 hours")}
    inngest.createFunction({ id: "i", debounce: { period: "5 minutes" }, rateLimit: { limit: 0, period: "1x" } }, async () => {});
    //                                                    ^^^^^^^^^^^ ${warning("`period` of `debounce` is given as `30s`, `5m` or `1h`; Inngest cannot read `5 minutes`")}
    //                                                                                       ^ ${warning("`limit` of `rateLimit` is at least 1")}
    //                                                                                                  ^^^^ ${warning("`period` of `rateLimit` is given as `30s`, `5m` or `1h`; Inngest cannot read `1x`")}
    inngest.createFunction({ id: "j", concurrency: [{ limit: 10 }, { limit: 5 }] }, async () => {});
    //                                                             ^^^^^^^^^^^^ ${warning("two limits of `concurrency` hold for all runs of the function; one of them needs a `key`")}
    //- /v3.ts sdk:v3
    const options = { id: "h", retries: -1 };
    //                                  ^^ ${warning("`retries` is a whole number from 0 to 20")}
    inngest.createFunction(options, { event: "a" }, async () => {});
  `);
});

test("too many triggers", () => {
  const triggers = Array.from({ length: 11 }, (_, index) => `{ event: "e${String(index)}" }`);
  const start = `inngest.createFunction({ id: "a", triggers: [${triggers.slice(0, 10).join(", ")}, `;
  check(rule, `//- /main.ts sdk:v4\n${start}${triggers[10] ?? ""}] }, async () => {});\n//${" ".repeat(start.length - 2)}${"^".repeat(16)} ${warning("a function has at most 10 triggers; this one has 11")}`);
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
