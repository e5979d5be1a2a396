/** A scan that goes on beside the analysis: whatever changes meanwhile, the index ends as a cold start finds it. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { tried } from "../../../test/property.ts";
import { realDisk, toSlashes } from "./disk.ts";
import { fromColumns } from "./file-facts.ts";
import { scan, scanFolders } from "./scan.ts";
import type { ScanJob, ScanPart } from "./scan.ts";
import { ScanThread } from "./scan-thread.ts";
import { contents, scanned } from "./testing/contents.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";
import { Workspace } from "./workspace.ts";

const client = 'import { Inngest } from "inngest"; export const bus = new Inngest({ id: "app" });';

const texts: Readonly<Record<string, readonly string[]>> = {
  "/app/client.ts": [client, "export const bus = 1;"],
  "/app/lib/barrel.ts": ['export * from "../client";', "// nothing"],
  "/app/lib/send.ts": ['import { bus } from "./barrel"; bus.send({ name: "a", data: {} });', 'import { bus } from "@own/kit"; bus.send({ name: "b", data: {} });'],
  "/app/fn.ts": ['import { bus } from "./client"; bus.createFunction({ id: "f", triggers: { event: "a" } }, async ({ step }) => { await step.run("own", () => 1); });', "export {};"],
  "/app/kit/package.json": ['{ "name": "@own/kit", "main": "main.ts" }', "{}"],
  "/app/kit/main.ts": [client, 'export * from "../client";'],
  "/app/package.json": ['{ "dependencies": { "inngest": "^3.0.0" } }', '{ "dependencies": { "inngest": "^4.0.0" } }'],
};

const action = fc.record({
  what: fc.constantFrom("read" as const, "take" as const, "write" as const, "delete" as const, "delete folder" as const, "open" as const, "type" as const, "close" as const, "install" as const),
  file: fc.constantFrom(...Object.keys(texts)),
  version: fc.nat(1),
});

test("what changes while a scan goes on counts, however far it was", () => {
  fc.assert(fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
    const disk = new MemoryDisk(Object.fromEntries(Object.entries(texts).map(([file, [first = ""]]) => [file, first])));
    const workspace = new Workspace(disk, analyzeFile);
    workspace.addRoot("/app");
    workspace.setReading(true);
    workspace.beginScan();
    const parts = scanFolders(disk, ["/app"], undefined, 1);
    const found: ScanPart[] = [];
    const open = new Set<string>();
    const take = (part: ScanPart | undefined): void => { if (part) Array.from(workspace.take(part)); };
    for (const { what, file, version } of actions) {
      const text = texts[file]?.[version] ?? "";
      const isSource = file.endsWith(".ts");
      if (what === "read") {
        const next = parts.next();
        if (!next.done) found.push(next.value);
      } else if (what === "take") take(found.shift());
      else if (what === "write") {
        const kind = disk.files.has(file) ? "changed" as const : "created" as const;
        disk.files.set(file, text);
        workspace.filesChanged([{ path: file, kind }]);
      } else if (what === "delete") {
        if (disk.files.delete(file)) workspace.filesChanged([{ path: file, kind: "deleted" }]);
      } else if (what === "install") {
        disk.files.set("/app/node_modules/inngest/package.json", `{ "version": "${String(3 + version)}.0.0" }`);
        workspace.packagesChanged();
      } else if (what === "delete folder") {
        for (const known of [...disk.files.keys()]) if (known.startsWith("/app/lib/")) disk.files.delete(known);
        workspace.filesChanged([{ path: "/app/lib", kind: "deleted" }]);
      } else if (what === "open" && isSource) {
        workspace.open(file, text);
        open.add(file);
      } else if (what === "type" && open.has(file)) workspace.change(file, [{ span: { start: 0, end: 0 }, newText: "// typed\n" }]);
      else if (what === "close" && open.delete(file)) workspace.close(file);
    }
    for (const part of [...found, ...parts]) take(part);
    Array.from(workspace.endScan());
    Array.from(workspace.analyze());
    workspace.setReading(false);
    const cold = scanned(disk);
    for (const file of open) cold.open(file, workspace.text(file) ?? "");
    assert.deepEqual(contents(workspace.snapshot()), contents(cold.snapshot()));
  }), tried(150, 20261129));
});

test("a folder that is removed from the workspace while it is scanned is not taken in", () => {
  const disk = new MemoryDisk({ "/app/client.ts": client, "/lib/client.ts": client });
  const workspace = new Workspace(disk, analyzeFile);
  for (const root of ["/app", "/lib"]) workspace.addRoot(root);
  workspace.beginScan();
  const parts = [...scanFolders(disk, ["/app", "/lib"], undefined, 1)];
  workspace.removeRoot("/lib");
  for (const part of parts) Array.from(workspace.take(part));
  Array.from(workspace.endScan());
  assert.deepEqual(workspace.snapshot().paths(), ["/app/client.ts"]);
});

test("packages that are installed while a scan goes on are found", () => {
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/package.json": "{}" });
  const workspace = new Workspace(disk, analyzeFile);
  workspace.addRoot("/app");
  workspace.beginScan();
  const parts = [...scanFolders(disk, ["/app"])];
  disk.files.set("/app/node_modules/inngest/package.json", '{ "version": "4.1.0" }');
  workspace.packagesChanged();
  for (const part of parts) Array.from(workspace.take(part));
  Array.from(workspace.endScan());
  assert.equal(workspace.snapshot().file("/app/client.ts")?.sdk, 4);
});

function plain(parts: Iterable<ScanPart>): unknown {
  const all = [...parts];
  return { files: all.flatMap(({ files }) => [...fromColumns(files)]), manifests: all.flatMap(({ manifests }) => manifests) };
}

async function collect(parts: AsyncIterable<ScanPart>): Promise<ScanPart[]> {
  const all: ScanPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

test("a thread finds what is found without one, whether it is waited for or not", async (t) => {
  const root = toSlashes(mkdtempSync(path.join(os.tmpdir(), "stepwise-scan-")));
  t.after(() => { rmSync(root, { recursive: true, force: true }); });
  mkdirSync(path.join(root, "src"));
  for (let n = 0; n < 900; n++) writeFileSync(path.join(root, "src", `file-${String(n)}.ts`), n % 3 === 0 ? `\uFEFFimport "inngest"; // ä ${String(n)}` : n % 3 === 1 ? 'import { bus } from "./bus"; bus.send({});' : "export {};");
  writeFileSync(path.join(root, "package.json"), "{}");
  symlinkSync(path.join(root, "src"), path.join(root, "link"));
  const job: ScanJob = { roots: [root], index: { file: path.join(root, "no.index"), version: "1" } };
  const expected = plain(scan(realDisk, job));
  assert.deepEqual(plain(new ScanThread().partsNow(job)), expected);
  assert.deepEqual(plain(await collect(new ScanThread().parts(job))), expected);
});

test("the first part is small, and the later ones grow", () => {
  const disk = new MemoryDisk(Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`/app/${String(n)}.ts`, ""])));
  assert.deepEqual(Array.from(scanFolders(disk, ["/app"]), ({ files }) => [...fromColumns(files)].length), [25, 50, 100, 125]);
});

test("where the thread cannot run, the files are found without it", async (t) => {
  const root = toSlashes(mkdtempSync(path.join(os.tmpdir(), "stepwise-scan-")));
  t.after(() => { rmSync(root, { recursive: true, force: true }); });
  writeFileSync(path.join(root, "client.ts"), client);
  const job: ScanJob = { roots: [root] };
  const expected = plain(scan(realDisk, job));
  const missing = { file: path.join(root, "no-thread.js"), patience: 50 };
  assert.deepEqual(plain(new ScanThread(missing).partsNow(job)), expected);
  assert.deepEqual(plain(await collect(new ScanThread(missing).parts(job))), expected);
});

test("what fails in the thread is tried without it, and fails here", async () => {
  const job = { roots: 1 } as unknown as ScanJob;
  assert.throws(() => plain(new ScanThread().partsNow(job)), /not iterable/);
  await assert.rejects(collect(new ScanThread().parts(job)), /not iterable/);
});
