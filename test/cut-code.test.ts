/**
 * Code as people write it, while they write it: whatever is cut out of a snippet of the precision corpus, every rule
 * answers, points into the text, and says of text that was edited bit by bit what it says of the same text opened anew.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { analyzeFile } from "../shared/analysis/analyze.ts";
import { diagnose } from "../server/src/features/diagnose.ts";
import type { Diagnosis } from "../server/src/features/diagnose.ts";
import { MemoryDisk } from "../server/src/host/testing/memory-disk.ts";
import { Workspace } from "../server/src/host/workspace.ts";
import { rules } from "../server/src/rules/registry.ts";
import { readFixtureFiles } from "../server/src/rules/testing.ts";
import { readSnippets } from "./precision/snippets.ts";
import { tried } from "./property.ts";

const corpus = ["right", "wrong", "decoys"].flatMap((folder) => readSnippets(folder)).map(({ text }) => readFixtureFiles(text)).filter((files) => files.length > 0);

function createWorkspace(files: Readonly<Record<string, string>>, sdk: number): Workspace {
  const disk = new MemoryDisk({ "/package.json": `{ "dependencies": { "inngest": "^${String(sdk)}.0.0" } }`, ...files });
  const workspace = new Workspace(disk, analyzeFile);
  workspace.addRoot("/");
  Array.from(workspace.scan());
  return workspace;
}

function diagnoseAll(workspace: Workspace): Diagnosis[] {
  const snapshot = workspace.snapshot();
  return snapshot.paths().flatMap((path) => diagnose(snapshot, path, {
    rules, settings: {}, includeTypeScripts: true,
    onCrash: (rule, file, error) => { throw new Error(`${rule} threw on ${file}`, { cause: error }); },
  }));
}

const cut = fc.record({ at: fc.nat(), length: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 }), fc.constant(100_000)), typed: fc.constantFrom("", "", "", "(", "}", "`", "step.", "await ", "const x = ") });

test("cut anywhere, again and again: no rule throws, and nothing stale is said", () => {
  const session = fc.record({ snippet: fc.nat(corpus.length - 1), cuts: fc.array(cut, { minLength: 1, maxLength: 4 }) });
  fc.assert(fc.property(session, ({ snippet, cuts }) => {
    const files = corpus[snippet] ?? [];
    const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
    const sdk = files[0]?.sdk ?? 4;
    const workspace = createWorkspace(texts, sdk);
    for (const [path, text] of Object.entries(texts)) workspace.open(path, text);
    for (const { at, length, typed } of cuts) {
      const { path } = files[at % files.length] ?? { path: "" };
      const text = texts[path] ?? "";
      const start = at % (text.length + 1);
      const end = Math.min(text.length, start + length);
      workspace.change(path, [{ span: { start, end }, newText: typed }]);
      texts[path] = text.slice(0, start) + typed + text.slice(end);
      const told = diagnoseAll(workspace);
      const longest = Math.max(...Object.values(texts).map((each) => each.length));
      for (const { rule, span } of told) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= longest, `${rule} points outside of the text`);
      assert.deepEqual(told, diagnoseAll(createWorkspace(texts, sdk)));
    }
  }), tried(60, 5));
});
