import assert from "node:assert/strict";
import { test } from "node:test";
import { hashStepId } from "../../../shared/inngest/step-id.ts";
import { withResolvers } from "../executor/live-run.ts";
import type { JsonValue } from "../executor/model.ts";
import { createEngineFixture, testStart } from "../testing/engine-fixture.ts";
import type { FakeContext } from "../testing/fake-worker.ts";

const runId = "01JZ0000000000000000000000";
const request = { domain: "http://localhost:3000", method: "POST", path: "/checkout", query_params: "", content_type: "", ip: "", body: "", fn: "app-checkout" };
const ran = (id: string, data: JsonValue) => ({ op: "StepRun", id: hashStepId(id), displayName: id, userland: { id }, data });
const complete = (data: JsonValue) => ({ op: "RunComplete", id: hashStepId("complete"), data });

/** An engine, and an app with one endpoint that it is called back at. */
function open(handler: (context: FakeContext) => Promise<JsonValue> = async ({ step }) => step.run("two", () => 2)) {
  const fixture = createEngineFixture([{ id: "checkout", handler }]);
  const ask = (method: string, path: string, body?: JsonValue) => {
    const answer = fixture.worker.api?.({ method, path, headers: {}, body, call: undefined });
    assert.ok(answer);
    return answer;
  };
  const begin = (steps: JsonValue, change: { readonly [key: string]: JsonValue } = {}, data: JsonValue = request) => ask("POST", "/v1/checkpoint", { run_id: runId, event: { name: "inngest/http.request", data }, steps, retries: 2, ...change });
  const report = (steps: JsonValue) => ask("POST", `/v1/checkpoint/${runId}/steps`, { steps });
  const run = () => { const state = fixture.executor.run(runId); assert.ok(state); return state; };
  const token = (begun: ReturnType<typeof begin>) => (begun.body as { readonly data: { readonly token: string } }).data.token;
  return { ...fixture, ask, begin, report, run, token };
}

test("a run that is begun twice, because an answer was lost, is one", () => {
  const { begin, report, run, executor } = open();
  const first = begin([ran("one", 1)]);
  assert.deepEqual([first.status, begin([ran("one", 1)])], [200, first]);
  report([ran("two", 2)]);
  report([ran("two", 2)]);
  assert.deepEqual(run().steps.map(({ id, result }) => [id, result.kind === "data" && result.data]), [["one", 1], ["two", 2]]);
  assert.deepEqual([report([complete(null)]).status, report([complete(null)]).status, run().status, executor.runs().length], [200, 200, "completed", 1]);
});

test("the event of its request is there, with the run it began", () => {
  const { begin, run, ask } = open();
  begin([ran("one", 1)]);
  const { events: [event], maxAttempts } = run();
  assert.deepEqual([event?.name, event?.data, maxAttempts], ["inngest/http.request", request, 3]);
  assert.equal(ask("GET", `/v1/runs/${runId}`).status, 200);
});

test("what an app hands over goes on by calls, and is no longer its own", async () => {
  const { begin, report, run, executor, worker } = open(async ({ step }) => { await step.run("one", () => 1); await step.sleep("pause", "1h"); return step.run("two", () => 2); });
  begin([ran("one", "first")]);
  assert.equal(report([{ op: "Sleep", id: hashStepId("pause"), name: "1h", displayName: "pause", userland: { id: "pause" } }]).status, 200);
  await executor.whenIdle();
  assert.deepEqual(run().steps.map(({ id, result }) => [id, result.kind === "data" && result.data]), [["one", "first"], ["pause", null], ["two", 2]]);
  assert.ok(worker.calls.every(({ event }) => event.name === "inngest/http.request"));
  assert.equal(report([ran("three", 3)]).status, 200);
});

test("an app that says nothing more has left its run: the engine goes on with it", async () => {
  const { begin, report, run, executor, clock } = open();
  begin([ran("one", 1)]);
  clock.advanceTo(testStart + 4 * 60_000);
  report([ran("more", 1)]);
  clock.advanceTo(testStart + 8 * 60_000);
  assert.equal(run().requests, 0);
  clock.advanceTo(testStart + 9 * 60_000);
  await executor.whenIdle();
  assert.deepEqual([run().status, run().output], ["completed", 2]);
});

