import assert from "node:assert/strict";
import { test } from "node:test";
import { eventPayloadShape } from "./event-payload-shape.ts";
import { applyAllFixes, check, checkFix, checkNoFix, findAll } from "./testing.ts";

/** A v4 workspace: declared events in one file, a client and the statements in another. */
function v4(statements: string): string {
  return `//- /events.ts sdk:v4
import { eventType, staticSchema } from "inngest";
import { z } from "zod";
import * as v from "valibot";
export const activated = eventType("app/user.activated", {
  schema: z.object({
    userId: z.string(), plan: z.enum(["free", "pro"]).optional(), count: z.number().optional(), on: z.boolean().optional(), tags: z.array(z.string()).optional(),
    address: z.object({ city: z.string(), zip: z.string().nullable() }).optional(),
  }),
});
export const strict = eventType("app/strict", { schema: z.strictObject({ a: z.string() }) });
export const loose = eventType("app/loose", { schema: z.object({ a: z.string() }).passthrough() });
export const typed = eventType("app/typed", { schema: staticSchema<{ id: string; nested?: { x: number } }>() });
export const bot = eventType("app/bot", { schema: v.object({ a: v.string(), b: v.optional(v.number()) }) });
export const kinds = eventType("app/kinds", { schema: z.discriminatedUnion("kind", [z.object({ kind: z.literal("card"), last4: z.string() }), z.object({ kind: z.literal("iban"), iban: z.string() })]) });
export const amounts = eventType("app/amounts", { schema: z.union([z.object({ amount: z.number(), currency: z.string(), note: z.string().optional() }), z.object({ plan: z.string() })]) });
export const bare = eventType("app/bare");
export const nothing = eventType("app/nothing", { schema: z.object({}) });
export const foreign = eventType("app/foreign", { schema: makeSchema() });
//- /main.ts
import { Inngest } from "inngest";
import { activated, bare, bot, kinds, strict, typed } from "./events";
const inngest = new Inngest({ id: "app" });
${statements}
`;
}

function v3(statements: string): string {
  return `//- /client.ts sdk:v3
import { EventSchemas, Inngest } from "inngest";
import type { Signup } from "./types";
type Events = { "app/user.activated": { data: { userId: string; plan?: "free" | "pro" } }; "app/user.signup": { data: Signup }; "app/nodata": {} };
export const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<Events>() });
//- /types.ts
interface Base { email: string }
export interface Signup extends Base { name?: string }
//- /main.ts
import { inngest } from "./client";
${statements}
`;
}

function checkClean(...statements: readonly string[]): void {
  check(eventPayloadShape, v4(statements.join("\n")));
}

function messagesOf(fixture: string): string[] {
  return findAll(eventPayloadShape, fixture).map(({ message, severity }) => (severity ? `${severity}: ${message}` : message));
}

