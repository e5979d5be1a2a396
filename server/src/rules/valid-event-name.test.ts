import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validEventName as rule } from "./valid-event-name.ts";

const RESERVED = "error(valid-event-name): names that start with `inngest/` are Inngest's own and cannot be sent; choose another prefix";
const LONG = `app/${"x".repeat(300)}`;

test("names that cannot be sent", () => {
  check(rule, `
    export async function POST(request) {
      await inngest.send({ name: "inngest/function.failed", data: {} });
      //                         ^^^^^^^^^^^^^^^^^^^^^^^^^ ${RESERVED}
      await inngest.send([{ name: "a" }, { name: \`Inngest/\${request.kind}\` }]);
      //                                         ^^^^^^^^^^^^^^^^^^^^^^^^^ ${RESERVED}
      await inngest.send({ name: "app/user.*" });
      //                         ^^^^^^^^^^^^ error(valid-event-name): \`app/user.*\` is a pattern for triggers; an event is sent under one name
    }
    inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => {
      await step.sendEvent("send", { name: "app/*" });
      //                                   ^^^^^^^ error(valid-event-name): \`app/*\` is a pattern for triggers; an event is sent under one name
    });
  `);
});

test("names that are too long, wherever they stand", () => {
  check(rule, `
    inngest.createFunction({ id: "f", triggers: { event: "${LONG}" } }, async ({ step }) => {});
    //                                                   ${"^".repeat(LONG.length + 2)} warning(valid-event-name): an event's name has at most 256 characters; this one has 304
  `);
});

test("names that can be sent, and names that are listened to", () => {
  check(rule, `
    const options = { id: "f", triggers: [{ event: "inngest/function.failed" }, { event: "app/*" }], cancelOn: [{ event: "inngest/function.cancelled" }] };
    inngest.createFunction(options, async ({ event, step }) => {
      await step.waitForEvent("wait", { event: "inngest/function.finished", timeout: "1h" });
      await step.sendEvent("a", [{ name: "app/user.created" }, { name: event.name }, { name: \`app/\${event.data.kind}\` }, { name: "5*" }]);
    });
    mailer.send({ name: "inngest/anything" });
  `);
});

test("the fix names an event of the workspace that may be meant", () => {
  const sent = (name: string): string => `
    inngest.createFunction({ id: "f", triggers: [{ event: "app/user.created" }, { event: "app/user.deleted" }, { event: "stopped" }] }, async () => {});
    await inngest.send({ name: ${name} });`;
  checkFix(rule, sent('"app/user.*"'), sent('"app/user.created"'), "Change to 'app/user.created'");
  checkFix(rule, sent("'app/user.*'"), sent("'app/user.deleted'"), "Change to 'app/user.deleted'");
  checkFix(rule, sent('"inngest/stopped"'), sent('"stopped"'));
  checkFix(rule, sent('"inngest/user.created"'), sent('"app/user.created"'));
  checkNoFix(rule, sent('"inngest/function.failed"'));
  checkNoFix(rule, sent('"other/*"'));
  checkNoFix(rule, sent("`inngest/${kind}`"));
});
