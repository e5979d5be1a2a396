/**
 * The other half of precision: mistakes made in the corpus of right code are found, and found where they are. What the
 * rules do not tell of is listed, so that neither half falls silently.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FixtureFile } from "../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../shared/analysis/testing/snapshot.ts";
import { rules } from "../server/src/rules/registry.ts";
import { readFixtureFiles } from "../server/src/rules/testing.ts";
import { findMutations } from "./precision/mutations.ts";
import type { Mutation } from "./precision/mutations.ts";
import { readSnippets } from "./precision/snippets.ts";

function mutate(files: readonly FixtureFile[], { path, edits }: Mutation): FixtureFile[] {
  const ordered = [...edits].sort((a, b) => b.span.start - a.span.start);
  return files.map((file) => (file.path === path ? { ...file, text: ordered.reduce((text, { span, newText }) => text.slice(0, span.start) + newText + text.slice(span.end), file.text) } : file));
}

/** Whether the rule says something on each of the lines. */
function isTold(files: readonly FixtureFile[], { rule: id, path, at }: Mutation): boolean {
  const snapshot = snapshotOf(files);
  const file = snapshot.file(path);
  const rule = rules.find((candidate) => candidate.id === id);
  assert.ok(file && rule, id);
  const lineOf = (offset: number): number => file.text.slice(0, offset).split("\n").length;
  const told = new Set([...rule.check(file, { snapshot, base: snapshot })].map(({ span }) => lineOf(span.start)));
  return at.every((offset) => told.has(lineOf(offset)));
}

/** What its schema says is told by types alone. */
const unreadable = ["schemas.txt: arktype and other standard schemas /main.ts: a misspelt key of an event's data"];

test("mistakes made in right code are told where they are", (context) => {
  const made = new Map<string, number>();
  const missed: string[] = [];
  // What differs between the two SDKs is not among these mistakes: of twins one is enough.
  for (const { name, text } of readSnippets("right").filter((snippet) => !snippet.name.endsWith(", v3"))) {
    const files = readFixtureFiles(text);
    const snapshot = snapshotOf(files);
    for (const file of files) {
      for (const mutation of findMutations(file, snapshot)) {
        made.set(mutation.kind, (made.get(mutation.kind) ?? 0) + 1);
        if (!isTold(mutate(files, mutation), mutation)) missed.push(`${name} ${file.path}: ${mutation.kind}`);
      }
    }
  }
  for (const [kind, count] of made) context.diagnostic(`${kind}: ${String(count - missed.filter((miss) => miss.endsWith(`: ${kind}`)).length)} of ${String(count)}`);
  assert.ok([...made.values()].reduce((sum, count) => sum + count, 0) >= 800 && made.size === 8, [...made].join("; "));
  assert.deepEqual(missed, unreadable);
});
