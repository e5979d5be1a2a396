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

test("what the code says stays as it is: comments, types and the text of template literals", () => {
  checkRefactor(handler("«// the rows of today\n    const sql = `\nselect *\n  from x`;\n    log(sql);»"), EXTRACT,
    handler('await step.run("log", () => {\n      // the rows of today\n      const sql = `\nselect *\n  from x`;\n      log(sql);\n    });'));
  checkRefactor(handler("«/* once */ await send(\n      1,\n    );»"), EXTRACT, handler('/* once */ await step.run("send", () => send(\n      1,\n    ));'));
  checkRefactor(handler("«const user: User = await load();»\n    return user.name;"), EXTRACT, handler('const user: User = await step.run("load", () => load());\n    return user.name;'));
});

test("the tools are called as the handler has them, and brought in where it has not", () => {
  checkRefactor(handler("await «load()»;", "{ event, step: s }"), EXTRACT, handler('await s.run("load", () => load());', "{ event, step: s }"));
  checkRefactor(handler("await «load()»;", "ctx"), EXTRACT, handler('await ctx.step.run("load", () => load());', "ctx"));
  checkRefactor(handler("await «load()»;", ""), EXTRACT, handler('await step.run("load", () => load());', "{ step }"));
  checkRefactor(handler("await «load()»;", "{ event }"), EXTRACT, handler('await step.run("load", () => load());', "{ event, step }"));
});

test("an id that the file has is counted on", () => {
  checkRefactor(handler('await step.run("load", () => 1);\n    await «load()»;'), EXTRACT, handler('await step.run("load", () => 1);\n    await step.run("load-2", () => load());'));
});

test("code that does something else in a callback stays where it is", () => {
  checkNoRefactor(handler("«return load();»"), EXTRACT);
  checkNoRefactor(handler("let n = 0;\n    «n = await load();»\n    return n;"), EXTRACT);
  checkNoRefactor(handler("let user;\n    «({ user } = await load());»\n    return user;"), EXTRACT);
  checkNoRefactor(handler("let user, rest;\n    «[user, ...rest] = await load();»\n    return user;"), EXTRACT);
  checkNoRefactor(handler("let item;\n    «for (item of await load()) log(item);»\n    return item;"), EXTRACT);
  checkNoRefactor(handler("const all = [];\n    for (const id of event.data.ids) «all.push(await load(id))»;\n    return all;"), EXTRACT);
  checkNoRefactor(handler("const found = new Map();\n    «found.set(1, await load());»\n    return found;"), EXTRACT);
  checkNoRefactor(handler("«delete event.data.secret;»\n    return event.data;"), EXTRACT);
  checkNoRefactor(handler("«this.user = await load();»"), EXTRACT);
  checkNoRefactor(handler("«const load = () => 1;»\n    return load();"), EXTRACT);
  checkNoRefactor(handler('«await step.run("a", () => 1)»;'), EXTRACT);
  checkNoRefactor(handler('await step.run("a", () => «load()»);'), EXTRACT);
  checkNoRefactor(handler('«await step.run("a", () => 1);\n    await load();»'), EXTRACT);
  checkRefactor(handler("«const all = [];\n    for (const id of event.data.ids) all.push(await load(id));»\n    return all;"), EXTRACT,
    handler('const all = await step.run("push", async () => {\n      const all = [];\n      for (const id of event.data.ids) all.push(await load(id));\n      return all;\n    });\n    return all;'));
  checkRefactor(handler("«await cache.set(event.data.id, 1)»;"), EXTRACT, handler('await step.run("set", () => cache.set(event.data.id, 1));'));
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
  checkRefactor(
    app("", "", '{\n    name: «"app/asked"»,\n    data: {\n      prompt: `\n      Be brief.\n`,\n    },\n}'), "Declare 'app/asked' with 'eventType'",
    app(", eventType, staticSchema", '\n\nexport const appAsked = eventType("app/asked", {\n  schema: staticSchema<{ prompt: string }>(),\n});', 'appAsked.create({\n  prompt: `\n      Be brief.\n`,\n})'),
  );
  checkNoRefactor(app(", eventType", '\nexport const a = eventType("app/a");', '{ name: «"app/a"», data: {} }'), "Declare 'app/a' with 'eventType'");
  checkNoRefactor(app("", "", '{ name: «"app/a"», ...rest }'), "Declare 'app/a' with 'eventType'");
});

test("the declaration stands below the imports, wherever those are", () => {
  const declared = (exported = "export "): string => `${exported}const appA = eventType("app/a", {\n  schema: staticSchema<{}>(),\n});`;
  const send = 'const inngest = new Inngest({ id: "app" });\nexport const send = () => inngest.send(';
  const checkHead = (before: string, after: string): void => {
    checkRefactor(`//- /main.ts sdk:v4\n${before}${send}{ name: «"app/a"», data: {} });\n`, "Declare 'app/a' with 'eventType'", `//- /main.ts sdk:v4\n${after}${send}appA.create({}));\n`);
  };
  checkHead('import {\n  Inngest, // the client\n} from "inngest"; // v4\n', `import {\n  Inngest, eventType, staticSchema, // the client\n} from "inngest"; // v4\n\n${declared()}\n`);
  checkHead('import { Inngest } from "inngest";\nconst prompt = `\nimport { x } from "y";\n`;\n', `import { Inngest, eventType, staticSchema } from "inngest";\n\n${declared()}\nconst prompt = \`\nimport { x } from "y";\n\`;\n`);
  checkHead('import type { GetEvents } from "inngest";\nimport { Inngest } from "inngest";\n', `import type { GetEvents } from "inngest";\nimport { Inngest, eventType, staticSchema } from "inngest";\n\n${declared()}\n`);
  checkHead('#!/usr/bin/env node\nconst { Inngest } = require("inngest");\n', `#!/usr/bin/env node\nimport { eventType, staticSchema } from "inngest";\n\n${declared()}\n\nconst { Inngest } = require("inngest");\n`);
  checkHead('"use server";\nconst { Inngest } = require("inngest");\n', `"use server";\nimport { eventType, staticSchema } from "inngest";\n\n${declared("")}\nconst { Inngest } = require("inngest");\n`);
});

test("`inngest.send` in a handler becomes a step", () => {
  checkRefactor(handler('await «inngest.send»({ name: "app/b", data: {} });\n    await step.run("x", () => 1);'), "Send with 'step.sendEvent'",
    handler('await step.sendEvent("send-app-b", { name: "app/b", data: {} });\n    await step.run("x", () => 1);'));
});

test("a call in the form of SDK v3 is written as v4 takes it", () => {
  checkRefactor('//- /main.ts sdk:v3\nexport const f = «inngest.createFunction»({ id: "f" }, { event: "app/a" }, async () => {});', "Convert to the call shape of SDK v4",
    '//- /main.ts sdk:v3\nexport const f = inngest.createFunction({ id: "f", triggers: { event: "app/a" } }, async () => {});');
});
