/** Recordings as others hand them over: cut short, tampered with, of another version, huge. Each is refused in one sentence, or shown and played to its end. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { mkdtempSync, rmSync, truncateSync } from "node:fs";
import fc from "fast-check";
import ts from "typescript";
import { toComparison } from "../client/src/recordings/comparison.ts";
import { toRecordingPage } from "../client/src/recordings/recording-html.ts";
import { toRecordingRow } from "../client/src/recordings/run-rows.ts";
import { openRecording, toBegun } from "../runtime/src/recording/open-recording.ts";
import { createPlayer } from "../runtime/src/recording/player.ts";
import { toRecording } from "../runtime/src/recording/to-recording.ts";
import { createEngineFixture } from "../runtime/src/testing/engine-fixture.ts";
import type { FakeFunction } from "../runtime/src/testing/fake-worker.ts";
import { maxRecordingBytes, readRecording, RecordingError, writeRecording, type Recording } from "../shared/recording/format.ts";
import { toTest } from "../shared/recording/saved-test/to-test.ts";
import { tried } from "./property.ts";

const functions: readonly FakeFunction[] = [
  {
    id: "order", on: ["shop/order"], handler: async ({ step }) => {
      await step.run("charge", () => ({ amount: 5 }));
      const [answer] = await Promise.all([step.waitForEvent("wait", { event: "shop/packed", timeout: "1d" }), step.sendEvent("pack", { name: "shop/pack", data: { n: 1 } })]);
      const bill = await step.invoke("bill", { function: "app-bill" });
      return { answer, bill };
    },
  },
  { id: "packer", on: ["shop/pack"], handler: async ({ step }) => { await step.sendEvent("done", { name: "shop/packed" }); return "packed"; } },
  { id: "bill", handler: async ({ step }) => step.run("print", () => "bill 1") },
];

async function record(): Promise<Recording> {
  const { executor } = createEngineFixture(functions);
  executor.start("app-order", { name: "shop/order" });
  await executor.whenIdle();
  return toRecording(executor.runs(), { folder: "/app", program: "/app/order.ts", localId: (id) => id.replace("app-", ""), secrets: [], savedAt: 1 });
}

/** Reads, shows, compares, saves as a test and plays to the end; undefined where it is refused. */
async function use(text: string): Promise<Recording | undefined> {
  let recording: Recording;
  try {
    recording = readRecording(text, "x.inngest-run");
  } catch (error) {
    assert.ok(error instanceof RecordingError && error.message.startsWith("x.inngest-run ") && error.message.length < 400 && !error.message.includes("\n"), String(error));
    return undefined;
  }
  const [run] = recording.runs;
  assert.ok(run !== undefined);
  toRecordingPage(recording, { nonce: "n", actions: [] });
  toRecordingRow("file:///x.inngest-run", recording, 0);
  toComparison(run, recording.runs.at(-1) ?? run);
  toBegun(run, "/nowhere");
  const source = toTest(run, { runner: "node:test", module: "./fn.ts", helper: "./inngest-replay.ts" });
  const { diagnostics } = ts.transpileModule(source, { reportDiagnostics: true });
  assert.deepEqual(diagnostics?.map(({ messageText }) => messageText), []);
  let player: { stop(): void; start(): void } | undefined;
  await new Promise<void>((resolve) => {
    player = createPlayer(recording, { folder: "/nowhere", gate: undefined, onEvent: () => undefined, onIdle: resolve });
    player.start();
  });
  player?.stop();
  return recording;
}

test("a recording that was cut short anywhere is refused", async () => {
  const text = writeRecording(await record());
  for (let end = 0; end < text.length - 2; end += 97) assert.equal(await use(text.slice(0, end)), undefined, `at ${end}`);
  assert.ok(await use(text) !== undefined);
});

/** Every place in a JSON value, as the object or list that holds it and the key there. */
function listPlaces(value: unknown): { readonly holder: Record<string, unknown>; readonly key: string }[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...listPlaces(holder[key])]);
}

