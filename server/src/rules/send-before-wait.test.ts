import { test } from "node:test";
import { sendBeforeWait as rule } from "./send-before-wait.ts";
import { check, checkFix, checkNoFix } from "./testing.ts";

function withAnswer(body: string, answer = "await step.run(\"work\", () => 1); await step.sendEvent(\"tell\", { name: \"job/done\", data: {} });"): string {
  return `
//- /client.ts sdk:v4
import { Inngest } from "inngest";
export const inngest = new Inngest({ id: "app" });
//- /worker.ts
import { inngest } from "./client";
inngest.createFunction({ id: "worker", triggers: { event: "job/asked" } }, async ({ step }) => { ${answer} });
//- /main.ts
import { inngest } from "./client";
inngest.createFunction({ id: "f", triggers: { event: "a" } }, async ({ event, step }) => {
${body}
});`;
}

const found = "warning(send-before-wait): the answer can come before this wait begins: function `worker` sends `job/done` as soon as it gets `job/asked`; begin both in one `Promise.all`";
const inOrder = `
  await step.sendEvent("ask", { name: "job/asked", data: {} });
  const done = await step.waitForEvent("wait", { event: "job/done", timeout: "1h" });
  return done;`;

test("an answer that another function sends at once", () => {
  check(rule, withAnswer(`
    await step.sendEvent("ask", [{ name: "other/event" }, { name: "job/asked", data: {} }]);
    await step.run("between", () => 1);
    const done = await step.waitForEvent("wait", { event: "job/done", timeout: "1h" });
    //                 ^^^^^^^^^^^^^^^^^ ${found}
  `));
});

test("waits that begin with the send, other events, and answers that take their time", () => {
  check(rule, withAnswer(`
    await Promise.all([
      step.waitForEvent("wait", { event: "job/done", timeout: "1h" }),
      step.sendEvent("ask", { name: "job/asked", data: {} }),
    ]);
    await step.waitForEvent("other", { event: "other/done", timeout: "1h" });
  `));
  check(rule, withAnswer(`
    const waiting = step.waitForEvent("wait", { event: "job/done", timeout: "1h" });
    await step.sendEvent("ask", { name: "job/asked", data: {} });
    await waiting;
  `));
  check(rule, withAnswer(`
    if (event.data.x) { await step.sendEvent("ask", { name: "job/asked", data: {} }); return; }
    await step.waitForEvent("wait", { event: "job/done", timeout: "1h" });
  `));
  check(rule, withAnswer(inOrder, "await step.sleep(\"later\", \"1h\"); await step.sendEvent(\"tell\", { name: \"job/done\" });"));
  check(rule, withAnswer(inOrder, "await step.waitForEvent(\"human\", { event: \"x\", timeout: \"1d\" }); await step.sendEvent(\"tell\", { name: \"job/done\" });"));
  check(rule, withAnswer(inOrder, "await step.run(\"work\", () => 1);"));
});

test("sent by the client in a step, on either side", () => {
  check(rule, withAnswer(`
  await step.run("ask", async () => { await prepare(); await inngest.send({ name: "job/asked", data: {} }); });
  await step.waitForEvent("wait", { event: "job/done", timeout: "1h" });
//      ^^^^^^^^^^^^^^^^^ warning(send-before-wait): the answer can come before this wait begins: function \`worker\` sends \`job/done\` as soon as it gets \`job/asked\`; begin both in one \`Promise.all\``, "await step.run(\"tell\", () => inngest.send({ name: \"job/done\", data: {} }));"));
  checkNoFix(rule, withAnswer("await step.run(\"ask\", () => inngest.send({ name: \"job/asked\", data: {} })); await step.waitForEvent(\"wait\", { event: \"job/done\", timeout: \"1h\" });"));
  check(rule, withAnswer("await step.run(\"ask\", () => inngest.send({ name: \"job/others\", data: {} })); await step.waitForEvent(\"wait\", { event: \"job/done\", timeout: \"1h\" });"));
});

test("the fix begins both at once", () => {
  checkFix(rule, withAnswer(inOrder), withAnswer(`
  const [done] = await Promise.all([
    step.waitForEvent("wait", { event: "job/done", timeout: "1h" }),
    step.sendEvent("ask", { name: "job/asked", data: {} }),
  ]);
  return done;`));
  const text = "{ text: `\n  hello\n` }";
  checkFix(rule, withAnswer(`
  await step.sendEvent("ask", {
    name: "job/asked", data: ${text},
  });
  await step.waitForEvent("wait", { event: "job/done", timeout: "1h" });`), withAnswer(`
  await Promise.all([
    step.waitForEvent("wait", { event: "job/done", timeout: "1h" }),
    step.sendEvent("ask", {
      name: "job/asked", data: ${text},
    }),
  ]);`));
  checkNoFix(rule, withAnswer("const sent = await step.sendEvent(\"ask\", { name: \"job/asked\", data: {} }); await step.waitForEvent(\"wait\", { event: \"job/done\", timeout: \"1h\", if: `async.data.id == \"${sent.ids[0]}\"` });"));
});
