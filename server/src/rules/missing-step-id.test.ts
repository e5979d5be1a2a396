import { test } from "node:test";
import { missingStepId as rule } from "./missing-step-id.ts";
import { check, checkFix } from "./testing.ts";

/** A v4 function around statements of a handler, with a caret-friendly indentation. */
function inHandler(body: string): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const first = (callee: string, what: string, effect = ""): string => `error(missing-step-id): the first argument of \`${callee}\` is ${what} where the step id belongs${effect}`;

test("an event or an array in the place of the id", () => {
  check(rule, inHandler(`
    await step.sendEvent({ name: "app/user.activated", data: { userId: 1 } });
    //    ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
    await step.sendEvent([{ name: "a", data: {} }]);
    //    ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an array", ", so nothing is sent")}
    await step.sendEvent(event.data.users.map((user) => ({ name: "a", data: user })));
    //    ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an array", ", so nothing is sent")}
    await step.sendEvent({ id: "dedupe-1", name: "a", data: {} });
    //    ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
    await step.sendEvent();
    //    ^^^^^^^^^^^^^^ error(missing-step-id): \`step.sendEvent\` is called without a step id, so nothing is sent
  `));
});

test("the v3 form of a function", () => {
  check(rule, `
    //- /main.ts sdk:v3
    inngest.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => {
      await step.sendEvent({ name: "a", data: {} });
    //      ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
    });
  `);
});

test("other tools", () => {
  check(rule, inHandler(`
    await step.run(async () => charge());
    //    ^^^^^^^^ ${first("step.run", "a function")}
    await step.run({ name: "Charge" }, async () => charge());
    //    ^^^^^^^^ ${first("step.run", "an object without `id`")}
    await step.waitForEvent({ event: "b", timeout: "1h" });
    //    ^^^^^^^^^^^^^^^^^ ${first("step.waitForEvent", "an object without `id`")}
    await step.sleep(5000);
    //    ^^^^^^^^^^ error(missing-step-id): the first argument of \`step.sleep\`, \`5000\`, is not a step id
    await step.sleep("1h");
    //    ^^^^^^^^^^ ${first("step.sleep", "a duration", ", so the function does not sleep")}
    await step.sleepUntil(new Date(event.data.at));
    //    ^^^^^^^^^^^^^^^ error(missing-step-id): the first argument of \`step.sleepUntil\`, \`new Date(event.data.at)\`, is not a step id
    await step.sleep("a-moment");
    await step.sleep("1h", "1h");
    await step.ai.wrap(generate, { prompt: "" });
  `));
  checkFix(rule, inHandler("await step.sleep(\"1h\");"), inHandler("await step.sleep(\"sleep\", \"1h\");"));
});

test("payloads kept in variables, made by functions, or typed as arrays", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { eventType } from "inngest";
    import { Inngest } from "inngest";
    import { build } from "./build";
    const inngest = new Inngest({ id: "app" });
    const activated = eventType("app/user.activated", {});
    inngest.createFunction({ id: "f", triggers: [] }, async ({ event, step }) => {
      const payload = { name: "a", data: {} };
      await step.sendEvent(payload);
    //      ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
      await step.sendEvent(activated.create({ userId: 1 }));
    //      ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
      await step.sendEvent(build(event.data));
    //      ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an event", ", so nothing is sent")}
      const send = async (events: { name: string }[]) => {
        await step.sendEvent(events);
    //        ^^^^^^^^^^^^^^ ${first("step.sendEvent", "an array", ", so nothing is sent")}
      };
      await send([]);
    });
    //- /build.ts
    export const build = (data: unknown) => ({ name: "a", data });
  `);
});

test("ids in every spelling are ids", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { Inngest } from "inngest";
    import { IDS, Step } from "./ids";
    import { unknownId } from "./generated";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ event, step, runId }) => {
      await step.run("a", () => 1);
      await step.run(\`a-\${event.data.id}\`, () => 1);
      await step.run("a" + runId, () => 1);
      await step.run({ id: "b", name: "B" }, () => 1);
      await step.run({ ...options, name: "B" }, () => 1);
      await step.run(IDS.charge, () => 1);
      await step.run(Step.Charge, () => 1);
      await step.run(unknownId, () => 1);
      await step.run(event.data.id, () => 1);
      await step.run(makeId(), () => 1);
      await step.run(event.data.long ? "long" : "short", () => 1);
      await step.run(...args);
      await step.sendEvent(event.data.id ?? "x", { name: "a" });
      await step.sendEvent({ id: "send" }, { name: "a", data: {} });
      await step.sendEvent({ id: "send", name: "Send" }, { name: "a", data: {} });
      const { id } = event.data;
      await step.sendEvent(id, []);
      for (const item of items) await step.sendEvent(item, { name: "a" });
      await step.fetch("https://example.com");
      await step.run(("paren" as const)!, () => 1);
    });
    //- /ids.ts
    export const IDS = { charge: "charge" } as const;
    export enum Step { Charge = "charge" }
  `);
});

