/**
 * What functions do, as programs for the real SDK and what must come of them. Both major versions of the SDK and both ways
 * to execute give the same steps, attempts, outputs and events; where the SDK itself differs the table says so.
 */
import type { JsonValue } from "../executor/model.ts";

export interface Expected {
  readonly status: "completed" | "failed" | "cancelled";
  readonly output?: JsonValue;
  /** Message of the run's error. */
  readonly error?: RegExp;
  /** Id, tool, attempts and output; a `RegExp` is the message of its error. In the order in which they finish. */
  readonly steps: readonly (readonly [id: string, tool: string, attempts: number, result: JsonValue | RegExp])[];
  /** Name and sending step. */
  readonly emitted?: readonly (readonly [name: string, step: string | undefined])[];
  /** The other runs: local function id, status, output. */
  readonly others?: readonly (readonly [functionId: string, status: string, output?: JsonValue])[];
  /** Jumps of the clock in seconds, rounded down; jitter is up to 30 s. */
  readonly jumps?: readonly (readonly [least: number, most: number])[];
  /** What flow control decided, as it is told. */
  readonly decisions?: readonly RegExp[];
}

export type Door = "in-process" | "http";

/** `auto`: a call for each step; `plan`: each step is reported before it runs, and a gate lets all pass; `checkpoint`: many steps in a call. */
export const modes = ["auto", "plan", "checkpoint"] as const;
export type Mode = (typeof modes)[number];

/** Where a scenario is run. */
export interface Cell {
  readonly version: 3 | 4;
  readonly mode: Mode;
  readonly door: Door;
}

export interface Scenario {
  readonly name: string;
  /** Statements that call `fn(options, trigger, handler)`; the function that listens to `event` is run with it. */
  readonly source: string;
  readonly event: { readonly name: string; readonly data?: JsonValue };
  readonly expected: Expected | ((cell: Cell) => Expected);
  /** The one version that can do this, and what the other does not have. */
  readonly only?: { readonly version: 3 | 4; readonly because: string };
}

const sent = { sent: true };

