import assert from "node:assert/strict";
import { test } from "node:test";
import { isValid } from "ulid";
import { createEngineFixture, testStart } from "../testing/engine-fixture.ts";
import type { JsonValue } from "../executor/model.ts";
import type { SdkApiRequest } from "../executor/ports.ts";
import { createEventApi } from "./event-api.ts";

const machine = Date.UTC(2027, 5, 1);

function createApi() {
  const fixture = createEngineFixture([{ id: "any", on: ["app/*"], handler: ({ event }) => event.data }]);
  const api = createEventApi({ send: fixture.executor.send, now: fixture.clock.now, machineNow: () => machine });
  const request = (change: Partial<SdkApiRequest>) => api({ method: "POST", path: "/e/key", headers: {}, body: undefined, call: undefined, ...change });
  return { ...fixture, request, post: (body: JsonValue | undefined, headers = {}) => request({ body, headers }) };
}

const refused: readonly (readonly [JsonValue, RegExp])[] = [
  [{ data: {} }, /^event name is empty$/],
  [{ name: "" }, /^event name is empty$/],
  [{ name: null }, /^event name is empty$/],
  [{ name: "inngest/function.failed" }, /^event name is reserved for internal use: inngest\/function\.failed$/],
  [{ name: "Inngest/mine" }, /reserved/],
  [{ name: "a", data: "text" }, /must be an object, not a string/],
  [{ name: "a", data: [] }, /must be an object, not an array/],
  [{ name: "a", data: true }, /must be an object, not a boolean/],
  [{ name: "a", ts: "now" }, /whole number of milliseconds/],
  [{ name: "a", ts: 1.5 }, /whole number of milliseconds/],
  [{ name: "a", ts: 1_795_392_000 }, /^timestamp is before Jan 1, 1980$/],
  [{ name: "a", ts: Date.UTC(2101, 0, 1) }, /^timestamp is after Jan 1, 2100$/],
  ["text", /^Request body must contain an event object or an array of event objects$/],
  [[{ name: "app/good" }, { name: "" }], /^event name is empty \(event at index 1 of 2; none was sent\)$/],
  [{ name: "a", data: { x: "x".repeat(3_145_728) } }, /^Event is over the max size: Max 3145728 bytes \/ Size 31457\d\d bytes$/],
  [Array.from({ length: 5001 }, () => ({ name: "app/many" })), /^Cannot have more than 5000 events in a batch$/],
];

for (const [body, message] of refused) {
  test(`refuses ${JSON.stringify(body).slice(0, 60)}`, () => {
    const { post, executor } = createApi();
    const { status, body: answer } = post(body);
    assert.equal(status, 400);
    assert.match((answer as { error: string }).error, message);
    assert.ok((answer as { ids: string[] }).ids.every((id) => id === ""));
    assert.deepEqual(executor.runs(), []);
  });
}

test("answers the ids of what it takes, in order", () => {
  const { post, executor } = createApi();
  const { status, body } = post([{ name: "app/a", id: "mine" }, { name: "app/b", data: null }, { name: "🙂 anything" }]);
  const { ids } = body as { ids: string[] };
  assert.equal(status, 200);
  assert.ok(ids.length === 3 && ids.every((id) => isValid(id)));
  assert.deepEqual(executor.runs().map(({ events }) => [events[0]?.name, events[0]?.id]), [["app/a", "mine"], ["app/b", ids[1]]]);
});

test("nothing sent is an empty list", () => {
  const { post } = createApi();
  for (const body of [[], undefined, ""] as const) assert.deepEqual(post(body), { status: 200, body: { ids: [], status: 200 } });
});

test("a seed gives its ids, and the same request again starts nothing", () => {
  const { post, executor } = createApi();
  const headers = { "x-inngest-event-id-seed": `1469918176385,${Buffer.alloc(10).toString("base64")}` };
  const first = post([{ name: "app/a" }, { name: "app/b" }], headers);
  assert.deepEqual((first.body as { ids: string[] }).ids, ["01ARYZ6S410000000000000001", "01ARYZ6S410000000000000002"]);
  assert.deepEqual(post([{ name: "app/a" }, { name: "app/b" }], headers), first);
  assert.equal(executor.runs().length, 2);
  const { ids } = post([{ name: "app/a" }], { "x-inngest-event-id-seed": "nonsense" }).body as { ids: string[] };
  assert.ok(isValid(ids[0] ?? ""));
});

test("the SDK's stamp of now is the executor's now; other times stay", () => {
  const { post, executor } = createApi();
  post([{ name: "app/a", ts: machine - 3 }, { name: "app/b", ts: Date.UTC(2020, 0, 1) }, { name: "app/c", ts: 0 }, { name: "app/d", ts: null }]);
  assert.deepEqual(executor.runs().map(({ events }) => events[0]?.ts), [testStart, Date.UTC(2020, 0, 1), testStart, testStart]);
});

test("`data._inngest` is not for users", () => {
  const { post, executor } = createApi();
  post({ name: "app/a", data: { _inngest: { x: 1 }, y: 2 } });
  assert.deepEqual(executor.runs()[0]?.events[0]?.data, { y: 2 });
});

test("other requests have an answer of their own", () => {
  const { request } = createApi();
  assert.equal(request({ method: "GET" }).status, 405);
  assert.equal(request({ headers: { "content-encoding": "gzip" } }).status, 400);
  assert.equal(request({ path: "/e/" }).status, 303);
  assert.equal(request({ path: "/fn/register" }).status, 200);
  assert.deepEqual(request({ method: "GET", path: "/v1/runs/1?x=2" }), { status: 404, body: { error: "the local runtime has no GET /v1/runs/1: it answers the event API, signals and checkpoints alone", status: 404 } });
});
