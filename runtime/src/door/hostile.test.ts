/** Whatever bytes arrive: each is refused or answered, and the server goes on. */
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, test } from "node:test";
import { createApi } from "../api/api.ts";
import { createRunTokens } from "../api/run-tokens.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import { openDoor, type Door, type DoorOptions } from "./door.ts";
import { createRunStreams } from "./run-streams.ts";

const { executor, worker, clock } = createEngineFixture([{ id: "any", on: ["app/*"], handler: ({ event }) => event.data }]);
const api = createApi({ executor, functions: () => worker.functions, now: clock.now });
const open = (change: Partial<DoorOptions> = {}): Promise<Door> => openDoor({
  host: "127.0.0.1", port: 0, origins: () => new Set(), answer: (asked) => api({ ...asked, call: undefined }), upgrade: (_request, socket) => { socket.end("HTTP/1.1 426 Upgrade Required\r\n\r\n"); },
  stream: createRunStreams({ tokens: createRunTokens("secret"), whenEnded: () => undefined }).answer, ...change,
});

let door: Door;
before(async () => { door = await open(); });
after(() => door.close());

/** What comes back until the server ends the connection, or has answered. */
function send(text: string, { at = door, hangsUp = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    let got = "";
    const socket = net.connect(Number(new URL(at.origin).port), "127.0.0.1", () => {
      socket.write(text);
      if (hangsUp) setImmediate(() => { socket.resetAndDestroy(); });
    });
    socket.setEncoding("latin1").on("data", (piece: string) => { got += piece; });
    socket.on("error", () => undefined).on("close", () => { resolve(got); });
  });
}

const host = "host: 127.0.0.1\r\nconnection: close\r\n";
const upgrade = "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n";
const post = (path: string, body: string, headers = "") => `POST ${path} HTTP/1.1\r\n${host}${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const requests: readonly (readonly [title: string, text: string, status: number, says?: RegExp])[] = [
  ["an address in place of a path", `GET http://[ HTTP/1.1\r\n${host}\r\n`, 404],
  ["a path that names a host", `GET //evil.example/health HTTP/1.1\r\n${host}\r\n`, 404],
  ["a path that leads up", `GET /v1/../../../etc/passwd HTTP/1.1\r\n${host}\r\n`, 404],
  ["a function's name that leads up", post("/invoke/..%2f..%2fetc", "{}"), 404, /there is no function `\.\.\/\.\.\/etc`/],
  ["a function named as a prototype", post("/invoke/__proto__", "{}"), 404, /there is no function `__proto__`/],
  ["an escape that is none", `GET /v1/runs/%E0%A4%A HTTP/1.1\r\n${host}\r\n`, 404],
  ["no host", "GET /health HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
  ["no host, as before 1.1", "GET /health HTTP/1.0\r\n\r\n", 403],
  ["a header of 20 KB", `GET /health HTTP/1.1\r\n${host}x: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ["3,000 headers", `GET /health HTTP/1.1\r\n${host}${"x: a\r\n".repeat(3000)}\r\n`, 431],
  ["two lengths", `POST /e/k HTTP/1.1\r\n${host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ["a method that is none", `__proto__ / HTTP/1.1\r\n${host}\r\n`, 400],
  ["TRACE", `TRACE / HTTP/1.1\r\n${host}\r\n`, 404],
  ["a body that is no JSON", post("/v1/signals", "{"), 400],
  ["a body nested 100,000 deep", post("/e/key", `{"name":"app/x","data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), 400],
  ["a stream without its token", `GET /v1/realtime/sse?token=a.b HTTP/1.1\r\n${host}\r\n`, 401],
  ["a stream of no run", post("/v1/realtime/publish/tee?channel=__proto__", "hi"), 404],
  ["a stream asked by a page", `GET /v1/realtime/sse HTTP/1.1\r\n${host}origin: https://evil.example\r\n\r\n`, 403],
  ["another protocol, under another name", `GET /v0/connect/gateway HTTP/1.1\r\nhost: evil.example\r\n${upgrade}\r\n`, 403],
  ["another protocol, asked by a page", `GET /v0/connect/gateway HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://evil.example\r\n${upgrade}\r\n`, 403],
  ["another protocol at no path", `GET http://[ HTTP/1.1\r\nhost: 127.0.0.1\r\n${upgrade}\r\n`, 426],
];

for (const [title, text, status, says] of requests) {
  test(title, { timeout: 240_000 }, async () => {
    const answer = await send(text);
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(answer, says ?? /./);
    assert.doesNotMatch(answer, /access-control-allow-origin/i);
  });
}

test("whoever hangs up in the middle harms nobody", { timeout: 240_000 }, async () => {
  for (const [, text] of requests) await send(text, { hangsUp: true });
  assert.match(await send(`GET /health HTTP/1.1\r\n${host}\r\n`), /^HTTP\/1\.1 200 /);
});

test("keys of prototypes are data like any other", async () => {
  await send(post("/e/key", '{"name":"app/x","data":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'));
  const output = executor.runs().at(-1)?.output as object;
  assert.deepEqual(Object.entries(output).map(([key]) => key), ["__proto__", "constructor"]);
  assert.equal(Reflect.get({}, "polluted"), undefined);
});

test("who is slow to ask is not waited for", { timeout: 240_000 }, async () => {
  const impatient = await open({ patience: { headersMs: 50, requestMs: 50 } });
  try {
    assert.match(await send("GET /health HT", { at: impatient }), /^HTTP\/1\.1 408 /);
    assert.match(await send(`POST /e/key HTTP/1.1\r\n${host}content-length: 100\r\n\r\n{`, { at: impatient }), /^HTTP\/1\.1 408 /);
  } finally {
    await impatient.close();
  }
});

test("what an endpoint answers cannot break its own answer", async () => {
  const broken = await open({ answer: () => ({ status: 200, body: null, headers: { "x-bad": "a\r\nb" } }) });
  try {
    assert.match(await send(`GET /health HTTP/1.1\r\n${host}\r\n`, { at: broken }), /^HTTP\/1\.1 500 [^]*Invalid character in header/);
  } finally {
    await broken.close();
  }
});
