/** Flow control: what is not started, what waits for its turn and what is cancelled. The same table as `scenarios.ts`. */
import type { Expected, Scenario } from "./scenarios.ts";

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
  {
    name: "timeouts.start cancels a run that waits too long for its start",
    source: `
      fn({ id: "starts" }, { event: "ce/start" }, async ({ step }) => { await step.sendEvent("send", [1, 2, 3].map((n) => ({ name: "ce/job", data: { n } }))); });
      fn({ id: "job", throttle: { limit: 1, period: "10s" }, timeouts: { start: "15s" } }, { event: "ce/job" }, async ({ event }) => event.data.n);`,
    event: { name: "ce/start" },
    expected: {
      status: "completed", output: null, jumps: [[10, 10], [5, 5]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["ce/job", "send"], ["ce/job", "send"], ["ce/job", "send"]],
      others: [["job", "completed", 1], ["job", "completed", 2], ["job", "cancelled"]],
      decisions: [/^`job` waits: throttle 1 per 10s$/, /^`job` waits: throttle 1 per 10s$/, /^`job` is cancelled: timeouts.start 15s$/],
    },
  },
  {
    name: "rateLimit does not start what comes too soon, for each key",
    source: `
      fn({ id: "rates" }, { event: "cf/start" }, async ({ step }) => {
        await step.sendEvent("at-once", [1, 2, 1].map((user) => ({ name: "cf/job", data: { user } })));
        await step.sleep("half", "30s");
        await step.sendEvent("after-half", { name: "cf/job", data: { user: 1 } });
      });
      fn({ id: "job", rateLimit: { limit: 2, period: "1m", key: "event.data.user" } }, { event: "cf/job" }, async ({ event }) => event.data.user);`,
    event: { name: "cf/start" },
    expected: {
      status: "completed", output: null, jumps: [[30, 30]],
      steps: [["at-once", "step.sendEvent", 1, sent], ["half", "step.sleep", 1, null], ["after-half", "step.sendEvent", 1, sent]],
      emitted: [["cf/job", "at-once"], ["cf/job", "at-once"], ["cf/job", "at-once"], ["cf/job", "after-half"]],
      others: [["job", "completed", 1], ["job", "completed", 1], ["job", "completed", 2]], decisions: [/^`job` was not started: rateLimit 2 per 1m for `event.data.user` 1$/],
    },
  },
  {
    name: "idempotency starts a function once a day for each value",
    source: `
      fn({ id: "keys" }, { event: "cg/start" }, async ({ step }) => {
        await step.sendEvent("same-day", ["a", "b", "a"].map((order) => ({ name: "cg/job", data: { order } })));
        await step.sleep("day", "1d");
        await step.sendEvent("next-day", { name: "cg/job", data: { order: "a" } });
      });
      fn({ id: "job", idempotency: "event.data.order" }, { event: "cg/job" }, async ({ event }) => event.data.order);`,
    event: { name: "cg/start" },
    expected: {
      status: "completed", output: null, jumps: [[86_400, 86_400]],
      steps: [["same-day", "step.sendEvent", 1, sent], ["day", "step.sleep", 1, null], ["next-day", "step.sendEvent", 1, sent]],
      emitted: [["cg/job", "same-day"], ["cg/job", "same-day"], ["cg/job", "same-day"], ["cg/job", "next-day"]],
      others: [["job", "completed", "a"], ["job", "completed", "a"], ["job", "completed", "b"]], decisions: [/^`job` was not started: idempotency: it was started for `event.data.order` "a" within 24h$/],
    },
  },
  {
    name: "singleton skips a run while another has not ended",
    source: `
      fn({ id: "single" }, { event: "ch/start" }, async ({ step }) => {
        await step.sendEvent("send", [{ name: "ch/job", data: { n: 1, user: 1 } }, { name: "ch/job", data: { n: 2, user: 1 } }, { name: "ch/job", data: { n: 3, user: 2 } }]);
        await step.sleep("until-free", "2h");
        await step.sendEvent("again", { name: "ch/job", data: { n: 4, user: 1 } });
      });
      fn({ id: "job", singleton: { mode: "skip", key: "event.data.user" } }, { event: "ch/job" }, async ({ event, step }) => { await step.sleep("work", "1h"); return event.data.n; });`,
    event: { name: "ch/start" },
    expected: {
      status: "completed", output: null, jumps: [[3600, 3600], [3600, 3600], [3600, 3600]],
      steps: [["send", "step.sendEvent", 1, sent], ["until-free", "step.sleep", 1, null], ["again", "step.sendEvent", 1, sent]],
      emitted: [["ch/job", "send"], ["ch/job", "send"], ["ch/job", "send"], ["ch/job", "again"]],
      others: [["job", "completed", 1], ["job", "completed", 3], ["job", "completed", 4]], decisions: [/^`job` was not started: singleton: one of its runs for `event.data.user` 1 has not ended$/],
    },
  },
  {
    name: "singleton cancels the older run",
    source: `
      fn({ id: "newest" }, { event: "ci/start" }, async ({ step }) => { await step.sendEvent("send", [{ name: "ci/job", data: { n: 1 } }, { name: "ci/job", data: { n: 2 } }]); });
      fn({ id: "job", singleton: { mode: "cancel" } }, { event: "ci/job" }, async ({ event, step }) => { await step.sleep("work", "1h"); return event.data.n; });`,
    event: { name: "ci/start" },
    expected: {
      status: "completed", output: null, jumps: [[3600, 3600]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["ci/job", "send"], ["ci/job", "send"]],
      others: [["job", "cancelled"], ["job", "completed", 2]], decisions: [/^`job` is cancelled: singleton: a newer run takes its place$/],
    },
  },
  {
    name: "debounce starts once, with the last event, when they pause",
    source: `
      fn({ id: "types" }, { event: "cj/start" }, async ({ step }) => {
        await step.sendEvent("first", { name: "cj/key", data: { n: 1 } });
        await step.sleep("short", "3s");
        await step.sendEvent("second", { name: "cj/key", data: { n: 2 } });
      });
      fn({ id: "saves", debounce: { period: "5s" } }, { event: "cj/key" }, async ({ event, events }) => [event.data.n, events.length]);`,
    event: { name: "cj/start" },
    expected: {
      status: "completed", output: null, jumps: [[3, 3], [5, 5]],
      steps: [["first", "step.sendEvent", 1, sent], ["short", "step.sleep", 1, null], ["second", "step.sendEvent", 1, sent]],
      emitted: [["cj/key", "first"], ["cj/key", "second"]], others: [["saves", "completed", [2, 1]]], decisions: [/^`saves` waits for more events: debounce 5s$/, /debounce 5s$/],
    },
  },
  {
    name: "debounce waits at most its timeout",
    source: `
      fn({ id: "keeps-typing" }, { event: "ck/start" }, async ({ step }) => {
        for (let n = 1; n <= 3; n++) { await step.sendEvent("send", { name: "ck/key", data: { n } }); await step.sleep("short", "4s"); }
      });
      fn({ id: "saves", debounce: { period: "5s", timeout: "7s", key: "event.name" } }, { event: "ck/key" }, async ({ event }) => event.data.n);`,
    event: { name: "ck/start" },
    expected: {
      status: "completed", output: null, jumps: [[4, 4], [3, 3], [1, 1], [4, 4], [1, 1]],
      steps: [["send", "step.sendEvent", 1, sent], ["short", "step.sleep", 1, null], ["send:1", "step.sendEvent", 1, sent], ["short:1", "step.sleep", 1, null], ["send:2", "step.sendEvent", 1, sent], ["short:2", "step.sleep", 1, null]],
      emitted: [["ck/key", "send"], ["ck/key", "send:1"], ["ck/key", "send:2"]], others: [["saves", "completed", 2], ["saves", "completed", 3]],
      decisions: [/debounce 5s for `event.name` "ck\/key"$/, /debounce 5s/, /debounce 5s/],
    },
  },
  {
    name: "throttle starts later what comes too soon, with a burst at once",
    source: `
      fn({ id: "floods" }, { event: "cl/start" }, async ({ step }) => { await step.sendEvent("send", [1, 2, 3, 4].map((n) => ({ name: "cl/job", data: { n } }))); });
      fn({ id: "job", throttle: { limit: 1, period: "2s", burst: 1 } }, { event: "cl/job" }, async ({ event }) => event.data.n);`,
    event: { name: "cl/start" },
    expected: {
      status: "completed", output: null, jumps: [[2, 2], [2, 2]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["cl/job", "send"], ["cl/job", "send"], ["cl/job", "send"], ["cl/job", "send"]],
      others: [["job", "completed", 1], ["job", "completed", 2], ["job", "completed", 3], ["job", "completed", 4]], decisions: [/^`job` waits: throttle 1 per 2s, burst 1$/, /throttle/],
    },
  },
  {
    name: "concurrency lets so many calls run at once, counted for each key too",
    source: `
      fn({ id: "crowds" }, { event: "cm/start" }, async ({ step }) => { await step.sendEvent("send", [1, 1, 2, 2].map((user, n) => ({ name: "cm/job", data: { user, n } }))); });
      fn({ id: "job", concurrency: [{ limit: 1, key: "event.data.user" }, { limit: 2 }] }, { event: "cm/job" }, async ({ event, step }) => step.run("work", async () => {
        const now = (attemptsOf.cm ??= { all: 0 });
        const { user } = event.data;
        now.all++; now[user] = (now[user] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        const seen = [now.all <= 2, now[user]];
        now.all--; now[user]--;
        return seen;
      }));`,
    event: { name: "cm/start" },
    expected: {
      status: "completed", output: null, steps: [["send", "step.sendEvent", 1, sent]], emitted: [["cm/job", "send"], ["cm/job", "send"], ["cm/job", "send"], ["cm/job", "send"]],
      others: [["job", "completed", [true, 1]], ["job", "completed", [true, 1]], ["job", "completed", [true, 1]], ["job", "completed", [true, 1]]],
      decisions: [/^`job` waits: concurrency 1 for `event.data.user` 1$/, /^`job` waits: concurrency 1 for `event.data.user` 2$/],
    },
  },
  {
    name: "a run that sleeps leaves its place, and priority goes first",
    source: `
      fn({ id: "queues" }, { event: "cn/start" }, async ({ step }) => { await step.sendEvent("send", [0, 0, 100].map((urgent, n) => ({ name: "cn/job", data: { urgent, n } }))); });
      fn({ id: "job", concurrency: 1 }, { event: "cn/job" }, async ({ event, step }) => { await step.sleep("nap", "1h"); return event.data.n; });
      fn({ id: "ranked", concurrency: 1, priority: { run: "event.data.urgent" } }, { event: "cn/job" }, async ({ event }) => { attemptsOf.cn = (attemptsOf.cn ?? 0) % 3 + 1; return [event.data.n, attemptsOf.cn]; });`,
    event: { name: "cn/start" },
    expected: {
      status: "completed", output: null, jumps: [[3600, 3600]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["cn/job", "send"], ["cn/job", "send"], ["cn/job", "send"]],
      others: [["job", "completed", 0], ["job", "completed", 1], ["job", "completed", 2], ["ranked", "completed", [0, 1]], ["ranked", "completed", [1, 3]], ["ranked", "completed", [2, 2]]],
      decisions: [/^`job` waits: concurrency 1$/, /^`ranked` waits: concurrency 1$/, /^`job`/, /^`ranked`/],
    },
  },
  {
    name: "a batch starts when it is full, or when its first event has waited long enough",
    source: `
      fn({ id: "fills" }, { event: "co/start" }, async ({ step }) => { await step.sendEvent("send", [1, 2, 3].map((n) => ({ name: "co/item", data: { n } }))); });
      fn({ id: "batch", batchEvents: { maxSize: 2, timeout: "10s" } }, { event: "co/item" }, async ({ event, events, step }) => step.run("sum", () => [event.data.n, events.map(({ data }) => data.n)]));`,
    event: { name: "co/start" },
    expected: {
      status: "completed", output: null, jumps: [[10, 10]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["co/item", "send"], ["co/item", "send"], ["co/item", "send"]],
      others: [["batch", "completed", [1, [1, 2]]], ["batch", "completed", [3, [3]]]], decisions: [/^`batch` waits for more events: batchEvents 1 of 2, at most 10s$/, /batchEvents 1 of 2/],
    },
  },
  {
    name: "a batch has a key, and an if that lets others pass",
    source: `
      fn({ id: "sorts" }, { event: "cp/start" }, async ({ step }) => { await step.sendEvent("send", [["a", 1], ["b", 2], ["c", 3], ["a", 4]].map(([kind, n]) => ({ name: "cp/item", data: { kind, n } }))); });
      fn({ id: "batch", batchEvents: { maxSize: 2, timeout: "10s", key: "event.data.kind", if: "event.data.kind != 'c'" } }, { event: "cp/item" }, async ({ events }) => events.map(({ data }) => data.n));`,
    event: { name: "cp/start" },
    expected: {
      status: "completed", output: null, jumps: [[10, 10]], steps: [["send", "step.sendEvent", 1, sent]], emitted: [["cp/item", "send"], ["cp/item", "send"], ["cp/item", "send"], ["cp/item", "send"]],
      others: [["batch", "completed", [3]], ["batch", "completed", [1, 4]], ["batch", "completed", [2]]], decisions: [/batchEvents 1 of 2 for `event.data.kind` "a", at most 10s$/, /"b"/],
    },
  },
  {
    name: "a signal resumes the run that waits for it, once, with its data",
    source: `
      fn({ id: "signals" }, { event: "cq/start" }, async ({ step }) => {
        await step.sendEvent("begin", { name: "cq/job", data: {} });
        await step.sleep("let-it-wait", "1m");
        const first = await step.sendSignal("first", { signal: "cq-42", data: { approved: true } });
        const second = await step.sendSignal("second", { signal: "cq-42", data: { approved: false } });
        return [typeof first?.runId, typeof second?.runId];
      });
      fn({ id: "job" }, { event: "cq/job" }, async ({ step }) => step.waitForSignal("approval", { signal: "cq-42", timeout: "1d", onConflict: "fail" }));`,
    event: { name: "cq/start" },
    expected: {
      status: "completed", output: ["string", "undefined"], jumps: [[60, 60]], emitted: [["cq/job", "begin"]],
      steps: [["begin", "step.sendEvent", 1, sent], ["let-it-wait", "step.sleep", 1, null], ["first", "step.sendSignal", 1, { signalled: true }], ["second", "step.sendSignal", 1, {}]],
      others: [["job", "completed", { signal: "cq-42", data: { approved: true } }]],
    },
  },
  {
    name: "a wait for a signal ends with null at its timeout",
    source: `
      fn({ id: "unanswered" }, { event: "cr/start" }, async ({ step }) => step.waitForSignal("approval", { signal: "cr", timeout: "2h", onConflict: "replace" }));`,
    event: { name: "cr/start" },
    expected: { status: "completed", output: null, jumps: [[7200, 7200]], steps: [["approval", "step.waitForSignal", 1, null]] },
  },
  {
    name: "a second wait for a signal fails or takes its place, as onConflict says",
    source: `
      fn({ id: "conflicts" }, { event: "cs/start" }, async ({ step }) => {
        for (const [n, onConflict] of ["fail", "fail", "replace"].entries()) {
          await step.sendEvent("begin-" + n, { name: "cs/job", data: { onConflict } });
          await step.sleep("let-it-wait-" + n, "1m");
        }
        await step.sendSignal("go", { signal: "cs" });
      });
      fn({ id: "job" }, { event: "cs/job" }, async ({ event, step }) => (await step.waitForSignal("approval", { signal: "cs", timeout: "1h", onConflict: event.data.onConflict }))?.signal ?? null);`,
    event: { name: "cs/start" },
    expected: {
      status: "completed", output: null, jumps: [[60, 60], [60, 60], [60, 60], [3420, 3420]], emitted: [["cs/job", "begin-0"], ["cs/job", "begin-1"], ["cs/job", "begin-2"]],
      steps: [
        ...["0", "1", "2"].flatMap((n): Expected["steps"] => [[`begin-${n}`, "step.sendEvent", 1, sent], [`let-it-wait-${n}`, "step.sleep", 1, null]]),
        ["go", "step.sendSignal", 1, { signalled: true }],
      ],
      others: [["job", "completed", null], ["job", "failed"], ["job", "completed", "cs"]],
    },
  },
  {
    name: "step.fetch is a step: its answer is memoized, whatever its status, and a lost request is tried again",
    source: `
      fn({ id: "fetches" }, { event: "ct/start" }, async ({ step }) => {
        const found = await step.fetch("https://api.invalid/found", { method: "POST", body: "ping", headers: { "x-kind": "test" } });
        const lost = await step.fetch("https://api.invalid/lost-once");
        const missing = await step.fetch("https://api.invalid/missing");
        return [await found.text(), found.headers.get("x-answer"), await lost.text(), missing.status];
      });`,
    event: { name: "ct/start" },
    expected: {
      status: "completed", output: ["POST ping test", "yes", "found", 404], jumps: [[15, 45]],
      steps: [
        ["step.fetch: api.invalid", "step.fetch", 1, { status_code: 200, headers: { "x-answer": "yes" }, body: "POST ping test" }],
        ["step.fetch: api.invalid:1", "step.fetch", 2, { status_code: 200, headers: {}, body: "found" }],
        ["step.fetch: api.invalid:2", "step.fetch", 1, { status_code: 404, headers: {}, body: "none" }],
      ],
    },
  },
  {
    name: "step.ai.infer asks the model with its key and gives the parsed answer, or its error",
    source: `
      fn({ id: "infers" }, { event: "cu/start" }, async ({ step }) => {
        const model = { url: "https://model.invalid/v1/chat", authKey: "key-1", format: "openai-chat", headers: {}, options: {}, "~types": {} };
        const good = await step.ai.infer("good", { model, body: { prompt: "hi" } });
        try { await step.ai.infer("bad", { model, body: { prompt: "" } }); } catch (error) { return [good.text, error.message]; }
      });`,
    event: { name: "cu/start" },
    expected: {
      status: "completed", output: ["Bearer key-1: hi", "the model answered 400: empty prompt"],
      steps: [["good", "step.ai.infer", 1, { text: "Bearer key-1: hi" }], ["bad", "step.ai.infer", 1, /answered 400: empty prompt/]],
    },
  },
];
