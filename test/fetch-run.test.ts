/** A run is taken over from a server's REST API: here from the API that `stepwise serve` answers, which is Inngest's. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { fetchRun } from "../client/src/recordings/fetch-run.ts";
import { createApi } from "../runtime/src/api/api.ts";
import { openDoor } from "../runtime/src/door/door.ts";
import { toBegun } from "../runtime/src/recording/open-recording.ts";
import { createMemoryStore } from "../runtime/src/store/memory-store.ts";
import { createEngineFixture } from "../runtime/src/testing/engine-fixture.ts";
import type { FakeFunction } from "../runtime/src/testing/fake-worker.ts";
import { readRecording, RecordingError, writeRecording } from "../shared/recording/format.ts";
import { toServerRecording } from "../shared/recording/from-server.ts";

const createFunctions = (ran: string[], stock: boolean): readonly FakeFunction[] => [{
  id: "order", on: ["shop/order"], retries: 0, handler: async ({ step }) => {
    for (const n of [1, 2]) await step.run("charge", () => { ran.push(`charge ${n}`); return n; });
    await step.sendEvent("tell", { name: "shop/charged" });
    await step.sleep("nap", "2h");
    return step.run("pack", () => { ran.push("pack"); if (!stock) throw new Error("no stock"); return "packed"; });
  },
}];

test("a failed run of a server goes on here at the step that failed, and nothing is sent or run again", async (t) => {
  const store = createMemoryStore();
  const { executor, worker, clock } = createEngineFixture(createFunctions([], false), { journal: store });
  const api = createApi({ executor, functions: () => worker.functions, now: clock.now, store });
  const door = await openDoor({ host: "127.0.0.1", port: 0, origins: () => new Set(), answer: (asked) => api({ ...asked, call: undefined }) });
  t.after(() => door.close());
  await fetch(`${door.origin}/e/key`, { method: "POST", body: JSON.stringify({ name: "shop/order", data: { id: 5, password: "hunter22" } }) });
  await executor.whenIdle();
  const runId = executor.runs()[0]?.runId ?? "";

  const recording = readRecording(writeRecording(await fetchRun({ origin: "dev-server", url: door.origin, key: undefined }, runId, 7)), "fetched");
  const [run] = recording.runs;
  assert.ok(run !== undefined);
  assert.deepEqual([run.localId, run.status, run.error?.message], ["order", "failed", "no stock"]);
  assert.deepEqual(run.events.map(({ name, data }) => [name, data]), [["shop/order", { id: 5, password: "[redacted]" }]]);
  assert.deepEqual(run.steps.map(({ id, tool, result }) => [id, tool, result.kind]), [
    ["charge", "step.run", "data"], ["charge:1", "step.run", "data"], ["tell", "step.sendEvent", "data"], ["nap", "step.sleep", "data"], ["pack", "step.run", "error"],
  ]);

  const ran: string[] = [];
  const here = createEngineFixture(createFunctions(ran, true));
  const { events, ...begun } = { events: run.events as never, ...toBegun(run, "/nowhere") };
  here.executor.startFrom("app-order", events, begun);
  await here.executor.whenIdle();
  assert.deepEqual(ran, ["pack"]);
  assert.equal(here.executor.runs()[0]?.output, "packed");
  assert.ok(!here.told.some(({ type }) => type === "eventSent"));
});

async function answering(t: TestContext, status: number, body: string): Promise<string> {
  const server: Server = createServer((_request, response) => { response.writeHead(status, { "content-type": "application/json", location: "/elsewhere" }).end(body); });
  await new Promise<void>((resolve) => { server.listen(0, "127.0.0.1", resolve); });
  t.after(() => { server.close(); server.closeAllConnections(); });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("what goes wrong is one sentence without the key", async (t) => {
  const key = "sk-inn-api-secret";
  for (const [status, body, message] of [
    [401, "{}", /refuses the key: enter an API key/], [404, "{}", /has no run 01X/], [500, "{}", /answers 500/], [200, "<html>", /does not answer JSON/],
    [200, "{}", /does not describe a run/], [302, "", /cannot be reached/],
  ] as const) {
    const url = await answering(t, status, body);
    await assert.rejects(fetchRun({ origin: "dev-server", url, key }, "01X", 0), (error) => error instanceof RecordingError && message.test(error.message) && !error.message.includes(key), `${status}`);
  }
  await assert.rejects(fetchRun({ origin: "dev-server", url: "http://127.0.0.1:1", key }, "01X", 0), /cannot be reached: start it, or correct its address/);
});

const about = { data: { id: "01RUN", status: "FAILED", function: { id: "order", slug: "app-order" }, app: { id: "app" }, output: { name: "Error", message: "no stock" }, trigger: { eventIds: ["01E"] } } };
const event = { data: { id: "01E", name: "shop/order", data: {} } };
const span = (stepId: string, rest: object = {}): object => ({ id: stepId, name: stepId, stepId, stepOp: "RUN", status: "COMPLETED", startedAt: "2026-01-01T00:00:00Z", endedAt: "2026-01-01T00:00:01Z", children: [], ...rest });
const read = (trace: unknown, run: unknown = about) => toServerRecording({ run, trace, events: [event] }, { origin: "dev-server", savedAt: 7 });

test("a trace that says nothing of the steps, or not what they gave, is refused: they would run again here", () => {
  const refuse = (trace: unknown, message: RegExp): void => { assert.throws(() => read(trace), (error) => error instanceof RecordingError && message.test(error.message)); };
  const unknown = /^the server describes the steps of run 01RUN in a way that is not known here: update the extension$/;
  for (const trace of [{}, { data: {} }, { data: { rootSpan: null } }, { data: { spans: [span("charge")] } }, { data: { rootSpan: { children: "none" } } }, [], null, "trace"]) refuse(trace, unknown);
  refuse({ data: { rootSpan: { children: [span("charge"), span("pack")] } } }, /^the server does not say what the steps of run 01RUN gave: update it, or take a run whose outputs it still has$/);
  refuse({ data: { rootSpan: { children: [span("charge", { output: JSON.parse("[".repeat(3_000) + "]".repeat(3_000)) as unknown })] } } }, /nested too deeply/);
  assert.deepEqual(read({ data: { rootSpan: { children: [] } } }).runs[0]?.steps, [], "a function without steps is one all the same");
});

test("a trace that was cut short, or of a server to come, gives the steps that it is sure of", () => {
  const steps = (children: readonly unknown[]): unknown => read({ data: { rootSpan: { children, more: true }, shape: 9 } }).runs[0]?.steps.map(({ id, tool, result }) => [id, tool, result.kind === "data" ? result.data : result.error.message]);
  assert.deepEqual(steps([
    span("charge", { output: { data: 5 } }), span("void", { output: null }), span("text", { output: "plain" }), span("odd", { output: 7, stepOp: "TELEPORT" }),
    span("nested", { output: { data: { data: 1 } } }), { id: "group", children: [span("inside", { output: true })] },
    span("open", { endedAt: undefined, status: "RUNNING" }), span("wrong time", { endedAt: "yesterday", output: 1 }), null, 7, "x", [span("hidden")],
    span("pack", { status: "FAILED", output: { error: { name: "Error", message: "no stock" } } }), span("mute", { status: "FAILED", output: undefined }),
  ]), [
    ["charge", "step.run", 5], ["void", "step.run", null], ["text", "step.run", "plain"], ["odd", "step.run", 7], ["nested", "step.run", { data: 1 }], ["inside", "step.run", true],
    ["pack", "step.run", "no stock"], ["mute", "step.run", "the step failed; the server does not say why"],
  ]);
});
