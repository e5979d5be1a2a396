/** Flow control: what is not started, what waits for its turn and what is cancelled. The same table as `scenarios.ts`. */
import type { Scenario } from "./scenarios.ts";

const sent = { sent: true };

export const flowScenarios: readonly Scenario[] = [
  {
    name: "cancelOn cancels a waiting run whose data matches, by match and by if",
    source: `
      fn({ id: "cancels" }, { event: "ca/start" }, async ({ step }) => {
        await step.sendEvent("begin", [{ name: "ca/job", data: { id: 1 } }, { name: "ca/job", data: { id: 2 } }]);
        await step.sleep("let-them-wait", "1m");
        await step.sendEvent("stop", [{ name: "ca/stop", data: { id: 1 } }, { name: "ca/stop-all", data: { id: "2" } }]);
      });
      fn({ id: "job", cancelOn: [{ event: "ca/stop", match: "data.id" }, { event: "ca/stop-all", if: "async.data.id == event.data.id" }] }, { event: "ca/job" },
        async ({ event, step }) => { await step.sleep("work", "1h"); return event.data.id; });
      fn({ id: "auditor" }, { event: "inngest/function.cancelled", if: "event.data.event.name == 'ca/job'" }, async ({ event }) => [event.data.event.data.id, event.data.error.message]);`,
    event: { name: "ca/start" },
    expected: {
      status: "completed", output: null, jumps: [[60, 60], [3540, 3540]],
      steps: [["begin", "step.sendEvent", 1, sent], ["let-them-wait", "step.sleep", 1, null], ["stop", "step.sendEvent", 1, sent]],
      emitted: [["ca/job", "begin"], ["ca/job", "begin"], ["ca/stop", "stop"], ["ca/stop-all", "stop"]],
      others: [["job", "cancelled"], ["job", "completed", 2], ["auditor", "completed", [1, "function cancelled"]]],
      decisions: [/^`job` is cancelled: cancelOn `ca\/stop` if `event.data.id == async.data.id`$/],
    },
  },
  {
    name: "cancelOn before the run does not cancel, nor the event that starts it, nor one after its timeout",
    source: `
      fn({ id: "cancels-not" }, { event: "cb/start" }, async ({ step }) => {
        await step.sendEvent("too-early", { name: "cb/stop", data: {} });
        await step.sendEvent("begin", { name: "cb/job", data: {} });
        await step.sleep("until-too-late", "2m");
        await step.sendEvent("too-late", { name: "cb/stop", data: {} });
      });
      fn({ id: "job", cancelOn: [{ event: "cb/stop", timeout: "1m" }, { event: "cb/job" }] }, { event: "cb/job" }, async ({ step }) => { await step.sleep("work", "1h"); return "done"; });`,
    event: { name: "cb/start" },
    expected: {
      status: "completed", output: null, jumps: [[120, 120], [3480, 3480]],
      steps: [["too-early", "step.sendEvent", 1, sent], ["begin", "step.sendEvent", 1, sent], ["until-too-late", "step.sleep", 1, null], ["too-late", "step.sendEvent", 1, sent]],
      emitted: [["cb/stop", "too-early"], ["cb/job", "begin"], ["cb/stop", "too-late"]], others: [["job", "completed", "done"]],
    },
  },
  {
    name: "cancelOn an invoked run, and its caller learns it",
    source: `
      const job = fn({ id: "job", cancelOn: [{ event: "cc/stop" }] }, { event: "cc/job" }, async ({ step }) => { await step.sleep("work", "1d"); return "never"; });
      first(fn({ id: "caller" }, { event: "cc/start" }, async ({ step }) => {
        await step.sendEvent("begin", { name: "cc/begin", data: {} });
        return await step.invoke("job", { function: job, data: {} }).catch((error) => error.message.slice(0, 15));
      }));
      fn({ id: "stopper" }, { event: "cc/begin" }, async ({ step }) => { await step.sleep("wait", "1m"); await step.sendEvent("stop", { name: "cc/stop", data: {} }); });`,
    event: { name: "cc/start" },
    expected: {
      status: "completed", output: "the invoked run", jumps: [[60, 60]],
      steps: [["begin", "step.sendEvent", 1, sent], ["job", "step.invoke", 1, /was cancelled/]],
      emitted: [["cc/begin", "begin"]], others: [["job", "cancelled"], ["stopper", "completed", null]], decisions: [/^`job` is cancelled: cancelOn `cc\/stop`$/],
    },
  },
  {
    name: "timeouts.finish cancels a run that takes longer",
    source: `
      fn({ id: "slow", timeouts: { finish: "1h" } }, { event: "cd/start" }, async ({ step }) => { await step.sleep("short", "50m"); await step.sleep("long", "50m"); return "never"; });`,
    event: { name: "cd/start" },
    expected: {
      status: "cancelled", steps: [["short", "step.sleep", 1, null]], jumps: [[3000, 3000], [600, 600]], decisions: [/^`slow` is cancelled: timeouts.finish 1h$/],
    },
  },
];
