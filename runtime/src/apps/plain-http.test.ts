import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { withPlainHttp } from "./plain-http.ts";
import { sendRequest, type SendRequest } from "./send-request.ts";

test("an app of this machine that says https and speaks http is asked so, once found out at once", async () => {
  const server = http.createServer((request, response) => response.end(request.url)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const asked: string[] = [];
  const { signal } = new AbortController();
  const send = withPlainHttp((request, stop) => { asked.push(request.url.slice(0, 5)); return sendRequest(request, stop); });
  for (const path of ["/a", "/b"]) assert.equal((await send({ method: "POST", url: `https://127.0.0.1:${port}${path}`, headers: {}, body: "{}" }, signal)).text, path);
  assert.deepEqual(asked, ["https", "http:", "http:"]);
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  await assert.rejects(send({ method: "POST", url: `https://localhost:${port}/`, headers: {} }, signal), { code: "ECONNREFUSED" });
});

test("nobody else is asked without TLS", async () => {
  const asked: string[] = [];
  const refuse: SendRequest = ({ url }) => { asked.push(url); return Promise.reject(Object.assign(new Error("wrong version number"), { code: "EPROTO" })); };
  await assert.rejects(withPlainHttp(refuse)({ method: "POST", url: "https://shop.example/api", headers: {} }, new AbortController().signal), { code: "EPROTO" });
  assert.deepEqual(asked, ["https://shop.example/api"]);
});
