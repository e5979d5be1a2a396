import { test } from "node:test";
import { awaitInngestSend as rule } from "./await-inngest-send.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

const LOST = "warning(await-inngest-send): `inngest.send` is not awaited, so the events can be lost and a failure goes unseen";
const IN_STEP = "warning(await-inngest-send): `inngest.send` is not awaited, so the step can succeed before the events are sent, or without them";

test("sends that nothing waits for", () => {
  check(rule, `
    export async function POST(request) {
      inngest.send({ name: "a" });
    //^^^^^^^^^^^^ ${LOST}
      const ids = inngest.send({ name: "a" });
      //          ^^^^^^^^^^^^ ${LOST}
      inngest.send({ name: "a" }).then(() => log("sent"));
    //^^^^^^^^^^^^ ${LOST}
      if (request.ok) inngest.send({ name: "a" });
      //              ^^^^^^^^^^^^ ${LOST}
    }
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.run("send", async () => { inngest.send({ name: "b" }); });
      //                                   ^^^^^^^^^^^^ ${IN_STEP}
    });
  `);
});

test("sends that are awaited, returned, collected, or dropped on purpose", () => {
  check(rule, `
    export const send = (name) => inngest.send({ name });
    export async function POST(request) {
      await inngest.send({ name: "a" });
      const ids = await inngest.send({ name: "a" });
      await Promise.all([inngest.send({ name: "a" }), send("b")]);
      void inngest.send({ name: "a" });
      inngest.send({ name: "a" }).catch(console.error);
      inngest.send({ name: "a" }).then(log, console.error);
      request.waitUntil(inngest.send({ name: "a" }));
      after(() => inngest.send({ name: "a" }));
      mailer.send({ name: "a" });
      return inngest.send({ name: "a" });
    }
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.run("send", () => inngest.send({ name: "b" }));
    });
  `);
});

test("in a handler the send should be a step instead, which is another rule's finding", () => {
  check(rule, `
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      inngest.send({ name: "b" });
      await step.run("work", () => 1);
    });
  `);
});

test("the fix awaits the send", () => {
  checkFix(rule, "export async function POST() { inngest.send({ name: \"a\" }); }", "export async function POST() { await inngest.send({ name: \"a\" }); }");
  checkFix(rule, "export async function POST() { inngest.send({ name: \"a\" }).then(() => 1); }", "export async function POST() { await inngest.send({ name: \"a\" }).then(() => 1); }");
  checkNoFix(rule, "export function POST() { inngest.send({ name: \"a\" }); }");
});
