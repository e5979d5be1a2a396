import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { examine, killAgainAndAgain, startKilledSession, type KilledSession } from "../testing/killing/kill.ts";
import { loadSqlite } from "./open-store.ts";

const none = { acceptedLost: 0, finishedLost: 0, ranAgain: 0, notCompleted: 0, unanswered: 0, warnings: [] };

let folder: string;
before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-kill-")); });
after(async () => { await rm(folder, { recursive: true }); });

test("killed a dozen times, nothing accepted or finished is lost and nothing finished runs again", { timeout: 120_000 }, async () => {
  const { kills, open, accepted, finishedSteps, runs, ...lost } = await killAgainAndAgain({ kills: 12, folder, seed: 1, within: { start: 400, told: 150 } });
  assert.equal(kills.starting + kills.working, 12);
  assert.ok(Object.values(open).some((times) => times > 0), JSON.stringify(open));
  assert.ok(accepted > 12 && finishedSteps > 12 && runs > 12, `${accepted} events accepted, ${finishedSteps} steps finished, ${runs} runs`);
  assert.deepEqual(lost, none);
});

test("two sessions at once share a file: each runs what it accepted, the next what a killed one left", { timeout: 120_000 }, async () => {
  const file = path.join(folder, "shared.sqlite");
  const ledger = path.join(folder, "shared.txt");
  const accepted = new Map<number, string>();
  const perSession = 30;
  const open = (first: number): KilledSession => {
    let next = first;
    const more = (): void => { if (next < first + perSession) session.send({ send: next++ }); };
    const session = startKilledSession(file, ledger, undefined, (n, internalId) => { accepted.set(n, internalId); more(); });
    void session.ready.then(more);
    return session;
  };
  const sessions = [open(0), open(1000)];
  const [killed, stays] = sessions as [KilledSession, KilledSession];
  await Promise.all(sessions.map(({ ready }) => ready));
  await new Promise<void>((resolve) => { killed.child.on("message", () => { if (accepted.size > perSession / 2) resolve(); }); });
  killed.child.kill("SIGKILL");
  await killed.exited;
  while (!accepted.has(1000 + perSession - 1)) await new Promise((resolve) => { stays.child.once("message", resolve); });
  stays.send({ end: true });
  await stays.exited;
  const leftOpen = await examine(file, await readFile(ledger, "utf8"), new Map());
  assert.ok(leftOpen.notCompleted > 0, "a session that lives has not gone on with the other's runs");
  const last = startKilledSession(file, ledger, undefined, () => undefined);
  await last.ready;
  last.send({ end: true });
  await last.exited;
  const { accepted: count, finishedSteps, runs, ...lost } = await examine(file, await readFile(ledger, "utf8"), accepted);
  assert.ok(count > perSession && finishedSteps > count && runs > count);
  assert.deepEqual(lost, none);
  const Database = await loadSqlite();
  assert.ok(Database);
  const db = new Database(file);
  assert.deepEqual(db.prepare("PRAGMA integrity_check").all().map((row) => row["integrity_check"]), ["ok"]);
  db.close();
});
