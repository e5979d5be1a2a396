import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recording } from "../../../shared/recording/format.ts";
import { toRecordingRow, toSessionRow, type Row } from "./run-rows.ts";

const outline = (row: Row, indent = ""): string[] => [`${indent}${row.label}: ${row.description}`, ...row.children.flatMap((child) => outline(child, `${indent}  `))];

test("runs stand under what caused them, forks under what they were forked from", () => {
  const run = { status: "completed" as const, steps: 1, emitted: 0, startedAt: 0, isStopped: false };
  const row = toSessionRow("s", "Debug order", [
    { ...run, runId: "01A", localId: "order", steps: 3, emitted: 2, isFork: false },
    { ...run, runId: "b", localId: "charged", parent: "01A", isFork: false },
    { ...run, runId: "c", localId: "order", parent: "01A", isFork: true, status: "running", isStopped: true },
    { ...run, runId: "d", localId: "other", parent: "gone", isFork: false },
  ]);
  assert.deepEqual(outline(row), [
    "Debug order: debugging",
    "  order 01a: completed · 3 steps, 2 events emitted",
    "    charged b: completed · 1 step, 0 events emitted",
    "    order c: fork, stopped · 1 step, 0 events emitted",
    "  other d: completed · 1 step, 0 events emitted",
  ]);
});

test("a recording is its first run, with the others below", () => {
  const run = { functionId: "app-order", maxAttempts: 1, events: [], steps: [], emitted: [], startedAt: 0 };
  const recording: Recording = {
    format: "inngest-run", version: 1, savedAt: Date.UTC(2026, 0, 1), origin: "local",
    runs: [
      { ...run, runId: "01A", localId: "order", cause: { kind: "request" }, status: "failed" },
      { ...run, runId: "b", localId: "charged", cause: { kind: "event", internalId: "e", runId: "01A" }, status: "waiting" },
    ],
  };
  const now = recording.savedAt + 1_000;
  const time = new Date(recording.savedAt).toLocaleString(undefined, { timeStyle: "short" });
  const row = toRecordingRow("file:///a.inngest-run", recording, now);
  assert.match(toRecordingRow("file:///a.inngest-run", recording, now + 86_400_000).description, /2026.*failed/);
  assert.deepEqual(outline(row), [`order: ${time} · failed · 0 steps, 0 events emitted`, "  charged b: not finished · 0 steps, 0 events emitted"]);
  assert.deepEqual([row.contextValue, row.runId, row.children[0]?.contextValue], ["recording", "01A", "recordedRun"]);
});
