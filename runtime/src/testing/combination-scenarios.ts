/** What happens while something else happens. The same table as `scenarios.ts`. */
import type { Scenario } from "./scenarios.ts";

const sent = { sent: true };

export const combinationScenarios: readonly Scenario[] = [
  {
    name: "a step is tried again while another waits; what comes after it does not wait on v3, and on v4 does",
    source: `
      fn({ id: "mixes" }, { event: "xa/start" }, async ({ step, runId }) => {
        const flaky = async () => {
          await step.run("flaky", () => { const tried = attemptsOf[runId] = (attemptsOf[runId] ?? 0) + 1; if (tried < 3) throw new Error("not yet"); return tried; });
          return step.run("next", () => "next");
        };
        return Promise.all([flaky(), step.waitForEvent("wait", { event: "xa/never", timeout: "1h" })]);
      });`,
    event: { name: "xa/start" },
    expected: ({ version }) => ({
      status: "completed", output: ["next", null], jumps: [[15, 45], [30, 60], [3495, 3555]],
      steps: version === 3
        ? [["flaky", "step.run", 3, 3], ["next", "step.run", 1, "next"], ["wait", "step.waitForEvent", 1, null]]
        : [["flaky", "step.run", 3, 3], ["wait", "step.waitForEvent", 1, null], ["next", "step.run", 1, "next"]],
    }),
  },
  {
    name: "a step that fails for good beside one that runs fails the run only when nothing catches it",
    source: `
      fn({ id: "beside", retries: 0 }, { event: "xb/start" }, async ({ step }) => {
        const [good, bad] = await Promise.all([step.run("good", () => 1), step.run("bad", () => { throw new Error("no"); }).catch((error) => error.message)]);
        return [good, bad, await step.run("after", () => "after")];
      });`,
    event: { name: "xb/start" },
    expected: { status: "completed", output: [1, "no", "after"], steps: [["good", "step.run", 1, 1], ["bad", "step.run", 1, /no/], ["after", "step.run", 1, "after"]] },
  },
  {
    name: "a run is cancelled between two attempts, and is not tried again",
    source: `
      fn({ id: "stops" }, { event: "xc/start" }, async ({ step }) => { await step.sendEvent("begin", { name: "xc/job" }); await step.sleep("a-little", "5s"); await step.sendEvent("stop", { name: "xc/stop" }); });
      fn({ id: "job", cancelOn: [{ event: "xc/stop" }] }, { event: "xc/job" }, async ({ step }) => step.run("fails", () => { throw new Error("no"); }));`,
    event: { name: "xc/start" },
    expected: {
      status: "completed", output: null, jumps: [[5, 5]], emitted: [["xc/job", "begin"], ["xc/stop", "stop"]],
      steps: [["begin", "step.sendEvent", 1, sent], ["a-little", "step.sleep", 1, null], ["stop", "step.sendEvent", 1, sent]],
      others: [["job", "cancelled"]], decisions: [/^`job` is cancelled: cancelOn `xc\/stop`$/],
    },
  },
  {
    name: "a run is cancelled while its first call is under way, and before it has begun",
    source: `
      fn({ id: "at-once" }, { event: "xd/start" }, async ({ step, event }) => {
        await step.sendEvent("both", [{ name: "xd/job", data: { n: 1 } }, { name: "xd/job", data: { n: 2 }, ts: event.ts + 3_600_000 }, { name: "xd/stop" }]);
        return await step.run("after", () => "after");
      });
      fn({ id: "job", cancelOn: [{ event: "xd/stop" }] }, { event: "xd/job" }, async ({ step }) => step.run("first", () => "never kept"));`,
    event: { name: "xd/start" },
    expected: {
      status: "completed", output: "after", emitted: [["xd/job", "both"], ["xd/job", "both"], ["xd/stop", "both"]],
      steps: [["both", "step.sendEvent", 1, sent], ["after", "step.run", 1, "after"]],
      others: [["job", "cancelled"], ["job", "cancelled"]], decisions: [/cancelOn/, /cancelOn/],
    },
  },
  {
    name: "two waits end with one event, whichever step stands first",
    source: `
      fn({ id: "two-waits" }, { event: "xe/start" }, async ({ step }) => {
        const [, one, two] = await Promise.all([
          step.sendEvent("answer", { name: "xe/answer", data: { n: 1 } }),
          step.waitForEvent("one", { event: "xe/answer", timeout: "1h" }),
          step.waitForEvent("two", { event: "xe/answer", timeout: "1h", if: "async.data.n == 1" }),
        ]);
        return [one.data.n, two.id === one.id];
      });`,
    event: { name: "xe/start" },
    expected: {
      status: "completed", output: [1, true], emitted: [["xe/answer", "answer"]],
      steps: [["one", "step.waitForEvent", 1, { resumed: "xe/answer" }], ["two", "step.waitForEvent", 1, { resumed: "xe/answer" }], ["answer", "step.sendEvent", 1, sent]],
    },
  },
  {
    name: "match compares the same path of both events",
    source: `
      fn({ id: "matches" }, { event: "xf/start" }, async ({ step }) => {
        const [found] = await Promise.all([
          step.waitForEvent("wait", { event: "xf/answer", timeout: "1h", match: "data.user.id" }),
          step.sendEvent("answers", [{ name: "xf/answer", data: { n: 1 } }, { name: "xf/answer", data: { user: { id: "b" }, n: 2 } }, { name: "xf/answer", data: { user: { id: "a" }, n: 3 } }]),
        ]);
        return found.data.n;
      });`,
    event: { name: "xf/start", data: { user: { id: "a" } } },
    expected: {
      status: "completed", output: 3, emitted: [["xf/answer", "answers"], ["xf/answer", "answers"], ["xf/answer", "answers"]],
      steps: [["wait", "step.waitForEvent", 1, { resumed: "xf/answer" }], ["answers", "step.sendEvent", 1, sent]],
    },
  },
  {
    name: "a run that reached its time is cancelled between two attempts too; what it invoked goes on",
    source: `
      const child = fn({ id: "child" }, { event: "xg/child" }, async ({ step }) => { await step.sleep("nap", "1h"); return "child"; });
      first(fn({ id: "caller", timeouts: { finish: "30m" } }, { event: "xg/start" }, async ({ step }) => Promise.all([
        step.invoke("child", { function: child, data: {} }), step.run("flaky", () => { throw new sdk.RetryAfterError("busy", "2h"); }),
      ])));`,
    event: { name: "xg/start" },
    expected: { status: "cancelled", steps: [], jumps: [[1800, 1800], [1800, 1800]], others: [["child", "completed", "child"]], decisions: [/timeouts.finish 30m/] },
  },
  {
    name: "a batch with a concurrency key has one run of each key at a time, each with its own events",
    source: `
      fn({ id: "fills" }, { event: "xh/start" }, async ({ step }) => { await step.sendEvent("send", [1, 1, 2, 1, 1, 2].map((user, n) => ({ name: "xh/item", data: { user, n } }))); });
      fn({ id: "batch", batchEvents: { maxSize: 2, timeout: "10s", key: "event.data.user" }, concurrency: { limit: 1, key: "event.data.user" } }, { event: "xh/item" }, async ({ events, step }) => step.run("work", async () => {
        const { user } = events[0].data;
        const now = (attemptsOf.xh ??= {});
        now[user] = (now[user] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        const seen = now[user];
        now[user]--;
        return [seen, events.map(({ data }) => data.n)];
      }));`,
    event: { name: "xh/start" },
    expected: {
      status: "completed", output: null, steps: [["send", "step.sendEvent", 1, sent]], emitted: Array.from({ length: 6 }, () => ["xh/item", "send"] as const),
      others: [["batch", "completed", [1, [0, 1]]], ["batch", "completed", [1, [3, 4]]], ["batch", "completed", [1, [2, 5]]]],
      decisions: [/batchEvents 1 of 2 for .* 1,/, /batchEvents 1 of 2 for .* 2,/, /batchEvents 1 of 2 for .* 1,/, /^`batch` waits: concurrency 1 for `event.data.user` 1$/],
    },
  },
  {
    name: "a batch keeps its events through every replay and every attempt",
    source: `
      fn({ id: "feeds" }, { event: "xi/start" }, async ({ step }) => { await step.sendEvent("send", [1, 2, 3].map((n) => ({ name: "xi/item", data: { n } }))); });
      fn({ id: "batch", batchEvents: { maxSize: 3, timeout: "1m" } }, { event: "xi/item" }, async ({ event, events, step, attempt }) => {
        const sum = () => events.reduce((total, { data }) => total + data.n, event.data.n);
        const a = await step.run("a", sum);
        await step.sleep("nap", "1m");
        if (attempt === 0) throw new sdk.RetryAfterError("again", "10s");
        return [a, await step.run("b", sum), events.length];
      });`,
    event: { name: "xi/start" },
    expected: {
      status: "completed", output: null, jumps: [[60, 60], [9, 10], [9, 10]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["xi/item", "send"], ["xi/item", "send"], ["xi/item", "send"]],
      others: [["batch", "completed", [7, 7, 3]]], decisions: [/batchEvents 1 of 3/, /batchEvents 2 of 3/],
    },
  },
  {
    name: "debounce pauses each key by itself",
    source: `
      fn({ id: "types" }, { event: "xj/start" }, async ({ step }) => {
        await step.sendEvent("first", [{ name: "xj/key", data: { doc: "a", n: 1 } }, { name: "xj/key", data: { doc: "b", n: 2 } }]);
        await step.sleep("short", "3s");
        await step.sendEvent("second", { name: "xj/key", data: { doc: "a", n: 3 } });
      });
      fn({ id: "saves", debounce: { period: "5s", key: "event.data.doc" } }, { event: "xj/key" }, async ({ event }) => event.data.n);`,
    event: { name: "xj/start" },
    expected: {
      status: "completed", output: null, jumps: [[3, 3], [2, 2], [3, 3]], emitted: [["xj/key", "first"], ["xj/key", "first"], ["xj/key", "second"]],
      steps: [["first", "step.sendEvent", 1, sent], ["short", "step.sleep", 1, null], ["second", "step.sendEvent", 1, sent]],
      others: [["saves", "completed", 2], ["saves", "completed", 3]], decisions: [/"a"$/, /"b"$/, /"a"$/],
    },
  },
  {
    name: "throttle counts each key by itself",
    source: `
      fn({ id: "floods" }, { event: "xk/start" }, async ({ step }) => { await step.sendEvent("send", [1, 2, 1].map((user) => ({ name: "xk/job", data: { user } }))); });
      fn({ id: "job", throttle: { limit: 1, period: "4s", key: "event.data.user" } }, { event: "xk/job" }, async ({ event }) => event.data.user);`,
    event: { name: "xk/start" },
    expected: {
      status: "completed", output: null, jumps: [[4, 4]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["xk/job", "send"], ["xk/job", "send"], ["xk/job", "send"]],
      others: [["job", "completed", 1], ["job", "completed", 1], ["job", "completed", 2]], decisions: [/^`job` waits: throttle 1 per 4s for `event.data.user` 1$/],
    },
  },
  {
    name: "concurrency in the account or the environment is shared by the functions that have its key",
    source: `
      const work = (name) => async () => {
        const now = (attemptsOf[name] ??= { running: 0 });
        now.running++;
        await new Promise((resolve) => setTimeout(resolve, 20));
        const seen = now.running;
        now.running--;
        return seen;
      };
      fn({ id: "shares" }, { event: "xl/start" }, async ({ step }) => { await step.sendEvent("send", ["xl/a", "xl/b", "xl/c", "xl/d"].map((name) => ({ name }))); });
      for (const [name, scope] of [["a", "account"], ["b", "account"], ["c", "env"], ["d", "env"]]) {
        const options = { concurrency: { limit: 1, scope, key: "'shared'" } };
        fn({ id: "shared", ...options, ...(name === "a" ? {} : { id: "shared-" + name + "-0" }) }, { event: "xl/" + name }, async ({ step }) => step.run("work", work(scope)));
      }`,
    event: { name: "xl/start" },
    expected: {
      status: "completed", output: null, steps: [["send", "step.sendEvent", 1, sent]], emitted: [["xl/a", "send"], ["xl/b", "send"], ["xl/c", "send"], ["xl/d", "send"]],
      others: [["shared", "completed", 1], ["shared-b", "completed", 1], ["shared-c", "completed", 1], ["shared-d", "completed", 1]],
      decisions: [/^`shared-b` waits: concurrency 1 for `'shared'` "shared" in the account$/, /^`shared-d` waits: concurrency 1 for `'shared'` "shared" in the env$/],
    },
  },
  {
    name: "singleton counts an invoked run, and does not skip one that is invoked",
    source: `
      const job = fn({ id: "job", singleton: { mode: "skip" } }, { event: "xm/job" }, async ({ event, step }) => { await step.sleep("work", "1h"); return event.name; });
      first(fn({ id: "invokes" }, { event: "xm/start" }, async ({ step }) => {
        await step.sendEvent("send", [{ name: "xm/job" }, { name: "xm/more" }]);
        await step.sleep("half", "30m");
        return await step.invoke("call", { function: job, data: {} });
      }));
      fn({ id: "sends-more" }, { event: "xm/more" }, async ({ step }) => { await step.sleep("a-while", "75m"); await step.sendEvent("more", { name: "xm/job" }); });`,
    event: { name: "xm/start" },
    expected: {
      status: "completed", output: "inngest/function.invoked", jumps: [[1800, 1800], [1800, 1800], [900, 900], [900, 900]], emitted: [["xm/job", "send"], ["xm/more", "send"]],
      steps: [["send", "step.sendEvent", 1, sent], ["half", "step.sleep", 1, null], ["call", "step.invoke", 1, "inngest/function.invoked"]],
      others: [["job", "completed", "xm/job"], ["job", "completed", "inngest/function.invoked"], ["sends-more", "completed", null]],
      decisions: [/^`job` was not started: singleton: one of its runs has not ended$/],
    },
  },
  {
    name: "a run may start its own function again, and a function with two triggers that match starts once",
    source: `
      fn({ id: "counts-down" }, { event: "xn/start" }, async ({ event, step }) => { if (event.data.n > 0) await step.sendEvent("again", { name: "xn/start", data: { n: event.data.n - 1 } }); return event.data.n; });
      fn({ id: "hears" }, [{ event: "xn/*" }, { event: "xn/start", if: "event.data.n == 0" }], async ({ event }) => ["heard", event.data.n]);`,
    event: { name: "xn/start", data: { n: 2 } },
    expected: {
      status: "completed", output: 2, steps: [["again", "step.sendEvent", 1, sent]], emitted: [["xn/start", "again"]],
      others: [["counts-down", "completed", 1], ["counts-down", "completed", 0], ["hears", "completed", ["heard", 1]], ["hears", "completed", ["heard", 0]]],
    },
  },
  {
    name: "an event of a time to come starts its runs then",
    source: `
      fn({ id: "plans" }, { event: "xo/start" }, async ({ event, step }) => { await step.sendEvent("plan", { name: "xo/later", ts: event.ts + 7_200_000 }); return event.ts; });
      fn({ id: "later" }, { event: "xo/later" }, async ({ event, step }) => step.run("now", () => typeof event.ts));`,
    event: { name: "xo/start" },
    expected: {
      status: "completed", jumps: [[7200, 7200]], steps: [["plan", "step.sendEvent", 1, sent]], emitted: [["xo/later", "plan"]], others: [["later", "completed", "number"]],
    },
  },
  {
    name: "repeated ids in branches side by side are numbered as they are found",
    source: `
      fn({ id: "numbers" }, { event: "xp/start" }, async ({ step }) => Promise.all([1, 2, 3].map(async (n) => { const first = await step.run("same", () => n); return [first, await step.run("same", () => n * 10)]; })));`,
    event: { name: "xp/start" },
    expected: {
      status: "completed", output: [[1, 10], [2, 20], [3, 30]],
      steps: [["same", "step.run", 1, 1], ["same:1", "step.run", 1, 2], ["same:2", "step.run", 1, 3], ["same:3", "step.run", 1, 10], ["same:4", "step.run", 1, 20], ["same:5", "step.run", 1, 30]],
    },
  },
  {
    name: "a signal ends the wait of the run that sends it",
    source: `
      fn({ id: "answers-itself" }, { event: "xq/start" }, async ({ step }) => {
        const [found] = await Promise.all([step.waitForSignal("wait", { signal: "xq", timeout: "1h", onConflict: "fail" }), step.sendSignal("send", { signal: "xq", data: 1 })]);
        return found.data;
      });`,
    event: { name: "xq/start" },
    expected: { status: "completed", output: 1, steps: [["wait", "step.waitForSignal", 1, { signal: "xq", data: 1 }], ["send", "step.sendSignal", 1, { signalled: true }]] },
  },
  {
    name: "what a step gives comes back as JSON has it",
    source: `
      fn({ id: "rounds" }, { event: "xr/start" }, async ({ step }) => {
        const nothing = await step.run("nothing", () => undefined);
        const rich = await step.run("rich", () => ({ date: new Date(0), map: new Map([[1, 2]]), none: undefined, nan: NaN, list: [undefined, () => 1], text: "ü\\u0000" }));
        return [nothing, rich];
      });`,
    event: { name: "xr/start" },
    expected: {
      status: "completed", output: [null, { date: "1970-01-01T00:00:00.000Z", map: {}, nan: null, list: [null, null], text: "ü\u0000" }],
      steps: [["nothing", "step.run", 1, null], ["rich", "step.run", 1, { date: "1970-01-01T00:00:00.000Z", map: {}, nan: null, list: [null, null], text: "ü\u0000" }]],
    },
  },
];
