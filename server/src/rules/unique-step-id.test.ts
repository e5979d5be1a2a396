import assert from "node:assert/strict";
import { test } from "node:test";
import { uniqueStepId as rule } from "./unique-step-id.ts";
import { applyAllFixes, check, checkFix, checkNoFix, findAll } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const again = "warning(unique-step-id): step id `a` is used by another step of function `f`";
const atOnce = "error(unique-step-id): step id `a` is used by another step of function `f` that can run at the same time";

test("two steps one after the other: both are reported, each with the other", () => {
  const body = inHandler(`
    await step.run("a", () => 1);
    //             ^^^ ${again}
    await step.sleep("b", "1h");
    if (event.data.x) await step.sendEvent({ id: "a" }, { name: "x" });
    //                                           ^^^ ${again}
  `);
  check(rule, body);
  assert.deepEqual(findAll(rule, body).map(({ related }) => related?.length), [1, 1]);
});

test("steps that can run at the same time are an error", () => {
  check(rule, inHandler(`
    await Promise.all([step.run("a", () => 1), step.run("a", () => 2)]);
    //                          ^^^ ${atOnce}
    //                                                  ^^^ ${atOnce}
  `));
  check(rule, inHandler(`
    const one = step.run("a", () => 1);
    //                   ^^^ ${atOnce}
    const two = step.run("a", () => 2);
    //                   ^^^ ${atOnce}
    await Promise.all([one, two]);
  `));
  check(rule, inHandler(`
    const jobs = [];
    jobs.push(step.run("a", () => 1));
    //                 ^^^ ${atOnce}
    jobs.push(step.run("a", () => 2));
    //                 ^^^ ${atOnce}
    await Promise.all(jobs);
  `));
  check(rule, inHandler(`
    await Promise.all([
      (async () => { await step.run("b", () => 1); await step.run("a", () => 1); })(),
    //                                                            ^^^ ${atOnce}
      (async () => { await step.run("a", () => 2); })(),
    //                              ^^^ ${atOnce}
    ]);
  `));
  check(rule, inHandler(`
    const slow = step.run("a", () => 1);
    //                    ^^^ ${atOnce}
    await step.run("a", () => 2);
    //             ^^^ ${atOnce}
    await slow;
  `));
});

test("what was awaited on its own does not run at the same time", () => {
  check(rule, inHandler(`
    const results = [await step.run("a", () => 1), await step.run("a", () => 2)];
    //                              ^^^ ${again}
    //                                                            ^^^ ${again}
  `));
  check(rule, inHandler(`
    const one = step.run("a", () => 1);
    //                   ^^^ ${again}
    await one;
    await step.run("a", () => 2);
    //             ^^^ ${again}
  `));
});

test("exclusive branches share an id", () => {
  check(rule, inHandler(`
    if (event.data.x) await step.run("a", () => 1);
    else if (event.data.y) await step.run("a", () => 2);
    else { await step.run("a", () => 3); }
  `));
  check(rule, inHandler(`
    const result = event.data.x ? await step.run("a", () => 1) : await step.run("a", () => 2);
    switch (event.data.kind) {
      case "one": await step.run("b", () => 1); break;
      case "two": { await step.run("b", () => 2); return; }
      case "three": case "four": await step.run("b", () => 3); throw new Error("x");
      default: await step.run("b", () => 4);
    }
  `));
  check(rule, inHandler(`
    if (event.data.x) { await step.run("a", () => 1); return; }
    if (event.data.y) { await step.run("a", () => 2); throw new Error("x"); }
    await step.run("a", () => 3);
  `));
  check(rule, inHandler(`
    for (const item of event.data.list) {
      if (item.skip) { await step.run("a", () => 1); continue; }
      if (item.last) { await step.run("a", () => 2); break; }
      await step.run("a", () => 3);
    }
  `));
  check(rule, inHandler(`
    const pro = event.data.plan === "pro";
    if (pro) await step.run("a", () => 1);
    await step.sleep("wait", "1d");
    if (!pro) await step.run("a", () => 2);
    if (event.data.kind === "x") await step.run("b", () => 1);
    if (event.data.kind === "y" && event.data.z) await step.run("b", () => 2);
  `));
  check(rule, inHandler(`
    if (event.data.x) { if (event.data.y) { await step.run("a", () => 1); return; } }
    await step.run("a", () => 2);
  `));
  check(rule, inHandler(`
    switch (event.data.kind) { case "one": await step.run("a", () => 1); return; case "two": return; default: break; }
    await step.run("a", () => 2);
  `));
});

