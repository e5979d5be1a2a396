/** Functions with middleware of the user's own, in the form that each version has for it. The same table as `scenarios.ts`. */
import type { Scenario } from "./scenarios.ts";

/** Data is "locked" on its way to the server and unlocked on its way back: steps, events, and what the function gives. */
const locking = `
  const lock = (value) => ({ locked: Buffer.from(JSON.stringify(value ?? null)).toString("base64") });
  const unlock = (value) => (typeof value?.locked === "string" ? JSON.parse(Buffer.from(value.locked, "base64").toString()) : value);
  const unlockEvent = (event) => ({ ...event, data: unlock(event.data) });
  const Locking = sdk.eventType === undefined
    ? new sdk.InngestMiddleware({ name: "locking", init: () => ({
        onFunctionRun: () => ({
          transformInput: ({ ctx, steps }) => ({ ctx: { event: unlockEvent(ctx.event), events: ctx.events.map(unlockEvent) }, steps: steps.map((step) => ({ ...step, data: step.data && unlock(step.data) })) }),
          transformOutput: ({ result }) => ({ result: { data: lock(result.data) } }),
        }),
        onSendEvent: () => ({ transformInput: ({ payloads }) => ({ payloads: payloads.map((payload) => ({ ...payload, data: lock(payload.data) })) }) }),
      }) })
    : class extends sdk.Middleware.BaseMiddleware {
        id = "locking";
        transformFunctionInput(input) { return { ...input, ctx: { ...input.ctx, event: unlockEvent(input.ctx.event), events: input.ctx.events.map(unlockEvent) } }; }
        transformSendEvent(input) { return { ...input, events: input.events.map((event) => ({ ...event, data: lock(event.data) })) }; }
        async wrapStepHandler({ next }) { return lock(await next()); }
        async wrapStep({ next }) { return unlock(await next()); }
        async wrapFunctionHandler({ next }) { return lock(await next()); }
      };
  const locked = createClient({ middleware: [Locking] });`;

const lock = (value: unknown): { readonly locked: string } => ({ locked: Buffer.from(JSON.stringify(value)).toString("base64") });

