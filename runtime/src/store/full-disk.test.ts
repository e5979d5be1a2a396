/** A disk without room: what cannot be written is refused before it has done anything, and what runs goes on. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { createApi } from "../api/api.ts";
import type { JournalEntry } from "../executor/journal.ts";
import type { JsonValue } from "../executor/model.ts";
import { createEngineFixture } from "../testing/engine-fixture.ts";
import type { FakeFunction } from "../testing/fake-worker.ts";
import { createMemoryStore } from "./memory-store.ts";
import { loadSqlite, openStore } from "./open-store.ts";
import { createSqliteStore } from "./sqlite-store.ts";

let folder: string;
before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-full-")); });
after(async () => { await rm(folder, { recursive: true }); });

const functions: FakeFunction[] = [
  { id: "echo", on: ["app/echo"], handler: ({ event, step }) => step.run("text", () => event.data) },
  { id: "waits", on: ["app/wait"], handler: async ({ step }) => { await step.waitForEvent("go", { event: "app/go", timeout: "1d" }); return step.run("big", () => "x".repeat(100_000)); } },
  { id: "signalled", on: ["app/wait"], handler: ({ step }) => step.waitForSignal("for", { signal: "s", timeout: "1d", conflict: "fail" }) },
];

/** An engine on a history whose disk can be filled, and emptied again. */
async function open(file: string) {
  const Sqlite = await loadSqlite();
  assert.ok(Sqlite);
  const opened: InstanceType<typeof Sqlite>[] = [];
  class Watched extends Sqlite {
    constructor(...given: ConstructorParameters<NonNullable<typeof Sqlite>>) {
      super(...given);
      opened.push(this);
    }
  }
  let now = 0;
  const store = createSqliteStore({ Database: Watched, file, resumes: true, limits: {}, now: () => now });
  const [db] = opened;
  assert.ok(db);
  const engine = createEngineFixture(functions, { journal: store, restored: store.restore() });
  const { executor, worker, clock, told } = engine;
  executor.resume();
  const api = createApi({ executor, functions: () => worker.functions, now: clock.now, store });
  const ask = (method: string, at: string, body?: JsonValue) => api({ method, path: at, headers: {}, body, call: undefined });
  return {
    ...engine, store, ask,
    send: (name: string, data: JsonValue = {}) => ask("POST", "/e/key", { name, data }),
    /** Resolves once so many runs wait. */
    waiting: async (runs: number) => { while (new Set(told.flatMap((event) => (event.type === "runWaiting" ? [event.runId] : []))).size < runs) await new Promise(setImmediate); },
    // SQLite finds no room for a further page, as it does on a disk that is full.
    fill: () => { db.exec(`PRAGMA max_page_count = ${Number(db.prepare("PRAGMA page_count").get()?.["page_count"])}`); },
    forbid: () => { db.exec("PRAGMA query_only = 1"); },
    empty: () => { db.exec("PRAGMA max_page_count = 1000000"); now += 1000; },
    warnings: () => told.flatMap((event) => (event.type === "warning" ? [event.message] : [])),
    names: () => told.flatMap((event) => (event.type === "eventSent" ? [event.emitted.event.name] : [])),
  };
}

const big = { text: "x".repeat(50_000) };

