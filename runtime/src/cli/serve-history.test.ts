/** `stepwise serve --store`, as processes: on a Node.js without SQLite, where nothing can be written, and two on one file. */
import assert from "node:assert/strict";
import { access, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { loadSqlite } from "../store/open-store.ts";
import { startHttpApp } from "../testing/http-app.ts";
import { startServeProcess, type ServeProcess } from "../testing/serve-process.ts";
import { createFunction } from "../worker/testing/project.ts";

let folder: string;
before(async () => { folder = await mkdtemp(path.join(os.tmpdir(), "stepwise-history-")); });
after(async () => { await rm(folder, { recursive: true }); });

/** Whatever becomes of the test, none of them is left running. */
const servers: ServeProcess[] = [];
after(() => { for (const { child } of servers) child.kill("SIGKILL"); });
const start = (...given: Parameters<typeof startServeProcess>): ServeProcess => {
  const server = startServeProcess(...given);
  servers.push(server);
  return server;
};

const send = async (origin: string, event: object): Promise<{ readonly ids: readonly string[]; readonly status: number }> => (await fetch(`${origin}/e/key`, { method: "POST", body: JSON.stringify(event) })).json() as Promise<{ ids: string[]; status: number }>;
const listed = async (origin: string, name: string): Promise<number> => ((await (await fetch(`${origin}/v1/events?name=${name}`)).json()) as { data: unknown[] }).data.length;

test("without SQLite history is in memory, which is said once", { timeout: 240_000 }, async () => {
  const file = path.join(folder, "none.sqlite");
  const server = start(["--port", "0", "--store", file], { nodeOptions: ["--no-experimental-sqlite"] });
  const origin = await server.origin();
  for (let n = 0; n < 3; n++) assert.equal((await send(origin, { name: "app/x" })).status, 200);
  assert.equal(await listed(origin, "app/x"), 3);
  await server.interrupt();
  assert.deepEqual(server.printed().match(/.*SQLite.*/g), [`! Node.js ${process.versions.node} has no SQLite, so history is kept in memory and ends with this process; Node.js 22.13 or later keeps it in ${file}`]);
  await assert.rejects(access(file));
});

/** A folder in which this user, who may be the one who may do all, can write nothing. */
async function findReadOnly(): Promise<string> {
  if (process.getuid?.() === 0 && process.platform === "linux") return "/proc";
  const made = await mkdtemp(path.join(folder, "read-only-"));
  if (process.platform !== "win32") {
    await chmod(made, 0o555);
    return made;
  }
  await writeFile(path.join(made, "file"), "");
  return path.join(made, "file");
}

test("a folder that cannot be written is one sentence", { timeout: 240_000 }, async () => {
  const file = path.join(await findReadOnly(), "history.sqlite");
  const server = start(["--port", "0", "--store", file]);
  assert.equal(await server.code, 2);
  assert.match(server.printed(), /^stepwise serve: the history \S+ cannot be opened \([^\n]+\); name a file in a folder that can be written\n$/);
});

test("two servers at once on one file: each serves its app, both list everything, and one goes on with what the other left", { timeout: 120_000 }, async () => {
  const file = path.join(folder, "shared.sqlite");
  const go = path.join(folder, "go");
  const source = (id: string): string => `
    import { existsSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    inngest = new sdk.Inngest({ id: "${id}", logger });
    functions.push(${createFunction("v4", 'id: "works"', `async ({ event, step }) => {
      const n = await step.run("one", () => { console.log("one of " + event.data.n + "."); return event.data.n; });
      await step.run("two", async () => { while (!existsSync(${JSON.stringify(go)})) await setTimeout(20); });
      return n;
    }`, `{ event: inngest.id + "/start" }`)});`;
  const open = async (id: string) => {
    const server = start(["--port", "0", "--store", file, "--json"]);
    const app = await startHttpApp({ sdk: "v4", source: source(id), env: { INNGEST_DEV: await server.origin() } });
    return { server, app, origin: await server.origin() };
  };
  const [left, stays] = await Promise.all([open("left"), open("stays")]);
  const apps = [left.app, stays.app];
  try {
    await Promise.all(apps.map(({ url }) => fetch(url, { method: "PUT" })));
    await Promise.all(Array.from({ length: 60 }, (_, n) => send(n % 2 === 0 ? left.origin : stays.origin, { name: n % 2 === 0 ? "left/start" : "stays/start", data: { n } })));
    for (const { server } of [left, stays]) await server.times('"type":"stepFinished"', 30);
    assert.deepEqual(await Promise.all([left, stays].map(({ origin }) => Promise.all([listed(origin, "left/start"), listed(origin, "stays/start")]))), [[30, 30], [30, 30]]);
    left.server.child.kill("SIGKILL");
    await left.server.code;
    await writeFile(go, "");
    await stays.server.times('"type":"runEnded"', 30);
    // The next server has the port that the app knows, and nothing else of the one before.
    const next = start(["--port", new URL(left.origin).port, "--store", file, "--json"]);
    await next.times('"type":"runEnded"', 30);
    assert.doesNotMatch(next.printed(), /"failed"|"type":"warning"/);
    for (const app of apps) assert.deepEqual([...new Set(app.output().match(/one of \d+\./g))].length, app.output().split("one of").length - 1);
    await Promise.all([next.interrupt(), stays.server.interrupt()]);
    const Database = await loadSqlite();
    assert.ok(Database);
    const db = new Database(file);
    assert.deepEqual(db.prepare("PRAGMA integrity_check").all().map((row) => row["integrity_check"]), ["ok"]);
    assert.deepEqual(db.prepare("SELECT status, count(*) AS runs FROM runs GROUP BY status").all().map(({ status, runs }) => [status, runs]), [["completed", 60]]);
    db.close();
  } finally {
    await Promise.all(apps.map((app) => app.stop()));
  }
});
