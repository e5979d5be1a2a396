import { test } from "node:test";
import { checkNoRename, checkRename } from "./testing.ts";

const IN_FLIGHT = /^Runs in flight will execute `[\w-]+` again: their result is kept under the old id, `charge`\. This concerns runs of `f`/;
const ALIKE = "Other texts that read the same";

function onV4(name: string, cursor = ""): string {
  return `
    //- /events.ts sdk:v4
    import { Inngest, eventType } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    export const signup = eventType("${name}");
    //- /main.ts
    import { inngest, signup } from "./events";
    export const f = inngest.createFunction({ id: "f", triggers: [{ event: signup }, { event: '${name}' }], cancelOn: [{ event: "${name}" }] }, async ({ step }) => {
      await step.waitForEvent("w", { event: \`${name}\`, timeout: "1d", if: "event.name == '${name}'" });
      await step.sendEvent("s", [{ name: "${cursor}${name}", data: {} }, signup.create({}), { name: f ? "${name}" : "app/other", data: {} }]);
    });
  `;
}

test("an event is renamed in its declaration, sends, triggers, waits, cancellations and expressions", () => {
  checkRename(onV4("app/signup", "$0"), "app/user.signup", onV4("app/user.signup"));
});

function onV3(name: string, key: string, cursor = ""): string {
  return `
    //- /main.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    type Events = { ${key}: { data: { id: string } }; "app/other": { data: {} } };
    const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromRecord<Events>() });
    export const f = inngest.createFunction({ id: "f" }, { event: "${cursor}${name}" }, async ({ step }) => {
      await step.sendEvent("s", { name: "${name}", data: { id: "1" } });
    });
  `;
}

test("the key of a v3 schema is renamed, and quoted where it has to be", () => {
  checkRename(onV3("app/signup", '"app/signup"', "$0"), "app/joined", onV3("app/joined", '"app/joined"'));
  checkRename(onV3("signup", "signup", "$0"), "app/joined", onV3("app/joined", '"app/joined"'));
  checkRename(onV3("app/signup", '"$0app/signup"'), "joined", onV3("joined", '"joined"'));
});

test("the names of unions and of zod lists are renamed", () => {
  const union = (name: string, cursor = ""): string => `
    //- /main.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    type Signup = { name: "${name}"; data: { id: string } };
    const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromUnion<Signup>() });
    export const send = () => inngest.send({ name: "${cursor}${name}", data: { id: "1" } });
  `;
  checkRename(union("app/signup", "$0"), "app/joined", union("app/joined"));
  const zod = (name: string, cursor = ""): string => `
    //- /main.ts sdk:v3
    import { EventSchemas, Inngest } from "inngest";
    import { z } from "zod";
    const inngest = new Inngest({ id: "app", schemas: new EventSchemas().fromZod([z.object({ name: z.literal("${name}"), data: z.object({ id: z.string() }) })]) });
    export const send = () => inngest.send({ name: "${cursor}${name}", data: { id: "1" } });
  `;
  checkRename(zod("app/signup", "$0"), "app/joined", zod("app/joined"));
});

test("a constant is renamed where it is written, whichever mention asks", () => {
  const text = (name: string, mention = "", constant = ""): string => `
    //- /names.ts sdk:v4
    export const EVENTS = { signup: "${constant}${name}" } as const;
    //- /main.ts
    import { Inngest, eventType } from "inngest";
    import { EVENTS } from "./names";
    const inngest = new Inngest({ id: "app" });
    export const signup = eventType(EVENTS.signup);
    export const send = () => inngest.send([{ name: EVENTS.signup, data: {} }, { name: "${mention}${name}", data: {} }]);
  `;
  checkRename(text("app/signup", "$0"), "app/joined", text("app/joined"));
  checkRename(text("app/signup", "", "$0"), "app/joined", text("app/joined"));
});

