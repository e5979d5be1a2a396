import assert from "node:assert/strict";
import { test } from "node:test";
import { readRecording, RecordingError, writeRecording, type Recording } from "../../../shared/recording/format.ts";
import { findDifferences } from "../../../shared/recording/differences.ts";
import type { ExecutorEvent, RunState } from "../executor/model.ts";
import type { Gate } from "../executor/ports.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { createPlayer, type Player } from "./player.ts";
import { shorten } from "./shorten.ts";
import { toRecording } from "./to-recording.ts";

const functions: readonly FakeFunction[] = [
  {
    id: "order", on: ["shop/order"], handler: async ({ step, send }) => {
      send([{ name: "shop/seen" }]);
      await step.run("charge", () => ({ apiKey: "abc", card: "ok" }));
      const [answer] = await Promise.all([
        step.waitForEvent("wait", { event: "shop/packed", timeout: "1d" }),
        step.sendEvent("pack", { name: "shop/pack", data: { n: 1 } }),
      ]);
      await step.sleep("nap", "2h");
      const invoked = await step.invoke("bill", { function: "app-bill" });
      return { answer: (answer as { readonly name: string }).name, invoked };
    },
  },
  { id: "packer", on: ["shop/pack"], handler: async ({ step }) => { await step.sendEvent("done", { name: "shop/packed" }); return "packed"; } },
  { id: "bill", handler: async ({ step }) => step.run("print", () => "bill 1") },
  { id: "audit", triggers: [{ kind: "event", event: "inngest/function.finished", expression: "event.data.function_id == 'app-packer'" }], handler: () => "audited" },
  { id: "broken", on: ["shop/broken"], retries: 0, handler: async ({ step }) => step.run("break", () => { throw new Error("no stock"); }) },
];

async function record(event: { readonly name: string; readonly data?: Readonly<Record<string, string>> }, functionId: string, secrets: readonly string[] = []): Promise<Recording> {
  const { executor } = createEngineFixture(functions);
  executor.start(functionId, event);
  await executor.whenIdle();
  return toRecording(executor.runs(), { folder: "/app", program: "/app/src/order.ts", localId: (id) => id.replace("app-", ""), secrets, savedAt: 1 });
}

/** Plays to the end; gives the last state of each run. */
async function play(recording: Recording, gate?: Gate): Promise<{ readonly player: Player; readonly told: ExecutorEvent[]; readonly idle: Promise<void> }> {
  const told: ExecutorEvent[] = [];
  let player: Player | undefined;
  const idle = new Promise<void>((resolve) => {
    player = createPlayer(recording, { folder: "/nowhere", gate, onEvent: (event) => { told.push(event); }, onIdle: resolve });
  });
  if (player === undefined) throw new Error("unreachable");
  player.start();
  if (gate === undefined) await idle;
  return { player, told, idle };
}

const summary = (run: RunState | undefined) => run && {
  runId: run.runId, status: run.status, output: run.output, steps: run.steps.map(({ id, result }) => [id, result]), emitted: run.emitted.map(({ internalId, event }) => [internalId, event.name]),
};

test("a recording plays to the states that were recorded", async () => {
  const recording = readRecording(writeRecording(await record({ name: "shop/order" }, "app-order")), "a.inngest-run");
  assert.deepEqual(recording.runs.map(({ localId }) => localId).sort(), ["audit", "bill", "order", "packer"]);
  const { player, told } = await play(recording);
  assert.equal(player.runs().length, 4);
  for (const recorded of recording.runs) {
    assert.deepEqual(summary(player.run(recorded.runId)), {
      runId: recorded.runId, status: recorded.status, output: recorded.output, steps: recorded.steps.map(({ id, result }) => [id, result]),
      emitted: recorded.emitted.map(({ internalId, event }) => [internalId, event.name]),
    });
  }
  const order = told.flatMap((event) => (event.type === "stepFinished" ? [event.step.id] : event.type === "runStarted" ? [`> ${event.run.functionId}`] : []));
  assert.ok(order.indexOf("pack") < order.indexOf("> app-packer"), "what a step sends starts nothing before it");
  assert.ok(order.indexOf("done") < order.indexOf("wait"), "a wait ends after its event was sent");
  assert.ok(order.indexOf("print") < order.indexOf("bill"), "an invoke ends after its run");
});

