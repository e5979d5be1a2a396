import assert from "node:assert/strict";
import { test } from "node:test";
import { noVariableMutationInStep as rule } from "./no-variable-mutation-in-step.ts";
import { check, checkFix, checkNoFix, findAll } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = (variable: string): string => `error(no-variable-mutation-in-step): \`${variable}\` is changed in a step and read outside of it, where the change is lost when the function is re-executed; return it`;

test("variables changed in a step and read after it", () => {
  const body = inHandler(`
    let user;
    await step.run("load", async () => { user = await load(event.data.id); });
    //                                   ${"^".repeat(32)} ${found("user")}
    let first, second;
    await step.run("both", async () => { [first, { id: second }] = await both(); });
    //                                   ${"^".repeat(38)} ${found("first")}
    //                                   ${"^".repeat(38)} ${found("second")}
    use(first, second);
    let total = 0;
    for (const item of event.data.items) {
      await step.run("add", async () => { total += await price(item); });
      //                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^ ${found("total")}
    }
    const results = [];
    await step.run("collect", async () => {
      for (const item of event.data.items) results.push(await price(item));
      //                                   ${"^".repeat(31)} ${found("results")}
    });
    const summary = { count: 0, names: new Map() };
    await step.run("count", () => { summary.count++; });
    //                              ^^^^^^^^^^^^^^^ ${found("summary")}
    const seen = new Set<string>();
    await step.run("mark", () => event.data.ids.forEach((id) => seen.add(id)));
    //                                                          ^^^^^^^^^^^^ ${found("seen")}
    await step.run("mail", () => mail(user, seen));
    return { total, results, count: summary.count };
  `);
  check(rule, body);
  assert.deepEqual(findAll(rule, body).map(({ related }) => related?.length), [1, 1, 1, 1, 1, 1, 1]);
});

test("a loop reads in the next turn what the one before wrote", () => {
  check(rule, inHandler(`
    let cursor = null;
    while (cursor !== "end") {
      await step.run("page", async () => { cursor = (await page(cursor)).next; });
      //                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ ${found("cursor")}
    }
  `));
});

test("changes that nothing outside of the step needs", () => {
  check(rule, inHandler(`
    let attempts = 0;
    await step.run("own", () => { let n = 0; n++; attempts++; return attempts; });
    let first;
    await step.run("first", () => { first = 1; });
    first = 2;
    use(first);
    let before = 1;
    use(before);
    await step.run("before", () => { before = 2; });
    const result = { id: 1 };
    await step.run("other", () => { result.extra = 1; });
    use(result.id);
    let client;
    await step.run("a", () => { client ??= connect(); return client.query(); });
    await step.run("b", () => { client ??= connect(); return client.query(); });
    let buffer;
    await step.run("c", () => { buffer = read(); return buffer.length; });
    await step.run("d", () => { buffer = read(); return buffer.length; });
    if (event.data.x) {
      await step.run("e", () => { before = 3; });
      return;
    } else use(before);
    let total = 0;
    for (const n of event.data.list) total += await step.run("n", () => n);
    const page = createPage();
    await step.run("page", () => { page.title = "x"; page.push(1); });
    use(page);
    const list = await step.run("list", () => [1]);
    const sorted = [...list].sort();
    return [total, sorted];
  `));
  check(rule, `
    //- /main.ts sdk:v4
    let cache;
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.run("fill", async () => { cache = await load(); });
      return cache;
    });
  `);
});

test("the fix returns the value", () => {
  checkFix(rule, inHandler(`
    let user;
    await step.run("load", async () => {
      const id = event.data.id;
      user = await load(id);
    });
    return user;
  `), inHandler(`
    let user;
    user = await step.run("load", async () => {
      const id = event.data.id;
      return await load(id);
    });
    return user;
  `));
  checkFix(rule, inHandler("let n; await step.run(\"n\", () => (n = 1)); return n;"), inHandler("let n; n = await step.run(\"n\", () => (1)); return n;"));
  checkNoFix(rule, inHandler("const list = []; await step.run(\"n\", () => { list.push(1); }); return list;"));
  checkNoFix(rule, inHandler("let n; await step.run(\"n\", () => { if (!event.data.x) return; n = 1; }); return n;"));
});
