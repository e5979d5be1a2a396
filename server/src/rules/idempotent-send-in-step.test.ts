import { test } from "node:test";
import { idempotentSendInStep as rule } from "./idempotent-send-in-step.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

const info = "info(idempotent-send-in-step): `inngest.send` sends again, under new ids, when this step fails after it and is retried; send with `step.sendEvent`, or give the event an `id`";

test("sends that more follows in their step", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ step }) => {
      await step.run("notify", async () => {
        await inngest.send({ name: "b", data: {} });
        //    ^^^^^^^^^^^^ ${info}
        await audit();
      });
      await step.run("each", async () => {
        for (const user of users) await inngest.send([{ name: "c", data: { user } }]);
        //                              ^^^^^^^^^^^^ ${info}
      });
      await step.run("some", async () => {
        if (flag) {
          await inngest.send({ name: "d" });
          //    ^^^^^^^^^^^^ ${info}
        }
        throw new Error("later");
      });
    });
    //- /v3.ts sdk:v3
    inngest.createFunction({ id: "a" }, { event: "a" }, async ({ step }) => {
      await step.run("notify", async () => { await inngest.send({ name: "b", data: {} }); return audit(); });
      //                                           ^^^^^^^^^^^^ ${info}
    });
  `);
});

test("sends with an id, the last of their step, outside of a step, and those that cannot be read", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ step }) => {
      await step.run("id", async () => { await inngest.send({ name: "b", id: key, data: {} }); await audit(); });
      await step.run("last", async () => { await audit(); return inngest.send({ name: "b", data: {} }); });
      await step.run("alone", () => inngest.send({ name: "b", data: {} }));
      await step.run("value", async () => { const { ids } = await inngest.send({ name: "b", data: {} }); return ids; });
      await step.run("unread", async () => { await inngest.send(events); await inngest.send({ ...event }); await audit(); });
      await step.sendEvent("sent", { name: "b", data: {} });
      await audit();
    });
    await inngest.send({ name: "b" });
    await audit();
  `);
});

const inHandler = (body: string): string => `
    inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ event, step }) => {
      ${body}
    });`;

test("the fix sends in a step of its own, after this one", () => {
  checkFix(rule, inHandler(`const user = await step.run("notify", async () => {
        await inngest.send({
          name: "app/notified", data: { id: event.data.id },
        });
        return audit();
      });
      return user;`), inHandler(`const user = await step.run("notify", async () => {
        return audit();
      });
      await step.sendEvent("send-app-notified", {
        name: "app/notified", data: { id: event.data.id },
      });
      return user;`));
  checkFix(rule, inHandler('await step.run("x", async () => { await inngest.send([{ name: "b" }, { name: "c" }]); await audit(); });'), inHandler('await step.run("x", async () => { await audit(); });\n      await step.sendEvent("send-b", [{ name: "b" }, { name: "c" }]);'));
});

test("no fix where the send depends on what happens in the step", () => {
  for (const body of ['const id = await load(); await inngest.send({ name: "b", data: { id } }); await audit();', 'if (await isDone()) return; await inngest.send({ name: "b" }); await audit();', 'if (flag) { await inngest.send({ name: "b" }); } await audit();', 'const { ids } = await inngest.send({ name: "b" }); await audit(ids);', 'await inngest.send({ name: "b" }, { env: "test" }); await audit();']) {
    checkNoFix(rule, inHandler(`await step.run("x", async () => { ${body} });`));
  }
  checkNoFix(rule, inHandler('let id; await step.run("x", async () => { id = await load(); await inngest.send({ name: "b", data: { id } }); await audit(); });'));
  checkNoFix(rule, inHandler('await step.run("x", async () => { await other.send({ name: "b" }); await audit(); });').replace("inngest.create", 'const other = new Inngest({ id: "other" });\n    inngest.create'));
  checkNoFix(rule, inHandler('return step.run("x", async () => { await inngest.send({ name: "b" }); await audit(); });'));
});

test("a function without retries does nothing twice", () => {
  const failing = 'try { return await deploy(); } catch (error) { await inngest.send({ name: "b", data: {} }); throw error; }';
  check(rule, `
    //- /main.ts sdk:v4
    inngest.createFunction({ id: "a", retries: 0, triggers: { event: "a" } }, async ({ event, step }) => step.run("x", async () => { ${failing} }));
    const RETRIES = 0;
    inngest.createFunction({ id: "b", retries: RETRIES, triggers: { event: "a" } }, async ({ event, step }) => { await step.run("x", async () => { await inngest.send({ name: "b", data: {} }); await audit(); }); });
  `);
});