test("a failed run plays to its failure", async () => {
  const recording = await record({ name: "shop/broken" }, "app-broken");
  const { player } = await play(recording);
  const [run] = player.runs();
  assert.equal(run?.status, "failed");
  assert.equal(run?.error?.message, "no stock");
});

test("going back undoes what followed, and playing on brings it again", async () => {
  const recording = await record({ name: "shop/order" }, "app-order");
  const main = recording.runs[0]?.runId ?? "";
  let stopAt: string | undefined = "bill";
  let stand: (() => void) | undefined;
  const stood = new Map<string, () => void>();
  const standing = (): Promise<void> => new Promise((resolve) => { stand = resolve; });
  const gate: Gate = async (_run, step, signal) => {
    if (step.id !== stopAt) return undefined;
    await new Promise<void>((resolve) => {
      stood.set(step.id, resolve);
      signal.addEventListener("abort", () => { resolve(); });
      stand?.();
    });
    return undefined;
  };
  const first = standing();
  const { player, told, idle } = await play(recording, gate);
  await first;
  assert.equal(player.run(main)?.steps.length, 4);
  const packer = player.runs().find(({ functionId }) => functionId === "app-packer")?.runId ?? "";

  stopAt = undefined;
  player.rewind(main, 1);
  assert.equal(player.run(packer), undefined, "the run that the undone event started is gone");
  await idle;
  assert.equal(player.run(main)?.status, "completed");
  assert.equal(player.run(packer)?.status, "completed");
  assert.ok(told.some(({ type }) => type === "rewound"));
});

test("no secret reaches the file: by key, by look, by the environment's values", async () => {
  const recording = await record({ name: "shop/order", data: { note: "my hush-hush-value", key: `sk_live_${"a1".repeat(12)}` } }, "app-order", ["hush-hush-value"]);
  const text = writeRecording(recording);
  for (const secret of ["hush-hush-value", "sk_live_", '"abc"']) assert.ok(!text.includes(secret), secret);
  assert.match(text, /\[redacted\]/);
});

test("values that are too large are replaced by their size", async () => {
  const recording = await record({ name: "shop/order", data: { big: "x".repeat(5_000) } }, "app-order");
  const shortened = shorten(recording, 8_000);
  assert.ok(JSON.stringify(shortened).length <= 8_000);
  assert.match(JSON.stringify(shortened.runs[0]?.events[0]?.data), /bytes left out/);
  assert.doesNotThrow(() => readRecording(writeRecording(shortened), "short"));
});

test("a file that is no recording is refused in one sentence", () => {
  const refuse = (text: string, message: RegExp): void => { assert.throws(() => readRecording(text, "x.inngest-run"), (error) => error instanceof RecordingError && message.test(error.message)); };
  refuse("{", /^x\.inngest-run is not a recording: it is not JSON$/);
  refuse("[]", /is not a recording of an Inngest run/);
  refuse('{"format":"inngest-run","version":2}', /version 2 of the format, this program reads version 1/);
  refuse('{"format":"inngest-run","version":1,"savedAt":1,"origin":"local","runs":[{}]}', /is damaged at `runs\.0\.runId`/);
});

test("two runs differ by steps and by emitted events, not by their ids", async () => {
  const [first, second] = [await record({ name: "shop/order" }, "app-order"), await record({ name: "shop/order" }, "app-order")];
  const [a] = first.runs;
  const [b] = second.runs;
  assert.ok(a !== undefined && b !== undefined);
  assert.deepEqual(findDifferences(a, b), []);
  const changed = {
    ...b, output: "other",
    steps: b.steps.filter(({ id }) => id !== "nap").map((step) => (step.id === "charge" ? { ...step, result: { kind: "data" as const, data: 5 } } : step)),
    emitted: b.emitted.map((sent) => (sent.event.name === "shop/pack" ? { ...sent, event: { ...sent.event, data: { n: 2 } } } : sent)),
  };
  assert.deepEqual(findDifferences(a, changed).map(({ kind, what, change, before, after }) => [kind, what, change, before, after]), [
    ["step", "charge", "changed", 'step.run gave {"apiKey":"[redacted]","card":"ok"}', "step.run gave 5"],
    ["step", "nap", "removed", "step.sleep gave null", undefined],
    ["event", "shop/pack", "changed", '{"n":1} by pack', '{"n":2} by pack'],
    ["output", "run", "changed", '{"answer":"shop/packed","invoked":"bill 1"}', '"other"'],
  ]);
});
