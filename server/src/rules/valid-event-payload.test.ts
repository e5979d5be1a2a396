import assert from "node:assert/strict";
import { test } from "node:test";
import { applyAllFixes, check, checkFix, checkNoFix, findAll } from "./testing.ts";
import { validEventPayload } from "./valid-event-payload.ts";

/** Nothing is found in what a function sends, on either SDK. */
function checkClean(...statements: readonly string[]): void {
  for (const sdk of ["v4", "v3"]) check(validEventPayload, inFunction(sdk, statements.join("\n")));
}

function inFunction(sdk: string, body: string): string {
  const open = sdk === "v4" ? 'inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {' : 'inngest.createFunction({ id: "f" }, { event: "a" }, async ({ event, step }) => {';
  return `//- /main.ts sdk:${sdk}\n${open}\n${body}\n});\n`;
}

/** The fix of what is found in one statement, applied; on both SDKs. */
function checkStatementFix(before: string, after: string, title?: string): void {
  for (const sdk of ["v4", "v3"]) checkFix(validEventPayload, inFunction(sdk, before), inFunction(sdk, after), title);
}

function messagesOf(...statements: readonly string[]): string[] {
  return findAll(validEventPayload, inFunction("v4", statements.join("\n"))).map(({ message }) => message);
}

test("step.sendEvent, client.send and create, one by one", () => {
  check(validEventPayload, `
    import { eventType, Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    const activated = eventType("app/user.activated");
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.sendEvent("no-name", { data: {} });
                                    //^^^^^^^^^^^^ error(valid-event-payload): this event has no \`name\`
      await step.sendEvent("misspelt", { nmae: "a", data: {} });
                                       //^^^^ error(valid-event-payload): \`nmae\` is not a key of an event; did you mean \`name\`
      await step.sendEvent("empty", { name: "", data: {} });
                                          //^^ error(valid-event-payload): this event's \`name\` is empty
      await step.sendEvent("number", { name: 5 });
                                           //^ error(valid-event-payload): an event's \`name\` must be a string, not a number
      await step.sendEvent("data", { name: "a", data: "x" });
                                                    //^^^ error(valid-event-payload): an event's \`data\` must be an object, not a string
      await step.sendEvent("ids", [{ name: "a", id: 5 }, { name: "a", v: 1 }]);
                                                  //^ error(valid-event-payload): an event's \`id\` must be a string, not a number
                                                                       //^ error(valid-event-payload): an event's \`v\` must be a string, not a number
      await step.sendEvent("text", "a");
                                 //^^^ error(valid-event-payload): an event must be an object, not a string
      await step.sendEvent("mixed", [{ name: "a" }, "b", null]);
                                                  //^^^ error(valid-event-payload): an event must be an object, not a string
                                                       //^^^^ error(valid-event-payload): an event must be an object, not null
      await step.sendEvent("nothing");
          //^^^^^^^^^^^^^^ error(valid-event-payload): \`step.sendEvent\` is given no event, so it sends nothing
      await step.sendEvent("created", activated.create([1]));
                                                     //^^^ error(valid-event-payload): an event's \`data\` must be an object, not an array
    });
    inngest.send({ name: "a", ts: 1700000000 });
                                //^^^^^^^^^^ error(valid-event-payload): an event's \`ts\` is in milliseconds; this is in seconds
    activated.create({}, { ts: "2026-01-01" });
                             //^^^^^^^^^^^^ error(valid-event-payload): an event's \`ts\` must be a number of milliseconds, not a string
  `);
});

