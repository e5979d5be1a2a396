import assert from "node:assert/strict";
import { test } from "node:test";
import { eventPayloadShape } from "../event-payload-shape.ts";
import type { Finding } from "../rule.ts";
import { check, checkFix, findAll } from "../testing.ts";

const CLIENT = `//- /client.ts sdk:v4
import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "shop" });
`;

/** A handler of an event that nothing declares, with its senders. */
function shop(handler: string, sends: string, trigger = '{ event: "shop/paid" }', client = CLIENT): string {
  return `${client}//- /functions.ts
import { inngest } from "./client";
export const ship = inngest.createFunction({ id: "ship", triggers: ${trigger} }, ${handler});
//- /main.ts
import { inngest } from "./client";
${sends}
`;
}

function send(data: string): string {
  return `await inngest.send({ name: "shop/paid", data: ${data} });`;
}

function find(handler: string, ...data: readonly string[]): Finding[] {
  return findAll(eventPayloadShape, shop(handler, data.map(send).join("\n")));
}

const READS = "async ({ event, step }) => { await step.run(\"load\", () => load(event.data.orderId)); }";
const NEEDS = "async ({ event, step }) => { await step.run(\"load\", () => load(event.data.order.id)); }";

test("a key that the listener reads is misspelt", () => {
  check(eventPayloadShape, shop(READS, `${send('{ orderId: "o_1" }')}
await inngest.send({ name: "shop/paid", data: { orderID: "o_2" } });
                                              //^^^^^^^ warning(event-payload-shape): nothing reads \`orderID\` of \`shop/paid\`'s data; did you mean \`orderId\``));
  checkFix(eventPayloadShape, shop(READS, `${send("{ orderId }")} ${send("{ orderID }")}`), shop(READS, `${send("{ orderId }")} ${send("{ orderId: orderID }")}`), "Rename to 'orderId'");
});

test("the place where it is read is told", () => {
  const fixture = shop(READS, send("{ orderid: 1 }"));
  const [finding] = findAll(eventPayloadShape, fixture);
  assert.deepEqual(finding?.related?.map(({ location: { path }, message }) => [path, message]), [["/functions.ts", "`orderId` is read here"]]);
  assert.equal(finding?.fixes?.[0]?.preferred, false, "one sender against one reader: nobody says who is right");
});

test("a key without which every run throws, and which all others send", () => {
  check(eventPayloadShape, shop(NEEDS, `${send("{ order }")}
await inngest.send({ name: "shop/paid", data: { cart } });
                                      //^^^^ warning(event-payload-shape): \`order\` is missing from \`shop/paid\`'s data, and a function that it triggers throws without it`));
});

test("every way to take a key", () => {
  const bodies = [
    "({ event }) => { use(event.data.orderId); }",
    "({ event: { data } }) => { use(data.orderId); }",
    "({ event: { data: { orderId } } }) => { use(orderId); }",
    "(ctx) => { const { orderId } = ctx.event.data; use({ orderId }); }",
    "({ event }) => { const data = event.data as Paid; const id = data.orderId; return use(id); }",
    "({ event, logger }) => { logger.info(\"paid\", { data: event.data }); return use(event.data[\"orderId\"]!); }",
    "({ event, step }) => step.run(\"use\", async () => { const { orderId: id } = event.data; return use(id); })",
  ];
  for (const body of bodies) assert.equal(find(`async ${body}`, "{ orderID }").length, 1, body);
  for (const use of ["order.id", "order()", "order[0]"]) assert.equal(find(`async ({ event }) => use(event.data.${use})`, "{ order }", "{ cart }").length, 1, use);
  for (const body of ["for (const line of event.data.lines) use(line);", "use(...event.data.lines);", "const { first } = event.data.lines;", "const [first] = event.data.lines;", "const { lines } = event.data; use(lines.length);", "const { lines: [first] } = event.data;"]) {
    assert.equal(find(`async ({ event }) => { ${body} }`, "{ lines }", "{ other }").length, 1, body);
  }
});

test("silent where a run may do without the key", () => {
  const bodies = [
    "use(event.data.order?.id);", "use(event.data?.order.id);", "use(event.data.order ?? none);", "if (event.data.order) use(event.data.order.id);", "use(event.data.order && event.data.order.id);",
    "if (!event.data.order) return; use(event.data.order.id);", "if (\"order\" in event.data) use(event.data.order.id);", "const { order = none } = event.data; use(order.id);",
    "const { order } = event.data; if (order) use(order.id);", "if (paid) use(event.data.order.id);", "if (unpaid) return; use(event.data.order.id);", "for (const one of all) use(event.data.order.id);",
    "try { use(event.data.order.id); } catch { use(none); }", "later(() => use(event.data.order.id));", "await step.run(\"a\", () => use(event.data.order.id)).catch(() => none);",
    "fill(event.data); use(event.data.order.id);", "event.data.order = await load(); use(event.data.order.id);", "const { order, ...rest } = event.data; use(order.id, rest);",
    "use(event.data.order.id); if (event.data.order) again();", "let { order } = event.data; order = none; use(order.id);", "switch (kind) { case 1: use(event.data.order.id); }",
    "use(event.data.order as Order | undefined);", "const orders = event.data.order; const found = orders ? orders.id : 0;", "optional?.(event.data.order.id);",
  ];
  for (const body of bodies) assert.deepEqual(find(`async ({ event, step }) => { ${body} }`, "{ order }", "{ ordre }").map(({ message }) => message), [], body);
  assert.equal(find("async ({ event, step }) => { use(event.data.order.id); }", "{ order }", "{ ordre }").length, 1, "the same without a doubt");
  assert.deepEqual(find("async ({ event }) => { use(event.data.order); }", "{ order }", "{ cart }"), [], "what is only passed on may be optional");
});

