import { test } from "node:test";
import { checkNoRefactor, checkRefactor } from "../testing.ts";

const EXTRACT = "Extract into 'step.run'";

/** A handler in which the marked code is selected. */
const handler = (body: string, parameters = "{ event, step }"): string => `
  export const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async (${parameters}) => {
    ${body}
  });
`;

test("a call becomes a step of its own, awaited where it was or not", () => {
  checkRefactor(handler("const user = await «loadUser(event.data.id)»;"), EXTRACT, handler('const user = await step.run("load-user", () => loadUser(event.data.id));'));
  checkRefactor(handler("const user = «await db.users.find(event.data.id)»;"), EXTRACT, handler('const user = await step.run("find", () => db.users.find(event.data.id));'));
  checkRefactor(handler("return «load()».items;"), EXTRACT, handler('return (await step.run("load", () => load())).items;'));
  checkRefactor(handler("return send(«load(await id())»);"), EXTRACT, handler('return send(await step.run("load", async () => load(await id())));'));
});

test("statements become the body of a step, and what is used after them its result", () => {
  checkRefactor(handler("«const user = await loadUser();»\n    return user.name;"), EXTRACT, handler('const user = await step.run("load-user", () => loadUser());\n    return user.name;'));
  checkRefactor(handler("«const a = await load();\n    const b = a.items;\n    log(b);»\n    return [a, b];"), EXTRACT,
    handler('const { a, b } = await step.run("load", async () => {\n      const a = await load();\n      const b = a.items;\n      log(b);\n      return { a, b };\n    });\n    return [a, b];'));
  checkRefactor(handler("«for (const item of event.data.items) {\n      if (!item) continue;\n      save(item);\n    }»"), EXTRACT,
    handler('await step.run("save", () => {\n      for (const item of event.data.items) {\n        if (!item) continue;\n        save(item);\n      }\n    });'));
});

test("the tools are called as the handler has them, and brought in where it has not", () => {
  checkRefactor(handler("await «load()»;", "{ event, step: s }"), EXTRACT, handler('await s.run("load", () => load());', "{ event, step: s }"));
  checkRefactor(handler("await «load()»;", "ctx"), EXTRACT, handler('await ctx.step.run("load", () => load());', "ctx"));
  checkRefactor(handler("await «load()»;", "{ event }"), EXTRACT, handler('await step.run("load", () => load());', "{ event, step }"));
});

test("an id that the file has is counted on", () => {
  checkRefactor(handler('await step.run("load", () => 1);\n    await «load()»;'), EXTRACT, handler('await step.run("load", () => 1);\n    await step.run("load-2", () => load());'));
});

test("code that does something else in a callback stays where it is", () => {
  checkNoRefactor(handler("«return load();»"), EXTRACT);
  checkNoRefactor(handler("let n = 0;\n    «n = await load();»\n    return n;"), EXTRACT);
  checkNoRefactor(handler("«const load = () => 1;»\n    return load();"), EXTRACT);
  checkNoRefactor(handler('«await step.run("a", () => 1)»;'), EXTRACT);
  checkNoRefactor(handler('await step.run("a", () => «load()»);'), EXTRACT);
  checkNoRefactor(handler('«await step.run("a", () => 1);\n    await load();»'), EXTRACT);
  checkNoRefactor(handler("items.map(() => «load()»);"), EXTRACT);
  checkNoRefactor(handler("for (const x of y) { «if (x) break;» }"), EXTRACT);
  checkNoRefactor("export const load = async () => { await «fetch('x')»; };", EXTRACT);
});

test("an event sent as an object is declared with `eventType`", () => {
  const app = (imports: string, declared: string, event: string): string => `
//- /main.ts sdk:v4
import { Inngest${imports} } from "inngest";${declared}

const inngest = new Inngest({ id: "app" });
export const send = (userId: string) => inngest.send(${event});
`;
  checkRefactor(
    app("", "", '{ name: «"app/user.activated"», data: { userId, plan: "free", tags: ["a"], seats: { max: 3 } }, id: "x" }'), "Declare 'app/user.activated' with 'eventType'",
    app(", eventType, staticSchema", '\n\nexport const appUserActivated = eventType("app/user.activated", {\n  schema: staticSchema<{ userId: unknown; plan: string; tags: string[]; seats: { max: number } }>(),\n});',
      'appUserActivated.create({ userId, plan: "free", tags: ["a"], seats: { max: 3 } }, { id: "x" })'),
  );
  checkRefactor(
    app("", "", '{\n  name: «"app/paid"»,\n  data: {\n    orderId: "o",\n    lines: [\n      1,\n    ],\n  },\n}'), "Declare 'app/paid' with 'eventType'",
    app(", eventType, staticSchema", '\n\nexport const appPaid = eventType("app/paid", {\n  schema: staticSchema<{ orderId: string; lines: number[] }>(),\n});', 'appPaid.create({\n  orderId: "o",\n  lines: [\n    1,\n  ],\n})'),
  );
  checkNoRefactor(app(", eventType", '\nexport const a = eventType("app/a");', '{ name: «"app/a"», data: {} }'), "Declare 'app/a' with 'eventType'");
  checkNoRefactor(app("", "", '{ name: «"app/a"», ...rest }'), "Declare 'app/a' with 'eventType'");
});

test("`inngest.send` in a handler becomes a step", () => {
  checkRefactor(handler('await «inngest.send»({ name: "app/b", data: {} });\n    await step.run("x", () => 1);'), "Send with 'step.sendEvent'",
    handler('await step.sendEvent("send-app-b", { name: "app/b", data: {} });\n    await step.run("x", () => 1);'));
});

test("a call in the form of SDK v3 is written as v4 takes it", () => {
  checkRefactor('//- /main.ts sdk:v3\nexport const f = «inngest.createFunction»({ id: "f" }, { event: "app/a" }, async () => {});', "Convert to the call shape of SDK v4",
    '//- /main.ts sdk:v3\nexport const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async () => {});');
});
