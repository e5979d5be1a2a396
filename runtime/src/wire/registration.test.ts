import assert from "node:assert/strict";
import { test } from "node:test";
import { toFunctionConfig } from "./registration.ts";

test("of more retries than there are Inngest takes the most, and none are its default", () => {
  const retries = (attempts?: number): number => toFunctionConfig({ id: "app-f", steps: { step: attempts === undefined ? {} : { retries: { attempts } } } }, "app").retries;
  assert.deepEqual([retries(), retries(0), retries(20), retries(21)], [4, 0, 20, 20]);
});
