import { test } from "node:test";
import { eventContractChanged as rule } from "./event-contract-changed.ts";
import { check, checkFix } from "./testing.ts";

const client = 'import { Inngest } from "inngest";\nexport const inngest = new Inngest({ id: "app" });';

/** A package that sends, as it was and as it is, and one that listens. */
function changed(before: string, after: string, listener: string, listenerBefore = listener, sdk = "v4"): string {
  const send = (text: string): string => `import { eventType } from "inngest";\nimport { z } from "zod";\nimport { inngest } from "./client";\n${text}`;
  const listen = (text: string): string => `import { inngest } from "./client";\n${text}`;
  return [
    `//- /@base/a/client.ts sdk:${sdk}\n${client}\n//- /@base/b/client.ts\n${client}\n//- /@base/a/send.ts\n${send(before)}\n//- /@base/b/mail.ts\n${listen(listenerBefore)}`,
    `//- /a/client.ts sdk:${sdk}\n${client}\n//- /b/client.ts\n${client}\n//- /a/send.ts\n${send(after)}\n//- /b/mail.ts\n${listen(listener)}`,
  ].join("\n");
}

function listening(body: string, options = '{ id: "mail", triggers: { event: "app/a" } }'): string {
  return `export const mail = inngest.createFunction(${options}, async ({ event, step }) => {\n${body}\n});`;
}

const reads = listening("await step.run(\"send\", () => post(event.data.userId));");
const both = 'await inngest.send({ name: "app/a", data: { userId: "1", plan: "pro" } });';

test("a key that a function of another package reads is gone, or has another name", () => {
  check(rule, changed(both, `
await inngest.send({ name: "app/a", data: { plan: "pro" } });
//                                  ^^^^ warning(event-contract-changed): \`userId\` is no longer in \`app/a\`'s data, and function \`mail\` in \`b/mail.ts\` reads it; send it until that no longer does
  `, reads));
  check(rule, changed(both, `
await inngest.send({ name: "app/a", data: { accountId: "1", plan: "pro" } });
//                                          ^^^^^^^^^ warning(event-contract-changed): \`userId\` in \`app/a\`'s data is now \`accountId\`, and function \`mail\` in \`b/mail.ts\` still reads \`userId\`; send both until that no longer does
  `, reads));
  check(rule, changed(both, `
await inngest.send({ name: "app/a" });
//                         ^^^^^^^ warning(event-contract-changed): \`userId\` is no longer in \`app/a\`'s data, and function \`mail\` in \`b/mail.ts\` reads it; send it until that no longer does
  `, reads));
});

test("the fix gives the key its old name, and the event its own", () => {
  const renamed = 'await inngest.send({ name: "app/a", data: { accountId: "1", plan: "pro" } });';
  checkFix(rule, changed(both, renamed, reads), changed(both, renamed.replace("accountId", "userId"), reads));
  checkFix(rule, changed(both, both.replace("app/a", "app/b"), reads), changed(both, both, reads));
});

test("a step that sends, on both versions, known by its id among others", () => {
  const sending = (first: string, sdk: string): string => `inngest.createFunction({ id: "s"${sdk === "v4" ? ", triggers: [{ cron: \"* * * * *\" }] }" : "}, { cron: \"* * * * *\" }"}, async ({ step }) => {
  await step.sendEvent("one", { name: "app/a", data: { ${first} } });
//LABEL
  await step.sendEvent("two", { name: "app/a", data: { kind: "two" } });
});`;
  const label = "                                               ^^^^ warning(event-contract-changed): `userId` is no longer in `app/a`'s data, and function `mail` in `b/mail.ts` reads it; send it until that no longer does";
  for (const sdk of ["v3", "v4"]) {
    const listener = sdk === "v4" ? reads : listening("await step.run(\"send\", () => post(event.data.userId));", '{ id: "mail" }, { event: "app/a" }');
    check(rule, changed(sending("userId: 1", sdk), sending("plan: 2", sdk).replace("//LABEL", `//${label.slice(2)}`), listener, listener, sdk).replaceAll("//LABEL", ""));
  }
});

test("another type of value, where the function that reads it is as it was", () => {
  check(rule, changed('await inngest.send({ name: "app/a", data: { userId: "1" } });', `
await inngest.send({ name: "app/a", data: { userId: 1 } });
//                                                  ^ warning(event-contract-changed): \`userId\` in \`app/a\`'s data is now a number and was a string, and function \`mail\` in \`b/mail.ts\` still reads it as before; use a new key
  `, reads));
  check(rule, changed('await inngest.send({ name: "app/a", data: { userId: "1" } });', 'await inngest.send({ name: "app/a", data: { userId: 1 } });', reads.replace("post(", "postNumber("), reads));
});

