import assert from "node:assert/strict";
import { test } from "node:test";
import { toFunctionTarget } from "../../../shared/protocol/commands.ts";
import type { FunctionTreeNode, TreePlace } from "../../../shared/protocol/function-tree.ts";
import { toRows } from "./function-rows.ts";

const at = (line: number): TreePlace => ({ uri: "file:///a.ts", line, character: 2 });
const invoices: FunctionTreeNode = {
  id: "send-invoices",
  label: "send-invoices",
  place: at(3),
  triggers: [{ label: "app/billing.month-closed", tool: "event", place: at(3) }],
  steps: [{ label: "close-month", tool: "run", place: at(5) }, { label: "close-month", tool: "run", place: at(7) }],
};

test("a function's row shows its triggers, and under it triggers and steps", () => {
  const [row] = toRows([invoices]);
  assert.equal(row?.description, "app/billing.month-closed");
  assert.equal(row?.spoken, "function send-invoices, started by app/billing.month-closed");
  assert.equal(row.children[1]?.spoken, "step close-month, run");
  assert.deepEqual(row.children.map(({ label, description }) => [label, description]), [
    ["app/billing.month-closed", "event"], ["close-month", "step.run"], ["close-month", "step.run"],
  ]);
});

test("keys are unique, where ids are repeated too", () => {
  const rows = toRows([invoices, invoices]).flatMap((row) => [row, ...row.children]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, rows.length);
  assert.equal(rows[0]?.ambiguous, true);
  assert.equal(toRows([invoices])[0]?.ambiguous, undefined);
});

test("a function's row is the target of Run and Debug", () => {
  assert.deepEqual(toFunctionTarget(toRows([invoices])[0]), { uri: "file:///a.ts", functionId: "send-invoices" });
  const { label, place, triggers, steps } = invoices;
  assert.deepEqual(toFunctionTarget(toRows([{ label, place, triggers, steps }])[0]), { uri: "file:///a.ts" });
});
