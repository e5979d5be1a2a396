import assert from "node:assert/strict";
import { test } from "node:test";
import { missingFunctionId as rule } from "./missing-function-id.ts";
import { check, checkFix, findAll } from "./testing.ts";

const none = "error(missing-function-id): this function has no `id`, so it is registered under the id of its app";

test("functions without an id", () => {
  check(rule, `
    //- /main.js sdk:v4
    export const a = inngest.createFunction({ name: "Send mail", triggers: { event: "a" } }, async () => {});
    //               ^^^^^^^^^^^^^^^^^^^^^^ ${none}
    inngest.createFunction({ id: "", triggers: { event: "a" } }, async () => {});
    //                           ^^ error(missing-function-id): the \`id\` of this function is empty, so it is registered under the id of its app
    const options = { triggers: { event: "a" } };
    export const b = inngest.createFunction(options, async () => {});
    //               ^^^^^^^^^^^^^^^^^^^^^^ ${none}
    //- /v3.js sdk:v3
    export const c = inngest.createFunction({ name: "Send mail" }, { event: "a" }, async () => {});
    //               ^^^^^^^^^^^^^^^^^^^^^^ ${none}
  `);
});

test("functions with one, and those of which it cannot be told", () => {
  check(rule, `
    //- /main.js sdk:v4
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async () => {});
    inngest.createFunction({ id: process.env.ID, triggers: { event: "a" } }, async () => {});
    inngest.createFunction({ ...shared, triggers: { event: "a" } }, async () => {});
    inngest.createFunction({ [key]: "a", triggers: { event: "a" } }, async () => {});
    inngest.createFunction(unknown, async () => {});
    const options = { triggers: { event: "a" } };
    options.id = "late";
    inngest.createFunction(options, async () => {});
    const given = { triggers: { event: "a" } };
    inngest.createFunction({ ...given, id: "b" }, async () => {});
    const make = (options, handler) => inngest.createFunction({ ...options, id: nameOf(handler) }, handler);
    make({ triggers: { event: "a" } }, async () => {});
    queue.createFunction({ name: "Send mail" }, { event: "a" }, async () => {});
    //- /v3.js sdk:v3
    inngest.createFunction("by-name", { event: "a" }, async () => {});
  `);
});

test("the fix names it by what is there", () => {
  const told = (before: string, after: string): void => { checkFix(rule, `//- /main.js sdk:v4\n${before}`, `//- /main.js sdk:v4\n${after}`); };
  told('inngest.createFunction({ name: "Send mail", triggers: { event: "a" } }, async () => {});', 'inngest.createFunction({ id: "send-mail", name: "Send mail", triggers: { event: "a" } }, async () => {});');
  told("export const sendMail = inngest.createFunction({ triggers: { event: 'a' } }, async () => {});", "export const sendMail = inngest.createFunction({ id: 'send-mail', triggers: { event: 'a' } }, async () => {});");
  told('inngest.createFunction({triggers: { event: "app/user.created" }}, async () => {});', 'inngest.createFunction({ id: "on-app-user-created", triggers: { event: "app/user.created" }}, async () => {});');
  told('inngest.createFunction({}, async () => {});', 'inngest.createFunction({ id: "my-function" }, async () => {});');
  told('const sendMail = inngest.createFunction({ id: "", triggers: { event: "a" } }, async () => {});', 'const sendMail = inngest.createFunction({ id: "send-mail", triggers: { event: "a" } }, async () => {});');
  told('inngest.createFunction(\n  {\n    // Daily.\n    triggers: { cron: "0 9 * * *" },\n  },\n  async () => {},\n);', 'inngest.createFunction(\n  {\n    id: "my-function",\n    // Daily.\n    triggers: { cron: "0 9 * * *" },\n  },\n  async () => {},\n);');
});

test("ids that fixes give to two functions differ", () => {
  const titles = findAll(rule, '//- /main.js sdk:v4\ninngest.createFunction({ triggers: { cron: "0 9 * * *" } }, async () => {});\ninngest.createFunction({ triggers: { cron: "0 8 * * *" } }, async () => {});\ninngest.createFunction({ id: "my-function" }, async () => {});');
  assert.deepEqual(titles.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title)), ["Add the id 'my-function-2'", "Add the id 'my-function-3'"]);
});

test("what the SDK's types refuse TypeScript tells", () => {
  const told = (text: string, path = "/main.ts"): boolean[] => findAll(rule, `//- ${path} sdk:v4\n${text}`).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  assert.deepEqual(told('inngest.createFunction({ triggers: { event: "a" } }, async () => {});'), [true]);
  assert.deepEqual(told('inngest.createFunction({ triggers: { event: "a" } } as any, async () => {});'), [false]);
  assert.deepEqual(told('// @ts-expect-error\ninngest.createFunction({ triggers: { event: "a" } }, async () => {});'), [false]);
  assert.deepEqual(told('inngest.createFunction({ id: "", triggers: { event: "a" } }, async () => {});'), [false]);
  assert.deepEqual(told('inngest.createFunction({ triggers: { event: "a" } }, async () => {});', "/main.js"), [false]);
});
