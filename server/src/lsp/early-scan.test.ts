import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { InitializeParams } from "vscode-languageserver";
import { fromColumns } from "../host/file-facts.ts";
import { scanFolders } from "../host/scan.ts";
import type { ScanPart } from "../host/scan.ts";
import { contents, scanned } from "../host/testing/contents.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { beginEarlyScan } from "./early-scan.ts";
import { startSession } from "./testing/session.ts";
import { toPath } from "./uris.ts";
import { WorkspaceReader } from "./workspace-reader.ts";

const client = 'import { Inngest } from "inngest";\nexport const bus = new Inngest({ id: "app" });\n';
const sender = (event: string): string => `import { bus } from "./client"; // of inngest, so that its text is kept\nawait bus.send({ name: "${event}", data: {} });\n`;
const manifest = '{ "dependencies": { "inngest": "4.0.0" } }';

async function* oneByOne(parts: Iterable<ScanPart>): AsyncGenerator<ScanPart> {
  for (const part of parts) yield await Promise.resolve(part);
}

test("what changes between the beginning of the scan and its being asked for counts", async () => {
  const disk = new MemoryDisk({ "/app/package.json": manifest, "/app/client.ts": client, "/app/a.ts": sender("a"), "/app/gone.ts": sender("gone") });
  const seen = [...scanFolders(disk, ["/app"])];
  const session = startSession(disk, { unread: "/app" });
  let asked = 0;
  const early = { take: () => (asked++ === 0 ? oneByOne(seen) : undefined), stop: () => { /* It has ended. */ } };
  const reader = new WorkspaceReader(session, ["/app"], { store: undefined, scan: () => { throw new Error("the scan goes on already"); }, early, configured: Promise.resolve() }, { onEarlier: () => { /* There is none. */ }, onRead: () => { /* It is waited for. */ } });
  disk.files.set("/app/a.ts", sender("b"));
  disk.files.set("/app/new.ts", sender("new"));
  disk.files.delete("/app/gone.ts");
  session.workspace.filesChanged([{ path: "/app/a.ts", kind: "changed" }, { path: "/app/new.ts", kind: "created" }, { path: "/app/gone.ts", kind: "deleted" }]);
  reader.readIfNeeded();
  await reader.settled();
  assert.equal(asked, 1);
  assert.deepEqual(session.workspace.snapshot().eventNames(), ["b", "new"]);
  assert.deepEqual(contents(session.workspace.snapshot()), contents(scanned(disk).snapshot()));
});

test("the folders of an editor that name Inngest are scanned at once, and the scan is given to who wants just that", async (t) => {
  const root = mkdtempSync(path.join(os.tmpdir(), "stepwise-early-"));
  t.after(() => { rmSync(root, { recursive: true, force: true }); });
  const app = path.join(root, "app");
  const other = path.join(root, "other");
  for (const folder of [app, other]) mkdirSync(folder);
  writeFileSync(path.join(app, "package.json"), manifest);
  writeFileSync(path.join(app, "client.ts"), client);
  writeFileSync(path.join(other, "package.json"), '{ "keywords": ["inngest"] }');
  const params = (folder: string): InitializeParams => ({ processId: null, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "app" }] });
  assert.equal(beginEarlyScan(params(other)), undefined);
  const early = beginEarlyScan(params(app));
  const roots = [toPath(pathToFileURL(app).href)];
  const files: string[] = [];
  for await (const part of early?.take({ roots }) ?? []) files.push(...Array.from(fromColumns(part.files), ([file]) => path.basename(file)));
  assert.deepEqual(files, ["client.ts"]);
  assert.equal(early?.take({ roots }), undefined);
  const unwanted = beginEarlyScan(params(app));
  assert.equal(unwanted?.take({ roots: [other] }), undefined);
  assert.equal(unwanted?.take({ roots }), undefined);
});