test("v4: raw events, arrays and create", () => {
  check(eventPayloadShape, v4(`
inngest.createFunction({ id: "f", triggers: activated }, async ({ step }) => {
  await step.sendEvent("slip", { name: "app/user.activated", data: { userID: "u" } });
                                                                   //^^^^^^ error(event-payload-shape): \`userID\` is not a key of \`app/user.activated\`'s data; did you mean \`userId\`
  await step.sendEvent("type", [{ name: "app/user.activated", data: { userId: 1 } }]);
                                                                            //^ error(event-payload-shape): \`userId\` of \`app/user.activated\` must be a string, not a number
  await step.sendEvent("missing", { name: activated.name, data: { plan: "pro" } });
                                                        //^^^^ error(event-payload-shape): \`userId\` is missing from \`app/user.activated\`'s data
  await step.sendEvent("none", { name: "app/user.activated" });
                                     //^^^^^^^^^^^^^^^^^^^^ error(event-payload-shape): \`app/user.activated\` needs \`data\` with \`userId\`
  await step.sendEvent("enum", { name: "app/user.activated", data: { userId: "u", plan: "prp" } });
                                                                                      //^^^^^ error(event-payload-shape): \`plan\` of \`app/user.activated\` must be \`"free"\` or \`"pro"\`, not \`"prp"\`; did you mean \`"pro"\`
  await step.sendEvent("nested", { name: "app/user.activated", data: { userId: "u", address: { city: 1 } } });
                                                                                  //^^^^^^^ error(event-payload-shape): \`zip\` is missing from \`address\` in \`app/user.activated\`'s data
                                                                                                   //^ error(event-payload-shape): \`address.city\` of \`app/user.activated\` must be a string, not a number
  await step.sendEvent("element", { name: "app/user.activated", data: { userId: "u", tags: ["a", 1] } });
                                                                                               //^ error(event-payload-shape): \`tags[1]\` of \`app/user.activated\` must be a string, not a number
  await step.sendEvent("created", activated.create({}));
                                //^^^^^^^^^^^^^^^^ error(event-payload-shape): \`userId\` is missing from \`app/user.activated\`'s data
  await step.sendEvent("alone", activated.create());
                              //^^^^^^^^^ error(event-payload-shape): \`app/user.activated\` needs \`data\` with \`userId\`
  await step.sendEvent("extra", { name: "app/user.activated", data: { userId: "u", extra: 1 } });
                                                                                 //^^^^^ warning(event-payload-shape): \`extra\` is not a key of \`app/user.activated\`'s data
  await step.sendEvent("strict", { name: "app/strict", data: { a: "x", extra: 1 } });
                                                                     //^^^^^ error(event-payload-shape): \`extra\` is not a key of \`app/strict\`'s data
});
inngest.send(users.map((user) => ({ name: "app/user.activated", data: { userID: user.id } })));
                                                                      //^^^^^^ error(event-payload-shape): \`userID\` is not a key of \`app/user.activated\`'s data; did you mean \`userId\`
inngest.send({ name: "app/typed", data: { id: "x", nested: { x: "1" } } });
                                                              //^^^ error(event-payload-shape): \`nested.x\` of \`app/typed\` must be a number, not a string
inngest.send({ name: "app/bot", data: { a: 1 } });
                                         //^ error(event-payload-shape): \`a\` of \`app/bot\` must be a string, not a number
inngest.send({ name: "app/kinds", data: { kind: "card", iban: "x" } });
                                //^^^^ error(event-payload-shape): \`last4\` is missing from \`app/kinds\`'s data
                                                      //^^^^ warning(event-payload-shape): \`iban\` is not a key of \`app/kinds\`'s data
inngest.send({ name: "app/kinds", data: { kind: "cash" } });
                                              //^^^^^^ error(event-payload-shape): \`kind\` of \`app/kinds\` must be \`"card"\` or \`"iban"\`, not \`"cash"\`
inngest.send({ name: "app/kinds", data: { kind: "crd", last4: "1" } });
                                              //^^^^^ error(event-payload-shape): \`kind\` of \`app/kinds\` must be \`"card"\` or \`"iban"\`, not \`"crd"\`; did you mean \`"card"\`
inngest.send({ name: "app/kinds", data: { iban: "x" } });
                                //^^^^ error(event-payload-shape): \`kind\` is missing from \`app/kinds\`'s data
inngest.send({ name: "app/amounts", data: { amount: 1, note: "n" } });
                                        //^^^^^^^^^^^^^^^^^^^^^^^^ error(event-payload-shape): \`app/amounts\`'s data fits none of its declared shapes; nearest is the one with \`amount\` and \`currency\`, where \`currency\` is missing
inngest.send({ name: "app/amounts", data: { amount: "1", currency: "EUR" } });
                                        //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error(event-payload-shape): \`app/amounts\`'s data fits none of its declared shapes; nearest is the one with \`amount\` and \`currency\`, where \`amount\` must be a number, not a string
`));
});

test("v3: everything a typed client sends", () => {
  check(eventPayloadShape, v3(`
inngest.createFunction({ id: "f" }, { event: "app/user.activated" }, async ({ step }) => {
  await step.sendEvent("slip", { name: "app/user.activated", data: { userID: "u" } });
                                                                   //^^^^^^ error(event-payload-shape): \`userID\` is not a key of \`app/user.activated\`'s data; did you mean \`userId\`
  await step.sendEvent("type", { name: "app/user.signup", data: { email: null } });
                                                                       //^^^^ error(event-payload-shape): \`email\` of \`app/user.signup\` must be a string, not null
  await step.sendEvent("extra", { name: "app/user.signup", data: { email: "e", nmae: "n" } });
                                                                             //^^^^ warning(event-payload-shape): \`nmae\` is not a key of \`app/user.signup\`'s data; did you mean \`name\`
  await step.sendEvent("ok", { name: "app/nodata", data: { anything: 1 } });
});
`));
});

