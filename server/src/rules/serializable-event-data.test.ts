import { test } from "node:test";
import { serializableEventData as rule } from "./serializable-event-data.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

const warning = (message: string): string => `warning(serializable-event-data): ${message}`;

test("what JSON cannot carry, wherever it stands in the data", () => {
  check(rule, `
    //- /main.ts sdk:v4
    const tags = new Set(["a"]);
    await inngest.send({ name: "a", data: { at: new Date(), index: new Map(), tags, deep: { list: [1, /x/, () => 1] }, big: 10n, failed: new Error("x") } });
    //                                          ^^^^^^^^^^ ${warning("`at` is a `Date`, which arrives as a string; send its `toISOString()`")}
    //                                                             ^^^^^^^^^ ${warning("`index` is a `Map`, which arrives as \\`{}\\`; send an object of its entries")}
    //                                                                        ^^^^ ${warning("`tags` is a `Set`, which arrives as \\`{}\\`; send an array of its values")}
    //                                                                                                ^^^ ${warning("`list[1]` is a regular expression, which arrives as \\`{}\\`; send its \\`source\\`")}
    //                                                                                                     ^^^^^^^ ${warning("`list[2]` is a function, which arrives as null; leave it out")}
    //                                                                                                                      ^^^ ${warning("`big` is a bigint, which does not arrive; send it as a string")}
    //                                                                                                                                   ^^^^^^^^^^^^^^ ${warning("`failed` is an `Error`, which arrives as \\`{}\\`; send its \\`message\\`")}
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => step.sendEvent("s", users.map((user) => ({ name: "b", data: { at: new Date(user.at) } }))));
    //                                                                                                                                        ^^^^^^^^^^^^^^^^^ ${warning("`at` is a `Date`, which arrives as a string; send its `toISOString()`")}
  `.replaceAll("\\`", "`"));
});

test("what it can carry, what is not known, and events whose schema says what they carry", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { eventType, Inngest } from "inngest";
    import { z } from "zod";
    const inngest = new Inngest({ id: "app" });
    const dated = eventType("dated", { schema: z.object({ at: z.coerce.date() }) });
    class Money {}
    await inngest.send({ name: "a", data: { at: new Date().toISOString(), ms: Date.now(), none: undefined, empty: null, money: new Money(), url: new URL("x:y"), value, ...rest } });
    await inngest.send(dated.create({ at: new Date() }));
    await inngest.send({ name: "dated", data: { at: new Date() } });
    await other.send({ name: "a", data: { at: new Date() } });
  `);
});

test("the fix sends what was meant", () => {
  const send = (value: string): string => `await inngest.send({ name: "a", data: { value: ${value} } });`;
  checkFix(rule, send("new Date()"), send("new Date().toISOString()"));
  checkFix(rule, send("new Set(ids)"), send("[...new Set(ids)]"));
  checkFix(rule, send("new Map(pairs)"), send("Object.fromEntries(new Map(pairs))"));
  checkFix(rule, send("10n"), send('"10"'));
  checkFix(rule, send("new Error(text)"), send("new Error(text).message"));
  checkFix(rule, 'const at = new Date();\nawait inngest.send({ name: "a", data: { at } });', 'const at = new Date();\nawait inngest.send({ name: "a", data: { at: at.toISOString() } });');
  checkNoFix(rule, send("() => 1"));
});
