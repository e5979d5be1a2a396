import { test } from "node:test";
import { awaitStep as rule } from "./await-step.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const floats = (callee: string): string => `error(await-step): \`${callee}\` is not awaited, so the function can end before the step runs`;

test("promises that nothing takes", () => {
  check(rule, inHandler(`
    step.run("a", () => 1);
//  ^^^^^^^^ ${floats("step.run")}
    void step.sendEvent("b", { name: "b", data: {} });
    //   ^^^^^^^^^^^^^^ ${floats("step.sendEvent")}
    if (event.data.x) step.sleep("c", "1h");
    //                ^^^^^^^^^^ ${floats("step.sleep")}
    event.data.y && step.run("d", () => 1);
    //              ^^^^^^^^ ${floats("step.run")}
    event.data.y ? step.run("e", () => 1) : null;
    //             ^^^^^^^^ ${floats("step.run")}
    const unused = step.run("f", () => 1);
    //             ^^^^^^^^ ${floats("step.run")}
    const { ids } = step.sendEvent("g", { name: "g", data: {} });
    //              ^^^^^^^^^^^^^^ ${floats("step.sendEvent")}
    const later: unknown[] = [];
    later.push(step.run("h", () => 1));
    //         ^^^^^^^^ ${floats("step.run")}
    let written;
    written = step.run("i", () => 1);
    //        ^^^^^^^^ ${floats("step.run")}
  `));
});

test("promises that are taken for their results", () => {
  check(rule, inHandler(`
    const user = step.run("a", () => load());
    //           ^^^^^^^^ ${floats("step.run")}
    if (!user) return;
    await step.run("b", () => mail(user.email));
    const email = step.run("c", () => load()).email;
    //            ^^^^^^^^ ${floats("step.run")}
    const paid = step.waitForEvent("d", { event: "paid", timeout: "1h" });
    //           ^^^^^^^^^^^^^^^^^ ${floats("step.waitForEvent")}
    if (paid) await step.run("e", () => paid?.data.total);
  `));
  check(rule, inHandler(`
    const load = step.run("f", () => 1);
    if (!load) return;
    const both = [load, step.run("g", () => 2)];
    await Promise.all(both.concat([step.run("h", () => 3)].filter(Boolean)));
    const pending = event.data.x ? step.run("i", () => 1) : undefined;
    if (pending) console.log(pending.status);
    const named = { later: step.run("j", () => 1) };
    await named.later;
    const kept = step.run("k", () => 1);
    if (kept.then) log("a promise");
    await kept;
    const late = step.run("l", () => 1);
    const text = String(late.constructor.name);
    return [kept, text];
  `));
});

test("a chain or a group that is itself dropped drops its steps", () => {
  check(rule, inHandler(`
    step.run("a", () => 1).then((value) => { log(value); });
//  ^^^^^^^^ ${floats("step.run")}
    Promise.all([step.run("b", () => 1), step.run("c", () => 1)]);
    //           ^^^^^^^^ ${floats("step.run")}
    //                                   ^^^^^^^^ ${floats("step.run")}
    step.run("d", () => 1).catch(() => {}).finally(() => {});
//  ^^^^^^^^ ${floats("step.run")}
  `));
});