test("good payloads", () => {
  checkClean(
    'inngest.send({ name: "app/user.activated", data: { userId: "u" } });',
    'inngest.send({ name: "app/user.activated", data: { userId: `u${x}`, plan: "pro", count: 1, on: false, tags: [], address: { city: "c", zip: null } } });',
    'inngest.send({ name: "app/user.activated", data: { userId: "u", plan: undefined } });',
    "inngest.send(activated.create({ userId: String(x) }, { id: 'x' }));",
    'inngest.send({ name: "app/loose", data: { a: "x", more: 1 } });',
    'inngest.send({ name: "app/bot", data: { a: "x" } });',
    'inngest.send({ name: "app/kinds", data: { kind: "iban", iban: "x" } });',
    'inngest.send({ name: "app/typed", data: { id: "x", nested: { x: 1 } } });',
    'inngest.send({ name: "app/nothing" });',
    "inngest.send(bare.create({ a: 1 }));",
  );
});

test("what cannot be told is left alone", () => {
  checkClean(
    'inngest.send({ name: "app/unheard.of", data: { x: 1 } });',
    'inngest.send({ name: "app/bare", data: { x: 1 } });',
    'inngest.send({ name: "app/foreign", data: { x: 1 } });',
    'inngest.send({ name: eventName, data: { x: 1 } });',
    'inngest.send({ name: "app/user.activated", data });',
    'inngest.send({ name: "app/user.activated", data: { ...user } });',
    'inngest.send({ name: "app/user.activated", data: { userId, plan: user.plan, count: await total(), tags: [...names] } });',
    'inngest.send({ name: "app/user.activated", data: { userId: 5, ...rest } });',
    'inngest.send({ name: "app/user.activated", ...rest });',
    'inngest.send({ name: "app/user.activated", data: cond ? { userID: 1 } : other });',
    'inngest.send({ name: "app/user.activated", data: { userId: new Date() } });',
    'inngest.send(users.map((user) => ({ name: "app/user.activated", data: { userId: user.id } })));',
    'const grown = {}; grown.userId = "u"; inngest.send({ name: "app/user.activated", data: grown });',
    'const filled = {}; Object.assign(filled, user); inngest.send({ name: "app/user.activated", data: filled });',
    'let later; later = { userId: "u" }; inngest.send({ name: "app/user.activated", data: later });',
    'const wide = { userId: "u", cache: 1 }; inngest.send({ name: "app/user.activated", data: wide }); inngest.send({ name: "app/user.activated", data: { ...wide } });',
  );
});

test("data that is no object, or misspelt, is another rule's finding", () => {
  checkClean('inngest.send({ name: "app/user.activated", data: "x" });', 'inngest.send({ name: "app/user.activated", data: [] });', 'inngest.send({ name: "app/user.activated", dta: { userId: "u" } });');
});

test("data in a constant is found where it is written", () => {
  check(eventPayloadShape, v4(`
const data = { userID: "u" };
             //^^^^^^ error(event-payload-shape): \`userID\` is not a key of \`app/user.activated\`'s data; did you mean \`userId\`
inngest.send({ name: "app/user.activated", data });
const empty = {};
inngest.send({ name: "app/user.activated", data: empty });
                                         //^^^^ error(event-payload-shape): \`userId\` is missing from \`app/user.activated\`'s data
`));
});

test("an event created inside a send is found once", () => {
  assert.deepEqual(messagesOf(v4('inngest.send([activated.create({ userID: "u" })]);')), ["`userID` is not a key of `app/user.activated`'s data; did you mean `userId`"]);
});

test("of several declarations one is enough", () => {
  const two = (schema: string, data: string): string => `//- /a.ts sdk:v4
import { eventType, Inngest } from "inngest";
import { z } from "zod";
eventType("app/a", { schema: z.object({ x: z.string() }) });
eventType("app/a"${schema});
new Inngest({ id: "app" }).send({ name: "app/a", data: ${data} });
`;
  assert.deepEqual(messagesOf(two(", { schema: z.object({ y: z.string() }) }", "{ y: 'v' }")), []);
  assert.deepEqual(messagesOf(two("", "{ z: 'v' }")), []);
  assert.deepEqual(messagesOf(two(", { schema: z.object({ y: z.string() }) }", "{ x: 1 }")), ["`x` of `app/a` must be a string, not a number"]);
});

test("declarations for the other SDK are not the file's", () => {
  const mixed = `//- /four.ts sdk:v4
import { eventType } from "inngest";
import { z } from "zod";
eventType("app/a", { schema: z.object({ x: z.string() }) });
//- /three.ts sdk:v3
inngest.send({ name: "app/a", data: { y: 1 } });
`;
  check(eventPayloadShape, mixed);
});

test("related information shows the declaration", () => {
  const [finding] = findAll(eventPayloadShape, v4('inngest.send({ name: "app/user.activated", data: {} });'));
  assert.deepEqual(finding?.related?.map(({ location, message }) => [location.path, message]), [["/events.ts", "`app/user.activated` is declared here"]]);
});