export const scenarios: readonly Scenario[] = [
  {
    name: "a sent event starts every function that listens, by name, wildcard and expression",
    source: `
      fn({ id: "signup" }, { event: "a/signup" }, async ({ step }) => {
        const user = await step.run("create", () => ({ id: 5 }));
        await step.sendEvent("tell", { name: "a/activated", data: { userId: user.id } });
        return await step.run("last", () => "done");
      });
      fn({ id: "exact" }, { event: "a/activated" }, async ({ event, step }) => step.run("see", () => event.data.userId));
      fn({ id: "wild" }, { event: "a/act*" }, async ({ event }) => event.name);
      fn({ id: "five" }, { event: "a/activated", if: "event.data.userId == 5" }, async () => "five");
      fn({ id: "text" }, { event: "a/activated", if: "event.data.userId == '5'" }, async () => "never");`,
    event: { name: "a/signup" },
    expected: {
      status: "completed", output: "done",
      steps: [["create", "step.run", 1, { id: 5 }], ["tell", "step.sendEvent", 1, sent], ["last", "step.run", 1, "done"]],
      emitted: [["a/activated", "tell"]],
      others: [["exact", "completed", 5], ["five", "completed", "five"], ["wild", "completed", "a/activated"]],
    },
  },
  {
    name: "an array of events is sent in one step, in order",
    source: `
      fn({ id: "invoices" }, { event: "b/closed" }, async ({ step }) => {
        const { ids } = await step.sendEvent("send", [{ name: "b/invoice", data: { n: 1 } }, { name: "b/receipt", data: { n: 2 } }]);
        return ids.length;
      });
      fn({ id: "invoice" }, { event: "b/invoice" }, async ({ event }) => event.data.n);
      fn({ id: "receipt" }, { event: "b/receipt" }, async ({ event }) => event.data.n);`,
    event: { name: "b/closed" },
    expected: {
      status: "completed", output: 2, steps: [["send", "step.sendEvent", 1, sent]], emitted: [["b/invoice", "send"], ["b/receipt", "send"]],
      others: [["invoice", "completed", 1], ["receipt", "completed", 2]],
    },
  },
  {
    name: "EventType.create sends a validated payload",
    only: { version: 4, because: "v3 has no `eventType`" },
    source: `
      const typed = sdk.eventType("c/typed", { schema: sdk.staticSchema() });
      fn({ id: "create" }, { event: "c/start" }, async ({ step }) => { await step.sendEvent("send", typed.create({ n: 1 })); });
      fn({ id: "typed" }, typed, async ({ event }) => event.data.n);`,
    event: { name: "c/start" },
    expected: { status: "completed", output: null, steps: [["send", "step.sendEvent", 1, sent]], emitted: [["c/typed", "send"]], others: [["typed", "completed", 1]] },
  },
  {
    name: "sleeps jump the clock",
    source: `
      fn({ id: "sleeper" }, { event: "d/start" }, async ({ step }) => {
        await step.sleep("nap", "1h");
        await step.sleepUntil("date", "2026-01-03T00:00:00Z");
        return await step.run("after", () => "awake");
      });`,
    event: { name: "d/start" },
    expected: {
      status: "completed", output: "awake", jumps: [[3600, 3600], [47 * 3600, 47 * 3600]],
      steps: [["nap", "step.sleep", 1, null], ["date", "step.sleepUntil", 1, null], ["after", "step.run", 1, "awake"]],
    },
  },
  {
    name: "a wait takes the first event that matches, and 5 is not \"5\"",
    source: `
      fn({ id: "waiter" }, { event: "e/start" }, async ({ step }) => {
        const [found] = await Promise.all([
          step.waitForEvent("wait", { event: "e/answer", timeout: "1d", if: "event.data.id == async.data.id" }),
          step.sendEvent("ask", [{ name: "e/answer", data: { id: "5", n: 1 } }, { name: "e/answer", data: { id: 5, n: 2 } }]),
        ]);
        return found.data.n;
      });`,
    event: { name: "e/start", data: { id: 5 } },
    expected: {
      status: "completed", output: 2, emitted: [["e/answer", "ask"], ["e/answer", "ask"]],
      steps: [["wait", "step.waitForEvent", 1, { resumed: "e/answer" }], ["ask", "step.sendEvent", 1, sent]],
    },
  },
  {
    name: "a wait ends with null at its timeout, and what was sent before it does not count",
    source: `
      fn({ id: "late" }, { event: "f/start" }, async ({ step }) => {
        await step.sendEvent("too-early", { name: "f/answer", data: {} });
        return await step.waitForEvent("wait", { event: "f/answer", timeout: "2h", match: "data.id" });
      });`,
    event: { name: "f/start" },
    expected: {
      status: "completed", output: null, emitted: [["f/answer", "too-early"]], jumps: [[7200, 7200]],
      steps: [["too-early", "step.sendEvent", 1, sent], ["wait", "step.waitForEvent", 1, null]],
    },
  },
  {
    name: "invoke gives the other function's output, by instance and by reference",
    source: `
      const add = fn({ id: "add" }, { event: "g/add" }, async ({ event, step }) => step.run("sum", () => event.data.a + event.data.b));
      first(fn({ id: "caller" }, { event: "g/start" }, async ({ step }) => {
        const three = await step.invoke("instance", { function: add, data: { a: 1, b: 2 } });
        return await step.invoke("reference", { function: sdk.referenceFunction({ functionId: "add" }), data: { a: three, b: 4 } });
      }));`,
    event: { name: "g/start" },
    expected: {
      status: "completed", output: 7, steps: [["instance", "step.invoke", 1, 3], ["reference", "step.invoke", 1, 7]],
      others: [["add", "completed", 3], ["add", "completed", 7]],
    },
  },
  {
    name: "a failing invoked function and an invoke timeout are errors the caller can catch",
    source: `
      const fails = fn({ id: "fails", retries: 0 }, { event: "h/fails" }, async () => { throw new Error("no luck"); });
      const slow = fn({ id: "slow" }, { event: "h/slow" }, async ({ step }) => { await step.sleep("long", "2h"); return "late"; });
      first(fn({ id: "caller" }, { event: "h/start" }, async ({ step }) => {
        const caught = [];
        try { await step.invoke("failing", { function: fails, data: {} }); } catch (error) { caught.push(error.message); }
        try { await step.invoke("slow", { function: slow, data: {}, timeout: "1h" }); } catch (error) { caught.push(error.message.slice(0, 9)); }
        return caught;
      }));`,
    event: { name: "h/start" },
    expected: {
      status: "completed", output: ["no luck", "timed out"], steps: [["failing", "step.invoke", 1, /no luck/], ["slow", "step.invoke", 1, /timed out/]],
      others: [["fails", "failed"], ["slow", "completed", "late"]], jumps: [[3600, 3600], [3600, 3600]],
    },
  },
  {
    name: "parallel steps all run, then the code after them",
    source: `
      fn({ id: "parallel" }, { event: "i/start" }, async ({ step }) => {
        const all = await Promise.all(["a", "b", "c"].map((id) => step.run(id, () => id.toUpperCase())));
        return await step.run("join", () => all.join(""));
      });`,
    event: { name: "i/start" },
    expected: { status: "completed", output: "ABC", steps: [["a", "step.run", 1, "A"], ["b", "step.run", 1, "B"], ["c", "step.run", 1, "C"], ["join", "step.run", 1, "ABC"]] },
  },
  {
    name: "an id used again gets a number",
    source: `fn({ id: "loop" }, { event: "j/start" }, async ({ step }) => { let sum = 0; for (const n of [1, 2, 3]) sum += await step.run("loop", () => n); return sum; });`,
    event: { name: "j/start" },
    expected: { status: "completed", output: 6, steps: [["loop", "step.run", 1, 1], ["loop:1", "step.run", 1, 2], ["loop:2", "step.run", 1, 3]] },
  },
  {
    name: "a failing step is tried again after the official backoff",
    source: `
      fn({ id: "flaky" }, { event: "k/start" }, async ({ step }) => {
        const { attempts } = await step.run("flaky", async () => { attemptsOf.k = (attemptsOf.k ?? 0) + 1; if (attemptsOf.k % 3 !== 0) throw new Error("not yet"); return { attempts: 3 }; });
        return attempts;
      });`,
    event: { name: "k/start" },
    expected: { status: "completed", output: 3, steps: [["flaky", "step.run", 3, { attempts: 3 }]], jumps: [[15, 45], [30, 60]] },
  },
  {
    name: "RetryAfterError says when",
    source: `
      fn({ id: "after" }, { event: "l/start" }, async ({ step }) => step.run("busy", () => {
        attemptsOf.l = (attemptsOf.l ?? 0) + 1;
        if (attemptsOf.l % 2 === 1) throw new sdk.RetryAfterError("busy", "5m");
        return "free";
      }));`,
    event: { name: "l/start" },
    // Version 3 forgets the time of a step's error where it runs many steps in a call.
    expected: ({ version, mode }) => ({ status: "completed", output: "free", steps: [["busy", "step.run", 2, "free"]], jumps: version === 3 && mode === "checkpoint" ? [[15, 45]] : [[299, 300]] }),
  },
  {
    name: "NonRetriableError ends the step at once, and the handler can catch it",
    source: `
      fn({ id: "catches" }, { event: "m/start" }, async ({ step }) => {
        try { await step.run("hopeless", () => { throw new sdk.NonRetriableError("never"); }); } catch (error) { await step.run("clean-up", () => 1); return error.message; }
      });`,
    event: { name: "m/start" },
    expected: { status: "completed", output: "never", steps: [["hopeless", "step.run", 1, /never/], ["clean-up", "step.run", 1, 1]] },
  },
  {
    name: "the function itself is tried again",
    source: `
      fn({ id: "throws" }, { event: "n/start" }, async ({ step, attempt }) => {
        await step.run("once", () => 1);
        if (attempt < 2) throw new Error("attempt " + attempt);
        return await step.run("then", () => attempt);
      });`,
    event: { name: "n/start" },
    expected: {
      status: "completed", output: 2, steps: [["once", "step.run", 1, 1], ["then", "step.run", 1, 2]],
      // Twice to reach the second step, and after its result, which begins the count anew, twice to get past the throw.
      jumps: [[15, 45], [30, 60], [15, 45], [30, 60]],
    },
  },
  {
    name: "a run that fails for good runs its onFailure",
    source: `
      fn({ id: "doomed", retries: 1, onFailure: async ({ event, error, step }) => step.run("report", () => [event.data.error.message, error.message]) }, { event: "o/start" },
        async ({ step }) => { await step.run("breaks", () => { throw new Error("broken"); }); });`,
    event: { name: "o/start" },
    expected: {
      status: "failed", error: /broken/, steps: [["breaks", "step.run", 2, /broken/]], jumps: [[15, 45]],
      others: [["doomed-failure", "completed", ["broken", "broken"]]],
    },
  },
  {
    name: "inngest/function.finished starts what listens to it",
    source: `
      fn({ id: "short" }, { event: "p/start" }, async () => "short");
      fn({ id: "auditor" }, { event: "inngest/function.finished", if: "event.data.function_id == 'app-short'" }, async ({ event }) => event.data.result);`,
    event: { name: "p/start" },
    expected: { status: "completed", output: "short", steps: [], others: [["auditor", "completed", "short"]] },
  },
  {
    name: "an event's own id starts a function once",
    source: `
      fn({ id: "twice" }, { event: "q/start" }, async ({ step }) => {
        await step.sendEvent("one", { name: "q/once", id: "order-1", data: {} });
        await step.sendEvent("two", { name: "q/once", id: "order-1", data: {} });
      });
      fn({ id: "once" }, { event: "q/once" }, async ({ event }) => event.id);`,
    event: { name: "q/start" },
    expected: {
      status: "completed", output: null, steps: [["one", "step.sendEvent", 1, sent], ["two", "step.sendEvent", 1, sent]],
      emitted: [["q/once", "one"], ["q/once", "two"]], others: [["once", "completed", "order-1"]],
      decisions: [/^`once` was not started: an event with the id `order-1` has started it within 24h$/],
    },
  },
  {
    name: "a reserved event name fails the step that sends it",
    source: `fn({ id: "reserved", retries: 0 }, { event: "r/start" }, async ({ step }) => { await step.sendEvent("send", { name: "inngest/mine", data: {} }); });`,
    event: { name: "r/start" },
    expected: { status: "failed", error: /reserved for internal use: inngest\/mine/, steps: [["send", "step.sendEvent", 1, /reserved for internal use/]] },
  },
  {
    name: "inngest.send inside a step belongs to it, outside a step to none; over HTTP nothing says which step it is",
    source: `
      fn({ id: "sends" }, { event: "s/start" }, async ({ step, attempt }) => {
        await step.run("inside", async () => (await inngest.send({ name: "s/inside", data: {} })).ids.length);
        return "ok";
      });`,
    event: { name: "s/start" },
    expected: ({ door }) => ({ status: "completed", output: "ok", steps: [["inside", "step.run", 1, 1]], emitted: door === "http" ? [] : [["s/inside", "inside"]] }),
  },
  {
    name: "a step output beyond the limit fails the run",
    source: `fn({ id: "big" }, { event: "t/start" }, async ({ step }) => { await step.run("big", () => "x".repeat(4300000)); return 1; });`,
    event: { name: "t/start" },
    expected: { status: "failed", error: /step `big` has 4300002 bytes; at most 4194304/, steps: [] },
  },
  {
    name: "a race settles with the first step on v3 and waits for all on v4",
    source: `
      fn({ id: "race" }, { event: "u/start" }, async ({ step }) => {
        const first = await Promise.race([step.waitForEvent("never", { event: "u/never", timeout: "1d" }), step.run("fast", () => "fast")]);
        return first === null ? "timeout" : first;
      });`,
    event: { name: "u/start" },
    expected: ({ version }) => (version === 3
      ? { status: "completed", output: "fast", steps: [["fast", "step.run", 1, "fast"]] }
      : { status: "completed", output: "fast", steps: [["fast", "step.run", 1, "fast"], ["never", "step.waitForEvent", 1, null]], jumps: [[86_400, 86_400]] }),
  },
  {
    name: "a group in race mode keeps a losing wait open until its timeout, as the server does",
    only: { version: 4, because: "v3 has no `group`" },
    source: `
      fn({ id: "group" }, { event: "v/start" }, async ({ step, group }) => group.parallel({ mode: "race" }, () =>
        Promise.race([step.waitForEvent("never", { event: "v/never", timeout: "1d" }), step.run("fast", () => "fast")])));`,
    event: { name: "v/start" },
    expected: { status: "completed", output: "fast", steps: [["fast", "step.run", 1, "fast"], ["never", "step.waitForEvent", 1, null]], jumps: [[86_400, 86_400]] },
  },
  {
    name: "a step that is not awaited does not keep the run open",
    source: `fn({ id: "floating" }, { event: "w/start" }, async ({ step }) => { await step.run("first", () => 1); void step.run("floating", () => 2); return "done"; });`,
    event: { name: "w/start" },
    expected: { status: "completed", output: "done", steps: [["first", "step.run", 1, 1]] },
  },
  {
    name: "parallel chains go on by themselves",
    source: `
      fn({ id: "chains" }, { event: "x/start" }, async ({ step }) => {
        const chain = async (name) => { const n = await step.run(name + "-1", () => 1); return n + await step.run(name + "-2", () => 1); };
        return await Promise.all([chain("a"), chain("b")]);
      });`,
    event: { name: "x/start" },
    expected: { status: "completed", output: [2, 2], steps: [["a-1", "step.run", 1, 1], ["b-1", "step.run", 1, 1], ["a-2", "step.run", 1, 1], ["b-2", "step.run", 1, 1]] },
  },
  {
    name: "without an id nothing is sent, as in production",
    source: `fn({ id: "no-id" }, { event: "y/start" }, async ({ step }) => { const { ids } = await step.sendEvent({ name: "y/lost", data: {} }); return ids; });`,
    event: { name: "y/start" },
    expected: { status: "completed", output: [], steps: [["", "step.sendEvent", 1, { ids: [] }]] },
  },
];
