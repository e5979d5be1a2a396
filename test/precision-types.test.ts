/** The precision corpus once more, with the types of the real packages known: they add no false positive and hide no finding. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { rules } from "../server/src/rules/registry.ts";
import { readFixtureFiles } from "../server/src/rules/testing.ts";
import { createFixtureTypes } from "../server/src/semantic/testing/read-fixtures.ts";
import type { FixtureFile } from "../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../shared/analysis/testing/snapshot.ts";
import type { TypesOf } from "../shared/analysis/testing/snapshot.ts";
import { readSnippets } from "./precision/snippets.ts";

function find(files: readonly FixtureFile[], types?: TypesOf): string[] {
  const snapshot = snapshotOf(files, types);
  return files.flatMap(({ path, text }) => {
    const file = snapshot.file(path);
    return file ? rules.flatMap((rule) => [...rule.check(file, { snapshot, externalEvents: ["*"] })].map(({ span, message }) => `${path}:${String(text.slice(0, span.start).split("\n").length)} ${rule.id}: ${message}`)) : [];
  });
}

function countSeen(files: readonly FixtureFile[], types?: TypesOf): number {
  const snapshot = snapshotOf(files, types);
  return snapshot.paths().reduce((sum, path) => {
    const file = snapshot.file(path);
    return sum + (file ? file.functions.length + file.steps.length + file.sends.length + file.declarations.length : 0);
  }, 0);
}

const folders = ["right", "decoys", "wrong"];
const snippets = folders.flatMap((folder) => readSnippets(folder).map(({ name, text }) => ({ folder, name, files: readFixtureFiles(text) })));

let facts: readonly TypesOf[] = [];
const types = createFixtureTypes();
before(() => { facts = types.read(snippets.map(({ files }) => files)); });
after(() => { types.remove(); });

for (const folder of folders) {
  test(`${folder}: types change nothing that is found, and hide nothing that is seen`, () => {
    const read = snippets.flatMap((snippet, index) => (snippet.folder === folder ? [{ ...snippet, facts: facts[index] }] : []));
    assert.notEqual(read.flatMap(({ files, facts }) => files.flatMap(({ path }) => facts?.(path)?.callees ?? [])).length, 0, "no types were read");
    for (const { name, files, facts } of read) {
      assert.deepEqual(find(files, facts), find(files), name);
      assert.ok(countSeen(files, facts) >= countSeen(files), name);
    }
  });
}
