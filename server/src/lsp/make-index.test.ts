/** What is kept for the next start: whatever it finds there, it tells what a cold start would. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { tried } from "../../../test/property.ts";
import { fromBytes, toBytes, unpackModel } from "../host/saved-index.ts";
import type { SavedIndex } from "../host/saved-index.ts";
import { scanAgain } from "../host/scan.ts";
import { client, texts } from "../host/testing/changing-texts.ts";
import { contents, scanned } from "../host/testing/contents.ts";
import { MemoryDisk } from "../host/testing/memory-disk.ts";
import { Workspace } from "../host/workspace.ts";
import { makeIndex } from "./make-index.ts";

/** As it is read back from its file. */
function keep(disk: MemoryDisk, earlier?: SavedIndex): SavedIndex {
  const kept = fromBytes(toBytes(makeIndex(disk, { roots: ["/app"], settings: new Map() }, earlier), "1"), "1");
  assert.ok(kept);
  return kept;
}

/** A workspace that starts with what was kept, and with open documents. */
function restored(disk: MemoryDisk, kept: SavedIndex, { analyze = analyzeFile, open = new Map<string, string>() } = {}): Workspace {
  const workspace = new Workspace(disk, analyze);
  workspace.addRoot("/app");
  for (const [file, text] of open) workspace.open(file, text);
  workspace.beginScan();
  for (const part of scanAgain(disk, ["/app"], kept)) Array.from(workspace.take(part));
  Array.from(workspace.endScan());
  return workspace;
}

const models = ({ models: packed }: SavedIndex): unknown => Array.from(packed, ([path, bytes]) => [path, unpackModel(bytes).model]);
const plain = (workspace: Workspace): unknown => JSON.parse(JSON.stringify(contents(workspace.snapshot())));

const change = fc.record({ file: fc.constantFrom(...Object.keys(texts)), version: fc.nat(5), thenKeep: fc.boolean() });
const document = fc.record({ file: fc.constantFrom(...Object.keys(texts).filter((file) => file.endsWith(".ts"))), version: fc.nat(4) });

test("what is kept, and taken over from what was kept before, holds after whatever changed on the disk, and for a start that opens documents", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 8 }), fc.array(document, { maxLength: 3 }), (changes, opened) => {
    const disk = new MemoryDisk(Object.fromEntries(Object.entries(texts).map(([file, [first = ""]]) => [file, first])));
    const textOf = (file: string, version: number): string => texts[file]?.[version] ?? disk.files.get(file) ?? "";
    let kept = keep(disk);
    for (const { file, version, thenKeep } of changes) {
      if (version === 5) disk.files.delete(file);
      else disk.files.set(file, textOf(file, version));
      if (thenKeep) kept = keep(disk, kept);
    }
    const open = new Map(opened.map(({ file, version }) => [file, textOf(file, version)]));
    const cold = scanned(disk);
    for (const [file, text] of open) cold.open(file, text);
    assert.deepEqual(plain(restored(disk, kept, { open })), plain(cold));
    assert.deepEqual(models(keep(disk, kept)), models(keep(disk)));
  }), tried(80, 20261128));
});

test("a document that is open as it lies on the disk costs a start nothing, one that differs no more than its own models", () => {
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/a.ts": 'import { bus } from "./client"; bus.send({ name: "a", data: {} });', "/app/b.ts": 'import { bus } from "./client"; bus.send({ name: "b", data: {} });' });
  const kept = keep(disk);
  const analyzedAt = (open: ReadonlyMap<string, string>): string[] => {
    const analyzed: string[] = [];
    const workspace = restored(disk, kept, { open: new Map(open), analyze: (file, files) => {
      analyzed.push(file);
      return analyzeFile(file, files);
    } });
    contents(workspace.snapshot());
    return analyzed.sort();
  };
  assert.deepEqual(analyzedAt(new Map()), []);
  assert.deepEqual(analyzedAt(new Map([["/app/client.ts", client]])), []);
  assert.deepEqual(analyzedAt(new Map([["/app/a.ts", "export {};"], ["/app/client.ts", client]])), []);
  assert.deepEqual(analyzedAt(new Map([["/app/client.ts", `${client}\n`]])), ["/app/a.ts", "/app/b.ts", "/app/client.ts"]);
});

test("files that have not changed are neither read nor analysed again; those that may hold a secret are not kept", () => {
  const sends = 'import { bus } from "./client"; bus.send({ name: "a", data: {} });';
  const disk = new MemoryDisk({ "/app/client.ts": client, "/app/plain.ts": sends, "/app/key.ts": `${sends} const apiKey = "abcdef";`, "/app/none.ts": "export {};" });
  const analyzed: string[] = [];
  const read: string[] = [];
  class Watched extends MemoryDisk {
    override read(file: string): Buffer | undefined {
      read.push(file);
      return super.read(file);
    }
  }
  const watched = new Watched(Object.fromEntries(disk.files));
  const workspace = restored(watched, keep(disk), { analyze: (file, files) => {
    analyzed.push(file);
    return analyzeFile(file, files);
  } });
  assert.deepEqual(read.filter((file) => file !== "/app/key.ts" && file !== "/app/client.ts"), []);
  assert.equal(workspace.snapshot().event("a")?.senders.length, 2);
  assert.deepEqual(analyzed, ["/app/key.ts"]);
});
