import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validExpression as rule } from "./valid-expression.ts";

const error = (message: string): string => `error(valid-expression): ${message}`;
const warning = (message: string): string => `warning(valid-expression): ${message}`;

const SCHEMA = `
    import { eventType, Inngest, staticSchema } from "inngest";
    import { z } from "zod";
    const inngest = new Inngest({ id: "app" });
    const ordered = eventType("shop/ordered", { schema: z.object({ orderId: z.string(), amount: z.number(), plan: z.enum(["free", "pro"]), items: z.array(z.object({ sku: z.string() })), tags: z.record(z.string(), z.string()) }) });
    const paid = eventType("shop/paid", { schema: staticSchema<{ orderId: string; total: number }>() });
`;

test("what is no expression, in every option that takes one", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "a", triggers: { event: "a", if: "event.data.x === 1" } }, async () => {});
    //                                                                          ^^^ ${error("`===` is JavaScript's; an expression compares with `==`")}
    inngest.createFunction({ id: "b", triggers: [{ event: "a", if: 'event.data.x = 1' }] }, async () => {});
    //                                                                           ^ ${error("an expression compares with `==`")}
    inngest.createFunction({ id: "c", concurrency: { limit: 1, key: "event.data.x +" } }, async () => {});
    //                                                                            ^ ${error("this expression ends before it is complete")}
    inngest.createFunction({ id: "d", concurrency: [{ limit: 1 }, { limit: 1, key: "(event.data.x" }] }, async () => {});
    //                                                                                          ^ ${error("a bracket is not closed in this expression")}
    inngest.createFunction({ id: "e", rateLimit: { limit: 1, period: "1h", key: "event.data?.x" } }, async () => {});
    //                                                                                     ^^ ${error("an expression has no `?.`; a key that is missing is null")}
    inngest.createFunction({ id: "f", throttle: { limit: 1, period: "1h", key: "event.data.x ?? 'none'" } }, async () => {});
    //                                                                                       ^^ ${error("an expression has no `??`; write `has(a.b) ? a.b : c`")}
    inngest.createFunction({ id: "g", debounce: { period: "1h", key: "event.data.x and event.data.y" } }, async () => {});
    //                                                                             ^^^ ${error("an expression has no `and`; write `&&`")}
    inngest.createFunction({ id: "h", batchEvents: { maxSize: 2, timeout: "5s", key: "event.data.x == 'a" } }, async () => {});
    //                                                                                                ^^ ${error("a string is not closed in this expression")}
    inngest.createFunction({ id: "i", singleton: { mode: "skip", key: "event.data.xs.map(x => x.id)" } }, async () => {});
    //                                                                                     ^^ ${error("an expression has no arrow functions; a macro names its variable first, `items.exists(item, item.price > 10)`")}
    inngest.createFunction({ id: "j", idempotency: "event.data.x event.data.y" }, async () => {});
    //                                                           ^^^^^ ${error("this is not an expression: `event` is unexpected here")}
    inngest.createFunction({ id: "k", priority: { run: "event.data.x & 1" } }, async () => {});
    //                                                               ^ ${error("an expression has no `&`; write `&&`")}
    inngest.createFunction({ id: "l", cancelOn: [{ event: "b", if: "async.data.x == event.data.x;" }] }, async ({ step }) => {
    //                                                                                          ^ ${error("an expression ends without a `;`")}
      await step.waitForEvent("w", { event: "b", timeout: "1h", if: "async.data.x == event.data.x or true" });
      //                                                                                          ^^ ${error("an expression has no `or`; write `||`")}
    });
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "m" }, { event: "a", if: "event.data.x !== 1" }, async () => {});
    //                                                                  ^^^ ${error("`!==` is JavaScript's; an expression compares with `!=`")}
  `);
});

test("names that an expression does not know", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: { event: "a", if: "evnt.data.x == 1" } }, async () => {});
    //                                                             ^^^^ ${warning("there is no `evnt` in this expression; did you mean `event`")}
    inngest.createFunction({ id: "b", concurrency: { limit: 1, key: "data.userId" } }, async () => {});
    //                                                               ^^^^ ${warning("`data` is a part of an event; an expression starts from `event`")}
    inngest.createFunction({ id: "c", triggers: { event: "a", if: "event.data.plan == pro" } }, async () => {});
    //                                                                                ^^^ ${warning("there is no `pro` in this expression, which starts from `event`; if it is text, it needs quotes")}
    inngest.createFunction({ id: "d", concurrency: { limit: 1, key: "openai" } }, async () => {});
    //                                                               ^^^^^^ ${warning("there is no `openai` in this expression, which starts from `event`; if it is text, it needs quotes")}
    inngest.createFunction({ id: "e", triggers: { event: "a", if: "event.data.x != undefined" } }, async () => {});
    //                                                                             ^^^^^^^^^ ${warning("an expression has no `undefined`; what is missing is `null`")}
    inngest.createFunction({ id: "f", idempotency: "async.data.x" }, async () => {});
    //                                              ^^^^^ ${warning("`async` is the event that is waited for or that cancels; in this option there is only `event`")}
    inngest.createFunction({ id: "g", triggers: { event: "a", if: "event.data.name.toLowerCase() == 'a' && event.data.tags.includes('b')" } }, async () => {});
    //                                                                             ^^^^^^^^^^^ ${warning("there is no function `toLowerCase` in an expression; did you mean `lowercase`")}
    //                                                                                                                     ^^^^^^^^ ${warning("there is no function `includes` in an expression; did you mean `contains`")}
    inngest.createFunction({ id: "h", triggers: { event: "a", if: "event.userId == 'x' && event.nam == 'a'" } }, async () => {});
    //                                                                   ^^^^^^ ${warning("an event has no `userId` beside its data; did you mean `event.data.userId`")}
    //                                                                                          ^^^ ${warning("an event has no `nam`; did you mean `name`")}
  `);
});