test("conditions that deny each other, however they are put", () => {
  check(rule, `
    //- /kinds.ts sdk:v4
    export enum Kind { New = "new", Old = "old" }
    //- /main.ts
    import { Inngest } from "inngest";
    import { Kind } from "./kinds";
    const PLANS = { free: "free", pro: "pro" } as const;
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      const { a, b, c, kind, plan } = event.data;
      if (a || b) await step.run("or", () => 1);
      if (!a && !b) await step.run("or", () => 2);
      if (a && b && c) await step.run("and", () => 1);
      if (!b || !a) await step.run("and", () => 2);
      if (!(a || b)) await step.run("not", () => 1); else if (c) await step.run("not", () => 2);
      if (c && !b && !a) await step.run("more", () => 1);
      if (b || a) await step.run("more", () => 2);
      if (kind === Kind.New) await step.run("enum", () => 1);
      if (kind === Kind.Old) await step.run("enum", () => 2);
      if (plan === PLANS.free) await step.run("object", () => 1);
      if (plan === PLANS.pro) await step.run("object", () => 2);
      if (kind !== Kind.New) return;
      if (a || kind !== "x") await step.run("rest", () => 1);
    });
  `);
  check(rule, inHandler(`
    const { a: x, b } = event.data;
    if (x || b) await step.run("a", () => 1);
    //                         ^^^ ${again}
    if (!x || !b) await step.run("a", () => 2);
    //                           ^^^ ${again}
  `));
});

test("ids made at run time are the same where their text and its variables are", () => {
  const made = "warning(unique-step-id): step id `send-${user.id}` is used by another step of function `f`";
  check(rule, inHandler(`
    for (const user of event.data.users) {
      await step.run(\`send-\${user.id}\`, () => 1);
      //             ^^^^^^^^^^^^^^^^^ ${made}
      await step.run(\`send-\${user.id}\`, () => 2);
      //             ^^^^^^^^^^^^^^^^^ ${made}
    }
    for (const user of event.data.others) await step.run(\`send-\${user.id}\`, () => 3);
    let page = 0;
    await step.run(\`page-\${page}\`, () => 1);
    page += 1;
    await step.run(\`page-\${page}\`, () => 1);
    const state = { index: 0 };
    await step.run(\`at-\${state.index}\`, () => 1);
    state.index += 1;
    await step.run(\`at-\${state.index}\`, () => 1);
    await step.run(\`new-\${next()}\`, () => 1);
    await step.run(\`new-\${next()}\`, () => 1);
    const each = async (name) => { await step.run(\`each-\${name}\`, () => 1); };
    await each("a");
    await each("b");
  `));
  checkFix(rule, inHandler("const { id } = event.data; await step.run(`a-${id}`, () => 1); await step.run(`$0a-${id}`, () => 2);"), inHandler("const { id } = event.data; await step.run(`a-${id}`, () => 1); await step.run(`a-${id}-2`, () => 2);"));
});

test("ids by name: constants, enums and objects, of the file and of others", () => {
  check(rule, `
    //- /ids.ts sdk:v4
    export const LOAD = "load";
    export enum Id { Save = "save" }
    export const IDS = { mail: { welcome: "welcome" } } as const;
    //- /main.ts
    import { Inngest } from "inngest";
    import * as ids from "./ids";
    import { Id, IDS } from "./ids";
    const inngest = new Inngest({ id: "app" });
    const { mail } = IDS;
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      await step.run(ids.LOAD, () => 1);
      //             ^^^^^^^^ warning(unique-step-id): step id \`load\` is used by another step of function \`f\`
      await step.run("load", () => 2);
      //             ^^^^^^ warning(unique-step-id): step id \`load\` is used by another step of function \`f\`
      await step.run(Id.Save, () => 1);
      //             ^^^^^^^ warning(unique-step-id): step id \`save\` is used by another step of function \`f\`
      await step.run(\`\${ids.Id.Save}\`, () => 2);
      //             ^^^^^^^^^^^^^^^^ warning(unique-step-id): step id \`save\` is used by another step of function \`f\`
      await step.run(IDS.mail["welcome"], () => 1);
      //             ^^^^^^^^^^^^^^^^^^^ warning(unique-step-id): step id \`welcome\` is used by another step of function \`f\`
      await step.run(mail.welcome, () => 2);
      //             ^^^^^^^^^^^^ warning(unique-step-id): step id \`welcome\` is used by another step of function \`f\`
    });
  `);
});

