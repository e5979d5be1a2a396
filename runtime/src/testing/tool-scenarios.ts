/** What the rarer tools do; the table has the same form as that of the others. */
import type { Scenario } from "./scenarios.ts";

const sent = { sent: true };

export const toolScenarios: readonly Scenario[] = [
  {
    name: "step.ai.wrap is a step that runs what it wraps, with its input",
    source: `fn({ id: "wrapper" }, { event: "tool/wrap" }, async ({ step }) => step.ai.wrap("double", async (n) => n * 2, 21));`,
    event: { name: "tool/wrap" },
    expected: { status: "completed", output: 42, steps: [["double", "step.ai.wrap", 1, 42]] },
  },
  {
    name: "Promise.allSettled sees each outcome",
    source: `
      fn({ id: "settler", retries: 0 }, { event: "tool/settle" }, async ({ step }) => {
        const [good, bad] = await Promise.allSettled([step.run("good", () => 1), step.run("bad", () => { throw new Error("no"); })]);
        return [good.status, bad.status, bad.reason.message];
      });`,
    event: { name: "tool/settle" },
    expected: { status: "completed", output: ["fulfilled", "rejected", "no"], steps: [["good", "step.run", 1, 1], ["bad", "step.run", 1, /no/]] },
  },
  {
    name: "step.realtime.publish is a step; what it publishes is taken",
    source: `
      fn({ id: "publisher" }, { event: "tool/publish" }, async ({ step }) => {
        if (sdk.eventType === undefined) await step.realtime.publish("tell", { channel: "orders", topic: "state", data: { n: 1 } });
        else await step.realtime.publish("tell", { channel: "orders", topic: "state", config: {} }, { n: 1 });
        return "told";
      });`,
    event: { name: "tool/publish" },
    expected: (version) => ({ status: "completed", output: "told", steps: [["tell", "step.realtime.publish", 1, version === 3 ? { ok: true } : { n: 1 }]] }),
  },
  {
    name: "an experiment memoizes its choice and runs the variant's steps",
    only: 4,
    source: `
      fn({ id: "tester" }, { event: "tool/experiment" }, async ({ step, group }) => {
        const { result, variant } = await group.experiment("model", {
          variants: { small: () => step.run("ask-small", () => "s"), large: () => step.run("ask-large", () => "l") },
          select: sdk.experiment.fixed("large"),
        });
        return [variant, result];
      });`,
    event: { name: "tool/experiment" },
    expected: { status: "completed", output: ["large", "l"], steps: [["model", "group.experiment", 1, "large"], ["ask-large", "step.run", 1, "l"]] },
  },
  {
    name: "a group runs its steps side by side",
    only: 4,
    source: `fn({ id: "grouper" }, { event: "tool/group" }, async ({ step, group }) => group.parallel(() => Promise.all([step.run("a", () => 1), step.run("b", () => 2)])));`,
    event: { name: "tool/group" },
    expected: { status: "completed", output: [1, 2], steps: [["a", "step.run", 1, 1], ["b", "step.run", 1, 2]] },
  },
  {
    name: "what is deferred runs when the run has ended, once, and not where it was aborted",
    only: 4,
    source: `
      const mail = first(experimental.createDefer(inngest, { id: "mail-deferred" }, async ({ event, parents, step }) => [await step.run("send", () => event.data.to), parents[0].fnSlug.replace(/-\\d+$/, "")]));
      functions.push(mail);
      fn({ id: "orderer" }, { event: "tool/order" }, async ({ step, defer }) => {
        defer("confirm", { function: mail, data: { to: "ada" } });
        const refund = defer("refund", { function: mail, data: { to: "nobody" } });
        await step.run("charge", () => "charged");
        refund.abort();
        return await step.run("pack", () => "packed");
      });`,
    event: { name: "tool/order" },
    expected: {
      status: "completed", output: "packed", steps: [["charge", "step.run", 1, "charged"], ["pack", "step.run", 1, "packed"]],
      others: [["mail-deferred", "completed", ["ada", "app-orderer"]]],
    },
  },
  {
    name: "what is deferred also runs when the run has failed",
    only: 4,
    source: `
      const undo = first(experimental.createDefer(inngest, { id: "undo-deferred" }, async ({ event }) => event.data.charge));
      functions.push(undo);
      fn({ id: "breaker", retries: 0 }, { event: "tool/break" }, async ({ step, defer }) => {
        await step.run("charge", () => 5);
        defer("undo", { function: undo, data: { charge: 5 } });
        throw new Error("broken");
      });`,
    event: { name: "tool/break" },
    expected: { status: "failed", error: /broken/, steps: [["charge", "step.run", 1, 5]], others: [["undo-deferred", "completed", 5]] },
  },
  {
    name: "a cron trigger's run gets the timer's event",
    source: `fn({ id: "nightly" }, { cron: "0 3 * * *" }, async ({ event, step }) => { await step.sendEvent("tell", { name: "tool/night" }); return [event.name, event.data.cron]; });`,
    event: { name: "inngest/scheduled.timer", data: { cron: "0 3 * * *" } },
    expected: { status: "completed", output: ["inngest/scheduled.timer", "0 3 * * *"], steps: [["tell", "step.sendEvent", 1, sent]], emitted: [["tool/night", "tell"]] },
  },
];
