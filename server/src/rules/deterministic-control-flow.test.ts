import { test } from "node:test";
import { deterministicControlFlow as rule } from "./deterministic-control-flow.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = (what: string): string => `warning(deterministic-control-flow): \`${what}\` is different each time the function is re-executed, and decides here which steps run; take it in a \`step.run\``;

test("conditions that the clock or chance decides", () => {
  check(rule, inHandler(`
    if (Math.random() < 0.5) await step.run("a", () => 1);
    //  ^^^^^^^^^^^^^ ${found("Math.random()")}
    const now = new Date();
    //          ^^^^^^^^^^ ${found("new Date()")}
    if (now.getHours() > 18) await step.run("evening", () => 1);
    else await step.run("day", () => 1);
    const deadline = Date.now() + 60_000;
    //               ^^^^^^^^^^ ${found("Date.now()")}
    for (let i = 0; deadline > i; i++) await step.sleep("poll", "10s");
    const plan = crypto.randomUUID() > "8" ? await step.run("one", () => 1) : null;
    //           ^^^^^^^^^^^^^^^^^^^ ${found("crypto.randomUUID()")}
    event.ts < Date.now() && await step.run("late", () => 1);
    //         ^^^^^^^^^^ ${found("Date.now()")}
    switch (new Date().getDay()) { case 0: await step.run("sunday", () => 1); }
    //      ^^^^^^^^^^ ${found("new Date()")}
    if (new Date().getDay() === 0) return;
    //  ^^^^^^^^^^ ${found("new Date()")}
    await step.run("last", () => 1);
  `));
});

test("conditions that come out the same, or decide on no step", () => {
  check(rule, inHandler(`
    const now = await step.run("now", () => Date.now());
    if (now > event.data.deadline) await step.run("late", () => 1);
    const lucky = await step.run("luck", () => Math.random() < 0.5);
    if (lucky) await step.run("win", () => 1);
    if (new Date(event.data.at) > new Date(event.data.until)) await step.run("dates", () => 1);
    if (event.ts > 5) await step.run("ts", () => 1);
    if (Date.now() > event.data.deadline) console.log("late");
    const greeting = new Date().getHours() < 12 ? "morning" : "day";
    await step.run("inside", () => { if (Date.now() % 2) return 1; return Math.random() > 0.5 ? 1 : 2; });
    await step.run("greet", () => greet(greeting));
    const start = Date.now();
    await step.run("measured", () => 1);
    console.log(Date.now() - start);
    const due = event.data.items.filter((item) => item.at < Date.now());
    for (const item of due) await step.run("item", () => item);
    let at = Date.now();
    at = event.data.at;
    if (at > 5) await step.run("at", () => 1);
    if (Date.now() > event.data.deadline) return "late";
  `));
});

test("a deadline: what only ends by it does the same at each replay until then", () => {
  check(rule, inHandler(`
    const startedAt = await step.run("start", () => Date.now());
    const expired = Date.now() > event.data.expiresAt;
    if (expired) return { skipped: true };
    if (new Date(event.data.endsAt) < new Date()) return;
    if (!(Date.now() < event.data.until)) throw new Error("too late");
    if (Date.now() < new Date(event.data.startsAt).getTime()) return "not yet";
    if (event.data.strict && Math.floor((Date.now() - startedAt) / 1000) > 60 && event.data.on) {
      await step.run("tell", () => 1);
      return;
    }
    if (event.ts + 5000 < Date.now() || event.data.off) return;
    await step.run("work", () => 1);
    while (Date.now() < startedAt + 60_000) {
      if (await step.run("look", () => isDone())) break;
      await step.sleep("pause", "10s");
    }
  `));
  check(rule, `//- /main.ts sdk:v4
import { isPast, isFuture, isAfter } from "date-fns";
import dayjs from "dayjs";
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
  if (isPast(event.data.at) || isAfter(new Date(), event.data.to)) return;
  if (isFuture(event.data.from)) return;
  if (dayjs().isAfter(event.data.at)) return;
  for (;;) {
    if (Date.now() > event.data.deadline) break;
    await step.sleep("pause", "1m");
  }
});`.replace("inngest.create", "import { Inngest } from \"inngest\"; const inngest = new Inngest({ id: \"a\" });\ninngest.create"));
});

