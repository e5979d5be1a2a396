/** Set Value, Restart Frame, Jump to Cursor and Step Into Target, over real stdio on both SDKs: golden transcripts. */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { client, createProject, sdks, toFunction } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

for (const sdk of sdks) {
  test(`${sdk}: a failed run goes on from an edited output; event and payload are edited too`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const order = ${toFunction(sdk, 'id: "order", retries: 0', "app/order", `async ({ event, step }) => {
  const cart = await step.run("load-cart", () => ({ total: 10, lines: [{ sku: "a" }] }));
  const charge: any = await step.run("charge", () => { throw new Error("card declined"); });
  await step.sendEvent("announce", { name: "app/paid", data: { id: charge.id, total: cart.total, by: event.data.name } });
  return step.run("thank", (name: string) => name + " paid", event.data.name);
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), stopOnEntry: false, event: { data: { name: "Ada" } } });
    await transcript.request("setExceptionBreakpoints", { filters: ["run-failed"] });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.set(1, ["Memoized steps", "load-cart", "attempts"], "2");
    await transcript.set(1, ["Memoized steps", "charge"], "declined");
    await transcript.set(1, ["Memoized steps", "charge", "error"], "{ message: 1 }");
    await transcript.set(1, ["Run", "status"], '"completed"');
    await transcript.set(1, ["Memoized steps", "charge"], "{ id: 'ch_1' }");
    await transcript.until("stopped 1");
    await transcript.state(1, "Step", "Memoized steps");
    await transcript.set(1, ["Memoized steps", "load-cart", "output", "total"], "12");
    await transcript.until("stopped 1");
    await transcript.set(1, ["Event", "data", "name"], '"Grace"');
    await transcript.until("stopped 1");
    await transcript.set(1, ["Event", "name"], '"app/other"');
    await transcript.set(1, ["Event"], "[]");
    await transcript.state(1, "Step", "Event");
    await transcript.set(1, ["Step", "payload", "data", "by"], '"Linus"');
    await transcript.set(1, ["Step", "payload"], '{ name: "" }');
    await transcript.set(1, ["Step", "tool"], "1");
    await transcript.state(1, "Step");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Emitted events");
    await transcript.set(1, ["Emitted events", "0", "data", "by"], '"Ada"');
    await transcript.setExpression(1, "step.input", '["Barbara"]');
    await transcript.setExpression(1, "step.input[0]", '"Alan"');
    await transcript.setExpression(1, "steps.nothing", "1");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps", "Run");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`edit-${sdk}`, await transcript.close());
  });

  test(`${sdk}: restarting a frame, jumping to a step, one of several parallel steps`, async (t) => {
    const folder = createProject(t, {
      "fn.ts": `${client}
export const child = ${toFunction(sdk, 'id: "child"', "app/child", 'async ({ step }) => step.run("inner", () => 1)')}
export const main = ${toFunction(sdk, 'id: "main"', "app/main", `async ({ step }) => {
  await step.run("first", () => 1);
  await Promise.all([step.run("left", () => "l"), step.invoke("right", { function: child, data: {} })]);
  await step.run("last", () => 2);
}`)}
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "main" });
    await transcript.until("stopped 1");
    await transcript.request("next", { threadId: 1 });
    await transcript.until("stopped 1");
    const { id: frameId } = await transcript.frame(1, 0);
    const { body: { targets } } = await transcript.request("stepInTargets", { frameId }) as { body: { targets: { id: number; label: string; line: number }[] } };
    transcript.note(`  ${targets.map(({ id, label, line }) => `${id}: ${label} line ${line}`).join(", ")}`);
    await transcript.request("stepIn", { threadId: 1, targetId: 2 });
    await transcript.until("stopped 2", "stopped 1");
    await transcript.state(2);
    // The step of the run that caused this one: it disappears.
    const { id: cause } = await transcript.frame(2, 3);
    await transcript.request("restartFrame", { frameId: cause });
    await transcript.until("exited 2", "stopped 1");
    await transcript.state(1, "Memoized steps");
    const { id: handler } = await transcript.frame(1, 1);
    await transcript.request("restartFrame", { frameId: handler });
    await transcript.until("stopped 1");
    await transcript.state(1);
    await transcript.request("setFunctionBreakpoints", { breakpoints: [{ name: "last" }] });
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    const source = { path: path.join(folder, "fn.ts") };
    const jump = async (line: number): Promise<number> => {
      const { body } = await transcript.request("gotoTargets", { source, line }) as { body: { targets: { id: number; label: string }[] } };
      transcript.note(`  ${body.targets.map(({ label }) => label).join(", ") || "nowhere"}`);
      return body.targets[0]?.id ?? 0;
    };
    assert.equal(await jump(8), 0);
    await transcript.request("goto", { threadId: 1, targetId: await jump(7) });
    await transcript.until("stopped 1");
    await transcript.state(1, "Memoized steps");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`jump-${sdk}`, await transcript.close());
  });
}
