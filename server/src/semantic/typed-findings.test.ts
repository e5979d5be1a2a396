/** What is found once the types of the real packages are known, and what is found no more. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { eventPayloadShape } from "../rules/event-payload-shape.ts";
import { handleWaitTimeout } from "../rules/handle-wait-timeout.ts";
import { missingStepId } from "../rules/missing-step-id.ts";
import { serializableEventData } from "../rules/serializable-event-data.ts";
import { serializableStepOutput } from "../rules/serializable-step-output.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { check, findAll, readFixtureFiles } from "../rules/testing.ts";
import { uniqueStepId } from "../rules/unique-step-id.ts";
import { validEventPayload } from "../rules/valid-event-payload.ts";
import { createFixtureTypes } from "./testing/read-fixtures.ts";

const v4 = (statements: string, before = ""): string => `//- /main.ts sdk:v4
import { Inngest, eventType, staticSchema } from "inngest";
import { z } from "zod";
import type { Signup } from "./signup";
const inngest = new Inngest({ id: "app" });
export const activated = eventType("app/activated", { schema: z.object({ userId: z.string(), plan: z.enum(["free", "pro"]).optional(), tags: z.array(z.string()).optional() }) });
export const counted = eventType("app/counted", { schema: staticSchema<Signup>() });
declare const user: { id: string; age: number; email?: string; nick: string | null };
declare const anything: any;
${before}
export async function send() {
${statements}
}
//- /signup.ts
export type Keys = "id" | "size";
export type Signup = { [K in Keys]: K extends "id" ? string : number };
`;

const v3 = (statements: string): string => `//- /main.ts sdk:v3
import { EventSchemas, Inngest } from "inngest";
type Mapped = { [K in "a" | "b" as \`app/\${K}\`]: { data: { id: string; size: number } } };
export const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<Mapped>() });
export async function send(size: string) {
${statements}
}
`;

const fixtures = {
  values: v4(`
  const payload = { userID: user.id };
  await inngest.send({ name: "app/activated", data: { userId: user.age } });
                                                            //^^^^^^^^ error(event-payload-shape): \`userId\` of \`app/activated\` must be a string, not a number
  await inngest.send({ name: "app/activated", data: { userId: user.email } });
                                                            //^^^^^^^^^^ warning(event-payload-shape): \`userId\` of \`app/activated\` must be a string, and may be undefined
  await inngest.send({ name: "app/activated", data: { userId: user.nick } });
                                                            //^^^^^^^^^ warning(event-payload-shape): \`userId\` of \`app/activated\` must be a string, and may be null
  await inngest.send({ name: "app/activated", data: make() });
                                            //^^^^ error(event-payload-shape): \`userId\` is missing from \`app/activated\`'s data
  await inngest.send({ name: "app/activated", data: { ...user, tags: [user.age] } });
                                            //^^^^ error(event-payload-shape): \`userId\` is missing from \`app/activated\`'s data
                                                                    //^^^^^^^^ error(event-payload-shape): \`tags[0]\` of \`app/activated\` must be a string, not a number
  await inngest.send({ name: "app/activated", data: { userId: user.id, tags: numbers() } });
                                                                           //^^^^^^^^^ error(event-payload-shape): \`tags[]\` of \`app/activated\` must be a string, not a number
  await inngest.send([user].map(({ age }) => ({ name: "app/activated", data: { userId: age } })));
                                                                                     //^^^ error(event-payload-shape): \`userId\` of \`app/activated\` must be a string, not a number
  await inngest.send(events());
                   //^^^^^^^^ error(event-payload-shape): \`userId\` is missing from \`app/activated\`'s data
  await inngest.send({ name: "app/counted", data: { id: "x", size: user.id } });
                                                                 //^^^^^^^ error(event-payload-shape): \`size\` of \`app/counted\` must be a number, not a string
  await inngest.send({ name: "app/counted", data: { id: "x", size: "1" } });
                                                                 //^^^ error(event-payload-shape): \`size\` of \`app/counted\` must be a number, not a string
  return payload;
`, `const make = () => ({ plan: "pro" as const });
const numbers = (): number[] => [];
const events = () => [{ name: "app/activated" as const, data: { plan: "free" as const } }];`),
  silent: v4(`
  const { id } = user;
  const id2 = String(user.age);
  const plan: string = user.id;
  await inngest.send({ name: "app/activated", data: { userId: id, plan } });
  await inngest.send({ name: "app/activated", data: { userId: id2 } });
  await inngest.send({ name: "app/activated", data: anything });
  await inngest.send({ name: "app/activated", data: { userId: anything.id } });
  await inngest.send({ name: "app/activated", data: { ...anything } });
  await inngest.send({ name: "app/activated", data: { userId: user.age as unknown as string } });
  await inngest.send({ name: "app/activated", data: { userId: user.nick! } });
  await inngest.send({ name: "app/activated", data: { userId: user.email ?? "none" } as never });
  await inngest.send({ name: "app/activated", data: { ...user, userId: user.id } });
  await inngest.send({ name: "app/activated", data: { userId: new Date(user.age) } });
  await inngest.send({ name: "app/activated", data: { userId: branded() } });
  await inngest.send({ name: "app/counted", data: make(user.id) });
  await inngest.send([user].filter((one) => one.email).map((one) => ({ name: "app/activated", data: { userId: one.id } })));
  if (user.email) await inngest.send({ name: "app/activated", data: { userId: user.email } });
  await inngest.send(pick());
  await inngest.send(activated.create({ userId: user.id }));
`, `const branded = () => user.id as string & { __brand: "id" };
const make = <T extends string>(id: T) => ({ id, size: 1 });
const pick = (): { name: string; data: Record<string, unknown> } => ({ name: "app/activated", data: {} });`),
  lookalike: `//- /main.ts sdk:v4
import { Inngest } from "inngest";
import { traced } from "./traced";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, traced(async ({ step }) => {
  await step.run("x", () => 1);
  await step.run("x", () => 2);
}));
export const g = inngest.createFunction({ id: "g", triggers: { event: "a" } }, async ({ step }) => {
  await step.run("y", () => 1);
  await step.run("y", () => 2);
});
//- /traced.ts
class Tracer { run(name: string, body: () => unknown) { return body(); } }
export const traced = (body: (context: { step: Tracer }) => Promise<void>) => async () => body({ step: new Tracer() });
`,
  added: `//- /main.ts sdk:v4
import { registry } from "./registry";
export const f = registry.get("main").createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
  await step.sendEvent({ name: "b", data: {} });
});
export const send = () => registry.get("main").send({ name: "c" });
//- /registry.ts
import { Inngest } from "inngest";
class Registry { readonly #all = new Map([["main", new Inngest({ id: "app" })]]); get(name: string): Inngest { const found = this.#all.get(name); if (!found) throw new Error(name); return found; } }
export const registry = new Registry();
`,
  waits: `//- /main.ts sdk:v4
import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
  const one = await step.waitForEvent("one", { event: "x", timeout: "1h" });
  use(one.data);
  const two = await step.waitForEvent("two", { event: "x", timeout: "1h" });
  use(two!.data);
  const three: any = await step.waitForEvent("three", { event: "x", timeout: "1h" });
  use(three.data);
  const { data } = await step.waitForEvent("four", { event: "x", timeout: "1h" });
  use(data, (await step.waitForEvent("five", { event: "x", timeout: "1h" })).data, (await step.waitForEvent("six", { event: "x", timeout: "1h" }))!.data);
});
declare function use(...values: unknown[]): void;
`,
  waitsV3: `//- /main.ts sdk:v3
import { Inngest } from "inngest";
const inngest = new Inngest({ id: "app" });
export const f = inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {
  const one = await step.waitForEvent("one", { event: "x", timeout: "1h" });
  use(one.data);
  const two = await step.waitForEvent("two", { event: "x", timeout: "1h" });
  use(two!.data);
});
declare function use(...values: unknown[]): void;
`,
  carried: `//- /main.ts sdk:v4
import { Inngest } from "inngest";
import { findOrder } from "./orders";
const inngest = new Inngest({ id: "app" });
export async function send(id: string) {
  const order = await findOrder(id);
  const { placedAt, tags } = order;
  await inngest.send({ name: "order/placed", data: { at: order.placedAt, paid: order.paidAt, gone: order.cancelledAt } });
                                                       //^^^^^^^^^^^^^^ warning(serializable-event-data): \`at\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
                                                                             //^^^^^^^^^^^^ warning(serializable-event-data): \`paid\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
                                                                                                 //^^^^^^^^^^^^^^^^^ warning(serializable-event-data): \`gone\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
  await inngest.send({ name: "order/placed", data: { placedAt, tags } });
                                                   //^^^^^^^^ warning(serializable-event-data): \`placedAt\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
                                                             //^^^^ warning(serializable-event-data): \`tags\` is a \`Set\`, which arrives as \`{}\`; send an array of its values
  await inngest.send({ name: "order/placed", data: { lines: order.lines } });
                                                          //^^^^^^^^^^^ warning(serializable-event-data): \`at\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
  await inngest.send({ name: "order/placed", data: order });
                                                 //^^^^^ warning(serializable-event-data): \`placedAt\` is a \`Date\`, which arrives as a string; send its \`toISOString()\`
  await inngest.send({ name: "order/placed", data: { id: order.id, at: order.placedAt.toISOString(), either: order.either, money: order.money, total: order.total, when: order.shippedAt, save: order.save, never: order.never } });
                                                                                                                                                                                              //^^^^^^^^^^ warning(serializable-event-data): \`save\` is a function, which does not arrive; leave it out
}
export const f = inngest.createFunction({ id: "f", triggers: { event: "order/placed" } }, async ({ event, step }) => {
  const order = await step.run("load", () => findOrder(event.data.id));
  use(new Date(order.placedAt).getTime(), order.money, order.lines.length, order.shippedAt);
  use((order as any).placedAt.getTime());
                            //^^^^^^^ warning(serializable-step-output): a step's result is kept as JSON: \`(order as any).placedAt\` is a string, which has no \`getTime\`; make a \`Date\` of it
  const same = (await step.run("again", async () => await findOrder(event.data.id))) as any;
  use(same.placedAt.getTime(), same.paidAt?.getTime(), same.tags.has("x"));
                  //^^^^^^^ warning(serializable-step-output): a step's result is kept as JSON: \`same.placedAt\` is a string, which has no \`getTime\`; make a \`Date\` of it
                                          //^^^^^^^ warning(serializable-step-output): a step's result is kept as JSON: \`same.paidAt\` is a string, which has no \`getTime\`; make a \`Date\` of it
                                                               //^^^ warning(serializable-step-output): a step's result is kept as JSON: \`same.tags\` is \`{}\`, which has no \`has\`; return an object or an array from the step
  const parts: any = await step.run("parts", async () => { const order = await findOrder(event.data.id); return { order, at: order.cancelledAt }; });
  use(parts.order.id, parts.at?.toISOString(), parts.order.either.toString());
                              //^^^^^^^^^^^ warning(serializable-step-output): a step's result is kept as JSON: \`parts.at\` is a string, which has no \`toISOString\`; make a \`Date\` of it
  const raw: any = await step.run("raw", () => anything());
  use(raw.getTime());
});
declare function use(...values: unknown[]): void;
declare function anything(): any;
//- /orders.ts
export class Money { constructor(readonly cents: number) {} toJSON() { return String(this.cents); } }
export interface Order {
  id: string; total: number; placedAt: Date; paidAt?: Date; cancelledAt: Date | null; either: Date | string; shippedAt: string;
  tags: Set<string>; money: Money; lines: { sku: string; at: Date }[]; save(): void; never: null | undefined;
}
export async function findOrder(id: string): Promise<Order> { throw new Error(id); }
`,
  mappedV3: v3('  await inngest.send({ name: "app/a", data: { id: "x", size } });\n                                                     //^^^^ error(event-payload-shape): `size` of `app/a` must be a number, not a string'),
};

const types = createFixtureTypes();
after(() => { types.remove(); });
const names = Object.keys(fixtures) as (keyof typeof fixtures)[];
const read = types.read(names.map((name) => readFixtureFiles(fixtures[name])));
const typesOf = (name: keyof typeof fixtures): (typeof read)[number] => read[names.indexOf(name)] ?? (() => undefined);

test("values that are not written out are checked by their types", () => {
  check([eventPayloadShape, validEventPayload], fixtures.values, typesOf("values"));
});

test("a type that may fit, is asserted or is not known says nothing", () => {
  check([eventPayloadShape, validEventPayload], fixtures.silent, typesOf("silent"));
});

test("a step that another package or a class of one's own declares is none", () => {
  const texts = (types?: (typeof read)[number]): string[] => findAll(uniqueStepId, fixtures.lookalike, types).map(({ message }) => /`(.)`/.exec(message)?.[1] ?? "");
  assert.deepEqual(texts(), ["x", "x", "y", "y"]);
  assert.deepEqual(texts(typesOf("lookalike")), ["y", "y"]);
});

test("a client that only its type tells brings its functions, steps and sends", () => {
  assert.deepEqual(findAll(missingStepId, fixtures.added), []);
  assert.equal(findAll(missingStepId, fixtures.added, typesOf("added")).length, 1);
  assert.deepEqual(snapshotOf(readFixtureFiles(fixtures.added), typesOf("added")).file("/main.ts")?.sends.map(({ via }) => via), ["step.sendEvent", "client.send"]);
});

test("v3: events that only a mapped type names, and TypeScript told of what it tells itself", () => {
  const snapshot = snapshotOf(readFixtureFiles(fixtures.mappedV3), typesOf("mappedV3"));
  assert.deepEqual(snapshot.eventNames(), ["app/a", "app/b"]);
  check(eventPayloadShape, fixtures.mappedV3, typesOf("mappedV3"));
});

test("what JSON does not carry, told by types: dates behind variables, results and optional keys", () => {
  check([serializableEventData, serializableStepOutput], fixtures.carried, typesOf("carried"));
  assert.deepEqual(findAll([serializableEventData, serializableStepOutput], fixtures.carried), []);
});

test("a wait's result that may be null is told by TypeScript where it is strict, unless an assertion hides it", () => {
  const told = (name: "waits" | "waitsV3", types?: (typeof read)[number]): boolean[] => findAll(handleWaitTimeout, fixtures[name], types).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  assert.deepEqual(told("waits", typesOf("waits")), [true, false, false, true, true, false]);
  assert.deepEqual(told("waits"), [false, false, false, false, false, false]);
  assert.deepEqual(told("waitsV3", typesOf("waitsV3")), [true, false]);
});
