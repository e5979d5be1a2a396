/** The precision corpus once more, with the types of the real packages known: they add no false positive and hide no finding. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
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

const types = createFixtureTypes();
after(() => { types.remove(); });

for (const folder of ["right", "decoys", "wrong"]) {
  test(`${folder}: types change nothing that is found, and hide nothing that is seen`, () => {
    const snippets = readSnippets(folder);
    const fixtures = snippets.map(({ text }) => readFixtureFiles(text));
    const facts = types.read(fixtures);
    assert.notEqual(fixtures.flatMap((files, index) => files.flatMap(({ path }) => facts[index]?.(path)?.callees ?? [])).length, 0, "no types were read");
    for (const [index, files] of fixtures.entries()) {
      const name = snippets[index]?.name ?? "";
      assert.deepEqual(find(files, facts[index]), find(files), name);
      assert.ok(countSeen(files, facts[index]) >= countSeen(files), name);
    }
  });
}
