/** Functions that a wrapper of the user's own makes: started, stopped in and stepped through where they are written. */
import path from "node:path";
import { test } from "node:test";
import { client, createProject, sdks } from "./testing/project.ts";
import { checkTranscript, startTranscript } from "./testing/transcript.ts";

for (const sdk of sdks) {
  test(`${sdk}: a function that a wrapper in another file makes`, async (t) => {
    const created = sdk === "v4" ? "{ id, triggers: [{ event: on }] }" : "{ id }, { event: on }";
    const folder = createProject(t, {
      "define.ts": `${client}
export const define = ({ id, on, run }) => inngest.createFunction(${created}, async (ctx) => {
  await ctx.step.run("begin", () => id);
  return run({ ...ctx, add: (a, b) => a + b });
});
`,
      "fn.ts": `import { define } from "./define";
export const sums = define({
  id: "sums",
  on: "app/sums",
  run: async ({ event, step, add }) => {
    const sum = await step.run("sum", () => add(event.data.a, 1));
    await step.run("double", () => sum * 2);
  },
});
export const other = define({ id: "other", on: "app/other", run: async ({ step }) => { await step.run("one", () => 1); } });
`,
    }, sdk);
    const transcript = await startTranscript(t, folder);
    await transcript.launch({ program: path.join(folder, "fn.ts"), function: "sums", stopOnEntry: false, event: { data: { a: 2 } } }, { "fn.ts": [{ line: 7 }] });
    await transcript.until("stopped 1");
    await transcript.state(1);
    await transcript.request("stepBack", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("stepBack", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.state(1);
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("stopped 1");
    await transcript.request("continue", { threadId: 1 });
    await transcript.until("terminated");
    checkTranscript(`wrapped-${sdk}`, await transcript.close());
  });
}
