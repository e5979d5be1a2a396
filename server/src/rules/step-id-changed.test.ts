import assert from "node:assert/strict";
import { test } from "node:test";
import { stepIdChanged as rule } from "./step-id-changed.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { check, checkFix, checkNoFix, findAll, readFixtureFiles } from "./testing.ts";

function changed(before: string, after: string, sdk = "v4"): string {
  const options = sdk === "v4" ? '{ id: "f", triggers: { event: "a" } }' : '{ id: "f" }, { event: "a" }';
  const file = (body: string): string => `inngest.createFunction(${options}, async ({ event, step }) => {\n${body}\n});`;
  return `//- /@base/main.ts sdk:${sdk}\n${file(before)}\n//- /main.ts sdk:${sdk}\n${file(after)}`;
}

const toMail = "info(step-id-changed): step `send` is now `mail`; runs in flight execute it again";

test("a renamed step, by its body, on both versions", () => {
  for (const sdk of ["v3", "v4"]) {
    check(rule, changed(`await step.run("send", () => post(event.data.id));`, `
      await step.run("load", () => load());
      await step.run(
        "mail",
//      ^^^^^^ ${toMail}
        () => post(
          event.data.id),
      );
    `, sdk));
  }
});

test("a renamed step, by its place, where it still has something in common", () => {
  check(rule, changed(
    `await step.run("load", () => 1);\nawait step.run("send", () => post(event.data.id, "welcome"));\nawait step.sleep("wait", "1d");`,
    `await step.run("load", () => 1);
     await step.run("mail", () => post(event.data.id, "hello"));
//                  ^^^^^^ ${toMail}
     await step.sleep("wait", "1d");`,
  ));
  check(rule, changed(`await step.sleep("wait-day", "1d");`, `await step.sleep("wait-week", "7d");
//               ^^^^^^^^^^^ info(step-id-changed): step \`wait-day\` is now \`wait-week\`; runs in flight execute it again`));
});

test("a removed step is told of at the function", () => {
  check(rule, `
    //- /@base/main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" }, onFailure: async ({ step }) => { await step.run("tell", () => tell()); } }, async ({ step }) => {
      await step.run("charge", () => charge());
    });
    //- /main.ts
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
    //                           ^^^ info(step-id-changed): step \`charge\` is gone from function \`f\`; runs in flight go on without its result; keep it until they have ended
    //                           ^^^ info(step-id-changed): step \`tell\` is gone from function \`f\`; runs in flight go on without its result; keep it until they have ended
      await step.run("mail", () => post("welcome"));
    });
  `);
});

test("a step of onFailure that may have moved is not told of", () => {
  const withFailure = (onFailure: string): string => `inngest.createFunction({ id: "f", triggers: { event: "a" }, onFailure: ${onFailure} }, async ({ step }) => { await step.run("charge", () => charge()); });`;
  for (const onFailure of ["async ({ step }) => { await tellBy(step); }", "toldBy(tell)", "async (context) => tellBy(context)"]) {
    check(rule, `
      //- /@base/main.ts sdk:v4
      ${withFailure('async ({ step }) => { await step.run("tell", () => tell()); }')}
      //- /main.ts sdk:v4
      ${withFailure(onFailure)}
    `);
  }
});

test("a step in a helper, and a function that moved to another file", () => {
  check(rule, `
    //- /@base/old.ts sdk:v4
    import { Inngest } from "inngest";
    import { notify } from "./helpers";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => { await notify(step); });
    inngest.createFunction({ id: "g", triggers: [] }, async ({ step }) => { await notify(step); });
    //- /@base/helpers.ts
    export async function notify(step) { await step.run("send", () => post()); }
    //- /new.ts
    import { Inngest } from "inngest";
    import { notify } from "./helpers";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => { await notify(step); });
    inngest.createFunction({ id: "g", triggers: [] }, async ({ step }) => { await notify(step); });
    //- /helpers.ts
    export async function notify(step) { await step.run("mail", () => post()); }
    //                                                  ^^^^^^ ${toMail}
  `);
});

