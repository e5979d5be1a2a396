import assert from "node:assert/strict";
import { test } from "node:test";
import { findSecrets, redact, redacted, redactText } from "./redact.ts";

test("a key that names a secret hides its text, at any depth", () => {
  assert.deepEqual(
    redact({ user: { password: "hunter22", apiKey: "abc", name: "Ada" }, items: [{ access_token: "x" }] }, []),
    { user: { password: redacted, apiKey: redacted, name: "Ada" }, items: [{ access_token: redacted }] },
  );
});

test("numbers and counts beside such names stay", () => {
  const usage = { tokens: 120, tokenCount: "120", maxToken: 5, password: "" };
  assert.deepEqual(redact(usage, []), usage);
});

test("tokens are known by their look", () => {
  const jwt = `eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.sig`;
  for (const secret of [`signkey-prod-${"0f".repeat(16)}`, `sk_live_${"a1".repeat(12)}`, `ghp_${"a".repeat(36)}`, "xoxb-1234567890-abc", "AKIAIOSFODNN7EXAMPLE", jwt]) {
    assert.equal(redactText(`before ${secret} after`, []), `before ${redacted} after`, secret);
  }
  assert.equal(redactText("postgres://ada:hunter22@db.example/app", []), `postgres://ada:${redacted}@db.example/app`);
  assert.equal(redactText("see https://example.com/a:b and risk-assessment-of-everything-we-do", []), "see https://example.com/a:b and risk-assessment-of-everything-we-do");
});

test("values of secret variables are found inside other text, the longest first", () => {
  const secrets = findSecrets({ API_KEY: "12345678", LONG_SECRET: "12345678-90", PORT: "30000000", SHORT_KEY: "abc" });
  assert.deepEqual(secrets, ["12345678-90", "12345678"]);
  assert.equal(redactText("a 12345678-90 b 12345678", secrets), `a ${redacted} b ${redacted}`);
});

test("ids of runs and events are no secrets", () => {
  const value = { id: "01HQ8PTAESBZPBDS8JTRZZYY3S", hashedId: "a".repeat(40) };
  assert.deepEqual(redact(value, []), value);
});

test("nesting without end is cut", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 5_000; level++) deep = [deep];
  assert.match(JSON.stringify(redact(deep as never, [])), /nested too deeply/);
});
