import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openDoor, type Door } from "../door/door.ts";
import type { JsonValue } from "../executor/model.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { createEngineFixture, testStart, type EngineFixture } from "../testing/engine-fixture.ts";
import { createApi } from "./api.ts";

const functions = [
  { id: "work", on: ["app/work"], handler: async ({ step, event }: Parameters<Parameters<typeof createEngineFixture>[0][number]["handler"]>[0]) => {
    const { n } = event.data as { n: number };
    const doubled = await step.run("double", () => n * 2);
    await step.sendEvent("tell", { name: "app/told", data: {} });
    return await step.run("add", () => (doubled as number) + 1);
  } },
  { id: "fails", on: ["app/fail"], retries: 0, handler: () => { throw new Error("broken"); } },
  { id: "waits", on: ["app/wait"], handler: ({ step }: Parameters<Parameters<typeof createEngineFixture>[0][number]["handler"]>[0]) => step.waitForEvent("answer", { event: "app/answer", timeout: "1h" }) },
];

const at = (time: number): string => new Date(time).toISOString();
const metadata = { fetchedAt: "NOW", cachedUntil: null };
const local = "00000000-0000-4000-a000-000000000000";

for (const stored of [true, false]) {
  describe(stored ? "with a store" : "of what the executor holds", () => {
    let fixture: EngineFixture;
    let door: Door;
    const ask = async (method: string, path: string, body?: JsonValue) => {
      const response = await fetch(door.origin + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text === "" ? "null" : text.replace(/"fetchedAt":"[^"]+"/, '"fetchedAt":"NOW"')) as never as { readonly data: never; readonly metadata: object; readonly error: string } & Record<string, never> };
    };
    /** Sends an event and gives its id, and the run that it started. */
    const send = async (event: JsonValue) => {
      const { ids: [id = ""] } = (await ask("POST", "/e/key", event)).body as unknown as { ids: string[] };
      return { id, run: fixture.executor.runs().at(-1)?.runId ?? "" };
    };
    before(async () => {
      const store = createMemoryStore();
      fixture = createEngineFixture(functions, { limits: stored ? { endedRuns: 1 } : {}, ...(stored ? { journal: store } : {}) });
      const api = createApi({ executor: fixture.executor, functions: () => fixture.worker.functions, now: fixture.clock.now, store: stored ? store : undefined });
      door = await openDoor({ host: "127.0.0.1", port: 0, origins: () => new Set(), answer: (asked) => api({ ...asked, call: undefined }) });
    });
    after(() => door.close());

    test("a run, by its event and by its id", async () => {
      const { id, run } = await send({ name: "app/work", data: { n: 4 } });
      await fixture.executor.whenIdle();
      const shown = {
        run_id: run, run_started_at: at(testStart), ended_at: at(testStart), status: "Completed", output: 9, function_id: "app-work", function_version: 1,
        environment_id: local, event_id: id, batch_id: null, original_run_id: null, cron: null,
      };
      assert.deepEqual(await ask("GET", `/v1/runs/${run}`), { status: 200, body: { data: shown, metadata } });
      if (stored) {
        assert.deepEqual(await ask("GET", `/v1/events/${id}/runs`), { status: 200, body: { data: [shown], metadata } });
        const event = { internal_id: id, accountID: local, environmentID: local, source: "key", sourceID: local, receivedAt: at(testStart), id, name: "app/work", data: { n: 4 }, user: null, ts: testStart, v: null };
        assert.deepEqual(await ask("GET", `/v1/events/${id}`), { status: 200, body: { data: event, metadata } });
      }
      const { data: [told] } = (await ask("GET", "/v1/events?name=app/told")).body as unknown as { data: [{ internal_id: string; name: string }] };
      assert.deepEqual((await ask("GET", `/v1/events/${told.internal_id}`)).body.data["name"], "app/told");
      assert.deepEqual((await ask("GET", `/v1/events/${told.internal_id}/runs`)).body.data, []);
    });

    test("a run that failed, one that is open, and its cancellation", async () => {
      const failed = await send({ name: "app/fail", data: {} });
      await fixture.executor.whenIdle();
      const { status, output } = (await ask("GET", `/v1/runs/${failed.run}`)).body.data as { status: string; output: unknown };
      assert.deepEqual([status, output], ["Failed", { name: "Error", message: "broken" }]);
      const release = fixture.clock.hold("gate");
      const open = await send({ name: "app/wait", data: {} });
      assert.equal((await ask("GET", `/v1/runs/${open.run}`)).body.data["status"], "Running");
      assert.deepEqual(await ask("GET", `/v0/runs/${open.run}/actions`), { status: 200, body: {} });
      assert.deepEqual((await ask("GET", `/v0/runs/${open.run}/batch`)).body, [{ name: "app/wait", data: {}, id: open.id, ts: testStart }]);
      assert.equal((await ask("DELETE", `/v1/runs/${open.run}`)).status, 204);
      assert.equal((await ask("GET", `/v1/runs/${open.run}`)).body.data["status"], "Cancelled");
      assert.deepEqual(await ask("DELETE", `/v1/runs/${open.run}`), { status: 409, body: { error: `run ${open.run} has already ended: cancelled`, status: 409 } });
      assert.equal((await ask("GET", `/v0/runs/${open.run}/actions`)).status, 410);
      release();
    });

    test("version 2: the run, its trace, and what an event started", async () => {
      const { id, run } = await send({ name: "app/work", data: { n: 1 } });
      await fixture.executor.whenIdle();
      const shown = { id: run, status: "COMPLETED", app: { id: "app" }, function: { id: "work", name: "work", slug: "app-work" }, durationMs: 0, trigger: { eventName: "app/work", eventIds: [id], isBatch: false, cron: null } };
      const { queuedAt, startedAt, endedAt, ...rest } = (await ask("GET", `/v2/runs/${run}`)).body.data as Record<string, string>;
      assert.deepEqual(rest, shown);
      assert.ok([queuedAt, startedAt, endedAt].every((time) => time === queuedAt && !Number.isNaN(Date.parse(time ?? ""))));
      assert.equal((await ask("GET", `/api/v2/runs/${run}?includeOutput=true`)).body.data["output"], 3);
      const { rootSpan } = (await ask("GET", `/v2/runs/${run}/trace?includeOutput=true`)).body.data as { rootSpan: { status: string; output: unknown; children: { name: string; status: string; stepOp: string; output: unknown }[] } };
      assert.deepEqual([rootSpan.status, rootSpan.output], ["COMPLETED", 3]);
      assert.deepEqual(rootSpan.children.map(({ name, status, stepOp }) => [name, status, stepOp]), [["double", "COMPLETED", "RUN"], ["tell", "COMPLETED", "SEND_EVENT"], ["add", "COMPLETED", "RUN"]]);
      assert.deepEqual(rootSpan.children.map(({ output }) => output).filter((output) => typeof output === "number"), [2, 3]);
      if (stored) {
        const { data, page } = (await ask("GET", `/v2/events/${id}/runs?limit=1`)).body as unknown as { data: { id: string }[]; page: object };
        assert.deepEqual([data.map((each) => each.id), page], [[run], { cursor: null, hasMore: false, limit: 1 }]);
      }
      assert.deepEqual(await ask("GET", "/v2/health"), { status: 200, body: { data: { status: "ok" }, metadata } });
    });

    test("a rerun, from its beginning and from a step", async () => {
      const { run } = await send({ name: "app/work", data: { n: 10 } });
      await fixture.executor.whenIdle();
      const rerun = async (body?: JsonValue): Promise<{ readonly status: number; readonly runId: string }> => {
        const reply = await ask("POST", `/v2/runs/${run}/rerun`, body);
        await fixture.executor.whenIdle();
        return { status: reply.status, runId: (reply.body.data as { runId: string } | undefined)?.runId ?? JSON.stringify(reply.body) };
      };
      const again = await rerun();
      assert.equal(again.status, 201);
      assert.deepEqual(fixture.executor.run(again.runId)?.steps.map(({ id }) => id), ["double", "tell", "add"]);
      const called = fixture.worker.calls.length;
      const fromStep = await rerun({ fromStep: { stepId: "add" } });
      assert.equal(fixture.executor.run(fromStep.runId)?.output, 21);
      // Discovery, which runs the lone step, and the end.
      assert.equal(fixture.worker.calls.length - called, 2);
      const { runId: refusal } = await rerun({ fromStep: { stepId: "nope" } });
      assert.match(refusal, /has no finished step `nope`; it has `double`, `tell`, `add`/);
      assert.match((await rerun({ fromStep: { stepId: "tell", input: [] } })).runId, /the input of `step.sendEvent` cannot be replaced/);
      assert.match((await rerun({ fromStep: { stepId: "add", input: 5 } })).runId, /`input` is the list/);
    });

    test("functions started by hand", async () => {
      const { ids, run_id: runId } = (await ask("POST", "/invoke/app-work", { data: { n: 2 } })).body as unknown as { ids: string[]; run_id: string };
      await fixture.executor.whenIdle();
      const run = fixture.executor.run(runId);
      assert.deepEqual([run?.output, run?.events.map(({ id, name }) => [id, name])], [5, [[ids[0], "inngest/function.invoked"]]]);
      assert.equal((await ask("POST", "/v2/apps/app/functions/work/invoke", { data: { n: 2 } })).status, 202);
      assert.deepEqual(await ask("POST", "/invoke/nope", {}), { status: 404, body: { error: "there is no function `nope`; there are `app-work`, `app-fails`, `app-waits`", status: 404 } });
      assert.equal((await ask("POST", "/invoke/app-work", { data: [1] })).status, 400);
    });

    test("pages of events", async () => {
      for (let n = 0; n < 5; n++) await send({ name: "app/page", data: { n } });
      if (!stored) return;
      const numbers = async (query: string): Promise<unknown[]> => ((await ask("GET", `/v1/events?name=app/page&${query}`)).body.data as { data: { n: number } }[]).map(({ data }) => data.n);
      assert.deepEqual(await numbers(""), [4, 3, 2, 1, 0]);
      const { data: [, second] } = (await ask("GET", "/v1/events?name=app/page&limit=2")).body as unknown as { data: { internal_id: string }[] };
      assert.deepEqual(await numbers(`limit=2&cursor=${second?.internal_id ?? ""}`), [2, 1]);
      const now = fixture.clock.now();
      assert.deepEqual(await numbers(`received_after=${at(now)}`), []);
      assert.deepEqual(await numbers(`received_before=${at(now)}`), []);
      assert.deepEqual(await numbers(`received_before=${at(now + 1)}&limit=1`), [4]);
      assert.equal((await ask("GET", "/v1/events?limit=101")).body.error, "`limit` is a whole number from 1 to 100, not `101`");
      assert.match((await ask("GET", "/v1/events?received_after=today")).body.error, /^`received_after` is a time such as .*, not `today`$/);
    });

    test("what is not there is a 404, what is not done a 405", async () => {
      for (const path of ["/v1/runs/none", "/v1/events/none", "/v1/events/none/runs", "/v2/runs/none", "/v2/runs/none/trace", "/v2/events/none/runs", "/v0/runs/none/actions", "/nowhere"]) assert.equal((await ask("GET", path)).status, 404, path);
      assert.deepEqual(await ask("PUT", "/v1/signals"), { status: 405, body: { error: "PUT is not allowed on /v1/signals; it takes POST", status: 405 } });
      assert.deepEqual((await ask("GET", "/health")).body, { status: 200, message: "OK" });
      assert.deepEqual(((await ask("GET", "/dev")).body as unknown as { functions: { slug: string }[] }).functions.map(({ slug }) => slug), ["app-work", "app-fails", "app-waits"]);
    });
  });
}
