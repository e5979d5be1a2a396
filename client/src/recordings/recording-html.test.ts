import assert from "node:assert/strict";
import { test } from "node:test";
import type { Recording } from "../../../shared/recording/format.ts";
import { toProblemPage, toRecordingPage } from "./recording-html.ts";

const hostile = '<img src=x onerror="alert(1)">\u202e';
const recording: Recording = {
  format: "inngest-run", version: 1, savedAt: 0, origin: "local",
  runs: [
    {
      runId: "01A", functionId: "app-order", localId: "order", cause: { kind: "request" }, status: "failed", maxAttempts: 1, startedAt: 0, endedAt: 61_000,
      events: [{ name: "shop/order", data: { note: hostile }, id: "01E", ts: 0 }],
      steps: [
        { id: "tell", hashedId: "h1", displayName: "tell", tool: "step.sendEvent", opcode: "StepPlanned", opts: null, attempt: 0, attempts: 1, startedAt: 0, endedAt: 40, result: { kind: "data", data: { ids: ["01F"] } } },
        { id: hostile, hashedId: "h2", displayName: "x", tool: "step.run", opcode: "StepPlanned", opts: null, attempt: 1, attempts: 2, startedAt: 0, endedAt: 5, callSite: { path: "src/a.ts", line: 7, column: 1 }, result: { kind: "error", error: { name: "Error", message: "no stock" } } },
      ],
      emitted: [{ internalId: "01F", event: { name: "shop/charged", data: { n: 1 }, id: "01F", ts: 0 }, step: { id: "tell", hashedId: "h1" }, position: 0, runs: ["01B"] }],
      error: { name: "Error", message: "no stock" },
    },
    { runId: "01B", functionId: "app-charged", localId: "charged", cause: { kind: "event", internalId: "01F", runId: "01A", step: "h1" }, status: "completed", maxAttempts: 1, startedAt: 0, endedAt: 1, events: [{ name: "shop/charged", data: {}, id: "01F", ts: 0 }], steps: [], emitted: [], output: "ok" },
  ],
};

test("a page shows each run with its steps, emitted events and the runs they started", () => {
  const page = toRecordingPage(recording, { nonce: "n0", actions: [{ label: "Debug", href: "command:x?%5B1%5D" }] });
  for (const part of ["order", "failed · 1 min 1 s", "tell", "step.sendEvent · 40 ms", "<b>shop/charged</b> <code>01F</code> <a class=\"run\" href=\"#run-01B\">✓ charged 01b</a>", "2 attempts · src/a.ts:7", "Error: no stock", "started by an event of <a href=\"#run-01A\">order</a>", 'href="command:x?%5B1%5D"']) {
    assert.ok(page.includes(part), part);
  }
});

test("what a recording holds is text, never markup, and nothing but the page's own style may load", () => {
  const page = toRecordingPage(recording, { nonce: "n0", actions: [] });
  assert.ok(!page.includes("<img"));
  assert.ok(!page.includes("\u202e"));
  assert.match(page, /Content-Security-Policy" content="default-src 'none'; style-src 'nonce-n0'"/);
  assert.ok(!/<script/i.test(page));
  assert.match(toProblemPage("<b>bad</b>", "n1"), /&#60;b&#62;bad/);
});

test("a value of several lines is folded behind its beginning, which says so where it is cut", () => {
  const [run] = recording.runs;
  assert.ok(run !== undefined);
  const pageOf = (data: Readonly<Record<string, string | number>>): string => toRecordingPage({ ...recording, runs: [{ ...run, events: [{ name: "a", data, id: "e", ts: 0 }] }] }, { nonce: "n0", actions: [] });
  const beginning = (data: Readonly<Record<string, string | number>>): string | undefined => /<summary>.*?<code>(\{.*?)<\/code><\/summary>/.exec(pageOf(data))?.[1]?.replaceAll("&#34;", '"');
  assert.equal(beginning({ a: 1, b: 2 }), '{"a":1,"b":2}');
  assert.match(beginning({ a: "x".repeat(200) }) ?? "", /^\{"a":"x{94}…$/);
});

test("a thousand steps of long results are a page that an editor can show", () => {
  const [run] = recording.runs;
  assert.ok(run !== undefined);
  const [step] = run.steps;
  assert.ok(step !== undefined);
  const steps = Array.from({ length: 1_000 }, (_, index) => ({ ...step, id: `step-${String(index)}`, hashedId: String(index), result: { kind: "data" as const, data: "x".repeat(50_000) } }));
  const page = toRecordingPage({ ...recording, runs: [{ ...run, steps, emitted: [] }] }, { nonce: "n0", actions: [] });
  assert.ok(page.length < 6_000_000, String(page.length));
  assert.ok(page.includes("step-999"));
});