test("silent unless all senders are in sight and agree", () => {
  const silent = (...data: readonly string[]): void => { assert.deepEqual(find(NEEDS, ...data), [], data.join(" ")); };
  assert.equal(find(NEEDS, "{ order }", "{ cart }").length, 1);
  silent("{ cart }");
  silent("{ order }", "{ cart }", "{ item }");
  silent("{ order }", "{ cart, ...rest }");
  silent("{ order }", "{ [key]: 1 }");
  silent("{ order }", "data", "{ cart }");
  assert.deepEqual(findAll(eventPayloadShape, shop(NEEDS, `${send("{ order }")} ${send("{ cart }")} await inngest.send({ name: unknown, data: {} });`)), []);
  assert.deepEqual(find(READS, "{ orderID }", "{ orderID }"), [], "the reader may be the one who is wrong");
});

test("silent where the key is read elsewhere as it is sent, or may be", () => {
  const other = (code: string): void => { assert.deepEqual(findAll(eventPayloadShape, shop(READS, `${send("{ orderId: 1 }")} ${send("{ orderID: 1 }")}\n${code}`)), [], code); };
  assert.equal(find(READS, "{ orderId: 1 }", "{ orderID: 1 }").length, 1);
  other('inngest.createFunction({ id: "g", triggers: { event: "shop/paid" } }, async ({ event }) => maybe && use(event.data.orderID));');
  other('inngest.createFunction({ id: "g", triggers: { event: "shop/*" } }, async ({ event }) => use(event.data));');
  other('inngest.createFunction({ id: "g", triggers: { event: "shop/paid" }, idempotency: "event.data.orderID" }, async () => {});');
  other('inngest.createFunction({ id: "g", triggers: { event: "a/b" } }, async ({ step }) => step.waitForEvent("w", { event: "shop/paid", timeout: "1d" }));');
  other('inngest.createFunction({ id: "g", triggers: { event: name() } }, async () => {});');
  other('inngest.createFunction({ id: "g", triggers: { event: "shop/paid" } }, wrap(async ({ event }) => use(event.data.orderId)));');
  other('inngest.createFunction({ id: "g", triggers: { event: "shop/paid" } }, imported);');
});

test("silent where the function takes other events too, or some of them, or middleware may help", () => {
  const told = (trigger?: string): Finding[] => findAll(eventPayloadShape, shop(NEEDS, `${send("{ order }")} ${send("{ ordre }")}`, trigger));
  const silent = (trigger: string): void => { assert.deepEqual(told(trigger), [], trigger); };
  assert.equal(told().length, 1);
  silent('[{ event: "shop/paid" }, { event: "shop/refunded" }]');
  silent('{ event: "shop/paid", if: "event.data.kind == \'order\'" }');
  silent('{ event: "shop/paid", if: CONDITION }');
  silent('{ event: "shop/*" }');
  silent('eventType("shop/paid", { schema: makeSchema() })');
  assert.deepEqual(findAll(eventPayloadShape, shop(NEEDS, `${send("{ order }")} ${send("{ cart }")}`, undefined, CLIENT.replace('"shop"', '"shop", middleware: [tenant]'))), []);
});

test("v3: silent where schemas cannot be read", () => {
  const v3 = (options: string): Finding[] => findAll(eventPayloadShape, `//- /main.ts sdk:v3
import { EventSchemas, Inngest } from "inngest";
import type { Events } from "./missing";
const inngest = new Inngest({ id: "shop"${options} });
inngest.createFunction({ id: "ship" }, { event: "shop/paid" }, ${READS});
${send("{ orderId }")} ${send("{ orderID }")}`);
  assert.equal(v3("").length, 1);
  assert.deepEqual(v3(", schemas: new EventSchemas().fromRecord<Events>()"), []);
});

test("an event of others is left alone", () => {
  const fixture = shop(READS, `${send("{ orderId }")} ${send("{ orderID }")}`);
  assert.equal(findAll(eventPayloadShape, fixture).length, 1);
  assert.deepEqual(findAll({ ...eventPayloadShape, check: (file, context) => eventPayloadShape.check(file, { ...context, externalEvents: ["shop/*"] }) }, fixture), []);
});
