import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunSteps, StepRow } from "../../../shared/protocol/steps.ts";
import { toInlineTexts } from "./inline-texts.ts";
import { toRows as toCheckedRows, toTitle, type Row } from "./step-rows.ts";

const at = (line: number) => ({ path: "/app/fn.ts", line, column: 3 });
const step = (id: string, rest: Partial<StepRow>): StepRow => ({ id, tool: "step.run", state: "memoized", place: at(1), ...rest });
const run = (...steps: StepRow[]): RunSteps => ({ runId: "r", name: "fn", status: "running", steps, emitted: [] });
const toRows = (steps: RunSteps): Row[] => toCheckedRows(steps, () => false);
const ulid = "01HQ8PTAESBZPBDS8JTRZZYY3S";

test("every state is an icon and a word", () => {
  const states = ["notReached", "planned", "next", "running", "waiting", "memoized", "failed"] as const;
  const rows = toRows(run(...states.map((state) => step("a", { state })))).slice(0, states.length);
  assert.deepEqual(rows.map(({ description }) => description), states.map((state) => `${state === "notReached" ? "not reached" : state} · step.run`));
  assert.equal(new Set(rows.map(({ icon }) => icon)).size, states.length);
  assert.equal(new Set(rows.map(({ key }) => key)).size, states.length);
});

test("a row tells the attempt and the value, an event its id, its step and what it started", () => {
  const emitted = [{ id: ulid, name: "app/told", step: "tell", runs: 1, place: at(2) }];
  const rows = toRows({ ...run(step("flaky", { state: "running", attempt: 2 }), step("sum", { value: "30" }), step("nap", { tool: "step.sleep", value: "null" })), emitted });
  assert.deepEqual(rows.map(({ label, description }) => `${label}: ${description}`), ["flaky: running · attempt 2 · step.run", "sum: 30", "nap: memoized · step.sleep", "Emitted events: 1"]);
  assert.deepEqual(rows.map(({ spoken }) => spoken), ["flaky, running, attempt 2 · step.run", "sum, memoized, 30", "nap, memoized, step.sleep", "Emitted events, 1"]);
  assert.deepEqual(rows[3]?.children.map(({ label, description, text }) => [label, description, text]), [["app/told", `${ulid} · tell · 1 run`, ulid]]);
});

test("results stand behind their lines: ids after a send, outputs after other steps, the last ones of a loop", () => {
  const loop = [0, 1, 2, 3].map((index) => step(index === 0 ? "loop" : `loop:${String(index)}`, { place: at(4), value: String(index) }));
  assert.deepEqual(toInlineTexts(run(
    step("sum", { place: at(2), value: "30" }), step("tell", { place: at(3), tool: "step.sendEvent", value: `ids: [${ulid}]` }), ...loop,
    step("nap", { place: at(7), tool: "step.sleep", value: "null" }), step("broken", { place: at(5), state: "failed", value: "TypeError: no luck" }), step("next", { place: at(6), state: "next" }),
  )), [
    { path: "/app/fn.ts", line: 2, text: "= 30" },
    { path: "/app/fn.ts", line: 3, text: `ids: [${ulid}]` },
    { path: "/app/fn.ts", line: 4, text: "1 more …  loop:1 = 1  loop:2 = 2  loop:3 = 3" },
    { path: "/app/fn.ts", line: 5, text: "✗ TypeError: no luck" },
  ]);
});

test("the title says where the run stands", () => {
  assert.equal(toTitle(run(step("a", {}), step("b", { state: "next" }))), "fn · stopped");
  assert.equal(toTitle(run(step("a", { state: "running" }))), "fn · running");
});
