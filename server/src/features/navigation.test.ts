import { test } from "node:test";
import { checkDefinition, checkHighlights, checkReferences } from "./testing.ts";

const CLIENT = `
//- /client.ts sdk:v4
import { Inngest, eventType } from "inngest";
export const inngest = new Inngest({ id: "app" });
`;

test("a sent event leads to its `eventType`", () => {
  checkDefinition(`
    import { Inngest, eventType } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const signup = eventType("app/signup");
    //                              ^^^^^^^^^^^^ definition
    export const send = () => inngest.send({ name: "app/si$0gnup", data: {} });
  `);
});

test("an event of `EventSchemas` leads to its key", () => {
  checkDefinition(`
    //- /main.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    type Events = { "app/signup": { data: { id: string } } };
    //              ^^^^^^^^^^^^ definition
    const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<Events>() });
    export const f = inngest.createFunction({ id: "f" }, { event: "app/$0signup" }, async () => {});
  `);
});

test("an event that nothing declares leads to its listeners, and from them to its senders", () => {
  checkDefinition(`${CLIENT}
//- /main.ts
import { inngest } from "./client";
export const send = () => inngest.send({ name: "$0app/a", data: {} });
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
//                                                                    ^^^^^^^ definition
  await step.waitForEvent("w", { event: "app/a", timeout: "1d" });
//                                      ^^^^^^^ definition
});
`);
  checkDefinition(`${CLIENT}
//- /main.ts
import { inngest } from "./client";
export const send = () => inngest.send({ name: "app/a", data: {} });
//                                             ^^^^^^^ definition
export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a$0" } }, async () => {});
`);
});

test("a variable is left to TypeScript", () => {
  checkDefinition(`
    import { Inngest, eventType } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const signup = eventType("app/signup");
    export const f = inngest.createFunction({ id: "f", triggers: { event: sig$0nup } }, async () => {});
  `);
});

test("references are declarations, sends, triggers, waits, cancellations and expressions, in every file", () => {
  checkReferences(`${CLIENT}
//- /events.ts
import { eventType } from "inngest";
export const signup = eventType("app/signup");
//                              ^^^^^^^^^^^^ reference
//- /main.ts
import { inngest } from "./client";
import { signup } from "./events";
const options = { id: "f", triggers: [{ event: signup }], cancelOn: [{ event: "app/signup" }] };
//                                             ^^^^^^ reference
//                                                                            ^^^^^^^^^^^^ reference
export const f = inngest.createFunction(options, async ({ step }) => {
  await step.waitForEvent("w", { event: "app/other", timeout: "1d", if: "event.name == 'app/signup' && async.data.x == 'app/signup'" });
//                                                                                      ^^^^^^^^^^ reference
  await step.sendEvent("s", [{ name: "app/sign$0up", data: {} }, signup.create({})]);
//                                   ^^^^^^^^^^^^ reference
//                                                             ^^^^^^ reference
});
export const all = inngest.createFunction({ id: "all", triggers: { event: "app/*" } }, async () => {});
//                                                                        ^^^^^^^ reference
`);
});

test("references of a step are the calls with its id in the same function", () => {
  checkReferences(`
    export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ event, step }) => {
      if (event.data.big) await step.run("charge", () => 1);
    //                                   ^^^^^^^^ reference
      else await step.run("cha$0rge", () => 2);
    //                    ^^^^^^^^ reference
    });
    export const g = inngest.createFunction({ id: "g", triggers: { event: "app/a" } }, async ({ step }) => step.run("charge", () => 1));
  `);
});

test("highlights tell who writes an event from who reads it", () => {
  checkHighlights(`
    export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
    //                                                                    ^^^^^^^ read
      await step.sendEvent("s", { name: "ap$0p/a", data: {} });
    //                                  ^^^^^^^ write
    });
  `);
  checkHighlights(`
    export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ step }) => {
      await step.run("o$0ne", () => 1);
    //               ^^^^^ write
      await step.run("two", () => 1);
    });
  `);
});