test("a recording that was tampered with is refused, or played to its end", { timeout: 300_000 }, async () => {
  const text = writeRecording(await record());
  const ids = (JSON.parse(text) as Recording).runs.flatMap(({ runId, steps, emitted }) => [runId, ...steps.map(({ hashedId }) => hashedId), ...emitted.map(({ internalId }) => internalId)]);
  const put = fc.oneof({ weight: 3, arbitrary: fc.constantFrom<unknown>(...ids, "__proto__", "constructor", "", "\u202e", -1, 0, 1e308, null, [], {}, true) }, fc.jsonValue());
  const changes = fc.array(fc.record({ at: fc.nat(), what: fc.oneof(fc.record({ put }), fc.constant("remove"), fc.constant("repeat")) }), { minLength: 1, maxLength: 4 });
  let kept = 0;
  await fc.assert(fc.asyncProperty(changes, async (made) => {
    const value = JSON.parse(text) as unknown;
    for (const { at, what } of made) {
      const places = listPlaces(value);
      const { holder, key } = places[at % places.length] ?? { holder: {}, key: "" };
      const set = (name: string, value: unknown): void => { Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true }); };
      if (what === "remove" && Array.isArray(holder)) holder.splice(Number(key), 1);
      else if (what === "remove") Reflect.deleteProperty(holder, key);
      else if (what === "repeat" && Array.isArray(holder)) holder.push(holder[Number(key)]);
      else if (what === "repeat") set(`${key}2`, holder[key]);
      else set(key, structuredClone(what.put));
    }
    if (await use(JSON.stringify(value)) !== undefined) kept++;
  }), tried(150, 20_261_128));
  assert.ok(kept > 5, `${kept} could still be read`);
});

test("runs that say they caused one another, and waits for what never comes, are played all the same", { timeout: 240_000 }, async () => {
  const recording = await record();
  const [order, packer, bill] = ["order", "packer", "bill"].map((id) => recording.runs.find(({ localId }) => localId === id));
  assert.ok(order !== undefined && packer !== undefined && bill !== undefined);
  const circle: Recording = { ...recording, runs: [{ ...order, cause: { kind: "invoke", runId: bill.runId, step: "x" } }, packer, { ...bill, cause: { kind: "invoke", runId: order.runId, step: "never" } }] };
  assert.ok(await use(writeRecording(circle)) !== undefined);
  const alone: Recording = { ...recording, runs: [{ ...order, steps: order.steps.filter(({ id }) => id !== "pack") }, packer, bill] };
  assert.ok(await use(writeRecording(alone)) !== undefined);
});

test("one that is nested without end, or of a version to come, or huge says so", async (t) => {
  const text = writeRecording(await record());
  const deep = text.replace('"amount": 5', `"amount": ${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  assert.throws(() => readRecording(deep, "x"), /^RecordingError: x holds values that are nested too deeply to be shown: record the run again$/);
  assert.throws(() => readRecording(text.replace('"version": 1', '"version": 2'), "x"), /^RecordingError: x was written in version 2 of the format, this program reads version 1: update the extension, or record the run again$/);
  assert.throws(() => readRecording(text.replace('"version": 1', `"version": "${"9".repeat(1e6)}"`), "x"), ({ message }: Error) => message.length < 300);
  const folder = mkdtempSync(path.join(tmpdir(), "huge-recording-"));
  t.after(() => { rmSync(folder, { recursive: true, force: true }); });
  const huge = path.join(folder, "huge.inngest-run");
  writeFileSync(huge, "");
  truncateSync(huge, maxRecordingBytes + 1);
  await assert.rejects(openRecording(huge), /^RecordingError: huge\.inngest-run is larger than a recording can be \(64 MB\)$/);
});

test("thousands of runs of a session, side by side or in a chain, are read, shown and played in the time of a breath", { timeout: 240_000 }, async () => {
  const recording = await record();
  const [order, packer] = ["order", "packer"].map((id) => recording.runs.find(({ localId }) => localId === id));
  assert.ok(order !== undefined && packer !== undefined);
  const sent = Array.from({ length: 2_000 }, (_, index) => ({ internalId: `E${index}`, event: { name: "shop/pack", data: {}, id: `E${index}`, ts: 0 }, step: order.emitted[0]?.step, position: 1, runs: [`R${index}`] }));
  const started = sent.map(({ internalId, runs: [runId = ""] }) => ({ ...packer, runId, cause: { kind: "event" as const, internalId, runId: order.runId }, emitted: [] }));
  assert.ok(await use(writeRecording({ ...recording, runs: [{ ...order, emitted: sent as never }, ...started] })) !== undefined);
  const chain = started.map((run, index) => ({ ...run, cause: { kind: "fork" as const, runId: index === 0 ? order.runId : `R${index - 1}`, position: 0 } }));
  assert.ok(await use(writeRecording({ ...recording, runs: [order, ...chain] })) !== undefined);
});
