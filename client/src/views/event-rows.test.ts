import assert from "node:assert/strict";
import { test } from "node:test";
import { toEventRows } from "./event-rows.ts";

const place = { uri: "file:///a.ts", line: 1, character: 2 };

test("an event's row counts its senders and listeners, which stand below it", () => {
  const [signup, lonely] = toEventRows([
    { name: "app/signup", place, data: "{ id: string }", leaves: [{ label: "route.ts", role: "sends", place }, { label: "f", role: "starts", place }, { label: "f", role: "waits", place }] },
    { name: "app/lonely", place, leaves: [] },
  ]);
  assert.equal(signup?.description, "1 sender, 2 listeners");
  assert.deepEqual(signup.children.map(({ label, description }) => `${label} ${description}`), ["route.ts sends", "f starts", "f waits"]);
  assert.equal(signup.spoken, "event app/signup, 1 sender, 2 listeners");
  assert.deepEqual(signup.children.map(({ spoken }) => spoken), ["route.ts sends app/signup", "f is started by app/signup", "f waits for app/signup"]);
  assert.equal(new Set(signup.children.map(({ key }) => key)).size, 3);
  assert.equal(signup.data, "{ id: string }");
  assert.equal(lonely?.description, "no senders, no listeners");
});
