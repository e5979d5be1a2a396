/** Errors and attempts: of steps, of the function and of what is told when a run has failed. The same table as `scenarios.ts`. */
import type { Scenario } from "./scenarios.ts";

const sent = { sent: true };

export const retryScenarios: readonly Scenario[] = [
  {
    name: "attempts are counted anew for each step",
    source: `
      fn({ id: "counts", retries: 2 }, { event: "ra/start" }, async ({ step, runId }) => {
        const failTwice = (id) => () => { const tried = attemptsOf[runId + id] = (attemptsOf[runId + id] ?? 0) + 1; if (tried < 3) throw new Error(id + " " + tried); return tried; };
        return [await step.run("a", failTwice("a")), await step.run("b", failTwice("b"))];
      });`,
    event: { name: "ra/start" },
    expected: { status: "completed", output: [3, 3], steps: [["a", "step.run", 3, 3], ["b", "step.run", 3, 3]], jumps: [[15, 45], [30, 60], [15, 45], [30, 60]] },
  },
  {
    name: "a step knows its attempt, and how many there are at most",
    source: `
      fn({ id: "knows", retries: 2 }, { event: "rb/start" }, async ({ step, attempt, maxAttempts }) => {
        await step.run("before", () => attempt);
        return await step.run("flaky", () => { if (attempt < 2) throw new Error("not yet"); return [attempt, maxAttempts]; });
      });`,
    event: { name: "rb/start" },
    expected: { status: "completed", output: [2, 3], steps: [["before", "step.run", 1, 0], ["flaky", "step.run", 3, [2, 3]]], jumps: [[15, 45], [30, 60]] },
  },
  {
    name: "without retries a step has one attempt",
    source: `
      fn({ id: "once", retries: 0 }, { event: "rc/start" }, async ({ step }) => {
        try { await step.run("breaks", () => { throw new TypeError("at once"); }); } catch (error) { return [error.message, error.stepId === undefined]; }
      });`,
    event: { name: "rc/start" },
    expected: { status: "completed", output: ["at once", false], steps: [["breaks", "step.run", 1, /at once/]] },
  },
  {
    name: "what is caught from a step has its error's name, message and cause",
    source: `
      fn({ id: "causes", retries: 0 }, { event: "rd/start" }, async ({ step }) => {
        try { await step.run("breaks", () => { throw new RangeError("outer", { cause: new Error("inner") }); }); } catch (error) { return [error.name, error.message, error.cause?.message]; }
      });`,
    event: { name: "rd/start" },
    expected: { status: "completed", output: ["RangeError", "outer", "inner"], steps: [["breaks", "step.run", 1, /outer/]] },
  },
  {
    name: "what is thrown need not be an error",
    source: `
      fn({ id: "texts", retries: 0 }, { event: "re/start" }, async ({ step }) => {
        const caught = [];
        for (const thrown of ["a text", { message: "an object" }]) await step.run("breaks", () => { throw thrown; }).catch((error) => caught.push(error.message));
        return caught;
      });`,
    event: { name: "re/start" },
    expected: { status: "completed", output: ["a text", "an object"], steps: [["breaks", "step.run", 1, /a text/], ["breaks:1", "step.run", 1, /an object/]] },
  },
  {
    name: "a function's RetryAfterError says when, in milliseconds too; after a step its attempts begin anew",
    source: `
      fn({ id: "later" }, { event: "rf/start" }, async ({ step, attempt }) => {
        if (attempt === 0) throw new sdk.RetryAfterError("busy", 90_000);
        return await step.run("free", () => attempt);
      });`,
    event: { name: "rf/start" },
    expected: { status: "completed", output: 1, steps: [["free", "step.run", 1, 1]], jumps: [[89, 90], [89, 90]] },
  },
  {
    name: "a function's NonRetriableError fails the run at once, after the steps before it",
    source: `
      fn({ id: "hopeless" }, { event: "rg/start" }, async ({ step }) => { await step.run("a", () => 1); throw new sdk.NonRetriableError("never"); });`,
    event: { name: "rg/start" },
    expected: { status: "failed", error: /^never$/, steps: [["a", "step.run", 1, 1]] },
  },
  {
    name: "a function that always throws fails with its last error when its attempts are used up",
    source: `fn({ id: "throws", retries: 2 }, { event: "rh/start" }, async ({ attempt }) => { throw new Error("attempt " + attempt); });`,
    event: { name: "rh/start" },
    expected: { status: "failed", error: /^attempt 2$/, steps: [], jumps: [[15, 45], [30, 60]] },
  },
  {
    name: "another error in place of a step's has the function tried again; the step is not",
    source: `
      fn({ id: "wraps", retries: 1 }, { event: "ri/start" }, async ({ step }) => {
        try { await step.run("breaks", () => { throw new Error("inner"); }); } catch (error) { throw new Error("outer of " + error.message); }
      });`,
    event: { name: "ri/start" },
    expected: { status: "failed", error: /^outer of inner$/, steps: [["breaks", "step.run", 2, /inner/]], jumps: [[15, 45], [15, 45]] },
  },
  {
    name: "an onFailure that fails itself is tried again, fails, and starts no further one",
    source: `
      fn({ id: "doomed", retries: 0, onFailure: async () => { throw new Error("also broken"); } }, { event: "rj/start" }, async () => { throw new Error("broken"); });`,
    event: { name: "rj/start" },
    expected: { status: "failed", error: /^broken$/, steps: [], jumps: [[15, 45]], others: [["doomed-failure", "failed"]] },
  },
  {
    name: "an onFailure has the failed run's event, id and error, and steps of its own",
    source: `
      fn({ id: "reports", retries: 0, onFailure: async ({ event, error, step }) => {
        await step.run("note", () => 1);
        await step.sendEvent("tell", { name: "rk/told", data: { of: event.data.function_id.replace(/-\\d+$/, ""), id: typeof event.data.run_id, n: event.data.event.data.n, message: error.message } });
      } }, { event: "rk/start" }, async ({ step }) => step.run("breaks", () => { throw new Error("broken"); }));
      fn({ id: "hears" }, { event: "rk/told" }, async ({ event }) => event.data);`,
    event: { name: "rk/start", data: { n: 7 } },
    expected: {
      status: "failed", error: /^broken$/, steps: [["breaks", "step.run", 1, /broken/]],
      others: [["reports-failure", "completed", null], ["hears", "completed", { of: "app-reports", id: "string", n: 7, message: "broken" }]],
    },
  },
  {
    name: "inngest/function.failed starts what listens to it, by expression",
    source: `
      fn({ id: "breaks", retries: 0 }, { event: "rl/start" }, async () => { throw new Error("broken"); });
      fn({ id: "pager" }, { event: "inngest/function.failed", if: "event.data.function_id == 'app-breaks' && event.data.error.message == 'broken'" }, async ({ event }) => event.data.event.name);
      fn({ id: "other" }, { event: "inngest/function.failed", if: "event.data.error.message == 'something else'" }, async () => "never");`,
    event: { name: "rl/start" },
    expected: { status: "failed", error: /^broken$/, steps: [], others: [["pager", "completed", "rl/start"]] },
  },
  {
    name: "a step that comes after one that was tried again has its first attempt",
    source: `
      fn({ id: "sends-twice" }, { event: "rm/start" }, async ({ step, runId }) => {
        await step.run("flaky", () => { const tried = attemptsOf[runId] = (attemptsOf[runId] ?? 0) + 1; if (tried === 1) throw new Error("once"); });
        const { ids } = await step.sendEvent("tell", { name: "rm/told" });
        return ids.length;
      });`,
    event: { name: "rm/start" },
    expected: { status: "completed", output: 1, steps: [["flaky", "step.run", 2, null], ["tell", "step.sendEvent", 1, sent]], emitted: [["rm/told", "tell"]], jumps: [[15, 45]] },
  },
];