test("an expression that waits for a key, and one that routes by it", () => {
  const data = 'await inngest.send({ name: "app/b", data: { orderId: "1" } });';
  const gone = `
await inngest.send({ name: "app/b", data: { order: { id: "1" } } });
//                                  ^^^^ warning(event-contract-changed): \`orderId\` is no longer in \`app/b\`'s data, and function \`mail\` in \`b/mail.ts\` reads it; send it until that no longer does
`;
  for (const how of ['match: "data.orderId"', 'if: "async.data.orderId == event.data.orderId"']) {
    check(rule, changed(data, gone, listening(`await step.waitForEvent("paid", { event: "app/b", timeout: "1d", ${how} });`)));
    check(rule, changed(data, gone, listening("", `{ id: "mail", triggers: { event: "app/a" }, cancelOn: [{ event: "app/b", ${how} }] }`)));
  }
  check(rule, changed(data, gone, listening("", '{ id: "mail", triggers: { event: "app/b" }, concurrency: { limit: 1, key: "event.data.orderId" } }')));
});

test("an event has another name, and functions still listen to the old one", () => {
  check(rule, changed(both, `
await inngest.send({ name: "app/b", data: { userId: "1", plan: "pro" } });
//                         ^^^^^^^ warning(event-contract-changed): event \`app/a\` is now \`app/b\`, and function \`mail\` in \`b/mail.ts\` still listens to \`app/a\`, which nothing sends any more; send both until that no longer does
  `, reads));
  check(rule, changed('export const a = eventType("app/a");\nawait inngest.send(a.create({}));', `
export const a = eventType("app/b");
//                         ^^^^^^^ warning(event-contract-changed): event \`app/a\` is now \`app/b\`, and function \`mail\` in \`b/mail.ts\` still listens to \`app/a\`, which nothing sends any more; send both until that no longer does
await inngest.send(a.create({}));
  `, reads));
});

test("a schema that promises less, or asks for more", () => {
  const schema = (fields: string): string => `export const a = eventType("app/a", { schema: z.object({ ${fields} }) });`;
  const needs = listening("await step.run(\"send\", () => post(event.data.userId.trim()));");
  const told = (fields: string, message: string): string => changed(schema("userId: z.string()"), `${schema(fields)}\n//                         ^^^^^^^ ${message}`, needs);
  check(rule, told("plan: z.string().optional()", "warning(event-contract-changed): `userId` is no longer in the schema of `app/a`, and function `mail` in `b/mail.ts` reads it; keep it until that no longer does"));
  check(rule, told("userId: z.string().optional()", "warning(event-contract-changed): `userId` is now optional in the schema of `app/a`, and function `mail` in `b/mail.ts` throws without it; keep it required until that no longer does"));
  check(rule, told("userId: z.number()", "warning(event-contract-changed): `userId` in the schema of `app/a` is now a number and was a string, and function `mail` in `b/mail.ts` still reads it as before; use a new key"));
  const typed = listening("", '{ id: "mail", triggers: [a] }').replace("export const mail", 'import { a } from "../a/send";\nexport const mail');
  check(rule, changed(schema("userId: z.string()"), `${schema("userId: z.string(), plan: z.string()")}
//                         ^^^^^^^ info(event-contract-changed): \`plan\` is now required in the schema of \`app/a\`, and function \`mail\` in \`b/mail.ts\` refuses events that were sent without it; make it optional at first`, typed));
});

test("what a function is invoked with", () => {
  const invoking = (data: string, how: string, label = ""): string => `import { referenceFunction } from "inngest";\nimport { mail } from "../b/mail";
inngest.createFunction({ id: "s", triggers: [{ cron: "* * * * *" }] }, async ({ step }) => {
  await step.invoke("call", { function: ${how}, data: ${data} });
${label}
});`;
  const invoked = listening("await step.run(\"send\", () => post(event.data.userId));", '{ id: "mail", triggers: [] }');
  check(rule, changed(invoking('{ userId: "1" }', "mail"), invoking("{}", "mail", "//                                                  ^^ warning(event-contract-changed): `userId` is no longer in the data that `mail` is invoked with, and function `mail` in `b/mail.ts` reads it; send it until that no longer does"), invoked));
  check(rule, changed(invoking('{ userId: "1" }', 'referenceFunction({ functionId: "mail" })'), invoking('{ user: "1" }', 'referenceFunction({ functionId: "mail" })', "//                                                                                         ^^^^ warning(event-contract-changed): `userId` in the data that `mail` is invoked with is now `user`, and function `mail` in `b/mail.ts` still reads `userId`; send both until that no longer does"), invoked));
});