test("no deadline: it moves, it comes again, or more follows it", () => {
  check(rule, inHandler(`
    const startedAt = await step.run("start", () => Date.now());
    if (Date.now() < event.data.openAt) {
    //  ^^^^^^^^^^ ${found("Date.now()")}
      await step.run("note", () => 1);
      return;
    }
    const begin = Date.now();
    if (Date.now() - begin > 5000) return;
    //  ^^^^^^^^^^ ${found("Date.now()")}
    if (Date.now() % 2 > 0) return;
    //  ^^^^^^^^^^ ${found("Date.now()")}
    if (Date.now() > event.data.late) await step.run("late", () => 1);
    //  ^^^^^^^^^^ ${found("Date.now()")}
    while (Date.now() < startedAt + 60_000) {
    //     ^^^^^^^^^^ ${found("Date.now()")}
      await step.sleep("pause", "10s");
    }
    for (;;) {
      if (Date.now() > event.data.end) break;
    //    ^^^^^^^^^^ ${found("Date.now()")}
      await step.sleep("again", "10s");
    }
    await step.run("last", () => 1);
  `));
});

test("a branch that sleeps until the time it is compared with is not entered again, and its later steps never run", () => {
  check(rule, inHandler(`
    const at = new Date(event.data.at);
    if (at.getTime() > Date.now()) {
    //                 ^^^^^^^^^^ ${found("Date.now()")}
      await step.sleepUntil("wait", at);
      await step.run("remind", () => 1);
    }
  `));
  check(rule, inHandler(`
    const isAhead = new Date() < new Date(event.data.at);
    //              ^^^^^^^^^^ ${found("new Date()")}
    if (event.data.remind && isAhead) {
      await step.sleepUntil("wait", event.data.at);
      await step.run("remind", () => 1);
    }
  `));
});

test("one that only sleeps, or sleeps until another time, is a deadline", () => {
  check(rule, inHandler("if (Date.now() < event.data.at) await step.sleepUntil(\"wait\", new Date(event.data.at));"));
  check(rule, inHandler(`
    if (new Date(event.data.until) > new Date()) {
      await step.sleepUntil("wait", event.data.at);
      await step.run("remind", () => 1);
    }
  `));
});

test("the fix takes the value from a step", () => {
  checkFix(rule, inHandler("if (Date.now() > 5) await step.run(\"a\", () => 1);"), inHandler("if (await step.run(\"get-time\", () => Date.now()) > 5) await step.run(\"a\", () => 1);"));
  checkFix(rule, inHandler("if (new Date().getHours() > 5) await step.run(\"a\", () => 1);"), inHandler("if (await step.run(\"get-time\", () => new Date().getHours()) > 5) await step.run(\"a\", () => 1);"));
  checkFix(rule, inHandler("const now = new Date(); if (now > event.data.at) await step.run(\"a\", () => 1);"), inHandler("const now = new Date(await step.run(\"get-time\", () => Date.now())); if (now > event.data.at) await step.run(\"a\", () => 1);"));
  checkFix(rule, inHandler("if (Math.random().toFixed() === \"1\") await step.run(\"random\", () => 1);"), inHandler("if ((await step.run(\"random-2\", () => Math.random())).toFixed() === \"1\") await step.run(\"random\", () => 1);"));
  checkNoFix(rule, "inngest.createFunction({ id: \"f\", triggers: { event: \"a\" } }, ({ step }) => { if (Date.now() % 5) return step.run(\"a\", () => 1); });");
});