test("texts that read the same wait for the user's word", () => {
  const text = (name: string, cursor = ""): string => `
    export const f = inngest.createFunction({ id: "f", triggers: [{ event: "${cursor}${name}" }, { event: "app/b" }] }, async ({ event }) => {
      if (event.name === "${name}") return 1;
      return "not ${name} here"; // and not "app/signup" in a comment
    });
  `;
  const after = text("app/joined").replace("not app/joined here", "not app/signup here");
  checkRename(text("app/signup", "$0"), "app/joined", after, [ALIKE]);
});

test("a name that another event has is pointed out", () => {
  checkRename(
    'export const send = () => inngest.send([{ name: "$0app/a", data: {} }, { name: "app/b", data: {} }]);', "app/b",
    'export const send = () => inngest.send([{ name: "app/b", data: {} }, { name: "app/b", data: {} }]);', [], /^`app\/b` was an event already/,
  );
});

test("a step is renamed with a word about runs in flight; the same id on another branch is left to the user", () => {
  checkRename(
    'export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("cha$0rge", () => 1); });', "charge-card",
    'export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("charge-card", () => 1); });', [], IN_FLIGHT,
  );
  const branches = (id: string, cursor = ""): string => `
    export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      if (event.data.big) await step.run("${cursor}${id}", () => 1);
      else await step.run({ id: '${id}' }, () => 2);
    });
  `;
  checkRename(branches("charge", "$0"), "pay", branches("pay"), ["The same id elsewhere in the function"], IN_FLIGHT);
});

test("a step's constant is renamed where it is written", () => {
  const text = (id: string, cursor = ""): string => `
    //- /ids.ts sdk:v4
    export enum Id { Charge = "${cursor}${id}" }
    //- /main.ts
    import { Inngest } from "inngest";
    import { Id } from "./ids";
    const inngest = new Inngest({ id: "app" });
    export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run(Id.Charge, () => 1); });
  `;
  checkRename(text("charge", "$0"), "pay", text("pay"), [], IN_FLIGHT);
});

test("what is no name of ours is left to TypeScript", () => {
  const at = (handler: string): string => `export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async ({ event, step }) => { ${handler} });`;
  checkNoRename(at('const na$0me = "app/a"; await step.sendEvent("s", { name, data: {} });'), "x");
  checkNoRename(at("await step.run(`load-${event.data.i$0d}`, () => 1);"), "x");
  checkNoRename(at('await step.run("load", () => "app/$0a");'), "x");
  checkNoRename('export const f = inngest.createFunction({ id: "f", triggers: { event: "app/$0*" } }, async () => {});', "x");
});

test("an id that another step of the function has is pointed out", () => {
  checkRename(
    'export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("$0one", () => 1); await step.run("two", () => 1); });', "two",
    'export const f = inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("two", () => 1); await step.run("two", () => 1); });', [],
    /^`two` was the id of a step of `f` already/,
  );
});

test("a rename that cannot be done is refused in a sentence", () => {
  checkNoRename('export const f = inngest.createFunction({ id: "f", triggers: { event: "inngest/$0function.failed" } }, async () => {});', "app/failed", "`inngest/function.failed` is Inngest's own event, which has no other name");
  checkNoRename('export const f = inngest.createFunction({ id: "f", triggers: { event: `app/$0a` } }, async () => {});', "app/${x}", "an event's name is renamed to plain text, without quotes, backslashes and `${`");
  const send = 'export const send = () => inngest.send({ name: "app/$0a", data: {} });';
  checkNoRename(send, "", "an event's name cannot be empty");
  checkNoRename(send, "inngest/a", "names that start with `inngest/` are Inngest's own and cannot be sent");
  checkNoRename(send, "app/*", "a name with `*` is a pattern for triggers; an event is sent under one name");
  checkNoRename(send, "it's", "an event's name is renamed to plain text, without quotes, backslashes and `${`");
  checkNoRename(`
    const PREFIX = "app";
    export const f = inngest.createFunction({ id: "f", triggers: { event: "app/$0a" } }, async ({ step }) => {
      await step.sendEvent("s", { name: \`\${PREFIX}/a\`, data: {} });
    });
  `, "app/b", "`app/a` cannot be renamed: at main.ts:3 it is put together from parts");
});
