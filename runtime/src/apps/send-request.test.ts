import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { test } from "node:test";
import { AnswerLost, sendRequest } from "./send-request.ts";

async function listen(answer: http.RequestListener, port = 0) {
  const sockets = new Set<Socket>();
  const server = http.createServer(answer).on("connection", (socket) => { sockets.add(socket); });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: taken } = server.address() as AddressInfo;
  return { port: taken, url: `http://127.0.0.1:${taken}/`, sockets, close: async () => { server.closeAllConnections(); server.close(); await once(server, "close"); } };
}

const post = (url: string, signal = new AbortController().signal) => sendRequest({ method: "POST", url, headers: {}, body: "{}" }, signal);

test("a warm connection is used again, and a new one where the app has started anew", async () => {
  const first = await listen((_request, response) => response.end("first"));
  assert.equal((await post(first.url)).text, "first");
  assert.equal((await post(first.url)).text, "first");
  assert.equal(first.sockets.size, 1);
  await first.close();
  await assert.rejects(post(first.url), { code: "ECONNREFUSED" });
  const second = await listen((_request, response) => response.end("second"), first.port);
  assert.equal((await post(second.url)).text, "second");
  await second.close();
});

test("an answer that is lost on a connection that was used before is lost, not unreached", async () => {
  let asked = 0;
  const server = await listen((request, response) => { if (++asked === 1) response.end("once"); else request.socket.destroy(); });
  await post(server.url);
  await assert.rejects(post(server.url), AnswerLost);
  assert.deepEqual([asked, server.sockets.size], [2, 1]);
  await server.close();
});

test("an abort ends the request with its reason, an abort afterwards nothing", async () => {
  const ending = new AbortController();
  const server = await listen((_request, response) => { if (ending.signal.aborted) response.end("later"); else ending.abort(new Error("ended")); });
  await assert.rejects(post(server.url, ending.signal), /^Error: ended$/);
  const late = new AbortController();
  assert.equal((await post(server.url, late.signal)).text, "later");
  late.abort();
  assert.equal((await post(server.url)).text, "later");
  await server.close();
});
