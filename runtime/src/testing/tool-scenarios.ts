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
    expected: ({ version }) => ({ status: "completed", output: "told", steps: [["tell", "step.realtime.publish", 1, version === 3 ? { ok: true } : { n: 1 }]] }),
  },
  {
    name: "an experiment memoizes its choice and runs the variant's steps",
    only: { version: 4, because: "v3 has no `group`" },
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
    only: { version: 4, because: "v3 has no `group`" },
    source: `fn({ id: "grouper" }, { event: "tool/group" }, async ({ step, group }) => group.parallel(() => Promise.all([step.run("a", () => 1), step.run("b", () => 2)])));`,
    event: { name: "tool/group" },
    expected: { status: "completed", output: [1, 2], steps: [["a", "step.run", 1, 1], ["b", "step.run", 1, 2]] },
  },
  {
    name: "what is deferred runs when the run has ended, once, and not where it was aborted",
    only: { version: 4, because: "v3 has no `defer`" },
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
    only: { version: 4, because: "v3 has no `defer`" },
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
  {
    name: "scores and metadata are steps, or notes on the step that makes them",
    only: { version: 4, because: "v3 has neither" },
    source: `
      const noting = createClient({ middleware: [experimental.scoreMiddleware(), experimental.metadataMiddleware()] });
      fnOf(noting)({ id: "notes" }, { event: "tool/score" }, async ({ step }) => {
        const answer = await step.run("answer", async () => { await noting.score({ name: "inside", value: 0.5 }); return "yes"; });
        await step.score("rate", { name: "quality", value: true });
        await step.metadata("label").set({ model: "small" });
        return answer;
      });`,
    event: { name: "tool/score" },
    expected: {
      status: "completed", output: "yes",
      steps: [["answer", "step.run", 1, "yes"], ["rate", "step.run", 1, null], ["label", "step.run", 1, null]],
    },
  },
  {
    name: "an experiment's variant is chosen once, by weight or by the user's own code; one without steps is refused by the SDK",
    only: { version: 4, because: "v3 has no `group`" },
    source: `
      fn({ id: "chooses", retries: 0 }, { event: "tool/choose" }, async ({ step, group }) => {
        const variants = { small: () => step.run("small", () => "s"), large: () => step.run("large", () => "l") };
        const weighted = await group.experiment("weighted", { variants, select: sdk.experiment.weighted({ small: 1, large: 0 }) });
        await step.sleep("nap", "1m");
        const own = await group.experiment("own", { variants: { only: () => "no step" }, select: sdk.experiment.custom(() => "only") }).catch((error) => error.message);
        return [weighted.variant, weighted.result, typeof own];
      });`,
    event: { name: "tool/choose" },
    expected: {
      status: "completed", output: ["small", "s", "string"], jumps: [[60, 60]],
      steps: [["weighted", "group.experiment", 1, "small"], ["small", "step.run", 1, "s"], ["nap", "step.sleep", 1, null], ["own", "group.experiment", 1, "only"]],
    },
  },
  {
    name: "a group in race mode goes on with the first step, and the run ends when the others have",
    only: { version: 4, because: "v3 has no `group`" },
    source: `
      fn({ id: "races" }, { event: "tool/race" }, async ({ step, group }) => {
        const first = await group.parallel({ mode: "race" }, () => Promise.race([step.run("fast", () => "fast"), step.sleep("slow", "1h").then(() => "slow")]));
        return [first, await step.run("then", () => "then")];
      });`,
    event: { name: "tool/race" },
    expected: {
      status: "completed", output: ["fast", "then"], jumps: [[3600, 3600]],
      steps: [["fast", "step.run", 1, "fast"], ["then", "step.run", 1, "then"], ["slow", "step.sleep", 1, null]],
    },
  },
  {
    name: "a call that has used up its time is made again, and no step runs twice",
    source: `
      fn({ id: "long", checkpointing: { maxRuntime: 40 } }, { event: "tool/long" }, async ({ step, runId }) => {
        const ran = [];
        for (let n = 0; n < 6; n++) ran.push(await step.run("part", async () => { await new Promise((resolve) => setTimeout(resolve, 15)); return attemptsOf[runId] = (attemptsOf[runId] ?? 0) + 1; }));
        return ran;
      });`,
    event: { name: "tool/long" },
    expected: { status: "completed", output: [1, 2, 3, 4, 5, 6], steps: [0, 1, 2, 3, 4, 5].map((n) => [n === 0 ? "part" : `part:${n}`, "step.run", 1, n + 1] as const) },
  },
  {
    name: "step tools imported from the SDK are those of the run",
    source: `fn({ id: "globals" }, { event: "tool/global" }, async () => { const a = await sdk.step.run("a", () => 1); await sdk.step.sleep("nap", "1m"); return a; });`,
    event: { name: "tool/global" },
    expected: { status: "completed", output: 1, jumps: [[60, 60]], steps: [["a", "step.run", 1, 1], ["nap", "step.sleep", 1, null]] },
  },
  {
    name: "a sleep is given in milliseconds or as a date, and one that is over is none",
    source: `
      fn({ id: "sleeps" }, { event: "tool/sleep" }, async ({ event, step }) => {
        await step.sleep("number", 90_000);
        await step.sleep("words", "1.5 hours");
        await step.sleepUntil("past", new Date(event.ts - 1000));
        await step.sleepUntil("date", new Date(event.ts + 3 * 3_600_000));
        return "awake";
      });`,
    event: { name: "tool/sleep" },
    expected: {
      status: "completed", output: "awake", jumps: [[90, 90], [5400, 5400], [5310, 5310]],
      steps: [["number", "step.sleep", 1, null], ["words", "step.sleep", 1, null], ["past", "step.sleepUntil", 1, null], ["date", "step.sleepUntil", 1, null]],
    },
  },
  {
    name: "an invoked function is given the data, and its own event's name",
    source: `
      const echo = fn({ id: "echo" }, { event: "tool/echo" }, async ({ event }) => [event.name, event.data, event.v ?? null]);
      first(fn({ id: "asks", retries: 0 }, { event: "tool/ask" }, async ({ step }) => {
        const asked = await step.invoke("with-data", { function: echo, data: { n: [1, { deep: null }] }, v: "2" });
        const far = await step.invoke("by-app", { function: sdk.referenceFunction({ appId: "app", functionId: "echo" }), data: {} });
        const lost = await step.invoke("lost", { function: sdk.referenceFunction({ appId: "elsewhere", functionId: "echo" }), data: {} }).catch((error) => error.message.includes("not among the loaded functions"));
        return [asked, far[0], lost];
      }));`,
    event: { name: "tool/ask" },
    expected: {
      status: "completed", output: [["inngest/function.invoked", { n: [1, { deep: null }] }, "2"], "inngest/function.invoked", true],
      steps: [["with-data", "step.invoke", 1, ["inngest/function.invoked", { n: [1, { deep: null }] }, "2"]], ["by-app", "step.invoke", 1, ["inngest/function.invoked", {}, null]], ["lost", "step.invoke", 1, /invokes `elsewhere-echo-\d+`, which is not among the loaded functions/]],
      others: [["echo", "completed", ["inngest/function.invoked", { n: [1, { deep: null }] }, "2"]], ["echo", "completed", ["inngest/function.invoked", {}, null]]],
    },
  },
  {
    name: "an event that does not fit the trigger's schema fails the run at once",
    only: { version: 4, because: "v3 has no schemas at run time" },
    source: `
      const positive = { "~standard": { version: 1, vendor: "own", validate: (value) => (value.n > 0 ? { value } : { issues: [{ message: "n is not positive" }] }) } };
      const counted = sdk.eventType("tool/counted", { schema: positive });
      fn({ id: "sends-both" }, { event: "tool/counts" }, async ({ step }) => { await step.sendEvent("send", [{ name: "tool/counted", data: { n: 1 } }, { name: "tool/counted", data: { n: 0 } }]); });
      fn({ id: "counted" }, counted, async ({ event }) => event.data.n);`,
    event: { name: "tool/counts" },
    expected: {
      status: "completed", output: null, steps: [["send", "step.sendEvent", 1, sent]], emitted: [["tool/counted", "send"], ["tool/counted", "send"]],
      others: [["counted", "completed", 1], ["counted", "failed"]],
    },
  },
  {
    name: "ai.wrap is tried again like any step, and its input is there each time",
    source: `
      fn({ id: "wraps-again" }, { event: "tool/wrap-again" }, async ({ step, attempt }) => step.ai.wrap("ask", async (prompt, n) => { if (attempt === 0) throw new sdk.RetryAfterError("busy", 10_000); return prompt + n; }, "p", 1));`,
    event: { name: "tool/wrap-again" },
    expected: ({ version, mode }) => ({ status: "completed", output: "p1", steps: [["ask", "step.ai.wrap", 2, "p1"]], jumps: version === 3 && mode === "checkpoint" ? [[15, 45]] : [[9, 10]] }),
  },
  {
    name: "a step with input is given it, and without an event there is nothing to send",
    source: `
      fn({ id: "inputs" }, { event: "tool/input" }, async ({ step }) => {
        const sum = await step.run("sum", (a, b) => a + b.n, 1, { n: 2 });
        const { ids } = await step.sendEvent("none", []);
        return [sum, ids];
      });`,
    event: { name: "tool/input" },
    expected: { status: "completed", output: [3, []], steps: [["sum", "step.run", 1, 3], ["none", "step.sendEvent", 1, { ids: [] }]] },
  },
];