test("a jump ends where it lands", () => {
  check(rule, inHandler(`
    for (const item of event.data.list) { if (item.x) { await step.run("a", () => 1); break; } }
    //                                                                 ^^^ ${again}
    await step.run("a", () => 2);
    //             ^^^ ${again}
  `));
  check(rule, inHandler(`
    try { if (event.data.x) { await step.run("a", () => 1); throw new Error("x"); } } catch {}
    //                                       ^^^ ${again}
    await step.run("a", () => 2);
    //             ^^^ ${again}
  `));
  check(rule, inHandler(`
    switch (event.data.kind) {
      case "one": await step.run("a", () => 1);
    //                           ^^^ ${again}
      case "two": await step.run("a", () => 2);
    //                           ^^^ ${again}
    }
  `));
  check(rule, inHandler(`
    try { await step.run("a", () => 1); } catch { await step.run("a", () => 2); }
    //                   ^^^ ${again}
    //                                                           ^^^ ${again}
  `));
});

test("loops, unknown ids, other functions and one call site reached twice stay silent", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "f", triggers: [] }, async ({ event, step }) => {
      for (const item of event.data.list) await step.run("loop", () => item);
      await Promise.all(event.data.list.map((item) => step.run("each", () => item)));
      await step.run(\`user-\${event.data.id}\`, () => 1);
      await step.run(\`user-\${event.data.other}\`, () => 2);
      const notify = async (id: string) => { await step.run(id, () => 1); await step.run("notify", () => 1); };
      await notify("x");
      await notify("x");
      await step.run("own", () => 1);
    });
    inngest.createFunction({ id: "g", triggers: [], onFailure: async ({ step }) => { await step.run("own", () => 1); } }, async ({ step }) => {
      await step.run("own", () => 1);
    });
    inngest.createFunction({ id: "h", triggers: [] }, async ({ step }) => {
      const unused = async () => { await step.run("own", () => 1); };
      await step.run("own", () => 1);
    });
  `);
});

test("helpers contribute their steps at the call, across files", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { inngest } from "./client";
    import { notify, type Deps } from "./helpers";
    import * as flows from "./flows";
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => {
      await step.run("a", () => 1);
    //               ^^^ ${again}
      await notify({ step, logger: console });
    });
    inngest.createFunction({ id: "g", triggers: [] }, async (ctx) => {
      await ctx.step.run("b", () => 1);
    //                   ^^^ warning(unique-step-id): step id \`b\` is used by another step of function \`g\`
      await flows.checkout(ctx.step, 1);
    });
    //- /client.ts
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    //- /helpers.ts
    export async function notify({ step: tools }) {
      await tools.run("a", () => 1);
    //                ^^^ ${again}
    }
    //- /flows.ts
    import type { GetStepTools } from "inngest";
    import type { inngest } from "./client";
    type Step = Pick<GetStepTools<typeof inngest>, "run">;
    export const checkout = async (step: Step, amount: number) => charge(step);
    async function charge(step: Step) {
      await step.run("b", () => 1);
    //               ^^^ warning(unique-step-id): step id \`b\` is used by another step of function \`g\`
    }
  `);
});

test("the later one is renamed to the next free id", () => {
  const fix = (before: string, after: string): void => { checkFix(rule, inHandler(before), inHandler(after)); };
  fix(
    `await step.run("send-welcome", () => 1);\nawait step.run("$0send-welcome", () => 2);`,
    `await step.run("send-welcome", () => 1);\nawait step.run("send-welcome-2", () => 2);`,
  );
  fix(
    `await step.run('a-2', () => 1);\nawait step.run('a', () => 2);\nawait step.run({ id: $0'a' }, () => 2);`,
    `await step.run('a-2', () => 1);\nawait step.run('a', () => 2);\nawait step.run({ id: 'a-3' }, () => 2);`,
  );
  const all = applyAllFixes(rule, inHandler(`await step.run("a", () => 1);\nawait step.run("a", () => 2);\nawait step.run("a", () => 3);`));
  assert.match(all[0]?.text ?? "", /"a", .*\n.*"a-2", .*\n.*"a-3", /);
  checkNoFix(rule, inHandler(`const ID = "a";\nawait step.run(ID, () => 1);\nawait step.run(ID, () => 2);`));
});