test("while it goes on without the app, the app is told so", async () => {
  const started = withResolvers<(value: number) => void>();
  const { begin, report, executor, clock } = open(async ({ step }) => step.run("long", () => new Promise<number>((resolve) => { started.resolve(resolve); })));
  begin([ran("one", 1)]);
  clock.advanceTo(testStart + 5 * 60_000);
  const release = await started.promise;
  const late = report([ran("two", 2)]);
  assert.deepEqual([late.status, late.body], [409, { error: `run ${runId} goes on without this request, which was silent for too long or has handed it over`, status: 409 }]);
  release(1);
  await executor.whenIdle();
});

test("a run that was cancelled takes no further steps", () => {
  const { begin, report, ask, token } = open();
  const begun = begin([ran("one", 1)]);
  ask("DELETE", `/v1/runs/${runId}`);
  assert.deepEqual([report([ran("two", 2)]).body], [{ error: `run ${runId} has ended: cancelled`, status: 409 }]);
  assert.deepEqual(ask("GET", `/v1/http/runs/${runId}/output?token=${token(begun)}`).body, { name: "Error", message: `run ${runId} was cancelled` });
});

test("the attempts it may have are those its app names", async () => {
  const { begin, report, run, executor } = open(async () => { throw new Error("always"); });
  begin([ran("one", 1)], { retries: 1 });
  report([{ op: "StepError", id: hashStepId("complete"), error: { name: "Error", message: "first" } }]);
  await executor.whenIdle();
  assert.deepEqual([run().status, run().error?.message, run().requests], ["failed", "always", 1]);
});

test("the output is the endpoint's response, without headers that are this server's to set", () => {
  const { begin, ask, token } = open();
  const headers = { "x-own": "yes", "content-type": "text/plain", "access-control-allow-origin": "*", "transfer-encoding": "chunked", "bad name": "x", "x-bad": "a\r\nb", "x-number": 1 };
  const begun = begin([complete({ status: 201, headers, body: "done" })]);
  assert.deepEqual(ask("GET", `/v1/checkpoint/${runId}/output?token=${token(begun)}`), { status: 201, body: null, text: "done", headers: { "x-own": "yes", "content-type": "text/plain" } });
});

test("an output that is no response is shown as it is", () => {
  for (const output of [null, "text", { status: 99 }, { status: "200" }, [1]] as const) {
    const { begin, ask, token } = open();
    assert.deepEqual(ask("GET", `/v1/http/runs/${runId}/output?token=${token(begin([complete(output)]))}`), { status: 200, body: output });
  }
});

test("what is no run of an endpoint is refused with a sentence", () => {
  const { begin, report, ask } = open();
  const refusals: readonly (readonly [ReturnType<typeof begin>, number, string])[] = [
    [begin([], { run_id: "x" }), 400, "`run_id` is a ULID"],
    [begin([], { event: { name: "app/x" } }), 400, "a run of an endpoint begins with the event `inngest/http.request`, not `app/x`"],
    [begin([], {}, { ...request, method: "get it" }), 400, "`event.data.method` is an HTTP method such as `POST`"],
    [begin([], {}, { ...request, domain: "file:///etc" }), 400, "`event.data.domain` and `path` are an http address such as `http://localhost:3000` and `/api/checkout`"],
    [begin([], {}, { ...request, path: "//evil.example/x" }), 400, "`event.data.path` begins with one slash"],
    [report([ran("one", 1)]), 404, `there is no run ${runId} of an endpoint`],
    [ask("GET", `/v1/http/runs/${runId}/output`), 401, `the token is not that of run ${runId}`],
  ];
  for (const [{ status, body }, expected, error] of refusals) assert.deepEqual([status, body], [expected, { error, status: expected }]);
});

test("a run of a function is not taken for one of an endpoint", () => {
  const { executor, ask } = open();
  const { runId: other } = executor.start("app-checkout", { name: "go" });
  const body = { run_id: other, event: { name: "inngest/http.request", data: request }, steps: [] };
  assert.deepEqual(ask("POST", "/v1/checkpoint", body).body, { error: `run ${other} is there already, and is none of an endpoint`, status: 409 });
  assert.equal(ask("POST", `/v1/checkpoint/${other}/steps`, { steps: [] }).status, 404);
});