const fix = (before: string, after: string, title?: string): void => { checkFix(eventPayloadShape, v4(before), v4(after), title); };
const raw = (data: string): string => `inngest.send({ name: "app/user.activated", data: ${data} });`;

test("fixes: keys", () => {
  fix(raw('{ userID: "u" }'), raw('{ userId: "u" }'), "Rename to 'userId'");
  fix(raw('{ "user-id": "u" }'), raw('{ userId: "u" }'));
  fix(`const userID = "u"; ${raw("{ userID }")}`, `const userID = "u"; ${raw("{ userId: userID }")}`);
  fix(raw('{ userId: "u", extra: 1 }'), raw('{ userId: "u" }'), "Remove 'extra'");
  fix(raw('{ extra: 1, userId: "u" }'), raw('{ userId: "u" }'), "Remove 'extra'");
  fix(raw("{}"), raw('{ userId: "" }'), "Add the missing key 'userId'");
  fix(raw('{ plan: "pro" }'), raw('{ plan: "pro", userId: "" }'));
  fix(raw('{ userId: "u", address: { } }'), raw('{ userId: "u", address: { city: "", zip: "" } }'), "Add the missing keys");
  fix(`const data = { };\n${raw("data")}`, `const data = { userId: "" };\n${raw("data")}`);
});

test("fixes keep the layout", () => {
  fix(raw(`{
    plan: "pro", // chosen
  }`), raw(`{
    plan: "pro", // chosen
    userId: "",
  }`));
  fix(raw(`{
    plan: "pro" // chosen, "later"
  }`), raw(`{
    plan: "pro", // chosen, "later"
    userId: ""
  }`));
  fix(raw('{ plan: "pro" /* chosen */ }'), raw('{ plan: "pro", /* chosen */ userId: "" }'));
  fix(raw(`{
    // to be filled in
  }`), raw(`{
    // to be filled in
    userId: "",
  }`));
  fix(raw(`{ plan: "pro", // chosen
}`), raw(`{ plan: "pro", // chosen
  userId: "",
}`));
  fix(raw(`{
    plan: "pro"
  }`), raw(`{
    plan: "pro",
    userId: ""
  }`));
  fix(raw(`{
    userId: "u",
    extra: 1,
    plan: "pro",
  }`), raw(`{
    userId: "u",
    plan: "pro",
  }`));
  fix(raw(`{
    userId: "u",
    extra: 1
  }`), raw(`{
    userId: "u"
  }`));
});

test("fixes: missing data", () => {
  fix('inngest.send({ name: "app/user.activated" });', 'inngest.send({ name: "app/user.activated", data: { userId: "" } });', "Add 'data' with its required keys");
  fix('inngest.send({ name: "app/user.activated", data: null });', raw('{ userId: "" }'));
  fix("inngest.send(activated.create());", 'inngest.send(activated.create({ userId: "" }));');
});

test("fixes: values", () => {
  fix(raw("{ userId: 5 }"), raw('{ userId: "5" }'), "Convert to a string");
  fix(raw('{ userId: "u", count: "5" }'), raw('{ userId: "u", count: 5 }'), "Convert to a number");
  fix(raw('{ userId: "u", on: "true" }'), raw('{ userId: "u", on: true }'), "Convert to a boolean");
  fix(raw('{ userId: "u", plan: "prp" }'), raw('{ userId: "u", plan: "pro" }'), "Change to 'pro'");
});

test("no fix where none is sure", () => {
  for (const data of ['{ userId: "u", plan: "enterprise" }', '{ userId: true }', '{ userId: "u", count: "many" }', '{ userId: "u", tags: "a" }']) checkNoFix(eventPayloadShape, v4(raw(data)));
  checkNoFix(eventPayloadShape, v4(`const ID = 5; ${raw("{ userId: ID }")}`));
});

test("every preferred fix at once", () => {
  const file = applyAllFixes(eventPayloadShape, v4(raw('{ userID: 5, plan: "prp", count: "1", extra: 1 }'))).find(({ path }) => path === "/main.ts");
  assert.ok(file?.text.includes(raw('{ userId: 5, plan: "pro", count: 1, extra: 1 }')), file?.text);
});

test("half-typed code does not throw", () => {
  const whole = v4(raw('{ userID: 5, plan: `p${x}`, address: { city: [1, { a: b }] }, ...rest }'));
  for (let length = whole.indexOf("//- /main.ts") + 14; length <= whole.length; length++) findAll(eventPayloadShape, whole.slice(0, length));
});
