/**
 * Code in the shapes in which people really write it. Nothing is found in code that is right, nor in code of other
 * libraries that only looks alike; in code that is wrong, exactly what each line's `// ! rule-id` says. A false positive
 * met anywhere becomes a snippet here.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import type { FixtureFile } from "../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../shared/analysis/testing/snapshot.ts";
import type { Finding, Rule } from "../server/src/rules/rule.ts";
import { rules } from "../server/src/rules/registry.ts";
import { readFixtureFiles } from "../server/src/rules/testing.ts";
import { readSnippets } from "./precision/snippets.ts";
import type { Snippet } from "./precision/snippets.ts";

interface Told {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** Everything that every rule finds, by place. */
function runAll(files: readonly FixtureFile[]): Told[] {
  const snapshot = snapshotOf(files);
  return files.flatMap(({ path, text }) => {
    const file = snapshot.file(path);
    if (!file) return [];
    return rules.flatMap((rule) => [...rule.check(file, { snapshot, base: snapshot })].filter((finding) => !isAboutTheRest(finding, rule)).map((finding) => ({
      path, line: text.slice(0, finding.span.start).split("\n").length, rule: finding.rule, message: finding.message,
    })));
  }).sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line || a.rule.localeCompare(b.rule));
}

/** A snippet is a part of a program; who else sends and listens is in the rest of it. */
function isAboutTheRest(finding: Finding, { id, severity }: Rule): boolean {
  return (id === "known-event" || id === "event-has-sender") && (finding.severity ?? severity) === severity;
}

/** How much of Inngest the analysis sees: functions, steps, sends, declared events and clients. */
function countSeen(files: readonly FixtureFile[]): number {
  const snapshot = snapshotOf(files);
  return snapshot.paths().reduce((sum, path) => {
    const file = snapshot.file(path);
    return sum + (file ? file.functions.length + file.steps.length + file.sends.length + file.declarations.length + file.clients.length : 0);
  }, 0);
}

/** A snippet that does not parse shows nothing. */
function checkSyntax(files: readonly FixtureFile[]): void {
  for (const { path, text } of files) {
    const { diagnostics } = ts.transpileModule(text, { fileName: path.replace(/.*\//, ""), reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ESNext, experimentalDecorators: true, allowJs: true } });
    assert.deepEqual(diagnostics?.map(({ messageText, start }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")} at ${text.slice(start, (start ?? 0) + 20)}`), [], "it does not parse");
  }
}

function testAll(snippets: readonly Snippet[], check: (files: readonly FixtureFile[]) => void): void {
  for (const snippet of snippets) {
    test(snippet.name, () => {
      const files = readFixtureFiles(snippet.text);
      checkSyntax(files);
      check(files);
    });
  }
}

const right = readSnippets("right");
const decoys = readSnippets("decoys");
const wrong = readSnippets("wrong");

test("the corpus does not shrink, and no snippet hides another", () => {
  assert.ok(right.length >= 458 && decoys.length >= 25 && wrong.length >= 80, `${String(right.length)} right, ${String(decoys.length)} decoys, ${String(wrong.length)} wrong`);
  const all = [...right, ...decoys, ...wrong].map(({ name }) => name);
  assert.deepEqual(all.filter((name, index) => all.indexOf(name) !== index), []);
});

testAll(right, (files) => {
  assert.deepEqual(runAll(files), []);
  assert.notEqual(countSeen(files), 0, "nothing of Inngest is recognised");
});

testAll(decoys, (files) => {
  assert.deepEqual(runAll(files), []);
  assert.equal(snapshotOf(files).functions().length, 0);
});

testAll(wrong, (files) => {
  const told = runAll(files).map(({ path, line, rule }) => `${path}:${String(line)} ${rule}`);
  const expected = files.flatMap(({ path, text }) => text.split("\n").flatMap((line, index) => {
    const listed = /\/\/ ! ([\w, -]+)$/.exec(line)?.[1];
    return listed?.split(", ").map((rule) => `${path}:${String(index + 1)} ${rule}`) ?? [];
  }));
  assert.notEqual(expected.length, 0, "it says nothing of what is wrong");
  assert.deepEqual(told.sort(), expected.sort());
});