test("waits: what is waited for is `async`", () => {
  check(rule, `
    //- /main.js sdk:v4
    inngest.createFunction({ id: "a", triggers: { event: "a" }, cancelOn: [{ event: "b", match: "event.data.userId" }] }, async ({ event, step }) => {
    //                                                                                           ^^^^^ ${warning("`match` is a path that both events have, without `event`: `data.userId`")}
      await step.waitForEvent("one", { event: "b", timeout: "1h", if: "event.data.userId == 'u'" });
      //                                                               ^^^^^^^^^^^^^^^^^^^^^^^^ ${warning("this condition does not look at the event that is waited for, which is `async`; `event` is the one that started the run")}
      await step.waitForEvent("two", { event: "b", timeout: "1h", if: "async.data.x == 1", match: "data.userId" });
      //                                                              ^^^^^^^^^^^^^^^^^^^ error(valid-expression): \`if\` has no effect beside \`match\`, which wins
      await step.waitForEvent("three", { event: "b", timeout: "1h", match: "event.data.x == async.data.x" });
      //                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${warning("`match` is one path that both events have, `data.userId`; a condition belongs in `if`")}
      await step.waitForEvent("four", { event: "b", timeout: "1h", if: "async.data.userId == '\${event.data.userId}'" });
      //                                                                                      ^^^^^^^^^^^^^^^^^^^^ ${warning("`${event.data.userId}` is filled in only between backticks; here it is text")}
      await step.waitForEvent("five", { event: "b", timeout: "1h", if: \`async.data.at == \${new Date(event.ts).toISOString()}\` });
      //                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${warning("text that is filled in here arrives without quotes, as a name that an expression does not know")}
    });
  `);
});

