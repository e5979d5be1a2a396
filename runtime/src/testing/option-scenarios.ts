/** What options of a function change in how it is executed, and not in what it does; the table has the same form as that of the others. */
import type { Scenario } from "./scenarios.ts";

export const optionScenarios: readonly Scenario[] = [
  {
    name: "steps whose results the SDK keeps back come before what it reports with them",
    source: `
      fn({ id: "buffers", checkpointing: { bufferedSteps: 5 } }, { event: "opt/buffer" }, async ({ step }) => {
        const a = await step.run("a", () => 1);
        const b = await step.run("b", () => a + 1);
        const [c, d] = await Promise.all([step.run("c", () => b + 1), step.run("d", () => b + 2)]);
        await step.sleep("nap", "1h");
        return await step.run("e", () => c + d);
      });`,
    event: { name: "opt/buffer" },
    expected: {
      status: "completed", output: 7, jumps: [[3600, 3600]],
      steps: [["a", "step.run", 1, 1], ["b", "step.run", 1, 2], ["c", "step.run", 1, 3], ["d", "step.run", 1, 4], ["nap", "step.sleep", 1, null], ["e", "step.run", 1, 7]],
    },
  },
  {
    name: "a step that fails after results that were kept back is tried again alone",
    source: `
      fn({ id: "buffer-fails", checkpointing: { bufferedSteps: 5 } }, { event: "opt/fail" }, async ({ step, attempt }) => {
        const a = await step.run("a", () => attempt);
        return await step.run("b", () => { if (attempt === 0) throw new Error("once"); return a + attempt; });
      });`,
    event: { name: "opt/fail" },
    expected: { status: "completed", output: 1, steps: [["a", "step.run", 1, 0], ["b", "step.run", 2, 1]], jumps: [[15, 45]] },
  },
  {
    name: "a race waits for all where optimizeParallelism is on, and on v4 also where it is off",
    source: `
      fn({ id: "opt-race", optimizeParallelism: sdk.eventType === undefined }, { event: "opt/race" }, async ({ step }) =>
        Promise.race([step.waitForEvent("never", { event: "opt/never", timeout: "1d" }), step.run("fast", () => "fast")]));`,
    event: { name: "opt/race" },
    // Version 4 of the SDK reports the wait that lost before it reports that the function has returned; version 3 has the first of the list win.
    expected: ({ version }) => ({ status: "completed", output: version === 4 ? "fast" : null, steps: [["fast", "step.run", 1, "fast"], ["never", "step.waitForEvent", 1, null]], jumps: [[86_400, 86_400]] }),
  },
  {
    name: "a step has its name beside its id",
    source: `fn({ id: "named" }, { event: "opt/named" }, async ({ step }) => [await step.run({ id: "first", name: "The first" }, () => 1), await step.run({ id: "first", name: "The second" }, () => 2)]);`,
    event: { name: "opt/named" },
    expected: { status: "completed", output: [1, 2], steps: [["first", "step.run", 1, 1], ["first:1", "step.run", 1, 2]] },
  },
];
