import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { knownEvent as rule } from "./known-event.ts";
import { check, checkFix, checkNoFix, readFixtureFiles } from "./testing.ts";

const FUNCTION = `inngest.createFunction({ id: "welcome", triggers: [{ event: "app/user.created" }, { event: "order/*" }], cancelOn: [{ event: "app/user.deleted" }] }, async ({ step }) => {
      await step.waitForEvent("w", { event: "app/user.confirmed", timeout: "1d" });
    });`;

test("a name one letter away from one that is listened to", () => {
  check(rule, `
    ${FUNCTION}
    await inngest.send({ name: "app/user.creatd" });
    //                         ^^^^^^^^^^^^^^^^^ warning(known-event): nothing listens to \`app/user.creatd\`; did you mean \`app/user.created\`
    await inngest.send([{ name: "app/User.Confirmed" }, { name: "app/user-deleted" }]);
    //                          ^^^^^^^^^^^^^^^^^^^^ warning(known-event): nothing listens to \`app/User.Confirmed\`; did you mean \`app/user.confirmed\`
    //                                                          ^^^^^^^^^^^^^^^^^^ warning(known-event): nothing listens to \`app/user-deleted\`; did you mean \`app/user.deleted\`
    //- /v3.ts sdk:v3
    import { Inngest } from "inngest";
    const client = new Inngest({ id: "app" });
    client.createFunction({ id: "f" }, { event: "app/a" }, async ({ step }) => step.sendEvent("s", { name: "app/user.createdd" }));
    //                                                                                                     ^^^^^^^^^^^^^^^^^^^ warning(known-event): nothing listens to \`app/user.createdd\`; did you mean \`app/user.created\`
  `);
});

test("a name that nothing listens to", () => {
  check(rule, `
    ${FUNCTION}
    await inngest.send({ name: "app/report.requested" });
    //                         ^^^^^^^^^^^^^^^^^^^^^^ info(known-event): nothing in this workspace listens to \`app/report.requested\`; name it in \`inngest.externalEvents\` if others do
  `);
});

test("each name that a condition decides between", () => {
  check(rule, `
    ${FUNCTION}
    await inngest.send({ name: late ? "app/user.creatd" : "app/user.created" });
    //                                ^^^^^^^^^^^^^^^^^ warning(known-event): nothing listens to \`app/user.creatd\`; did you mean \`app/user.created\`
  `);
});

test("names that are listened to, declared, made at run time, or of a workspace that cannot be told", () => {
  check(rule, `
    ${FUNCTION}
    await inngest.send([{ name: "app/user.created" }, { name: "order/placed" }, { name: "app/user.deleted" }, { name: "app/user.confirmed" }, { name: \`app/\${kind}\` }, { name: "inngest/x" }]);
  `);
  check(rule, 'await inngest.send({ name: "app/user.created" });');
  check(rule, `${FUNCTION}\n    inngest.createFunction({ id: "any", triggers: { event: process.env.EVENT } }, async () => {});\n    await inngest.send({ name: "app/report.requested" });`);
  check(rule, `
    import { eventType, Inngest } from "inngest";
    const inngest = new Inngest({ id: "app" });
    export const creates = eventType("app/user.creates");
    inngest.createFunction({ id: "f", triggers: [{ event: "app/user.created" }, { event: other() }] }, async () => {});
    await inngest.send(creates.create({}));
  `);
  check(rule, `inngest.createFunction({ id: "f", triggers: { event: "app/job.1" } }, async () => {});\n    inngest.createFunction({ id: "g", triggers: { event: kind } }, async () => {});\n    await inngest.send({ name: "app/job.2" });`);
});

test("events that others listen to are named in a setting", () => {
  const snapshot = snapshotOf(readFixtureFiles(`${FUNCTION}\nawait inngest.send([{ name: "app/user.creatd" }, { name: "stripe/charge" }, { name: "crm/lead" }]);`));
  const file = snapshot.file("/main.ts");
  assert.ok(file);
  const found = [...rule.check(file, { snapshot, externalEvents: ["stripe/*", "app/user.creatd"] })];
  assert.deepEqual(found.map(({ message }) => message), ["nothing in this workspace listens to `crm/lead`; name it in `inngest.externalEvents` if others do"]);
});

test("the fix writes the name that is listened to", () => {
  const file = (name: string): string => `inngest.createFunction({ id: "f", triggers: { event: "app/user.created" } }, async () => {});\nawait inngest.send({ name: ${name} });`;
  checkFix(rule, file("'app/user.crated'"), file("'app/user.created'"));
  checkNoFix(rule, `const NAME = "app/user.crated";\n${file("NAME")}`);
});
