import { test } from "node:test";
import { eventBudget as rule } from "./event-budget.ts";
import { check, checkNoFix } from "./testing.ts";

const times = (tool: string, count: string): string => `warning(event-budget): \`step.${tool}\` runs ${count} times here, and a run has at most 1,000 steps; fan out to other runs with \`step.sendEvent\``;

test("loops that run more steps than a run may have", () => {
  check(rule, `
    const PAGES = 2000;
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ step }) => {
      for (let page = 0; page < PAGES; page++) await step.run("load", () => load(page));
      //                                             ^^^^^^^^ ${times("run", "2,000")}
      for (let i = 0; i <= 1000; i += 1) {
        await step.sleep("wait", "1s");
        //    ^^^^^^^^^^ ${times("sleep", "1,001")}
      }
      for (let i = 0; i < 50; i++) for (let j = 0; j < 50; j++) await step.run("cell", () => cell(i, j));
      //                                                              ^^^^^^^^ ${times("run", "2,500")}
      await Promise.all(Array.from({ length: 1500 }, (_, index) => step.run("load-" + index, () => load(index))));
      //                                                           ^^^^^^^^ ${times("run", "1,500")}
    });
  `);
});

test("loops within the limit, with a way out, of unknown length, and steps in a branch of one", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ event, step }) => {
      for (let i = 0; i < 1000; i++) await step.run("load", () => load(i));
      for (let i = 0; i < 5000; i++) { const done = await step.run("poll", () => poll(i)); if (done) break; }
      for (let i = 0; i < 5000; i++) { if (i % 100 === 0) await step.run("flush", () => flush(i)); }
      for (let i = 0; i < event.data.pages; i++) await step.run("page", () => load(i));
      for (const item of items) await step.run("item", () => load(item));
      for (let i = 10; i > 0; i--) await step.run("down", () => load(i));
      await step.run("once", async () => { for (let i = 0; i < 5000; i++) await load(i); });
    });
  `);
});

test("an event that is larger than every plan takes", () => {
  check(rule, `
    await inngest.send({ name: "a", data: { text: "${"x".repeat(300 * 1024)}" } });
    //                         ^^^ warning(event-budget): this event has at least 300 KiB; not every plan accepts more than 256 KiB; store the data and send its id
  `);
  check(rule, `await inngest.send({ name: "a", data: { text: "${"x".repeat(200 * 1024)}", more: load("${"x".repeat(100 * 1024)}") } });`);
});

test("there is no one fix", () => {
  checkNoFix(rule, 'inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ step }) => { for (let i = 0; i < 2000; i++) await step.run("x", () => 1); });');
});
