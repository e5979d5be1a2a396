import assert from "node:assert/strict";
import { test } from "node:test";
import { readLiteral } from "./literal.ts";

test("JSON, and literals as the variables view shows them", () => {
  for (const [text, value] of [
    ['{ "a": [1, null] }', { a: [1, null] }], ["{ plan: 'team', seats: [1, -2], ok: true, }", { plan: "team", seats: [1, -2], ok: true }],
    ['(2) ["a", { b: 1 }]', ["a", { b: 1 }]], ['"text"', "text"], ["-1.5", -1.5], ["null", null], ['{ "user-id": 1 }', { "user-id": 1 }],
  ] as const) assert.deepEqual(readLiteral(text), value, text);
  const value = readLiteral("{ __proto__: { polluted: true } }");
  assert.deepEqual([Object.keys(value as object), ({} as Record<string, unknown>)["polluted"]], [["__proto__"], undefined]);
});

test("anything else is one sentence that names the place", () => {
  for (const [text, message] of [
    ["ada", "`ada` is not JSON: unexpected `a` at column 1; text stands in double quotes"],
    ['{ "a": ', '`{ "a": ` is not JSON: it ends too early; text stands in double quotes'],
    ['{ "a": call() }', '`{ "a": call() }` is not JSON: unexpected `c` at column 8; text stands in double quotes'],
    ["{ a: 1, … }", "`{ a: 1, … }` is not JSON: unexpected `a` at column 3; text stands in double quotes"],
    ["", "`` is not JSON: it ends too early; text stands in double quotes"],
  ] as const) assert.throws(() => readLiteral(text), { message });
});
