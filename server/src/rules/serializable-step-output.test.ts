import assert from "node:assert/strict";
import { test } from "node:test";
import { serializableStepOutput as rule } from "./serializable-step-output.ts";
import { check, checkFix, checkNoFix, findAll } from "./testing.ts";

function inHandler(body: string, file = "/main.ts"): string {
  return `
//- ${file} sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = (what: string, how: string): string => `warning(serializable-step-output): a step's result is kept as JSON: \`${what}\` ${how}`;

test("members that JSON does not keep", () => {
  check(rule, inHandler(`
    const now = await step.run("now", () => new Date());
    use(now.toISOString());
    //      ^^^^^^^^^^^ ${found("now", "is a string, which has no `toISOString`; make a `Date` of it")}
    const { order, index } = await step.run("load", async () => {
      const order = { id: 1, at: new Date(event.data.at), url: new URL(event.data.url), total: () => 5 };
      return { order, index: new Map([["a", 1]]) };
    });
    use(order.at.getTime(), order?.url.searchParams);
    //           ^^^^^^^ ${found("order.at", "is a string, which has no `getTime`; make a `Date` of it")}
    //                                 ^^^^^^^^^^^^ ${found("order?.url", "is a string, which has no `searchParams`; make a `URL` of it")}
    use(index.get("a"));
    //        ^^^ ${found("index", "is `{}`, which has no `get`; return an object or an array from the step")}
    use(order.total());
    //  ^^^^^^^^^^^ ${found("order.total", "is not in it; call it in the step")}
    use((await step.run("tags", () => new Set([1]))).has(1));
    //                                               ^^^ ${found('(await step.run("tags", () => new Set([1])))', "is `{}`, which has no `has`; return an object or an array from the step")}
  `));
});

test("what arrives as it left, and what is not known", () => {
  check(rule, inHandler(`
    const now = await step.run("now", () => new Date());
    use(new Date(now).getTime(), now.length, now.toString(), now.slice(0, 10));
    const text = await step.run("text", () => new Date().toISOString());
    use(text.slice(0, 10));
    const user = await step.run("user", () => load());
    use(user.createdAt.getTime());
    const either = await step.run("either", () => { if (event.data.x) return { get: 1 }; return new Map(); });
    use(either.get);
    const list = await step.run("list", () => [new Date()]);
    use(list.map((date) => new Date(date).getTime()));
    let date = await step.run("date", () => new Date());
    date = new Date(date);
    use(date.getTime());
    const index = new Map(Object.entries(await step.run("index", () => Object.fromEntries(new Map()))));
    use(index.get("a"));
    const kept = await step.run("kept", () => ({ ...load(), at: "x" }));
    use(kept.at.slice(1));
  `));
});

test("TypeScript tells the same unless the types hide it", () => {
  const told = (body: string, file?: string): unknown => findAll(rule, inHandler(body, file)).map(({ alsoByTypeScript }) => alsoByTypeScript === true);
  const plain = "const now = await step.run(\"now\", () => new Date()); now.getTime();";
  assert.deepEqual(told(plain), [true]);
  assert.deepEqual(told(plain, "/main.js"), [false]);
  assert.deepEqual(told("const now = (await step.run(\"now\", () => new Date())) as unknown as Date; now.getTime();"), [false]);
  assert.deepEqual(told("const now: any = await step.run(\"now\", () => new Date()); now.getTime();"), [false]);
});

test("the fix makes the date again", () => {
  checkFix(rule, inHandler("const { at } = await step.run(\"a\", () => ({ at: new Date() })); use(at.getTime());"), inHandler("const { at } = await step.run(\"a\", () => ({ at: new Date() })); use(new Date(at).getTime());"));
  checkNoFix(rule, inHandler("const map = await step.run(\"a\", () => new Map()); map.get(1);"));
});