test("each side of a condition", () => {
  check(validEventPayload, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.sendEvent("either", cond ? { name: "a", dta: {} } : event);
                                                       //^^^ error(valid-event-payload): \`dta\` is not a key of an event; did you mean \`data\`
      await step.sendEvent("element", [cond ? { name: "a" } : other ? { data: {} } : "b", ...(cond ? [{ name: "" }] : [])]);
                                                                    //^^^^^^^^^^^^ error(valid-event-payload): this event has no \`name\`
                                                                                   //^^^ error(valid-event-payload): an event must be an object, not a string
                                                                                                            //^^ error(valid-event-payload): this event's \`name\` is empty
      await step.sendEvent("each", users.map((user) => (user.admin ? { name: "a" } : { nmae: "b" })));
                                                                                     //^^^^ error(valid-event-payload): \`nmae\` is not a key of an event; did you mean \`name\`
    });
  `);
});

test("the same on v3", () => {
  check(validEventPayload, `
    //- /main.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {
      await step.sendEvent("no-name", { data: {} });
                                    //^^^^^^^^^^^^ error(valid-event-payload): this event has no \`name\`
      await step.sendEvent("misspelt", { name: "a", dta: {} });
                                                  //^^^ error(valid-event-payload): \`dta\` is not a key of an event; did you mean \`data\`
      await step.sendEvent("seconds", { name: "a", ts: Math.floor(Date.now() / 1000) });
                                                     //^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error(valid-event-payload): an event's \`ts\` is in milliseconds; this is in seconds
    });
  `);
});

test("good events", () => {
  checkClean(
    'await step.sendEvent("1", { name: "a" });',
    'await step.sendEvent("1", { name: "a", data: {}, id: "x", ts: 1700000000000, v: "1", user: { a: 1 } });',
    'await step.sendEvent("1", [{ name: "a" }, { name: "b", data: { x: [1] } }]);',
    'await step.sendEvent("1", []);',
    'await step.sendEvent("1", { name: `a/${event.name}`, data: event.data, ts: Date.now() });',
    'await step.sendEvent("1", { name: "a", data: null, id: undefined, ts: undefined, v: null });',
    'await step.sendEvent("1", { name: "a", ts: new Date().getTime() });',
    'await step.sendEvent("1", { name: "a", ts: Date.parse("2026-01-01") });',
    'await step.sendEvent("1", { name: "a", ts: Math.floor(Date.now() / 1000) * 1000 });',
    'await step.sendEvent("1", { name: "a", ts: 0 });',
    'await inngest.send({ name: "a", meta: { sessions: {} } }, { env: "x" });',
  );
});

test("what cannot be told is left alone", () => {
  checkClean(
    'await step.sendEvent("1", event);',
    'await step.sendEvent("1", makeEvents());',
    'await step.sendEvent("1", users.map(toEvent));',
    'await step.sendEvent("1", users.map((user) => [user]));',
    'await step.sendEvent("1", { ...event.data });',
    'await step.sendEvent("1", { ...base, data: 5 as unknown as object, ...rest });',
    'await step.sendEvent("1", { [key]: "a" });',
    'await step.sendEvent("1", { name: event.name, data: event.data, ts: event.ts, id: event.id });',
    'await step.sendEvent("1", { name: getName(), ts: dayjs().unix() });',
    'await step.sendEvent(...args);',
    'await step.sendEvent("1", ...args);',
    'let ts = 5; ts = Date.now(); await step.sendEvent("1", { name: "a", ts });',
    'const built = { name: "a" }; built.extra = 1; await step.sendEvent("1", built);',
    'const lazy = {}; fill(lazy); await step.sendEvent("1", lazy);',
    'await step.sendEvent("1", cond ? { name: "a" } : event);',
    'await step.sendEvent("1", cond ? { name: "a" } : null);',
    'const kept = cond ? { name: "a" } : { nmae: "b" }; kept.name = "c"; await step.sendEvent("1", kept);',
    'await step.sendEvent("1", { name: "a", data: new Payload() });',
  );
});

test("other things called send, sendEvent or create are not looked at", () => {
  check(validEventPayload, `
    import { Inngest } from "inngest";
    import { mailer, step } from "./other";
    mailer.send({ to: "x" });
    step.sendEvent("x", { to: "x" });
    const model = { create: (x) => x };
    model.create("x", { ts: "y" });
    response.send("ok");
    socket.send(5);
  `);
});

test("an id left out is another rule's finding", () => {
  checkClean('await step.sendEvent({ name: "a", data: {} });', 'await step.sendEvent([{ name: "a" }]);', "await step.sendEvent();");
});

test("timestamps", () => {
  const refused = (ts: string, ...messages: string[]): void => { assert.deepEqual(messagesOf(`inngest.send({ name: "a", ts: ${ts} });`), messages, ts); };
  refused("1700000000", "an event's `ts` is in milliseconds; this is in seconds");
  refused("Date.now() / 1000", "an event's `ts` is in milliseconds; this is in seconds");
  refused("1700000000000000", "an event's `ts` counts milliseconds since 1970; this one is after 2100");
  refused("5", "an event's `ts` counts milliseconds since 1970; this one is before 1980");
  refused("-1", "an event's `ts` counts milliseconds since 1970; this one is before 1980");
  refused("1700000000000.5", "an event's `ts` must be a whole number of milliseconds");
  refused("new Date()", "an event's `ts` must be a number of milliseconds, not a Date");
  refused("true", "an event's `ts` must be a number of milliseconds, not a boolean");
  refused("{}", "an event's `ts` must be a number of milliseconds, not an object");
  refused("315532800000");
  refused("4102444800000");
  refused("''");
});

test("more than 5,000 events written out", () => {
  const events = (count: number): string => `inngest.send([${Array.from({ length: count }, () => '{ name: "a" }').join(", ")}]);`;
  assert.deepEqual(messagesOf(events(5000)), []);
  assert.deepEqual(messagesOf(events(5001)), ["`inngest.send` sends 5,001 events at once; Inngest takes at most 5,000"]);
});

test("keys that are dropped, and values that become nothing, are warnings", () => {
  check(validEventPayload, `
    inngest.send({ name: "a", userId: "u", data: {} });
                            //^^^^^^ warning(valid-event-payload): \`userId\` is not a key of an event and is dropped; what listeners read belongs in \`data\`
    inngest.send({ name: "a", data: false });
                                  //^^^^^ warning(valid-event-payload): an event's \`data\` must be an object, not a boolean; it is sent as \`{}\`
  `);
});

test("what a callback of map returns is an event", () => {
  check(validEventPayload, `
    inngest.send(users.map((user) => ({ name: "a", dta: { user } })));
                                                 //^^^ error(valid-event-payload): \`dta\` is not a key of an event; did you mean \`data\`
  `);
});

test("an event in a constant is found where it is written, once", () => {
  check(validEventPayload, `
    const activated = { name: "a", dta: {} };
                                 //^^^ error(valid-event-payload): \`dta\` is not a key of an event; did you mean \`data\`
    inngest.send(activated);
    inngest.send([activated, activated]);
  `);
});

test("fixes: keys", () => {
  checkStatementFix('inngest.send({ nmae: "a" });', 'inngest.send({ name: "a" });', "Rename to 'name'");
  checkStatementFix('inngest.send({ name: "a", "dta": { x: 1 } });', 'inngest.send({ name: "a", data: { x: 1 } });');
  checkStatementFix('const dta = {}; inngest.send({ name: "a", dta });', 'const dta = {}; inngest.send({ name: "a", data: dta });');
  checkStatementFix('inngest.send({ event: "a" });', 'inngest.send({ name: "a" });');
  checkStatementFix('inngest.send({ name: "a", timestamp: Date.now() });', 'inngest.send({ name: "a", ts: Date.now() });');
  checkStatementFix('inngest.send({ name: "a", userId, data: { x: 1 } });', 'inngest.send({ name: "a", data: { x: 1, userId } });', "Move 'userId' into 'data'");
  checkStatementFix('inngest.send({ name: "a", userId: "u" });', 'inngest.send({ name: "a", data: { userId: "u" } });', "Move 'userId' into 'data'");
  checkStatementFix(`inngest.send({
    name: "a",
    userId: "u",
    data: {
      x: 1,
    },
  });`, `inngest.send({
    name: "a",
    data: {
      x: 1,
      userId: "u",
    },
  });`, "Move 'userId' into 'data'");
});

test("fixes: values", () => {
  checkStatementFix('inngest.send({ name: "a", ts: 1700000000 });', 'inngest.send({ name: "a", ts: 1700000000 * 1000 });', "Convert to milliseconds");
  checkStatementFix('const ts = 1700000000; inngest.send({ name: "a", ts });', 'const ts = 1700000000; inngest.send({ name: "a", ts: ts * 1000 });');
  checkStatementFix('inngest.send({ name: "a", ts: Math.floor(Date.now() / 1000) });', 'inngest.send({ name: "a", ts: Date.now() });', "Convert to milliseconds");
  checkStatementFix('inngest.send({ name: "a", ts: new Date() });', 'inngest.send({ name: "a", ts: new Date().getTime() });');
  checkStatementFix('inngest.send({ name: "a", ts: "2026-01-01" });', 'inngest.send({ name: "a", ts: Date.parse("2026-01-01") });');
  checkStatementFix('inngest.send({ name: "a", ts: "1700000000000" });', 'inngest.send({ name: "a", ts: 1700000000000 });');
  checkStatementFix('inngest.send({ name: "a", ts: 1700000000000.5 });', 'inngest.send({ name: "a", ts: Math.round(1700000000000.5) });');
  checkStatementFix('inngest.send({ name: "a", id: 5 });', 'inngest.send({ name: "a", id: "5" });');
  checkStatementFix('inngest.send({ name: "a", data: [1, 2] });', 'inngest.send({ name: "a", data: { items: [1, 2] } });', "Wrap in an object as 'items'");
});

test("no fix where none is sure", () => {
  for (const statement of ['inngest.send({ data: {} });', 'inngest.send({ name: "" });', 'inngest.send("a");', 'inngest.send({ name: "a", data: 5 });', 'inngest.send({ name: "a", ts: 5 });', 'inngest.send({ name: "a", id: {} });']) {
    checkNoFix(validEventPayload, inFunction("v4", statement));
  }
});

test("every preferred fix at once", () => {
  const [file] = applyAllFixes(validEventPayload, inFunction("v4", 'inngest.send([{ nmae: "a", payload: {}, timestamp: 1700000000, id: 1 }]);'));
  assert.ok(file?.text.includes('inngest.send([{ name: "a", data: {}, ts: 1700000000, id: "1" }]);'), file?.text);
});

test("half-typed code does not throw", () => {
  const whole = inFunction("v4", 'const base = { nmae: "b" };\nawait step.sendEvent("1", [{ nmae: "a", ...base, ts: Math.floor(Date.now() / 1000), data: [1], user_id: 5, id: 5 }, "x"]);');
  for (let length = 60; length <= whole.length; length++) findAll(validEventPayload, whole.slice(0, length));
});

test("an assertion keeps TypeScript from a `ts` that it would refuse", () => {
  const told = (ts: string, file = "/main.ts"): unknown => findAll(validEventPayload, inFunction("v4", `inngest.send({ name: "a", ts: ${ts} });`).replace("/main.ts", file)).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  assert.deepEqual([told('"2026-01-01"'), told('"2026-01-01" as never'), told('"2026-01-01"', "/main.js")], [[true], [false], [false]]);
});
