import { test } from "node:test";
import { stableStepId as rule } from "./stable-step-id.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
import { Inngest } from "inngest";
import { randomUUID } from "node:crypto";
import { nanoid } from "nanoid";
import { v4 as uuid } from "uuid";
import { format } from "date-fns";
const inngest = new Inngest({ id: "app" });
let counter = 0;
const STARTED = Date.now();
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step, runId }) => {
${body}
});`;
}

const unstable = (code: string): string => `error(stable-step-id): \`${code}\` gives the step another id each time the function is re-executed, so it runs again and again; use one that stays the same`;

test("ids that are new at each replay", () => {
  check(rule, inHandler(`
    await step.run(\`a-\${Date.now()}\`, () => 1);
    //                  ^^^^^^^^^^ ${unstable("Date.now()")}
    await step.run("b-" + Math.random(), () => 1);
    //                    ^^^^^^^^^^^^^ ${unstable("Math.random()")}
    await step.run(crypto.randomUUID(), () => 1);
    //             ^^^^^^^^^^^^^^^^^^^ ${unstable("crypto.randomUUID()")}
    await step.run({ id: \`c-\${uuid().slice(0, 8)}\` }, () => 1);
    //                        ^^^^^^ ${unstable("uuid()")}
    await step.sleep(\`d-\${nanoid()}\`, "1h");
    //                    ^^^^^^^^ ${unstable("nanoid()")}
    await step.run(\`e-\${randomUUID()}\`, () => 1);
    //                  ^^^^^^^^^^^^ ${unstable("randomUUID()")}
    await step.run(\`f-\${new Date().toISOString()}\`, () => 1);
    //                  ^^^^^^^^^^ ${unstable("new Date()")}
    await step.run(\`g-\${Math.floor(Math.random() * 1000)}\`, () => 1);
    //                             ^^^^^^^^^^^^^ ${unstable("Math.random()")}
    await step.run(\`h-\${counter++}\`, () => 1);
    //                  ^^^^^^^^^ ${unstable("counter++")}
    const at = Date.now();
    await step.run(\`i-\${at}\`, () => 1);
    //             ^^^^^^^^^ ${unstable("Date.now()")}
  `));
});

test("ids that are the same at each replay, or may be", () => {
  check(rule, inHandler(`
    const id = await step.run("id", () => randomUUID());
    await step.run(\`a-\${id}\`, () => 1);
    await step.run(\`b-\${runId}\`, () => 1);
    await step.run(\`c-\${STARTED}\`, () => 1);
    await step.run(\`d-\${new Date(event.ts).toISOString()}\`, () => 1);
    await step.run(\`e-\${new Date().toISOString().slice(0, 10)}\`, () => 1);
    await step.run(\`f-\${format(new Date(), "yyyy-MM-dd")}\`, () => 1);
    await step.run(\`g-\${Math.floor(Date.now() / 86400000)}\`, () => 1);
    let index = 0;
    for (const item of event.data.items) await step.run(\`h-\${index++}\`, () => item);
    await step.run(event.data.uuid(), () => Math.random());
    const Math2 = { random: () => 1 };
    await step.run(\`i-\${Math2.random()}\`, () => 1);
    const crypto = { randomUUID: () => "same" };
    await step.run(crypto.randomUUID(), () => 1);
  `));
});

test("a value computed once around the function is the same for all its replays", () => {
  check(rule, `
    export function create(inngest) {
      const client = new Inngest({ id: "app" });
      const started = Date.now();
      return client.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run(\`a-\${started}\`, () => 1); });
    }
    import { Inngest } from "inngest";
  `);
});

test("what is new each time is left out of the id", () => {
  const fix = (before: string, after: string): void => { checkFix(rule, inHandler(`await step.run(${before}, () => 1);`), inHandler(`await step.run(${after}, () => 1);`)); };
  fix("`a-${Date.now()}`", '"a"');
  fix("`a-${Math.floor(Math.random() * 1000)}-late`", '"a-late"');
  fix("'b-' + Math.random()", "'b'");
  checkFix(rule, inHandler('await step.run("a", () => 1); await step.run(`a-${Date.now()}`, () => 1);'), inHandler('await step.run("a", () => 1); await step.run("a-2", () => 1);'));
  for (const id of ["crypto.randomUUID()", "`${Date.now()}`", "`a-${event.id}-${Date.now()}`", '"a" + Math.random() + "b"']) checkNoFix(rule, inHandler(`await step.run(${id}, () => 1);`));
});
