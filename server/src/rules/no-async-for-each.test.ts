import { test } from "node:test";
import { noAsyncForEach as rule } from "./no-async-for-each.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const FOR_EACH = "error(no-async-for-each): `forEach` does not wait for the steps in its callback, so the function can end before they run";
const MAP = "error(no-async-for-each): nothing waits for the promises that `map` returns, so the function can end before their steps run";
const ARRAY = "error(no-async-for-each): awaiting the array that `map` returns does not wait for the steps in its callback";

test("callbacks whose promises nothing takes", () => {
  check(rule, inHandler(`
    event.data.items.forEach(async (item) => {
    //               ^^^^^^^ ${FOR_EACH}
      await step.run(item.id, () => item);
      await step.sleep(item.id, "1h");
    });
    event.data.items.forEach((item) => step.run(item.id, () => item));
    //               ^^^^^^^ ${FOR_EACH}
    event.data.items.map(async (item) => { await step.run(item.id, () => item); });
    //               ^^^ ${MAP}
    const jobs = event.data.items.map((item) => step.run(item.id, () => item));
    //                            ^^^ ${MAP}
    await Object.values(event.data).map(async (item) => step.run(item.id, () => item));
    //                              ^^^ ${ARRAY}
  `));
});

test("promises that are collected, and iterations without steps", () => {
  check(rule, inHandler(`
    await Promise.all(event.data.items.map(async (item) => { await step.run(item.id, () => item); }));
    const jobs = event.data.items.map((item) => step.run(item.id, () => item));
    await Promise.allSettled(jobs);
    const pushed = [];
    event.data.items.forEach((item) => { pushed.push(step.run(item.id, () => item)); });
    event.data.more.forEach(async (item) => pushed.push(step.run(item.id, () => item)));
    await Promise.all(pushed);
    await event.library.forEach(async (item) => { await step.run(item.id, () => item); });
    await event.library.map(async (item) => step.run(item.id, () => item));
    event.data.items.forEach(async (item) => { await log(item); });
    await step.run("all", async () => { event.data.items.forEach(async (item) => { await log(item); }); });
    for (const item of event.data.items) await step.run(item.id, () => item);
    return event.data.items.map((item) => step.run(item.id, () => item));
  `));
});

test("the fix makes a loop", () => {
  checkFix(rule, inHandler(`
    event.data.items.forEach(async ({ id }: Item) => {
      await step.run(id, () => id);
    });
  `), inHandler(`
    for (const { id } of event.data.items) {
      await step.run(id, () => id);
    }
  `));
  checkFix(rule, inHandler("event.data.items.forEach((item) => step.run(item.id, () => item));"), inHandler("for (const item of event.data.items) await step.run(item.id, () => item);"));
});

test("or a group that is awaited", () => {
  const title = "Run the steps in parallel, in an awaited 'Promise.all'";
  checkFix(rule, inHandler("event.data.items.forEach(async (item) => { await step.run(item.id, () => 1); });"), inHandler("await Promise.all(event.data.items.map(async (item) => { await step.run(item.id, () => 1); }));"), title);
  checkFix(rule, inHandler("event.data.items?.forEach(async (item, index) => { await step.run(item.id, () => index); });"), inHandler("await Promise.all(event.data.items?.map(async (item, index) => { await step.run(item.id, () => index); }) ?? []);"), title);
  checkFix(rule, inHandler("await [1, 2].map(async (item) => step.run(`a-${item}`, () => 1));"), inHandler("await Promise.all([1, 2].map(async (item) => step.run(`a-${item}`, () => 1)));"), title);
});

test("no fix where nothing can be awaited", () => {
  checkNoFix(rule, "inngest.createFunction({ id: \"f\", triggers: { event: \"a\" } }, ({ event, step }) => { event.data.items.forEach(async (item) => { await step.run(item.id, () => 1); }); });");
});