test("what moved, what is new, and what cannot be told stay silent", () => {
  const send = `await step.run("send", () => post(event.data.id));`;
  const silent: readonly (readonly [string, string])[] = [
    [send, send],
    [`${send}\nawait step.sleep("wait", "1d");`, `await step.sleep("wait", "1d");\n${send}`],
    [send, `${send}\nawait step.run("more", () => 1);`],
    [send, `if (event.data.id) { const send = async () => { ${send} }; await send(); }`],
    [send, `await step.run(event.data.stepId, () => post(event.data.id));`],
    [send, "await step.run(`se${event.data.x}`, () => 1);"],
    [`await step.run("send", () => 1);`, `const id = "send";\nawait step.run(id, () => 1);`],
    [send, `await sendBy({ step }, event);`],
    [send, `await sendBy(step);`],
    [`await step.run(event.data.stepId, () => 1);`, `await step.run("send", () => 1);`],
    [send, `await run("send", () => post(event.data.id));`],
  ];
  for (const [before, after] of silent) check(rule, changed(before, after));
  check(rule, `
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("mail", () => 1); });
  `);
  check(rule, `
    //- /@base/main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("send", () => 1); });
    //- /main.ts
    inngest.createFunction({ id: "g", triggers: { event: "a" } }, async ({ step }) => { await step.run("mail", () => 1); });
  `);
});

test("of two equal bodies the places tell, and one finding is for one step", () => {
  const found = findAll(rule, changed(`await step.run("a", () => x());\nawait step.run("b", () => x());`, `await step.run("c", () => x());\nawait step.run("d", () => x());`));
  assert.deepEqual(found.map(({ message }) => message.replace(/;.*/, "")), ["step `a` is now `c`", "step `b` is now `d`"]);
});

test("the old id is put back, where it is written at the step", () => {
  const before = `await step.run("send", () => post());`;
  checkFix(rule, changed(before, `await step.run('mail', () => post());`), changed(before, `await step.run('send', () => post());`));
  checkNoFix(rule, changed(before, `const ID = "mail";\nawait step.run(ID, () => post());`));
});

/** What is said of a function whose last recorded run executed the steps. */
function recorded(body: string, ...steps: (string | readonly [id: string, tool: string])[]): string[] {
  const snapshot = snapshotOf(readFixtureFiles(`//- /src/main.ts sdk:v4\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {\n${body}\n});`));
  const file = snapshot.file("/src/main.ts");
  assert.ok(file);
  const run = steps.map((step) => (typeof step === "string" ? { id: step, tool: "run", path: "src/main.ts" } : { id: step[0], tool: step[1] }));
  return [...rule.check(file, { snapshot, recorded: new Map([["f", { steps: run }]]) })].map(({ message }) => message);
}

test("a step that the last recorded run has under another id", () => {
  const body = 'await step.run("load", () => 1);\nawait step.run("send-welcome", () => 1);\nawait step.sleep("wait", "1d");\nawait step.run("end", () => 1);';
  assert.deepEqual(recorded(body, "load", "send-mail", ["wait", "sleep"], "end"), ["step `send-welcome` was `send-mail` in the last recorded run; runs in flight execute it again"]);
  assert.deepEqual(recorded(body, "load", "send-mail", ["wait", "sleep"]), ["step `send-welcome` was `send-mail` in the last recorded run; runs in flight execute it again"]);
});

test("what a recorded run does not show for sure is left alone", () => {
  const body = 'await step.run("load", () => 1);\nawait step.run("send-welcome", () => 1);\nawait step.sleep("wait", "1d");';
  assert.deepEqual(recorded(body, "load", "send-welcome", ["wait", "sleep"]), []);
  assert.deepEqual(recorded(body, "load", "charge-card", ["wait", "sleep"]), [], "another step");
  assert.deepEqual(recorded(body, "load", ["send-mail", "sendEvent"], ["wait", "sleep"]), [], "another tool");
  assert.deepEqual(recorded(body, "load", "send-mail", "send-text", ["wait", "sleep"]), [], "two in its place");
  assert.deepEqual(recorded('if (event.data.a) await step.run("send-a", () => 1);\nelse await step.run("send-b", () => 1);', "send-c"), [], "two branches");
  assert.deepEqual(recorded('for (const id of ids) await step.run(`send-${id}`, () => 1);\nawait step.run("send-all", () => 1);', "send-each", "send-1"), [], "an id made at run time");
  assert.deepEqual(recorded(body), [], "no step");
});