test("an event that cannot be written is refused and starts nothing; with room again it is taken", async () => {
  const file = path.join(folder, "events.sqlite");
  const { send, fill, empty, executor, warnings, names, store, ask } = await open(file);
  send("app/echo");
  await executor.whenIdle();
  fill();
  const sentence = `the history ${file} cannot be written, because its disk is full; make room there`;
  for (let time = 0; time < 3; time++) {
    const { status, body } = send("app/echo", big);
    assert.deepEqual([status, body], [503, { ids: [""], status: 503, error: sentence }]);
  }
  await executor.whenIdle();
  assert.deepEqual([names(), executor.runs().length], [["app/echo"], 1]);
  assert.deepEqual(warnings(), [`${sentence}; until then no event is taken, and what happens is lost when this session ends`]);
  const listed = ask("GET", "/v1/events?name=app/echo");
  assert.deepEqual([listed.status, (listed.body as { readonly data: readonly unknown[] }).data.length], [200, 1]);
  empty();
  assert.equal(send("app/echo", big).status, 200);
  await executor.whenIdle();
  assert.deepEqual([executor.runs().map(({ status }) => status), warnings().slice(1)], [["completed", "completed"], ["history is written again, with all that happened meanwhile"]]);
  store.close();
  const again = await openStore({ file, warn: assert.fail });
  assert.deepEqual([again.events({ name: "app/echo" }).length, again.runs().map(({ status }) => status), again.restore().kept.filter(({ part }) => part === "inbox")], [2, ["completed", "completed"], []]);
  again.close();
});

test("a file that may no longer be written is named, too", async () => {
  const file = path.join(folder, "read-only.sqlite");
  const { send, forbid, names } = await open(file);
  forbid();
  assert.deepEqual(send("app/echo").body, { ids: [""], status: 503, error: `the history ${file} cannot be written (attempt to write a readonly database); see to it that its folder can be` });
  assert.deepEqual(names(), []);
});

test("a signal that cannot be written resumes nothing", async () => {
  const { send, fill, empty, executor, ask, waiting } = await open(path.join(folder, "signals.sqlite"));
  send("app/wait");
  await waiting(2);
  fill();
  const signal = () => ask("POST", "/v1/signals", { signal: "s", data: big }).status;
  assert.equal(signal(), 503);
  const run = executor.runs().find(({ functionId }) => functionId === "app-signalled");
  assert.equal(run?.status, "waiting");
  empty();
  assert.equal(signal(), 200);
  assert.equal((await executor.whenEnded(run.runId)).status, "completed");
});

test("a run that is under way ends, and is written once there is room", async () => {
  const file = path.join(folder, "runs.sqlite");
  const { send, fill, empty, executor, store, warnings, waiting } = await open(file);
  send("app/wait");
  await waiting(2);
  // Small enough for what is left of the last page; what the run makes of it is not.
  fill();
  assert.equal(send("app/go").status, 200);
  const run = executor.runs().find(({ functionId }) => functionId === "app-waits");
  assert.ok(run);
  assert.equal((await executor.whenEnded(run.runId)).status, "completed");
  assert.equal(warnings().length, 1);
  empty();
  store.close();
  const again = await openStore({ file, warn: assert.fail });
  assert.equal(again.runs({ functionId: "app-waits" })[0]?.status, "completed");
  again.close();
});

test("an event that was taken by a session that could write nothing of what followed is delivered by the next", async () => {
  let commits = 0;
  const written: JournalEntry[] = [];
  let noted: JournalEntry[] = [];
  const { executor } = createEngineFixture(functions, {
    journal: {
      note: (entry) => { noted.push(JSON.parse(JSON.stringify(entry)) as JournalEntry); }, event: () => undefined,
      commit: () => {
        if (++commits > 1) throw new Error("no room");
        written.push(...noted);
        noted = [];
      },
    },
  });
  const [sent] = executor.send([{ name: "app/echo", data: { n: 1 } }]);
  assert.equal(sent?.runs.length, 1);
  const store = createMemoryStore();
  written.forEach(store.note);
  const next = createEngineFixture(functions, { journal: store, restored: store.restore() });
  next.executor.resume();
  await next.executor.whenIdle();
  assert.deepEqual(next.executor.runs().map(({ status, output, events }) => [status, output, events[0]?.id]), [["completed", { n: 1 }, sent.internalId]]);
  next.executor.resume();
  assert.equal(next.executor.runs().length, 1);
  assert.deepEqual(store.restore().kept.filter(({ part }) => part === "inbox"), []);
});