test("paths and values against the events' schemas", () => {
  check(rule, `
    //- /main.ts sdk:v4${SCHEMA}
    inngest.createFunction({ id: "a", triggers: { event: ordered, if: "event.data.ordrId == 'x'" }, concurrency: { limit: 1, key: "event.data.items[0].skuu" } }, async ({ event, step }) => {
    //                                                                            ^^^^^^ ${warning("`ordrId` is not a key of `event.data`; did you mean `orderId`")}
    //                                                                                                                                                 ^^^^ ${warning("`skuu` is not a key of `event.data.items[0]`; did you mean `sku`")}
      await step.waitForEvent("paid", { event: paid, timeout: "1h", if: "async.data.orderID == event.data.orderId && async.data.total > 1" });
      //                                                                            ^^^^^^^ ${warning("`orderID` is not a key of `async.data`; did you mean `orderId`")}
      await step.waitForEvent("id", { event: "shop/paid", timeout: "1h", if: \`async.data.orderId == \${event.data.orderId}\` });
      //                                                                                              ^^^^^^^^^^^^^^^^^^ ${warning("text that is filled in here arrives without quotes, as a name that an expression does not know")}
      const { data } = event;
      await step.waitForEvent("plan", { event: paid, timeout: "1h", if: \`async.data.orderId == '\${data.orderId}' && async.data.total == \${data.plan}\` });
      //                                                                                                                                  ^^^^^^^^^ ${warning("text that is filled in here arrives without quotes, as a name that an expression does not know")}
    });
    inngest.createFunction({ id: "match", triggers: ordered, cancelOn: [{ event: paid, match: "data.total" }] }, async ({ step }) => {
    //                                                                                              ^^^^^ ${warning("`match` compares `event.data.total` with `async.data.total`, and `total` is not a key of `event.data`")}
      await step.waitForEvent("amount", { event: paid, timeout: "1h", match: "data.amount" });
      //                                                                           ^^^^^^ ${warning("`match` compares `event.data.amount` with `async.data.amount`, and `amount` is not a key of `async.data`")}
      await step.waitForEvent("slip", { event: paid, timeout: "1h", match: "data.orderID" });
      //                                                                         ^^^^^^^ ${warning("`match` compares `event.data.orderID` with `async.data.orderID`, and `orderID` is not a key of `event.data`; did you mean `orderId`")}
      await step.waitForEvent("bare", { event: paid, timeout: "1h", match: "orderId" });
      //                                                                    ^^^^^^^ ${warning("`match` compares `event.orderId` with `async.orderId`, and `orderId` is not a key of `event`; did you mean `data.orderId`")}
      await step.waitForEvent("open", { event: paid, timeout: "1h", match: "user.id" });
      await step.waitForEvent("unknown", { event: "shop/unknown", timeout: "1h", match: "data.plan" });
      await step.waitForEvent("filled", { event: paid, timeout: "1h", match: \`data.\${key}\` });
    });
    inngest.createFunction({ id: "b", triggers: { event: "shop/ordered", if: "event.data.plan == 'prp' || event.data.amount == '5' || event.data.items.length > 1 || event.data.orderId.length > 1" } }, async () => {});
    //                                                                                           ^^^^^ ${warning("`event.data.plan` is `\"free\"` or `\"pro\"` and never `\"prp\"`; did you mean `\"pro\"`")}
    //                                                                                                                         ^^^ ${warning("`event.data.amount` is a number and never `\"5\"`")}
    //                                                                                                                                                 ^^^^^^ ${warning("`event.data.items` has no `length` in an expression; write `size(event.data.items)`")}
    //                                                                                                                                                                                  ^^^^^^ ${warning("`event.data.orderId` has no `length` in an expression; write `size(event.data.orderId)`")}
    const byUser = 'event.data["user\\x49d"] + "-" + event.data.ordrId';
    //                         ^^^^^^^^^^^ ${warning("`userId` is not a key of `event.data`")}
    //                                                         ^^^^^^ ${warning("`ordrId` is not a key of `event.data`; did you mean `orderId`")}
    inngest.createFunction({ id: "c", triggers: { event: ordered }, idempotency: byUser, debounce: { period: "1h", key: byUser } }, async () => {});
    inngest.createFunction({ id: "d", triggers: [ordered, paid], priority: { run: "event.data.total > 5 ? 1 : event.data.totl" } }, async () => {});
    //                                                                                                                   ^^^^ ${warning("`totl` is not a key of `event.data`; did you mean `total`")}
  `);
});

test("expressions that are right, or that cannot be told", () => {
  check(rule, `
    inngest.createFunction({ id: "rare", triggers: [{ event: "a", if: "event.data.share > .5" }, { event: "b", if: ".event.data.x == 1" }, { event: "c", if: "event.data.x == Money{units: 1}" }] }, async () => {});
    //- /main.ts sdk:v4${SCHEMA}
    inngest.createFunction({ id: "a", triggers: [{ event: ordered, if: "event.data.plan in ['pro', 'free'] && event.data.items.exists(item, item.sku == event.data.orderId)" }, { event: "other" }],
      concurrency: [{ limit: 1, key: "event.data.anything" }, { limit: 2, key: '"global"', scope: "account" }],
      idempotency: "event.data.orderId + '-' + string(event.ts) + event.id + event.v + event.user.id", priority: { run: "120" } }, async ({ event, step }) => {
      await step.waitForEvent("a", { event: paid, timeout: "1h", if: \`async.data.orderId == "\${event.data.orderId}" && async.data.total > \${event.data.amount}\` });
      await step.waitForEvent("b", { event: paid, timeout: "1h", if: \`event.data.orderId == async.data.orderId && \${conditions}\` });
      await step.waitForEvent("c", { event: paid, timeout: "1h", match: "data.orderId" });
      await step.waitForEvent("d", { event: "unknown", timeout: "1h", if: "async.data.whatever.deep[0] == event.data.more" });
      await step.waitForEvent("e", { event: paid, timeout: "1h", if: buildCondition(event) });
      await step.waitForEvent("f", { event: paid, timeout: "1h", if: \`\${event.data.condition}\` });
      await step.waitForEvent("g", { event: paid, timeout: "1h", if: "async.data.orderId == " + JSON.stringify(event.data.orderId) });
    });
    inngest.createFunction({ id: "b", triggers: { event: ordered, if: "has(event.data.coupon) && event.data.coupon == 'X' && event.data.tags.any == 'a' && event.data.tags['b-c'] == 'd'" }, singleton: { key: "event.data.orderId", mode: "skip" } }, async () => {});
    inngest.createFunction({ id: "c", triggers: { event: ordered, if: "event.data.orderId.startsWith('a') && event.data.orderId.matches('^a\\\\\\\\d+$') && size(event.data.items) > 1 && lowercase(event.data.plan) == 'pro'" } }, async () => {});
    inngest.createFunction({ id: "d", triggers: { event: "shop/*", if: "event.data.ordrId == event.name" } }, async () => {});
    inngest.createFunction({ id: "e", triggers: { cron: "0 0 * * *" }, concurrency: { limit: 1, key: "event.data.cron" } }, async () => {});
    inngest.createFunction({ id: "f", triggers: { event: ordered, if: "" }, batchEvents: { maxSize: 2, timeout: "5s", key: keyOf(settings) } }, async () => {});
    inngest.createFunction({ id: "g", triggers: { event: ordered, if: \`event.data.plan == 'pro'
      && event.data.amount > 10 // large
      && !(event.data.amount > 1000)\` } }, async () => {});
    other.createFunction({ id: "h", triggers: { event: "a", if: "event.data.x === 1" } }, async () => {});
    inngest.createFunction({ id: "i", triggers: { event: "inngest/function.failed", if: "event.data.function_id == 'app-f'" } }, async () => {});
  `);
});

test("a wait in a helper is checked against the events of every function that reaches it", () => {
  check(rule, `
    //- /functions.ts sdk:v4${SCHEMA}
    import { waitForPayment } from "./helper";
    inngest.createFunction({ id: "a", triggers: ordered }, async ({ step }) => waitForPayment(step));
    inngest.createFunction({ id: "b", triggers: paid }, async ({ step }) => waitForPayment(step));
    //- /helper.ts sdk:v4
    import type { GetStepTools } from "inngest";
    export const waitForPayment = (step: GetStepTools<any>) => step.waitForEvent("w", { event: "shop/paid", timeout: "1h", if: "async.data.orderId == event.data.orderId && event.data.total == 1 && event.data.totl == 2" });
    //                                                                                                                                                                                                          ^^^^ ${warning("`totl` is not a key of `event.data`; did you mean `total`")}
  `);
});

test("fixes", () => {
  const wait = (condition: string): string => `inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ event, step }) => { await step.waitForEvent("w", { event: "b", timeout: "1h", if: ${condition} }); });`;
  checkFix(rule, wait('`event.data.taskId == "${event.data.taskId}"`'), wait('`async.data.taskId == "${event.data.taskId}"`'), "Change 'event' to 'async'");
  const fix = (before: string, after: string): void => { checkFix(rule, `inngest.createFunction({ id: "a", triggers: { event: "a", if: ${before} } }, async () => {});`, `inngest.createFunction({ id: "a", triggers: { event: "a", if: ${after} } }, async () => {});`); };
  fix('"event.data.x === 1 && event.data.y === 2"', '"event.data.x == 1 && event.data.y == 2"');
  fix("'event.data.plan == pro'", "'event.data.plan == \"pro\"'");
  fix('"event.data.plan == pro || event.data.plan == \\"x\\""', "\"event.data.plan == 'pro' || event.data.plan == \\\"x\\\"\"");
  fix('"event.data?.x == 1"', '"event.data.x == 1"');
  fix('"evnt.data.x == 1"', '"event.data.x == 1"');
  fix('"event.userId == 1"', '"event.data.userId == 1"');
  fix('"event.data.tags.includes(\'a\')"', '"event.data.tags.contains(\'a\')"');
  fix('"event.data.x == \'${id}\'"', "`event.data.x == '${id}'`");
  fix('"not event.data.x"', '"!event.data.x"');
  checkFix(rule, wait("`async.data.email == ${event.data.email.toLowerCase()}`"), wait("`async.data.email == '${event.data.email.toLowerCase()}'`"));
  checkFix(rule, wait("`async.data.email == ${event.data.email.toLowerCase()} && async.data.x == \"y\"`"), wait("`async.data.email == '${event.data.email.toLowerCase()}' && async.data.x == \"y\"`"));
  const matching = (key: string): string => `//- /main.ts sdk:v4${SCHEMA}\ninngest.createFunction({ id: "a", triggers: ordered, cancelOn: [{ event: paid, match: "data.${key}" }] }, async () => {});`;
  checkFix(rule, matching("orderid"), matching("orderId"));
  checkFix(rule, `inngest.createFunction({ id: "a", cancelOn: [{ event: "b", match: "event.data.id" }] }, async () => {});`, `inngest.createFunction({ id: "a", cancelOn: [{ event: "b", match: "data.id" }] }, async () => {});`);
  checkNoFix(rule, `inngest.createFunction({ id: "a", triggers: { event: "a", if: "event.data.x ?? 1" } }, async () => {});`);
});
