import assert from "node:assert/strict";
import { test } from "node:test";
import { createHttp } from "./http.ts";

const request = { url: "https://api.invalid/x?token=secret", method: "POST", headers: { "x-a": "1" }, body: "{}" };

test("a request goes out as it is, and its answer comes back", async () => {
  const sent: unknown[] = [];
  const http = createHttp({ network: "allow", send: async (url, init) => { sent.push([url, init?.method, init?.headers, init?.body]); return new Response("made", { status: 201, headers: { "X-B": "2" } }); } });
  const response = await http(request, new AbortController().signal);
  assert.deepEqual([response.status, response.body, response.headers["x-b"]], [201, "made", "2"]);
  assert.deepEqual(sent, [[request.url, "POST", { "x-a": "1" }, "{}"]]);
});

test("where the network is denied nothing is sent, and the query is not told", async () => {
  const http = createHttp({ network: "deny", send: () => { throw new Error("sent"); } });
  await assert.rejects(http(request, new AbortController().signal), { name: "NetworkRefused", message: "this run may not use the network: a connection to api.invalid was refused; set `network` to `allow` to permit it" });
  for (const url of ["https://inn.gs/e/key", "https://api.inngest.com./v1/events"]) {
    await assert.rejects(createHttp({ network: "allow", send: () => { throw new Error("sent"); } })({ ...request, url }, new AbortController().signal), /nothing reaches Inngest while its functions run here/);
  }
  await assert.rejects(createHttp({ network: "allow" })({ ...request, url: "file:///etc/hosts" }, new AbortController().signal), /no address to send a request to/);
});

test("where the network asks, the user is told the host and says", async () => {
  const asked: string[] = [];
  const http = (answer: "allowed" | "refused") => createHttp({ network: "ask", askNetwork: async ({ target }) => { asked.push(target); return answer; }, send: async () => new Response("made") });
  assert.equal((await http("allowed")(request, new AbortController().signal)).body, "made");
  await assert.rejects(http("refused")(request, new AbortController().signal), { name: "NetworkRefused", message: "the connection to api.invalid was refused when you were asked; run the step again to be asked again" });
  assert.deepEqual(asked, ["api.invalid", "api.invalid"]);
  await assert.rejects(createHttp({ network: "ask", send: () => { throw new Error("sent"); } })(request, new AbortController().signal), { name: "NetworkRefused", message: /nobody can be asked here: a connection to api\.invalid was refused/ });
});
