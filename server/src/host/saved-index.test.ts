import assert from "node:assert/strict";
import { test } from "node:test";
import { toColumns } from "./file-facts.ts";
import { fromBytes, mayHoldSecret, toBytes } from "./saved-index.ts";

test("strings that look like secrets are told from events and ids", () => {
  const key = "a1B2c3D4".repeat(4);
  for (const text of [`eventKey: "0123456"`, 'const API_KEY="abcdefgh"', '"signkey-prod-12"', `"${key}"`, '"postgres://me:pw@host/db"', "`Bearer abc.def-ghi`", "-----BEGIN PRIVATE KEY-----"]) assert.ok(mayHoldSecret(text), text);
  for (const text of ['name: "token/refresh.requested"', "apiKey: process.env.API_KEY", 'step.run("load-secret", f)', '"this-is-a-long-step-id-with-many-words-1"', "if (token === undefined)"]) assert.ok(!mayHoldSecret(text), text);
});

test("bytes of another version, cut short or changed are not read", () => {
  const bytes = toBytes({ files: toColumns(new Map()), models: new Map() }, "1");
  assert.ok(fromBytes(bytes, "1"));
  assert.equal(fromBytes(bytes, "2"), undefined);
  for (const length of [0, 10, 40, bytes.length - 1]) assert.equal(fromBytes(bytes.subarray(0, length), "1"), undefined);
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(fromBytes(changed, "1"), undefined);
  }
});