export const middlewareScenarios: readonly Scenario[] = [
  {
    name: "middleware that changes what steps and the function give keeps it changed in history, and unchanged for the handler",
    source: `${locking}
      fnOf(locked)({ id: "locks" }, { event: "ma/start" }, async ({ step }) => {
        const user = await step.run("user", () => ({ id: 5 }));
        const [a, b] = await Promise.all([step.run("a", () => user.id + 1), step.run("b", () => user.id + 2)]);
        await step.sleep("nap", "1m");
        return [a, b];
      });`,
    event: { name: "ma/start" },
    expected: {
      status: "completed", output: lock([6, 7]), jumps: [[60, 60]],
      steps: [["user", "step.run", 1, lock({ id: 5 })], ["a", "step.run", 1, lock(6)], ["b", "step.run", 1, lock(7)], ["nap", "step.sleep", 1, null]],
    },
  },
  {
    name: "an event that middleware changes is sent as changed, and comes unchanged to who has the same middleware",
    source: `${locking}
      fnOf(locked)({ id: "whispers" }, { event: "mb/start" }, async ({ step }) => { const found = await Promise.all([step.waitForEvent("answer", { event: "mb/told", timeout: "1h" }), step.run("tell", async () => (await locked.send({ name: "mb/told", data: { n: 1 } })).ids.length)]); return found[1]; });
      fnOf(locked)({ id: "understands" }, { event: "mb/told" }, async ({ event, step }) => step.run("n", () => event.data.n));
      fn({ id: "overhears" }, { event: "mb/told" }, async ({ event }) => event.data);`,
    event: { name: "mb/start" },
    expected: ({ door }) => ({
      status: "completed", output: lock(1), emitted: door === "http" ? [] : [["mb/told", "tell"]],
      steps: [["answer", "step.waitForEvent", 1, { resumed: "mb/told" }], ["tell", "step.run", 1, lock(1)]],
      others: [["overhears", "completed", lock({ n: 1 })], ["understands", "completed", lock(1)]],
    }),
  },
  {
    name: "middleware adds to what the handler is given, the client's before the function's",
    source: `
      const adding = (name) => sdk.eventType === undefined
        ? new sdk.InngestMiddleware({ name, init: () => ({ onFunctionRun: () => ({ transformInput: ({ ctx }) => ({ ctx: { added: [...ctx.added ?? [], name] } }) }) }) })
        : class extends sdk.Middleware.BaseMiddleware { id = name; transformFunctionInput(input) { return { ...input, ctx: { ...input.ctx, added: [...input.ctx.added ?? [], name] } }; } };
      const ordered = createClient({ middleware: [adding("one"), adding("two")] });
      fnOf(ordered)({ id: "is-given", middleware: [adding("three")] }, { event: "mc/start" }, async ({ added, step }) => { await step.sleep("nap", "1m"); return [added, await step.run("see", () => added)]; });`,
    event: { name: "mc/start" },
    expected: {
      status: "completed", output: [["one", "two", "three"], ["one", "two", "three"]], jumps: [[60, 60]],
      steps: [["nap", "step.sleep", 1, null], ["see", "step.run", 1, ["one", "two", "three"]]],
    },
  },
  {
    name: "middleware around a step runs in the order of the list, and around each attempt",
    only: { version: 4, because: "v3 has no middleware around a step" },
    source: `
      const around = (name, log) => class extends sdk.Middleware.BaseMiddleware { id = name; async wrapStepHandler({ next }) { log.push(name + " in"); try { return await next(); } finally { log.push(name + " out"); } } };
      const log = [];
      const wrapping = createClient({ middleware: [around("outer", log), around("inner", log)] });
      fnOf(wrapping)({ id: "wraps" }, { event: "md/start" }, async ({ step, attempt }) => {
        await step.run("flaky", () => { if (attempt === 0) { log.length = 0; log.push("begins"); throw new sdk.RetryAfterError("once", "10s"); } });
        return await step.run("see", () => log.filter((line) => line !== "begins").length > 0 && log.slice(0, 5));
      });`,
    event: { name: "md/start" },
    expected: {
      status: "completed", output: ["begins", "inner out", "outer out", "outer in", "inner in"], jumps: [[9, 10]],
      steps: [["flaky", "step.run", 2, null], ["see", "step.run", 1, ["begins", "inner out", "outer out", "outer in", "inner in"]]],
    },
  },
  {
    name: "middleware that renames steps has them known by their new ids",
    only: { version: 4, because: "v3 has no middleware before a step's id is taken" },
    source: `
      const Renaming = class extends sdk.Middleware.BaseMiddleware { id = "renaming"; transformStepInput(input) { return { ...input, stepOptions: { ...input.stepOptions, id: "v2/" + input.stepOptions.id } }; } };
      const renaming = createClient({ middleware: [Renaming] });
      fnOf(renaming)({ id: "renamed" }, { event: "me/start" }, async ({ step }) => { const a = await step.run("a", () => 1); await step.sleep("nap", "1m"); return a + await step.run("b", () => 1); });`,
    event: { name: "me/start" },
    expected: { status: "completed", output: 2, jumps: [[60, 60]], steps: [["v2/a", "step.run", 1, 1], ["v2/nap", "step.sleep", 1, null], ["v2/b", "step.run", 1, 1]] },
  },
  {
    name: "middleware that throws before the handler fails an attempt of the function",
    source: `
      const failing = sdk.eventType === undefined
        ? new sdk.InngestMiddleware({ name: "failing", init: () => ({ onFunctionRun: ({ ctx }) => ({ transformInput: () => { if (ctx.attempt === 0) throw new Error("not yet"); } }) }) })
        : class extends sdk.Middleware.BaseMiddleware { id = "failing"; transformFunctionInput(input) { if (input.ctx.attempt === 0) throw new Error("not yet"); return input; } };
      const broken = createClient({ middleware: [failing] });
      fnOf(broken)({ id: "fails-before", retries: 1 }, { event: "mf/start" }, async ({ attempt }) => attempt);`,
    event: { name: "mf/start" },
    expected: { status: "completed", output: 1, steps: [], jumps: [[15, 45]] },
  },
  {
    name: "middleware that makes an error final spares the attempts",
    source: `
      const final = sdk.eventType === undefined
        ? new sdk.InngestMiddleware({ name: "final", init: () => ({ onFunctionRun: () => ({ transformOutput: ({ result }) => (result.error === undefined ? undefined : { result: { error: new sdk.NonRetriableError("final: " + result.error.message) } }) }) }) })
        : class extends sdk.Middleware.BaseMiddleware { id = "final"; async wrapFunctionHandler({ next }) { try { return await next(); } catch (error) { throw new sdk.NonRetriableError("final: " + error.message); } } };
      const finishing = createClient({ middleware: [final] });
      fnOf(finishing)({ id: "is-final" }, { event: "mg/start" }, async () => { throw new Error("broken"); });`,
    event: { name: "mg/start" },
    expected: { status: "failed", error: /final: broken/, steps: [] },
  },
];
