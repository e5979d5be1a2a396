import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isValid } from "ulid";
import { createEngineFixture, testStart, type EngineFixture } from "../testing/engine-fixture.ts";
import type { JsonValue } from "../executor/model.ts";
import { openDoor } from "../door/door.ts";
import type { SdkApi, SdkApiRequest } from "../executor/ports.ts";
import { parseBody } from "../wire/call-request.ts";
import { createApi } from "./api.ts";

const machine = Date.UTC(2027, 5, 1);

interface Answer {
  readonly status: number;
  readonly body: JsonValue;
  readonly headers: Readonly<Record<string, string>>;
}

type Ask = (change: Partial<SdkApiRequest>) => Promise<Answer>;

interface Fixture extends EngineFixture {
  readonly request: Ask;
  readonly cautions: readonly string[];
  readonly post: (body: JsonValue | undefined, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
}

const doors = {
  "in-process": async (api: SdkApi) => ({
    request: async ({ body: sent, ...change }: Partial<SdkApiRequest>) => {
      const { status, body, headers = {} } = api({ method: "POST", path: "/e/key", headers: {}, body: typeof sent === "string" ? parseBody(sent) : sent, call: undefined, ...change });
      return { status, body, headers };
    },
    close: async () => undefined,
  }),
  "over HTTP": async (api: SdkApi) => {
    const door = await openDoor({ host: "127.0.0.1", port: 0, origins: () => new Set(), answer: (asked) => api({ ...asked, call: undefined }) });
    return {
      request: async ({ method = "POST", path = "/e/key", headers = {}, body }: Partial<SdkApiRequest>) => {
        const sent = body === undefined || method === "GET" ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
        const response = await fetch(`${door.origin}${path}`, { method, headers, redirect: "manual", ...sent });
        const text = await response.text();
        return { status: response.status, headers: Object.fromEntries(response.headers), body: text === "" ? null : JSON.parse(text) as JsonValue };
      },
      close: door.close,
    };
  },
} satisfies Record<string, (api: SdkApi) => Promise<{ request: Ask; close: () => Promise<void> }>>;

for (const [name, open] of Object.entries(doors)) describe(name, () => {

/** Runs `body` on a fixture of its own. */
function check(title: string, body: (fixture: Fixture) => Promise<void>): void {
  test(title, async () => {
    const fixture = createEngineFixture([{ id: "any", on: ["app/*"], handler: ({ event }) => event.data }]);
    const cautions: string[] = [];
    const { request, close } = await open(createApi({ executor: fixture.executor, functions: () => fixture.worker.functions, now: fixture.clock.now, machineNow: () => machine, onCaution: (message) => { cautions.push(message); } }));
    try {
      await body({ ...fixture, request, cautions, post: (sent, headers = {}) => request({ body: sent, headers }) });
    } finally {
      await close();
    }
  });
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
  [{ name: "a", data: 5 }, /must be an object, not a number/],
  [{ name: 5 }, /^event name must be a string$/],
  [{ name: "a", ts: true }, /whole number of milliseconds/],
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
  check(`refuses ${JSON.stringify(body).slice(0, 60)}`, async ({ post, executor }) => {
    const { status, body: answer, headers } = await post(body);
    assert.match(headers["content-type"] ?? "", /^text\/plain/);
    assert.equal(status, 400);
    assert.match((answer as { error: string }).error, message);
    assert.ok((answer as { ids: string[] }).ids.every((id) => id === ""));
    assert.deepEqual(executor.runs(), []);
  });
}

check("answers the ids of what it takes, in order", async ({ post, executor }) => {
  const { status, body, headers } = await post([{ name: "app/a", id: "mine" }, { name: "app/b", data: null }, { name: "🙂 anything" }]);
  const { ids } = body as { ids: string[] };
  assert.match(headers["content-type"] ?? "", /^text\/plain/);
  assert.equal(status, 200);
  assert.ok(ids.length === 3 && ids.every((id) => isValid(id)));
  assert.deepEqual(executor.runs().map(({ events }) => [events[0]?.name, events[0]?.id]), [["app/a", "mine"], ["app/b", ids[1]]]);
});

check("nothing sent is an empty list", async ({ post }) => {
  for (const body of [[], undefined, ""] as const) assert.deepEqual((await post(body)).body, { ids: [], status: 200 });
});

check("a seed gives its ids, and the same request again starts nothing", async ({ post, executor }) => {
  const headers = { "x-inngest-event-id-seed": `1469918176385,${Buffer.alloc(10).toString("base64")}` };
  const first = await post([{ name: "app/a" }, { name: "app/b" }], headers);
  assert.deepEqual((first.body as { ids: string[] }).ids, ["01ARYZ6S410000000000000001", "01ARYZ6S410000000000000002"]);
  assert.deepEqual((await post([{ name: "app/a" }, { name: "app/b" }], headers)).body, first.body);
  assert.equal(executor.runs().length, 2);
  const { ids } = (await post([{ name: "app/a" }], { "x-inngest-event-id-seed": "nonsense" })).body as { ids: string[] };
  assert.ok(isValid(ids[0] ?? ""));
});

check("the SDK's stamp of now is the executor's now; other times stay", async ({ post, executor }) => {
  await post([{ name: "app/a", ts: machine - 3 }, { name: "app/b", ts: Date.UTC(2020, 0, 1) }, { name: "app/c", ts: 0 }, { name: "app/d", ts: null }]);
  assert.deepEqual(executor.runs().map(({ events }) => events[0]?.ts), [testStart, Date.UTC(2020, 0, 1), testStart, testStart]);
});

for (const name of ["app/".padEnd(513, "x"), "app/".padEnd(10_000, "x"), "app/\u0000", "app/🙂", " "]) {
  check(`takes the name ${JSON.stringify(name).slice(0, 20)} of ${name.length}`, async ({ post, executor }) => {
    assert.equal((await post({ name })).status, 200);
    assert.deepEqual(executor.runs().map(({ events }) => events[0]?.name), name === " " ? [] : [name]);
  });
}

check("takes what is as large as it may be", async ({ post, executor }) => {
  const empty = JSON.stringify({ name: "app/a", data: { x: "" } }).length;
  const sized = (bytes: number) => ({ name: "app/a", data: { x: "x".repeat(bytes - empty) } });
  for (const body of [sized(256 * 1024), sized(512 * 1024), sized(3_145_728), [sized(2 * 1024 * 1024), sized(2 * 1024 * 1024)]]) assert.equal((await post(body)).status, 200);
  assert.equal(executor.runs().length, 5);
  assert.equal((await post(sized(3_145_729))).status, 400);
  const { status, body } = await post(Array.from({ length: 5000 }, () => ({ name: "other/many" })));
  assert.deepEqual([status, new Set((body as { ids: string[] }).ids).size], [200, 5000]);
});

check("no data is null", async ({ post, executor }) => {
  await post([{ name: "app/a" }, { name: "app/b", data: null }]);
  assert.deepEqual(executor.runs().map(({ events }) => events[0]?.data), [null, null]);
});

check("an event with an id that was sent before has an id of its own, and starts nothing", async ({ post, executor }) => {
  const { ids } = (await post([{ name: "app/a", id: "order-1" }, { name: "app/a", id: "order-1" }])).body as { ids: string[] };
  assert.equal(new Set(ids).size, 2);
  assert.equal(executor.runs().length, 1);
});

check("a time to come delays the run", async ({ post, executor, clock }) => {
  const release = clock.hold("running");
  await post({ name: "app/a", ts: testStart + 3_600_000 });
  assert.equal(executor.runs()[0]?.status, "queued");
  release();
  await executor.whenIdle();
  assert.equal(executor.runs()[0]?.startedAt, testStart + 3_600_000);
});

check("any key will do", async ({ request }) => {
  for (const key of ["NO_EVENT_KEY_SET", "%20", "a-b_c"]) assert.equal((await request({ path: `/e/${key}`, body: { name: "app/a" } })).status, 200);
});

check("the body decides whether it is an event, whatever its type is said to be", async ({ post, executor }) => {
  for (const type of ["application/json; charset=utf-8", "text/plain", "application/x-www-form-urlencoded"]) assert.equal((await post('{"name":"app/a"}', { "content-type": type })).status, 200, type);
  assert.equal(executor.runs().length, 3);
  for (const [type, body] of [["application/x-www-form-urlencoded", "name=app%2Fa"], ["multipart/form-data; boundary=x", '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\napp/a\r\n--x--\r\n']] as const) {
    assert.deepEqual(await post(body, { "content-type": type }).then(({ status, body: answer }) => [status, answer]), [400, { ids: [""], status: 400, error: "A form is no event: in the cloud a webhook's transform makes one of it; send JSON here" }]);
  }
  assert.match(((await post('{"name":"app/a"', { "content-type": "application/json" })).body as { error: string }).error, /^Request body must contain an event object/);
  assert.equal(executor.runs().length, 3);
});

check("of a key that stands twice the last counts, and numbers are doubles", async ({ post, executor }) => {
  await post('{"name":"no","name":"app/a","data":{"n":1,"n":9007199254740993,"x":1.0}}');
  assert.deepEqual(executor.runs().map(({ events }) => events[0]?.data), [{ n: 9_007_199_254_740_992, x: 1 }]);
});

check("what the cloud may not take is taken, and said once", async ({ post, cautions }) => {
  const long = "app/".padEnd(257, "x");
  for (const body of [{ name: "app/".padEnd(256, "x") }, { name: long }, [{ name: long }, { name: "app/big", data: { x: "x".repeat(262_144) } }], { name: "app/big", data: { x: "x".repeat(300_000) } }]) assert.equal((await post(body)).status, 200);
  assert.deepEqual(cautions, [
    `the name of event \`${long.slice(0, 60)}…\` has 257 characters; Inngest takes at most 256`,
    "event `app/big` has 257 KiB; not every plan of Inngest takes more than 256 KiB",
  ]);
});

check("`data._inngest` is not for users", async ({ post, executor }) => {
  await post({ name: "app/a", data: { _inngest: { x: 1 }, y: 2 } });
  assert.deepEqual(executor.runs()[0]?.events[0]?.data, { y: 2 });
});

check("other requests have an answer of their own", async ({ request }) => {
  for (const method of ["GET", "PUT", "DELETE", "PATCH"]) assert.equal((await request({ method })).status, 405, method);
  assert.equal((await request({ headers: { "content-encoding": "gzip" } })).status, 400);
  for (const method of ["GET", "POST"]) assert.equal((await request({ method, path: "/e/" })).status, 303);
  assert.equal((await request({ path: "/fn/register" })).status, 200);
  assert.deepEqual((await request({ method: "GET", path: "/v1/apps?x=2" })).body, { error: "the local runtime has no GET /v1/apps", status: 404 });
});

});
