/** The server's limits through the second door, on the real SDKs: within passes, beyond is an error that names limit, value and place. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { limits } from "../../../shared/inngest/limits.ts";
import { createFunction, sdkVersions } from "../worker/testing/project.ts";
import { sent } from "./event-limits.ts";
import { startHttpApp, type HttpApp } from "./http-app.ts";
import { put, serve, type ServeFixture } from "./serve-fixture.ts";

const { stepOutputBytes: most } = limits;
/** Smaller than the server's, which take a minute and 32 MiB to reach. */
const small = { steps: 20, stateBytes: 5_000_000 };

/** Each handler is given `n`, a size within and one beyond the limit. A wait that is within goes on. */
const table: readonly (readonly [id: string, handler: string, within: number, beyond: number, message: RegExp])[] = [
  ["steps", "Promise.all(Array.from({ length: n }, (_, i) => step.run('s' + i, () => i))).then((all) => all.length)", 20, 21, /^`app-steps` has more than 20 steps in one run \(limit `steps`\); step `s20` is one too many$/],
  ["step-output", "step.run('big', () => 'x'.repeat(n - 2)).then(() => 1)", most, most + 1, /^the output of step `big` has 4194305 bytes; at most 4194304 are allowed \(limit `stepOutputBytes`\)$/],
  ["output", "'x'.repeat(n - 2)", most, most + 1, /^the output of `app-output` has 4194305 bytes; at most 4194304 are allowed \(limit `stepOutputBytes`\)$/],
  ["state", "(async () => { for (let i = 0; i < n; i++) await step.run('s' + i, () => 'x'.repeat(900_000)); return n; })()", 5, 6, /^the state of `app-state` has \d+ bytes with the output of step `s5`; at most 5000000 are allowed \(limit `stateBytes`\)$/],
  ["sleep", "step.sleep('long', n + 'd')", 366, 367, /^step `long` waits 367 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["until", "step.sleepUntil('long', new Date(Date.now() + n * 86_400_000))", 365, 368, /^step `long` waits 368 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["wait", "step.waitForEvent('long', { event: 'never', timeout: n + 'd' })", 366, 367, /^step `long` waits 367 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["signal", "step.waitForSignal('long', { signal: 's', timeout: n + 'd', onConflict: 'replace' })", 366, 367, /^step `long` waits 367 days; at most 366 are allowed \(limit `waitDays`\)$/],
  ["invoke", "step.invoke('long', { function: functions[0], data: { n: 1 }, timeout: n + 'd' })", 366, 367, /^step `long` waits 367 days; at most 366 are allowed \(limit `waitDays`\)$/],
];

for (const sdk of sdkVersions) {
  describe(`limits, over HTTP, SDK ${sdk}`, () => {
    let fixture: ServeFixture;
    let app: HttpApp;
    before(async () => {
      fixture = await serve({ retryMs: 1, limits: small });
      const functions = table.map(([id, handler]) => createFunction(sdk, `id: "${id}", retries: 0`, `async ({ event: { data: { n } }, step }) => ${handler}`, `{ event: "do/${id}" }`));
      app = await startHttpApp({ sdk, source: `inngest = new sdk.Inngest({ id: "app", logger }); functions.push(${functions.join(",\n")});`, env: { INNGEST_DEV: fixture.session.origin } });
      await put(app);
    });
    after(async () => { await fixture.session.close(); await app.stop(); });

    for (const [id, , within, beyond, message] of table) {
      test(id, { timeout: 240_000 }, async () => {
        const { executor } = fixture.session;
        const start = async (n: number): Promise<string> => {
          const { body } = await fixture.post(`/invoke/app-${id}`, { data: { n } });
          return (body as { run_id: string }).run_id;
        };
        const passes = await start(within);
        await fixture.find((event) => ((event.type === "runWaiting" && event.runId === passes) || (event.type === "runEnded" && event.run.runId === passes) ? true : undefined));
        assert.notEqual(executor.run(passes)?.status, "failed", executor.run(passes)?.error?.message);
        const { status, error } = await executor.whenEnded(await start(beyond));
        assert.deepEqual([status, error?.name], ["failed", "LimitError"]);
        assert.match(error?.message ?? "", message);
      });
    }
  });
}

describe("events, over HTTP", () => {
  let fixture: ServeFixture;
  before(async () => { fixture = await serve(); });
  after(() => fixture.session.close());

  for (const [title, within, beyond, error] of sent) {
    test(title, { timeout: 240_000 }, async () => {
      assert.equal((await fixture.post("/e/key", within)).status, 200);
      const { status, body } = await fixture.post("/e/key", beyond);
      assert.deepEqual([status, (body as { error: string }).error], [400, error]);
    });
  }
});

/** Within the types of the SDK or not: people get there by a cast, or in JavaScript. */
const refused: readonly (readonly [options: string, problem: string])[] = [
  ["cancelOn: [1, 2, 3, 4, 5, 6].map((n) => ({ event: 'e/' + n }))", "`cancelOn` of `app-f` has 6 entries; at most 5 are allowed (limit `cancelOn`)"],
  ["concurrency: [{ limit: 1, scope: 'account' }]", "`concurrency` of `app-f` has the scope `account` and no `key`, which that scope needs"],
  ["batchEvents: { maxSize: 1, timeout: '1s' }", "`maxSize` of `batchEvents` of `app-f` is 1; at least 2 are needed (limit `batch`)"],
  ["batchEvents: { maxSize: 5, timeout: '1s' }, singleton: { mode: 'skip' }", "`singleton` of `app-f` cannot be combined with `batchEvents`"],
  ["debounce: { period: '8d' }", "`period` of `debounce` of `app-f` is `8d`; it is at most 1 week"],
  ["rateLimit: { limit: 1, period: '25h' }", "`period` of `rateLimit` of `app-f` is `25h`; it is at most 1 day"],
];

for (const sdk of sdkVersions) {
  test(`functions that Inngest would not take are not taken here, SDK ${sdk}`, { timeout: 240_000 }, async () => {
    const fixture = await serve();
    try {
      const app = await startHttpApp({
        sdk, env: { INNGEST_DEV: fixture.session.origin },
        source: `
          import { serve } from "inngest/edge";
          inngest = new sdk.Inngest({ id: "app", logger });
          functions.push(${createFunction(sdk, 'id: "f"', "async () => 1")});
          for (const f of [${refused.map(([options]) => createFunction(sdk, `id: "f", ${options}`, "async () => 1")).join(", ")}]) {
            const answer = await serve({ client: inngest, functions: [f] })(new Request("http://127.0.0.1/api/inngest", { method: "PUT", headers: { host: "127.0.0.1" }, body: "{}" }));
            console.log("answers " + answer.ok);
          }`,
      });
      await app.stop();
      assert.deepEqual(app.output().match(/answers \w+/g), refused.map(() => "answers false"), app.output());
      assert.deepEqual(fixture.told.flatMap((event) => (event.type === "warning" ? [event.message] : [])), refused.map(([, problem]) => `the app \`app\` is not taken, as Inngest would not take it: ${problem}`));
      assert.deepEqual(fixture.registered, []);
    } finally {
      await fixture.session.close();
    }
  });
}
