import { test } from "node:test";
import { idempotentSendInStep as rule } from "./idempotent-send-in-step.ts";
import { check, checkNoFix } from "./testing.ts";

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

test("there is no one fix", () => {
  checkNoFix(rule, 'inngest.createFunction({ id: "a", triggers: { event: "a" } }, async ({ step }) => { await step.run("x", async () => { await inngest.send({ name: "b" }); await audit(); }); });');
});