test("what is no step tool stays silent", () => {
  check(rule, `
    //- /decoys.ts sdk:v4
    import { step } from "some-test-runner";
    import { step as mine } from "./mine";
    import { inngest } from "./nowhere";
    import { Inngest } from "other-inngest";
    step.run(() => 1);
    mine.sendEvent({ name: "a" });
    const tools = { sendEvent: (event: object) => event };
    tools.sendEvent({ name: "a" });
    function local(step: { sendEvent(event: object): void }) { step.sendEvent({ name: "a" }); }
    const other = new Inngest({ id: "x" });
    other.createFunction({ id: "f" }, { event: "a" }, async ({ step }) => { await step.sendEvent({ name: "a" }); });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => { await step.sendEvent({ name: "a" }); });
    //- /shadow.ts
    import { Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    inngest.createFunction({ id: "f", triggers: [] }, async ({ step }) => {
      for (const step of [recorder]) await step.sendEvent({ name: "a" });
      const inner = (step: Recorder) => step.run(() => 1);
      { const step = new Recorder(); step.run(() => 1); }
      await step.run("a", async () => { const step = recorder; return step.run(() => 1); });
    });
    //- /mine.ts
    export const step = { sendEvent: (event: object) => event };
  `);
});

test("the fix derives the id from the event, the callee or the tool, and keeps it unique", () => {
  const fix = (before: string, after: string): void => { checkFix(rule, inHandler(before), inHandler(after)); };
  fix(`await step.sendEvent({ name: "app/user.activated", data: {} });`, `await step.sendEvent("send-app-user-activated", { name: "app/user.activated", data: {} });`);
  fix(`await step.sendEvent(users.map((user) => ({ name: "a", data: user })));`, `await step.sendEvent("send-a", users.map((user) => ({ name: "a", data: user })));`);
  fix(`await step.run(async () => { await chargeCard(1); });`, `await step.run("charge-card", async () => { await chargeCard(1); });`);
  fix(`await step.run({ name: "Charge" }, () => pay());`, `await step.run({ id: "pay", name: "Charge" }, () => pay());`);
  fix(`await step.waitForEvent({ event: "app/paid", timeout: "1h" });`, `await step.waitForEvent("wait-for-app-paid", { event: "app/paid", timeout: "1h" });`);
  fix(`await step.sleep(5000);`, `await step.sleep("sleep", 5000);`);
  fix(`await step.run(undefined, () => pay());`, `await step.run("pay", () => pay());`);
  fix(`await step.sendEvent();`, `await step.sendEvent("send-event");`);
  fix(`await step.run('send-a', () => 1);\nawait step.sendEvent({ name: 'a' });`, `await step.run('send-a', () => 1);\nawait step.sendEvent('send-a-2', { name: 'a' });`);
});
