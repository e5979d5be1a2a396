/** What every store does, in memory and in SQLite alike. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { replay } from "../executor/journal.ts";
import type { RunCause, RunState } from "../executor/model.ts";
import { createRun } from "../executor/reduce.ts";
import { openStore } from "./open-store.ts";
import type { Store, StoreLimits } from "./store.ts";

const request: RunCause = { kind: "request" };

function newRun(runId: string, cause: RunCause = request, functionId = "app-f"): RunState {
  return createRun({ runId, functionId, cause, events: [{ name: "e", data: { text: "x".repeat(50) }, id: "1", ts: 1 }], maxAttempts: 5, at: 1000 });
}

function accept(store: Store, internalId: string, name = "e", receivedAt = 1): void {
  store.note({ kind: "eventAccepted", accepted: { internalId, event: { name, data: {}, id: internalId, ts: 1 }, receivedAt, sender: undefined, runs: [] } });
}

function complete(store: Store, runId: string, at = 2000): void {
  store.note({ kind: "result", runId, result: { kind: "completed", output: runId, at }, status: "completed" });
}

const kinds: Readonly<Record<string, (folder: string) => string | undefined>> = {
  memory: () => undefined,
  SQLite: (folder) => path.join(folder, "made", "history.sqlite"),
};

for (const [kind, fileIn] of Object.entries(kinds)) {
  describe(`history in ${kind}`, () => {
    let folder: string;
    before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-store-")); });
    after(async () => { await rm(folder, { recursive: true }); });

    async function withStore(work: (store: Store) => void, limits: Partial<StoreLimits> = {}): Promise<void> {
      const store = await openStore({ file: fileIn(await mkdtemp(path.join(folder, "test-"))), limits, warn: assert.fail });
      try {
        work(store);
      } finally {
        store.close();
      }
    }

    test("a run is its first state and its results", () => withStore((store) => {
      store.note({ kind: "runCreated", run: newRun("r1") });
      store.note({ kind: "result", runId: "r1", result: { kind: "called" }, status: "running" });
      store.commit();
      complete(store, "r1");
      store.commit();
      const recording = store.recording("r1");
      assert.ok(recording);
      assert.deepEqual(recording.results.map(({ kind: each }) => each), ["called", "completed"]);
      const { status, output, requests, endedAt } = replay(recording);
      assert.deepEqual({ status, output, requests, endedAt }, { status: "completed", output: "r1", requests: 1, endedAt: 2000 });
      assert.equal(store.recording("none"), undefined);
    }));

    test("runs are listed newest first, by function, status and starting event, page by page", () => withStore((store) => {
      store.note({ kind: "runCreated", run: newRun("r1", { kind: "event", internalId: "e2", runId: undefined, step: undefined, batch: ["e1", "e2"] }) });
      store.note({ kind: "runCreated", run: newRun("r2", { kind: "event", internalId: "e1", runId: undefined, step: undefined }, "app-g") });
      store.note({ kind: "runCreated", run: newRun("r3") });
      complete(store, "r3");
      store.note({ kind: "result", runId: "r2", result: { kind: "called" }, status: "waiting" });
      const ids = (query?: Parameters<Store["runs"]>[0]): string[] => store.runs(query).map(({ runId }) => runId);
      assert.deepEqual(ids(), ["r3", "r2", "r1"]);
      assert.deepEqual(ids({ functionId: "app-g" }), ["r2"]);
      assert.deepEqual(ids({ status: "waiting" }), ["r2"]);
      assert.deepEqual(ids({ event: "e1" }), ["r2", "r1"]);
      assert.deepEqual(ids({ limit: 2 }), ["r3", "r2"]);
      assert.deepEqual(ids({ limit: 2, before: "r2" }), ["r1"]);
      assert.deepEqual(store.runs({ status: "completed" }), [{ runId: "r3", functionId: "app-f", status: "completed", createdAt: 1000, endedAt: 2000 }]);
    }));

    test("events are listed newest first, by name and time, page by page", () => withStore((store) => {
      accept(store, "e1", "a", 1);
      accept(store, "e2", "b", 2);
      accept(store, "e3", "a", 3);
      accept(store, "e3", "again", 4);
      const ids = (query?: Parameters<Store["events"]>[0]): string[] => store.events(query).map(({ internalId }) => internalId);
      assert.deepEqual(ids(), ["e3", "e2", "e1"]);
      assert.deepEqual(ids({ name: "a" }), ["e3", "e1"]);
      assert.deepEqual(ids({ receivedAfter: 1 }), ["e3", "e2"]);
      assert.deepEqual(ids({ limit: 1, before: "e3" }), ["e2"]);
      assert.equal(store.event("e3")?.event.name, "a");
      assert.equal(store.event("none"), undefined);
    }));

    test("what is undone is gone", () => withStore((store) => {
      accept(store, "e1");
      accept(store, "e2");
      store.note({ kind: "runCreated", run: newRun("r1", { kind: "event", internalId: "e1", runId: undefined, step: undefined }) });
      store.commit();
      store.note({ kind: "eventsForgotten", internalIds: ["e1"] });
      store.note({ kind: "runRemoved", runId: "r1" });
      assert.deepEqual(store.events().map(({ internalId }) => internalId), ["e2"]);
      assert.deepEqual(store.runs(), []);
      assert.deepEqual(store.runs({ event: "e1" }), []);
    }));

    test("an ended run that is rewound is open again", () => withStore((store) => {
      const first = newRun("r1");
      store.note({ kind: "runCreated", run: first });
      complete(store, "r1");
      store.note({ kind: "result", runId: "r1", result: { kind: "rewound", to: first }, status: "running" });
      assert.deepEqual(store.runs().map(({ status, endedAt }) => [status, endedAt]), [["running", undefined]]);
      assert.equal(store.restore().runs.length, 1);
    }));

    test("gives back what is open, and what an open run waits for", () => withStore((store) => {
      for (const id of ["r1", "r2"]) store.note({ kind: "runCreated", run: newRun(id) });
      store.note({ kind: "runCreated", run: newRun("r3", { kind: "invoke", runId: "r2", step: "s" }) });
      store.note({ kind: "runCreated", run: newRun("r4", { kind: "invoke", runId: "r1", step: "s" }) });
      for (const id of ["r1", "r3", "r4"]) complete(store, id);
      store.note({ kind: "kept", part: "rate", key: "k", value: 1 });
      store.note({ kind: "kept", part: "rate", key: "k", value: [2] });
      store.note({ kind: "kept", part: "group", key: "k", value: 3 });
      store.note({ kind: "kept", part: "group", key: "k", value: undefined });
      const { runs, kept } = store.restore();
      assert.deepEqual(runs.map((recording) => [recording.first.runId, replay(recording).status]), [["r2", "queued"], ["r3", "completed"]]);
      assert.deepEqual(kept, [{ part: "rate", key: "k", value: [2] }]);
    }));

    test("drops the oldest ended runs and events beyond the limits, never an open run", () => withStore((store) => {
      for (let n = 0; n < 20; n++) {
        accept(store, `e${n}`, "e", n);
        store.note({ kind: "runCreated", run: newRun(`r${n}`) });
        if (n !== 3) complete(store, `r${n}`);
        store.commit();
      }
      assert.deepEqual(store.runs().map(({ runId }) => runId), ["r19", "r18", "r17", "r16", "r15", "r3"]);
      assert.deepEqual(store.events().map(({ internalId }) => internalId), ["e19", "e18", "e17", "e16"]);
      assert.equal(store.recording("r2"), undefined);
    }, { runs: 5, events: 4 }));

    test("drops the oldest beyond its bytes", () => withStore((store) => {
      for (let n = 0; n < 50; n++) {
        accept(store, `e${n}`, "e", 1000 + n);
        store.note({ kind: "runCreated", run: newRun(`r${n}`) });
        if (n !== 3) complete(store, `r${n}`);
        store.commit();
      }
      const runs = store.runs().map(({ runId }) => runId);
      assert.ok(runs.length > 2 && runs.length < 25, `${runs.length} runs`);
      assert.equal(runs[0], "r49");
      assert.equal(runs.at(-1), "r3");
      assert.equal(store.events()[0]?.internalId, "e49");
    }, { bytes: 10_000, runs: 50, events: 50 }));
  });
}
