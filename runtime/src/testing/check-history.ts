/** What is true of every run, whatever its functions do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { replay } from "../executor/journal.ts";
import type { JsonValue, RunState } from "../executor/model.ts";
import type { Store } from "../store/store.ts";

function throughText<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** What was recorded of it makes the same state again, also from its text. */
export function checkReplay(run: RunState, store: Store): void {
  const recording = store.recording(run.runId);
  assert.ok(recording, `run ${run.runId} is not in history`);
  assert.deepEqual(replay(recording), run);
  assert.deepEqual(throughText(replay(throughText(recording))), throughText(run), "and from its text");
}

/** Steps are memoized once each, by the SHA-1 of their ids. */
export function checkHashes({ steps }: RunState): void {
  for (const { id, hashedId } of steps) assert.equal(hashedId, createHash("sha1").update(id, "utf8").digest("hex"), id);
  assert.equal(new Set(steps.map(({ hashedId }) => hashedId)).size, steps.length, "each step is memoized once");
}

/** A run that has ended is told to functions that listen, once, with what came of it. */
export function checkEndEvents({ runId, functionId, status, output, error, events: [event] }: RunState, store: Store): void {
  const ends = store.events({ limit: 10_000 }).map(({ event: { name, data } }) => ({ name, data: data as Readonly<Record<string, JsonValue>> }))
    .filter(({ name, data }) => name.startsWith("inngest/function.") && name !== "inngest/function.invoked" && data["run_id"] === runId);
  const also = { completed: [], failed: ["inngest/function.failed"], cancelled: ["inngest/function.cancelled"] }[status as "completed" | "failed" | "cancelled"];
  assert.deepEqual(ends.map(({ name }) => name).toSorted(), [...also, "inngest/function.finished"].toSorted());
  for (const { data } of ends) {
    assert.equal(data["function_id"], functionId);
    assert.deepEqual(throughText(data["event"]), throughText(event));
    if (status === "completed") assert.deepEqual(data["result"], output);
    else assert.equal((data["error"] as { readonly message?: string }).message, error?.message ?? "function cancelled");
  }
}
