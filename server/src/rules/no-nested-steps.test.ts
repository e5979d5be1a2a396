import assert from "node:assert/strict";
import { test } from "node:test";
import { noNestedSteps as rule } from "./no-nested-steps.ts";
import { check, findAll } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const inside = (inner: string): string => `error(no-nested-steps): ${inner} is called inside step \`outer\`; steps cannot be nested, so call it outside`;

test("steps in the callback of a step", () => {
  check(rule, inHandler(`
    await step.run("outer", async () => {
      await step.run("inner", () => 1);
      //    ^^^^^^^^ ${inside("step `inner`")}
      await step.sleep("wait", "1h");
      //    ^^^^^^^^^^ ${inside("step `wait`")}
      for (const id of event.data.ids) await step.run(id, () => 1);
      //                                     ^^^^^^^^ ${inside("a `step.run`")}
      return step.sendEvent("send", { name: "b" });
      //     ^^^^^^^^^^^^^^ ${inside("step `send`")}
    });
  `));
});

test("steps in a helper that a step calls, and in a named callback", () => {
  check(rule, inHandler(`
    const charge = async () => { await step.run("charge", () => 1); };
    await step.run("outer", async () => { await charge(); });
    //                                          ^^^^^^ ${inside("step `charge`")}
  `));
  check(rule, inHandler(`
    const outer = async () => { await step.run("inner", () => 1); };
    //                                ^^^^^^^^ ${inside("step `inner`")}
    await step.run("outer", outer);
  `));
  check(rule, `
    //- /charge.ts sdk:v3
    export async function charge(step) { return step.run("charge", () => 1); }
    //- /main.ts
    import { Inngest } from "inngest";
    import { charge } from "./charge";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {
      await charge(step);
      await step.run("outer", async () => { await charge(step); });
      //                                          ^^^^^^ ${inside("step `charge`")}
    });
  `);
});

test("the finding leads to both steps", () => {
  const [finding] = findAll(rule, inHandler("const charge = () => step.run(\"charge\", () => 1); await step.run(\"outer\", async () => { await charge(); });"));
  assert.deepEqual(finding?.related?.map(({ message }) => message), ["the outer step", "the step inside it"]);
});

test("steps beside each other, helpers called outside of steps, and what is no step of Inngest's", () => {
  check(rule, inHandler(`
    const charge = async () => step.run("charge", () => 1);
    await charge();
    await step.run("one", () => event.data.x);
    await Promise.all([step.run("two", () => 1), step.run("three", () => 1)]);
    const value = await step.run("four", async () => { const step = { run: (id, fn) => fn() }; return step.run("mine", () => 1); });
    await step.run("five", async () => { const response = await step.fetch("https://example.com"); return response.json(); });
    await step.run("six", () => 1).then(async () => { await step.run("seven", () => 1); });
    return value;
  `));
});