test("every way in which people take a promise", () => {
  check(rule, inHandler(`
    await step.run("a", () => 1);
    const b = step.run("b", () => 1), c = step.run("c", () => 1);
    const [x, y] = await Promise.all([b, c]);
    await Promise.allSettled(event.data.list.map((item) => step.run(item, () => 1)));
    await Promise.all(event.data.list.map(async (item) => { await step.run(item, () => 1); }));
    const jobs = [step.run("d", () => 1), step.run("e", () => 1)];
    await Promise.race(jobs);
    const named = { f: step.run("f", () => 1) };
    await named.f;
    const pushed = [];
    for (const item of event.data.list) pushed.push(step.run(item, () => 1));
    await Promise.all(pushed);
    await step.run("g", () => 1).catch(() => null);
    const chained = step.run("h", () => 1).then((value) => value);
    use(chained);
    waitUntil(step.run("i", () => 1));
    let late;
    late = step.run("j", () => 1);
    await late;
    const isPaid = event.data.free || await step.run("k", () => 1);
    const picked = event.data.free ? null : step.run("l", () => 1);
    await picked;
    await (event.data.free ? step.run("m", () => 1) : step.run("n", () => 1));
    const { data } = await step.run("o", () => ({ data: 1 }));
    await new Promise((resolve, reject) => { step.run("p", () => 1).then(resolve, reject); });
    await new Promise((resolve) => { step.run("q", () => 1).then((value) => { resolve(value); }); });
    step.run("r", () => 1).then(event.data.callback);
    for await (const item of step.run("s", () => [])) use(item);
    const fn = () => step.run("t", () => 1);
    await fn();
    async function* generate() { yield step.run("u", () => 1); }
    cache.value = step.run("v", () => 1);
    const wrapped = (step.run("w", () => 1) as Promise<number>)!;
    await wrapped;
    return { v: step.run("x", () => 1) };
  `));
});

test("returns, arrow bodies and forEach callbacks are no business of this rule", () => {
  check(rule, `
    //- /main.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, ({ step }) => step.run("a", () => 1));
    inngest.createFunction({ id: "g" }, { event: "a" }, ({ step }) => { return step.run("a", () => 1); });
    inngest.createFunction({ id: "h" }, { event: "a" }, async ({ event, step }) => {
      event.data.list.forEach(async (item) => { await step.run(item, () => 1); });
      event.data.list.forEach((item) => step.run(item, () => 1));
    });
    inngest.createFunction({ id: "i" }, { event: "a" }, ({ step }) => (step.run("a", () => 1), step.run("b", () => 2)));
    //                                                                 ^^^^^^^^ ${floats("step.run")}
  `);
});

test("an exported promise, and a promise of something else, stay silent", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { Inngest, step } from "inngest";
    export const started = step.run("a", () => 1);
    const queue = { run: (id: string, fn: () => void) => Promise.resolve() };
    queue.run("a", () => undefined);
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => {
      queue.run("b", () => undefined);
      const flow = step;
      await flow.run("c", () => queue.run("d", () => undefined));
      await step.run("outer", async () => { step.run("inner", () => 1); });
    });
  `);
});

test("the fix awaits the call, its chain, or the group around it", () => {
  const fix = (before: string, after: string): void => { checkFix(rule, inHandler(before), inHandler(after)); };
  fix(`step.run("a", () => 1);`, `await step.run("a", () => 1);`);
  fix(`const x = step.run("a", () => 1);`, `const x = await step.run("a", () => 1);`);
  fix(`step.run("a", () => 1).catch(() => null);`, `await step.run("a", () => 1).catch(() => null);`);
  fix(`Promise.all([$0step.run("a", () => 1), step.run("b", () => 1)]);`, `await Promise.all([step.run("a", () => 1), step.run("b", () => 1)]);`);
  fix(`if (x) step.run("a", () => 1);`, `if (x) await step.run("a", () => 1);`);
  fix(`x && step.run("a", () => 1);`, `x && await step.run("a", () => 1);`);
  fix(`void step.run("a", () => 1);`, `void await step.run("a", () => 1);`);
});

test("no fix where await cannot stand", () => {
  checkNoFix(rule, inHandler(`const email = step.run("a", () => load()).email;`));
  checkNoFix(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: [] }, ({ step }) => { step.run("a", () => 1); });
  `);
});

test("the driver's client stands in for one that is not imported, also where the word import occurs", () => {
  check(rule, `
    // import from the old system
    inngest.createFunction({ id: "import-users", triggers: { event: "users/import" } }, async ({ step }: import("inngest").Context) => {
      step.run("import", () => 1);
    //^^^^^^^^ error(await-step): \`step.run\` is not awaited, so the function can end before the step runs
    });
  `);
});
