/** What only a file can do: outlive its process, be shared, be damaged. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { replay } from "../executor/journal.ts";
import { createRun } from "../executor/reduce.ts";
import { StoreMistake } from "./open-database.ts";
import { loadSqlite, openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

let folder: string;
before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-sqlite-")); });
after(async () => { await rm(folder, { recursive: true }); });

let files = 0;
const newFile = (): string => path.join(folder, `history-${++files}.sqlite`);
const open = (file: string, resumes = true): Promise<Store> => openStore({ file, resumes, warn: assert.fail });

function begin(store: Store, runId: string): void {
  store.note({ kind: "runCreated", run: createRun({ runId, functionId: "app-f", cause: { kind: "request" }, events: [], maxAttempts: 5, at: 1 }) });
  store.commit();
}

const openIds = (store: Store): string[] => store.restore().runs.map(({ first }) => first.runId);

test("the next session goes on with what the one before left open", async () => {
  const file = newFile();
  const first = await open(file);
  begin(first, "r1");
  first.note({ kind: "kept", part: "rate", key: "k", value: { at: 1 } });
  first.note({ kind: "result", runId: "r1", result: { kind: "called" }, status: "running" });
  first.close();
  first.close();
  const second = await open(file);
  const { runs, kept } = second.restore();
  assert.deepEqual(runs.map((recording) => replay(recording).requests), [1]);
  assert.deepEqual(kept, [{ part: "rate", key: "k", value: { at: 1 } }]);
  second.note({ kind: "result", runId: "r1", result: { kind: "called" }, status: "running" });
  assert.deepEqual(second.recording("r1")?.results.length, 2);
  second.close();
  const leftovers = (await readdir(folder)).filter((name) => name.includes("session"));
  assert.deepEqual(leftovers, []);
});

test("two sessions share the lists, and each keeps its own open runs", async () => {
  const file = newFile();
  const one = await open(file);
  begin(one, "r1");
  const two = await open(file);
  assert.deepEqual(openIds(two), []);
  begin(two, "r2");
  assert.deepEqual(one.runs().map(({ runId }) => runId), ["r2", "r1"]);
  assert.deepEqual(openIds(one), ["r1"]);
  one.close();
  two.close();
  const three = await open(file);
  assert.deepEqual(openIds(three), ["r1", "r2"]);
  three.close();
});

test("a session that is thrown away leaves nothing open, and takes nothing over", async () => {
  const file = newFile();
  const kept = await open(file);
  begin(kept, "r1");
  kept.close();
  const thrown = await open(file, false);
  assert.deepEqual(openIds(thrown), []);
  begin(thrown, "r2");
  thrown.close();
  const next = await open(file);
  assert.deepEqual(openIds(next), ["r1"]);
  const recording = next.recording("r2");
  assert.ok(recording);
  assert.deepEqual(replay(recording).cancelled, { because: "its session ended" });
  next.close();
});

test("nothing noted without a commit is written", async () => {
  const file = newFile();
  const one = await open(file);
  const two = await open(file);
  one.note({ kind: "kept", part: "p", key: "k", value: 1 });
  one.note({ kind: "eventAccepted", accepted: { internalId: "e", event: { name: "e", data: {}, id: "e", ts: 1 }, receivedAt: 1, sender: undefined, runs: [] } });
  assert.deepEqual(two.events(), []);
  one.commit();
  assert.equal(two.events().length, 1);
  one.close();
  two.close();
});

test("a file that is no history is left alone, with one sentence that names it", async () => {
  const damaged = newFile();
  await writeFile(damaged, "this is no database, however long one looks at it. ".repeat(100));
  await assert.rejects(open(damaged), (error) => error instanceof StoreMistake && /is damaged or is no history .*move it away or name another file/.test(error.message) && error.message.includes(damaged));
  await assert.rejects(open(path.join(damaged, "inside.sqlite")), (error) => error instanceof StoreMistake && error.message.includes("cannot be opened"));
});

test("a database of another program is left as it is", async () => {
  const file = newFile();
  const Database = await loadSqlite();
  assert.ok(Database);
  const db = new Database(file);
  db.exec("CREATE TABLE events (mine)");
  db.close();
  const before = await readFile(file);
  await assert.rejects(open(file), (error) => error instanceof StoreMistake && error.message === `${file} is a database of another program; name another file for the history`);
  assert.deepEqual(await readFile(file), before);
});

test("a file of a later version is left alone", async () => {
  const file = newFile();
  const Database = await loadSqlite();
  assert.ok(Database);
  const db = new Database(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  await assert.rejects(open(file), /was written by a later version of Stepwise/);
});

test("SQLite is found without a word on standard error", async () => {
  const { emitWarning } = process;
  assert.ok(await loadSqlite());
  assert.equal(process.emitWarning, emitWarning);
});
