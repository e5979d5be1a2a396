import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonValue } from "../executor/model.ts";
import { createReferences, json, listVariables, toPresentedValue, toPreview } from "./variables.ts";

const run = { stackOf: "run", runId: "run" };

function expand(value: JsonValue, page: { start?: number; count?: number } = {}) {
  const references = createReferences();
  const { variablesReference } = toPresentedValue(json(value), "event", run, references);
  const entry = references.find(variablesReference);
  assert.ok(entry);
  return listVariables(entry, page, references);
}

test("rows are nested lazily and carry an expression that names them", () => {
  const [name, data] = expand({ name: "app/user.signup", data: { "user-id": 1, tags: ["a"] } });
  assert.deepEqual(name, { name: "name", value: '"app/user.signup"', type: "string", variablesReference: 0, evaluateName: "event.name" });
  assert.equal(data?.value, '{ "user-id": 1, tags: (1) ["a"] }');
  assert.ok(data.variablesReference > 0);
});

test("`__proto__` is a key like any other", () => {
  const value = JSON.parse('{ "__proto__": { "polluted": true }, "constructor": 1 }') as JsonValue;
  const rows = expand(value);
  assert.deepEqual(rows.map(({ name, value }) => [name, value]), [["__proto__", "{ polluted: true }"], ["constructor", "1"]]);
  assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
});

test("a million-character string and 5,000 keys stay bounded", () => {
  const [row] = expand({ text: "x".repeat(1_000_000) });
  assert.ok(row && row.value.length < 10_100);
  const many = expand(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])));
  assert.equal(many.length, 1_001);
  assert.deepEqual([many.at(-1)?.name, many.at(-1)?.value], ["…", "4,000 more"]);
});

test("an array pages as the client asks", () => {
  const rows = expand(Array.from({ length: 5_000 }, (_, index) => index), { start: 4_990, count: 100 });
  assert.deepEqual(rows.map(({ name }) => name), Array.from({ length: 10 }, (_, index) => String(4_990 + index)));
});

test("deep data is previewed two levels down and no deeper", () => {
  let value: JsonValue = "bottom";
  for (let index = 0; index < 10_000; index++) value = { next: value };
  assert.equal(toPreview(value), "{ next: { next: {…} } }");
});

test("terminal escapes in keys and values are shown", () => {
  const [row] = expand({ "\u001b[2J": "\u001b]0;x\u0007" });
  assert.equal(row?.name, "\\u001b[2J");
  assert.equal(row.value, '"\\u001b]0;x\\u0007"');
});

test("a reference is dead once the run has moved", () => {
  const references = createReferences();
  const first = toPresentedValue(json([1]), undefined, run, references).variablesReference;
  const other = toPresentedValue(json([1]), undefined, { stackOf: "other", runId: "other" }, references).variablesReference;
  references.clear("run");
  assert.ok(references.find(other));
  assert.equal(references.find(first), undefined);
  assert.deepEqual([first, other, other + 1, 0].map(references.isPast), [true, false, false, false]);
  assert.notEqual(toPresentedValue(json([2]), undefined, run, references).variablesReference, first);
});
