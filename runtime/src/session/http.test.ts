import assert from "node:assert/strict";
import { test } from "node:test";
import { createHttp } from "./http.ts";

const request = { url: "https://api.invalid/x?token=secret", method: "POST", headers: { "x-a": "1" }, body: "{}" };

test("a request goes out as it is, and its answer comes back", async () => {
  const sent: unknown[] = [];
  const http = createHttp("allow", async (url, init) => { sent.push([url, init?.method, init?.headers, init?.body]); return new Response("made", { status: 201, headers: { "X-B": "2" } }); });
  const response = await http(request, new AbortController().signal);
  assert.deepEqual([response.status, response.body, response.headers["x-b"]], [201, "made", "2"]);
  assert.deepEqual(sent, [[request.url, "POST", { "x-a": "1" }, "{}"]]);
});

test("where the network is denied nothing is sent, and the query is not told", async () => {
  const http = createHttp("deny", () => { throw new Error("sent"); });
  await assert.rejects(http(request, new AbortController().signal), { name: "NetworkDenied", message: "this run may not use the network: a request to https://api.invalid was refused; set `network` to `allow` to permit it" });
  await assert.rejects(createHttp("allow", () => { throw new Error("sent"); })({ ...request, url: "https://inn.gs/e/key" }, new AbortController().signal), /never reaches Inngest's own servers/);
  await assert.rejects(createHttp("allow")({ ...request, url: "file:///etc/hosts" }, new AbortController().signal), /no address to send a request to/);
});
