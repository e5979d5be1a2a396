import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, before, test } from "node:test";
import { openDoor, type Door, type DoorRequest } from "./door.ts";

let door: Door;
let asked: DoorRequest[] = [];
before(async () => {
  door = await openDoor({
    host: "127.0.0.1", port: 0, origins: () => new Set(["http://localhost:3000"]),
    answer: (request) => { asked.push(request); return { status: 200, body: { ok: true } }; },
  });
});
after(() => door.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** `fetch` refuses to lie about the host and the origin. */
function send(method: string, headers: Readonly<Record<string, string>>, body = ""): Promise<Answer> {
  asked = [];
  return new Promise((resolve, reject) => {
    const request = http.request(`${door.origin}/e/key?x=1`, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => { text += chunk; });
      response.on("end", () => { resolve({ status: response.statusCode, headers: response.headers, text }); });
    });
    request.on("error", reject);
    request.end(body);
  });
}

test("hands on method, path, headers and parsed body", async () => {
  const { status, text, headers } = await send("POST", { "X-Custom": "1" }, '{"a":1,"a":2}');
  assert.deepEqual([status, text], [200, '{"ok":true}']);
  assert.equal(headers["access-control-allow-origin"], undefined);
  const [request] = asked;
  assert.deepEqual([request?.method, request?.path, request?.headers["x-custom"], request?.body], ["POST", "/e/key?x=1", "1", { a: 2 }]);
});

for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]) {
  test(`${method}: the host and the origin are checked`, async () => {
    for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
      const answer = await send(method, headers);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers["access-control-allow-origin"], undefined);
      assert.deepEqual(asked, []);
    }
    const known = await send(method, { origin: "http://localhost:3000" });
    assert.equal(known.status, method === "OPTIONS" ? 204 : 200);
    assert.equal(known.headers["access-control-allow-origin"], "http://localhost:3000");
    assert.equal(known.headers.vary, "origin");
  });
}

test("a body that is too large is refused unread", async () => {
  const { status } = await send("POST", { "content-length": String(65 * 1024 * 1024) }).catch((error: unknown) => { throw error; });
  assert.equal(status, 413);
  assert.deepEqual(asked, []);
});

test("a body that does not say its length is refused once it is too large", { timeout: 240_000 }, async () => {
  asked = [];
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(`${door.origin}/e/key`, { method: "POST" }, (response) => { resolve(response.statusCode); response.resume(); });
    request.on("error", reject);
    // One byte more than is allowed, and no end: with more under way, the connection would be reset before the answer is read.
    request.write(Buffer.alloc(64 * 1024 * 1024 + 1, " "));
  });
  assert.equal(status, 413);
  assert.deepEqual(asked, []);
});

test("a request to speak another protocol is refused", async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = net.connect(Number(new URL(door.origin).port), "127.0.0.1", () => { socket.write("GET /connect HTTP/1.1\r\nhost: evil.example\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"); });
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => { text += chunk; }).on("end", () => { resolve(text); }).on("error", reject);
  });
  assert.match(answer, /^HTTP\/1\.1 403 /);
});

test("a port that cannot be had is one sentence", async () => {
  const port = Number(new URL(door.origin).port);
  const open = (change: { host?: string; port?: number }) => openDoor({ host: "127.0.0.1", port, origins: () => new Set(), answer: () => ({ status: 200, body: null }), ...change });
  await assert.rejects(open({}), { name: "DoorMistake", message: `port ${port} is in use; stop what listens there, or choose another port` });
  await assert.rejects(open({ host: "203.0.113.9" }), { name: "DoorMistake", message: "`203.0.113.9` is no address of this machine" });
});