test("a key inside of an object", () => {
  const nested = listening("await step.run(\"send\", () => post(event.data.user.email));");
  const before = 'await inngest.send({ name: "app/a", data: { user: { email: "x", id: 1 } } });';
  check(rule, changed(before, `
await inngest.send({ name: "app/a", data: { user: { id: 1 } } });
//                                          ^^^^ warning(event-contract-changed): \`user.email\` is no longer in \`app/a\`'s data, and function \`mail\` in \`b/mail.ts\` reads it; send it until that no longer does
  `, nested));
  check(rule, changed(before, `
await inngest.send({ name: "app/a", data: { user: { mail: "x", id: 1 } } });
//                                                  ^^^^ warning(event-contract-changed): \`user.email\` in \`app/a\`'s data is now \`user.mail\`, and function \`mail\` in \`b/mail.ts\` still reads \`user.email\`; send both until that no longer does
  `, listening("const { user } = event.data;\nawait step.run(\"send\", () => post(user.email));")));
  check(rule, changed(before, `
await inngest.send({ name: "app/a", data: { user: { email: 5, id: 1 } } });
//                                                         ^ warning(event-contract-changed): \`user.email\` in \`app/a\`'s data is now a number and was a string, and function \`mail\` in \`b/mail.ts\` still reads it as before; use a new key
  `, nested));
  check(rule, changed(before, `
await inngest.send({ name: "app/a", data: {} });
//                                  ^^^^ warning(event-contract-changed): \`user\` is no longer in \`app/a\`'s data, and function \`mail\` in \`b/mail.ts\` reads it; send it until that no longer does
  `, nested));
  const without = 'await inngest.send({ name: "app/a", data: { user: { id: 1 } } });';
  for (const use of ["event.data.user.email ?? \"none\"", "event.data.user?.email", "event.data.user.toString()", "load(event.data.user)"]) check(rule, changed(before, without, listening(`await step.run("send", () => post(${use}));`)));
  check(rule, changed(before, 'await inngest.send({ name: "app/a", data: { user: { ...user } } });', nested));
  check(rule, changed(before, without, listening("const email = event.data.user.email;\nif (email) await step.run(\"send\", () => post(email));")));
  check(rule, changed(before, without, listening("let user = event.data.user;\nuser = complete(user);\nawait step.run(\"send\", () => post(user.email));")));
});

test("several functions are counted", () => {
  check(rule, changed(both, `
await inngest.send({ name: "app/a", data: { plan: "pro" } });
//                                  ^^^^ warning(event-contract-changed): \`userId\` is no longer in \`app/a\`'s data, and function \`mail\` in \`b/mail.ts\` and 1 more read it; send it until those no longer do
  `, `${reads}\n${reads.replace("mail =", "push =").replace('"mail"', '"push"')}`));
});

test("what may be meant, or cannot be told, is passed over", () => {
  const without = 'await inngest.send({ name: "app/a", data: { plan: "pro" } });';
  const silent: readonly (readonly [before: string, after: string, listener: string, listenerBefore?: string])[] = [
    // Nobody reads it, or nobody needs it.
    [both, without, listening("await step.run(\"send\", () => post(event.data.plan));")],
    [both, without, listening("if (event.data.userId) await step.run(\"send\", () => post(event.data.userId));")],
    [both, without, listening("const { userId = \"none\" } = event.data; await step.run(\"send\", () => post(userId));")],
    [both, without, listening("await step.run(\"send\", () => post(event.data.userId));", '{ id: "mail", triggers: [{ event: "app/a" }, { event: "app/b" }] }')],
    [both, without, listening("", '{ id: "mail", triggers: { event: "app/a", if: "event.data.userId != null" } }')],
    // It is as it was, or was never there.
    [both, both, reads],
    [without, without, reads],
    [without, `${without} `, reads],
    [without, `${without}\n${without}`, reads],
    // It may still be there.
    [both, 'await inngest.send({ name: "app/a", data: { ...rest, plan: "pro" } });', reads],
    [both, 'await inngest.send({ name: "app/a", data });', reads],
    [both, "await inngest.send(payload);", reads],
    [both, 'await inngest.send({ name: "app/a", data: { [key]: 1 } });', reads],
    // Some runs only, and several places that send.
    [`${both}\n${both}`, `${both}\n${without}`, listening("if (event.data.plan === \"pro\") await step.run(\"send\", () => post(event.data.userId));")],
    // A new place that sends is not a change of what was sent.
    [both, `${both}\n${without}`, reads],
    // The event's new name is listened to, or its old one is still sent, or may be.
    [both, both.replace("app/a", "app/b"), listening("", '{ id: "mail", triggers: [{ event: "app/a" }, { event: "app/b" }] }')],
    [both, both.replace("app/a", "app/b"), listening("", '{ id: "mail", triggers: { event: "app/*" } }')],
    [both, both.replace("app/a", "app/b"), listening("", '{ id: "mail", triggers: { event: "app/b" } }'), reads],
    [both, `${both.replace("app/a", "app/b")}\n${both}`, reads],
    [both, `${both.replace("app/a", "app/b")}\nawait inngest.send({ name: topic, data: {} });`, reads],
    [both, "", reads],
  ];
  for (const [before, after, listener, listenerBefore] of silent) check(rule, changed(before, after, listener, listenerBefore));
  // A middleware that is new may give what senders gave.
  const guarded = `${without}\nconst other = new Inngest({ id: "other", middleware: [addUser] });`;
  check(rule, changed(both, guarded, reads).replaceAll('import { eventType }', 'import { eventType, Inngest }'));
  // No base.
  check(rule, `//- /send.ts sdk:v4\n${client}\n${without}\n${reads}`);
});
