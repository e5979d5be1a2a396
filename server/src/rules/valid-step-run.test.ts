import assert from "node:assert/strict";
import { test } from "node:test";
import { check, checkFix, checkNoFix, findAll } from "./testing.ts";
import { validStepRun as rule } from "./valid-step-run.ts";

const inHandler = (body: string, path = "/main.js"): string => `
//- ${path} sdk:v4
async function work() { return 1; }
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
const error = (message: string): string => `error(valid-step-run): ${message}`;
const called = (name: string): string => error(`\`${name}\` is called here, outside of the step, and \`step.run\` is given no function, so the step fails`);

test("what is no function", () => {
  check(rule, inHandler(`
    await step.run("a");
    //    ^^^^^^^^ ${error("`step.run` is given no function to run, so the step fails")}
    await step.run("b", work());
    //                  ^^^^^^ ${called("work")}
    const response = await step.run("c", await fetch(event.data.url));
    //                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${called("fetch")}
    await step.run("d", fetch(event.data.url));
    //                  ^^^^^^^^^^^^^^^^^^^^^ ${called("fetch")}
    await step.run("e", { retries: 1 }, () => 1);
    //                  ^^^^^^^^^^^^^^ ${error("`step.run` takes a function; given an object the step fails")}
    await step.run("f", \`\${event.name}\`);
    //                  ^^^^^^^^^^^^^^^ ${error("`step.run` takes a function; given a string the step fails")}
  `));
});

test("what is one, or may be", () => {
  check(rule, inHandler(`
    const make = (id) => async () => id;
    async function choose() { return () => 1; }
    const fetch = (url) => () => url;
    await step.run("a", work);
    await step.run("b", () => work());
    await step.run("c", make(event.data.id));
    await step.run("d", await choose());
    await step.run("e", handlers[event.name]);
    await step.run("f", unknown());
    await step.run("g", fetch(event.data.url));
    await step.run("h", event.data.again && work);
    await step.run(...event.data.args);
    await step.run("i", work.bind(null, event.data.id));
    await step.run({ id: "j", name: "J" }, function* () { yield 1; });
    await queue.run("k");
  `));
});

test("the fix puts the call into a function", () => {
  checkFix(rule, inHandler('await step.run("a", work());'), inHandler('await step.run("a", () => work());'));
  checkFix(rule, inHandler('await step.run("a", await fetch(event.data.url, { method: "POST" }));'), inHandler('await step.run("a", () => fetch(event.data.url, { method: "POST" }));'));
  checkFix(rule, inHandler('await step.run("a", work(await load()));'), inHandler('await step.run("a", async () => work(await load()));'));
  checkNoFix(rule, inHandler('await step.run("a");'));
});

test("what the SDK's types refuse TypeScript tells", () => {
  const told = (body: string, path: string): boolean[] => findAll(rule, inHandler(body, path)).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  assert.deepEqual([...told('await step.run("a", work());', "/main.ts"), ...told('await step.run("a", work() as any);', "/main.ts"), ...told('await step.run("a");', "/main.js")], [true, false, false]);
});
