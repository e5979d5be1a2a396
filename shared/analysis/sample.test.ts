import assert from "node:assert/strict";
import { test } from "node:test";
import { toSample } from "./sample.ts";
import type { Shape } from "./shape.ts";

const string: Shape = { kind: "string" };
const required = (shape: Shape) => ({ shape, optional: false });

test("a sample has every required property and no optional one", () => {
  const shape: Shape = {
    kind: "object",
    open: false,
    properties: {
      userId: required(string), email: required(string), createdAt: required(string), name: { shape: string, optional: true },
      plan: required({ kind: "union", members: [{ kind: "null" }, { kind: "literal", value: "pro" }] }),
      seats: required({ kind: "number" }),
      invoiceIds: required({ kind: "array", element: string }),
    },
  };
  assert.deepEqual(toSample(shape), {
    userId: "user-1", email: "user@example.com", createdAt: "2026-01-01T00:00:00.000Z", plan: "pro", seats: 1, invoiceIds: ["invoice-1"],
  });
});

test("no schema gives an empty object, and recursion ends", () => {
  assert.deepEqual(toSample(undefined), {});
  assert.deepEqual(toSample({ kind: "any" }), {});
  const node: { kind: "object"; open: boolean; properties: Record<string, { shape: Shape; optional: boolean }> } = { kind: "object", open: false, properties: {} };
  node.properties["child"] = { shape: node, optional: false };
  assert.ok(JSON.stringify(toSample(node)).length < 200);
});
