import { test } from "node:test";
import { preferStepSendEvent as rule } from "./prefer-step-send-event.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function inHandler(body: string, parameter = "{ event, step }"): string {
  return `
//- /main.ts sdk:v4
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async (${parameter}) => {
${body}
});`;
}

const REPLAYED = "warning(prefer-step-send-event): `inngest.send` outside a step sends its events again each time the function is re-executed; use `step.sendEvent`";
const RETRIED = "info(prefer-step-send-event): `inngest.send` outside a step sends its events again when the function is retried; use `step.sendEvent`";

test("sends that run again with the handler", () => {
  check(rule, inHandler(`
    await inngest.send({ name: "b" });
    //    ^^^^^^^^^^^^ ${REPLAYED}
    for (const item of event.data.items) await inngest.send({ name: "b", data: { item } });
    //                                         ^^^^^^^^^^^^ ${REPLAYED}
    await Promise.all(event.data.items.map((item) => inngest.send({ name: "b", data: { item } })));
    //                                               ^^^^^^^^^^^^ ${REPLAYED}
    const notify = () => inngest.send({ name: "b" });
    //                   ^^^^^^^^^^^^ ${REPLAYED}
    await notify();
    await step.run("work", () => 1);
    return inngest.send({ name: "b" });
    //     ^^^^^^^^^^^^ ${RETRIED}
  `));
});

test("on v3, in a failure handler, in a loop with a step before it", () => {
  check(rule, `
    //- /main.ts sdk:v3
    inngest.createFunction({ id: "f", onFailure: async () => { await inngest.send({ name: "b" }); } }, { event: "a" }, async ({ event, step }) => {
    //                                                               ^^^^^^^^^^^^ ${RETRIED}
      for (const item of event.data.items) {
        await step.run("work", () => item);
        await inngest.send({ name: "b" });
        //    ^^^^^^^^^^^^ ${REPLAYED}
      }
    });
  `);
});

test("a helper in another file that the steps are given to", () => {
  check(rule, `
    //- /client.ts sdk:v4
    import { Inngest } from "inngest";
    export const inngest = new Inngest({ id: "app" });
    //- /notify.ts
    import { inngest } from "./client";
    export async function notify(step) {
      await inngest.send({ name: "b" });
      //    ^^^^^^^^^^^^ ${REPLAYED}
      await step.run("work", () => 1);
    }
    //- /main.ts
    import { inngest } from "./client";
    import { notify } from "./notify";
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await notify(step); });
  `);
});

test("sends inside a step, outside of functions, by other clients, or in callbacks that others run", () => {
  check(rule, `
    //- /main.ts sdk:v4
    import { Inngest } from "inngest";
    import { limit } from "./limit";
    const inngest = new Inngest({ id: "app" });
    const other = new Inngest({ id: "other" });
    export async function POST() { await inngest.send({ name: "a" }); }
    async function memoized(step, id, work) { return step.run(id, work); }
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
      await step.run("send", () => inngest.send({ name: "b" }));
      const send = async () => { await inngest.send({ name: "b" }); };
      await step.run("send-later", send);
      await memoized(step, "again", async () => { await inngest.send({ name: "b" }); });
      await Promise.all(event.data.items.map((item) => limit(() => inngest.send({ name: "b", data: { item } }))));
      await inngest.send({ name: "b", id: \`b-\${event.data.id}\` });
      await other.send({ name: "b" });
      await event.mailer.send({ name: "b" });
      await step.sendEvent("send-b", { name: "b" });
      const handlers = { later: () => inngest.send({ name: "b" }) };
      await step.run("work", handlers.later);
    });
  `);
});

test("the fix makes the send a step", () => {
  checkFix(rule, inHandler(`
    await inngest.send({ name: "app/user.activated" });
    await step.run("send-app-user-activated", () => 1);
  `), inHandler(`
    await step.sendEvent("send-app-user-activated-2", { name: "app/user.activated" });
    await step.run("send-app-user-activated", () => 1);
  `));
  checkFix(rule, inHandler(`
    inngest.send(event.data.items.map((item) => ({ name: 'b', data: { item } })));
    await ctx.step.run('work', () => 1);
  `, "ctx"), inHandler(`
    await ctx.step.sendEvent('send-b', event.data.items.map((item) => ({ name: 'b', data: { item } })));
    await ctx.step.run('work', () => 1);
  `, "ctx"));
});

test("the fix takes the tools out of the context where the handler did not", () => {
  checkFix(rule, inHandler("await inngest.send([{ name: \"b\" }]);", "{ event }"), inHandler("await step.sendEvent(\"send-b\", [{ name: \"b\" }]);", "{ event, step }"));
});

test("no fix where the tools are not at hand, or the send has options of its own", () => {
  checkNoFix(rule, inHandler("await inngest.send({ name: \"b\" });", ""));
  checkNoFix(rule, inHandler("await inngest.send({ name: \"b\" }, { env: \"branch\" });"));
  checkNoFix(rule, inHandler("await inngest.send({ name: \"b\" });", "{ event: { data: step } }"));
});

test("a function without retries and without a step after the send sends once", () => {
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "a", retries: 0, triggers: { event: "a" } }, async ({ event, step }) => {
      await step.run("x", () => 1);
      await inngest.send({ name: "b", data: {} });
    });
    inngest.createFunction({ id: "b", retries: 0, triggers: { event: "a" }, onFailure: async () => { await inngest.send({ name: "b", data: {} }); } }, async () => {});
    //                                                                                                     ^^^^^^^^^^^^ ${RETRIED}
  `);
});
