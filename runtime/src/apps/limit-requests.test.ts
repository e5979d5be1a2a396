import assert from "node:assert/strict";
import { test } from "node:test";
import { limitRequests } from "./limit-requests.ts";

test("so many are under way and no more, in turn, whatever comes of them", async () => {
  const begun: string[] = [];
  const under = new Map<string, () => void>();
  const send = limitRequests(({ url: asked }) => new Promise((resolve, reject) => {
    const url = asked.slice(-1);
    begun.push(url);
    under.set(url, () => { if (url === "b") reject(new Error("lost")); else resolve({ status: 200, headers: {}, text: url }); });
  }), 2);
  const { signal } = new AbortController();
  const answers = ["a", "b", "c", "d", "e"].map((url) => send({ method: "POST", url: `http://host/${url}`, headers: {} }, signal).then(({ text }) => text, (error: Error) => error.message));
  assert.deepEqual(begun, ["a", "b"]);
  for (const url of ["b", "a", "c", "d", "e"]) {
    under.get(url)?.();
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  assert.deepEqual(begun, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(await Promise.all(answers), ["a", "lost", "c", "d", "e"]);
});

test("a host that is silent keeps no other from its turn", async () => {
  const begun: string[] = [];
  const send = limitRequests(({ url }) => { begun.push(url); return new Promise(() => undefined); }, 1);
  const { signal } = new AbortController();
  for (const url of ["http://one/a", "http://one/b", "http://two/a", "connect://three/"]) void send({ method: "POST", url, headers: {} }, signal);
  await new Promise((resolve) => { setImmediate(resolve); });
  assert.deepEqual(begun, ["http://one/a", "http://two/a", "connect://three/"]);
});
