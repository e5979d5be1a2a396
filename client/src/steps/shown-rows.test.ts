import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunSteps, StepRow } from "../../../shared/protocol/steps.ts";
import { updateRows } from "./shown-rows.ts";
import { toRows, type Row } from "./step-rows.ts";

const step = (id: string, rest: Partial<StepRow> = {}): StepRow => ({ id, tool: "step.run", state: "notReached", place: { path: "/app/fn.ts", line: id.length, column: 3 }, ...rest });
const rowsOf = (steps: readonly StepRow[], emitted: RunSteps["emitted"] = [], checked: readonly number[] = []): Row[] =>
  toRows({ runId: "r", name: "fn", status: "running", steps, emitted }, ({ line }) => checked.includes(line));
const event = { id: "01HQ8PTAESBZPBDS8JTRZZYY3S", name: "app/told", step: "bb", runs: 1 };

test("a stop draws the rows that it changes, and no other", () => {
  const shown = rowsOf([step("a", { state: "next" }), step("bb"), step("ccc")]);
  const [first, second, third] = shown;
  const changed = updateRows(shown, rowsOf([step("a", { state: "memoized", value: "1" }), step("bb", { state: "next" }), step("ccc")]));
  assert.deepEqual(changed?.map(({ label, description }) => `${label} ${description}`), ["a 1", "bb next · step.run"]);
  assert.deepEqual([changed[0] === first, changed[1] === second, shown[2] === third], [true, true, true], "an editor knows its rows by their objects");
  assert.deepEqual(updateRows(shown, rowsOf([step("a", { state: "memoized", value: "1" }), step("bb", { state: "next" }), step("ccc")])), []);
});

test("a check box is drawn when its breakpoint comes or goes, and what a row no longer has is gone", () => {
  const steps = [step("a", { state: "failed" }), step("bb")];
  const shown = rowsOf(steps);
  assert.deepEqual(updateRows(shown, rowsOf(steps, [], [2]))?.map(({ label, checked }) => [label, checked]), [["bb", true]]);
  const [unplaced] = updateRows(shown, rowsOf([{ id: "a", tool: "step.run", state: "planned" }, step("bb")], [], [2])) ?? [];
  assert.deepEqual(unplaced, rowsOf([{ id: "a", tool: "step.run", state: "planned" }])[0]);
});

test("an event that is emitted draws its list, the first one and a step that comes draw everything", () => {
  const steps = [step("a"), step("bb")];
  const shown = rowsOf(steps, [event]);
  const changed = updateRows(shown, rowsOf(steps, [event, { ...event, id: "01HQ8PTAESBZPBDS8JTRZZYY3T" }]));
  assert.deepEqual(changed?.map(({ label, children }) => [label, children.length]), [["Emitted events", 2]]);
  assert.equal(updateRows(rowsOf(steps), rowsOf(steps, [event])), undefined);
  assert.equal(updateRows(shown, rowsOf([...steps, step("ccc")], [event])), undefined);
});
