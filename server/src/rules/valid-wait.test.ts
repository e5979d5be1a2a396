import { test } from "node:test";
import { check, checkFix, checkNoFix } from "./testing.ts";
import { validWait as rule } from "./valid-wait.ts";

const v4 = (body: string, file = "/main.ts sdk:v4"): string => `//- ${file}\ninngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {\n${body}\n});`;
const v3 = (body: string): string => `//- /main.ts sdk:v3\ninngest.createFunction({ id: "f" }, { event: "a" }, async ({ event, step }) => {\n${body}\n});`;

const OPTIONS = "`step.waitForEvent` takes an object with `event` and `timeout` behind its id; without one";

test("a wait that says neither what for nor how long", () => {
  check(rule, v4(`
    await step.waitForEvent("app/paid", "10s");
    //                                  ^^^^^ error(valid-wait): ${OPTIONS} the step throws
    await step.waitForEvent("app/paid", { timeout: "10s", match: "data.id" });
    //                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error(valid-wait): \`step.waitForEvent\` is not told which \`event\` to wait for, so the step throws
    await step.waitForEvent("wait", { event: "app/paid" });
    //                              ^^^^^^^^^^^^^^^^^^^^^ error(valid-wait): \`step.waitForEvent\` has no \`timeout\`, which counts as zero: it does not wait
    await step.waitForEvent("wait-more");
  //      ^^^^^^^^^^^^^^^^^ error(valid-wait): ${OPTIONS} the step throws
  `));
  check(rule, v3(`
    await step.waitForEvent("app/paid", "10s");
    //                                  ^^^^^ error(valid-wait): ${OPTIONS} it waits for no event
    await step.waitForEvent("app/paid", { timeout: "10s" });
    //                                  ^^^^^^^^^^^^^^^^^^ error(valid-wait): \`step.waitForEvent\` is not told which \`event\` to wait for, so it waits for no event
    await step.waitForEvent("wait-more");
  //      ^^^^^^^^^^^^^^^^^ error(valid-wait): ${OPTIONS} the step throws
  `));
});

test("waits that say both, and what cannot be told", () => {
  check(rule, v4(`
    await step.waitForEvent("a", { event: "app/paid", timeout: "1d" });
    await step.waitForEvent({ id: "b", name: "Paid" }, { event: "app/paid", timeout: 60_000 });
    await step.waitForEvent("c", { ...paid, match: "data.id" });
    await step.waitForEvent("d", options);
    await step.waitForEvent("e", optionsOf("app/paid"));
    await step.waitForEvent(...both);
    const timeout = "1d";
    await step.waitForEvent("f", { event, timeout });
    const given: any = {};
    given.event = "app/paid"; given.timeout = "1d";
    await step.waitForEvent("g", given);
    await step.waitForEvent("h", { ["event"]: "app/paid", [key]: "1d" });
    await page.waitForEvent("popup");
    await other.step.waitForEvent("popup", "10s");
  `));
});

test("the fix writes what SDK v2 took as v3 and v4 take it", () => {
  checkFix(rule, v4("await step.waitForEvent(\"app/user.paid\", \"10s\");"), v4("await step.waitForEvent(\"wait-for-app-user-paid\", { event: \"app/user.paid\", timeout: \"10s\" });"));
  checkFix(rule, v3("await step.waitForEvent('app/user.paid', { timeout: '2d', match: 'data.id' });"), v3("await step.waitForEvent('wait-for-app-user-paid', { event: 'app/user.paid', timeout: '2d', match: 'data.id' });"));
  checkFix(rule, v4("await step.run(\"wait-for-app-paid\", () => 1); await step.waitForEvent(\"app/paid\", \"10s\");"), v4("await step.run(\"wait-for-app-paid\", () => 1); await step.waitForEvent(\"wait-for-app-paid-2\", { event: \"app/paid\", timeout: \"10s\" });"));
  for (const open of ["await step.waitForEvent(\"wait\", \"10s\");", "await step.waitForEvent(\"app/paid\");", "await step.waitForEvent(\"app/paid\", { event: \"app/paid\" });"]) checkNoFix(rule, v4(open));
});
