import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTexts } from "./file-texts.ts";
import { SourceTrees } from "./source-trees.ts";
import { MemoryDisk } from "./testing/memory-disk.ts";

test("a tree that several analyses ask for outlives those that one alone asks for, and what is open outlives all", () => {
  const text = `const text = "${"a".repeat(4000)}";`;
  const names = Array.from({ length: 40 }, (_, n) => `/${String(n)}.ts`);
  const texts = new FileTexts(new MemoryDisk(Object.fromEntries([...names, "/shared.ts"].map((name) => [name, text]))));
  texts.open("/open.ts", text, true);
  const trees = new SourceTrees(texts);
  const open = trees.source("/open.ts");
  const shared: unknown[] = [];
  const own: unknown[] = [];
  for (const name of names) {
    trees.nextAnalysis();
    own.push(trees.source(name));
    shared.push(trees.source("/shared.ts"));
    assert.equal(trees.source(name), own.at(-1), "an analysis asks for one file again and again");
  }
  assert.equal(new Set(shared).size, 1);
  assert.equal(trees.source("/open.ts"), open);
  assert.equal(trees.source("/39.ts"), own[39]);
  assert.notEqual(trees.source("/0.ts"), own[0]);
});
