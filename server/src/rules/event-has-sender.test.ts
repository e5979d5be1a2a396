import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { eventHasSender as rule } from "./event-has-sender.ts";
import { check, checkFix, readFixtureFiles } from "./testing.ts";

test("triggers, waits and cancelOn of what nothing sends", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: [{ event: "app/sent" }, { event: "app/imported" }], cancelOn: [{ event: "app/stopped" }] }, async ({ step }) => {
    //                                                                           ^^^^^^^^^^^^^^ hint(event-has-sender): nothing in this workspace sends \`app/imported\`; name it in \`inngest.externalEvents\` if others do
    //                                                                                                                  ^^^^^^^^^^^^^ hint(event-has-sender): nothing in this workspace sends \`app/stopped\`; name it in \`inngest.externalEvents\` if others do
      await step.waitForEvent("w", { event: "crm/*", timeout: "1d" });
      //                                    ^^^^^^^ hint(event-has-sender): nothing in this workspace sends \`crm/*\`; name it in \`inngest.externalEvents\` if others do
    });
    await inngest.send({ name: "app/sent" });
  `);
});

test("one letter away from what is sent, and listened to elsewhere", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: { event: "app/user.created" } }, async () => {});
    inngest.createFunction({ id: "b", triggers: { event: "app/user.craeted" } }, async () => {});
    inngest.createFunction({ id: "c", triggers: { event: "app/user.creatd" } }, async () => {});
    //                                                   ^^^^^^^^^^^^^^^^^ warning(event-has-sender): nothing sends \`app/user.creatd\`; did you mean \`app/user.created\`
    await inngest.send([{ name: "app/user.created" }, { name: kind }]);
  `.replace("craeted\" } }, async () => {});", "craeted\" } }, async () => {});\n    //                                                   ^^^^^^^^^^^^^^^^^^ warning(event-has-sender): nothing sends \\`app/user.craeted\\`; did you mean \\`app/user.created\\`".replaceAll("\\`", "`")));
});

test("what is sent, what is Inngest's own, and workspaces that cannot be told", () => {
  check(rule, `
    inngest.createFunction({ id: "a", triggers: [{ event: "app/a" }, { event: "b/*" }, { event: "inngest/function.failed" }, { cron: "0 0 * * *" }, { event: process.env.E }] }, async ({ step }) => {
      await step.sendEvent("s", [{ name: "app/a" }, { name: "b/c" }]);
    });
  `);
  check(rule, 'inngest.createFunction({ id: "a", triggers: { event: "app/a" } }, async () => {});');
  check(rule, 'inngest.createFunction({ id: "a", triggers: { event: "app/a" } }, async () => {});\nawait inngest.send({ name: "x" }); await inngest.send(events);');
  check(rule, 'inngest.createFunction({ id: "a", triggers: { event: "app/a" } }, async () => {});\nawait inngest.send({ name: `x/${kind}` });');
});

test("a mistake between one sender and one listener is told at the sender alone", () => {
  check(rule, 'inngest.createFunction({ id: "a", triggers: { event: "app/user.created" } }, async () => {});\nawait inngest.send({ name: "app/user.creatd" });');
});

test("events that others send are named in a setting", () => {
  const snapshot = snapshotOf(readFixtureFiles('inngest.createFunction({ id: "a", triggers: [{ event: "stripe/charge" }, { event: "b" }] }, async () => {});\nawait inngest.send({ name: "x" });'));
  const file = snapshot.file("/main.ts");
  assert.ok(file);
  assert.deepEqual([...rule.check(file, { snapshot, externalEvents: ["stripe/*"] })].map(({ message }) => message), ["nothing in this workspace sends `b`; name it in `inngest.externalEvents` if others do"]);
});

test("the fix writes the name that is sent", () => {
  const file = (name: string): string => `inngest.createFunction({ id: "a", triggers: { event: "app/user.created" } }, async () => {});\ninngest.createFunction({ id: "b", triggers: { event: ${name} } }, async () => {});\nawait inngest.send({ name: "app/user.created" });`;
  checkFix(rule, file('"app/user.crated"'), file('"app/user.created"'));
});
