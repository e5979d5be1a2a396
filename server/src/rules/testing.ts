/**
 * The test driver of the rules. A fixture is text: `//- /path sdk:v4` starts a file, `$0` marks the cursor, and a comment
 * of carets under a line labels what is found there:
 *
 *     step.sendEvent({ name: "a" });
 *   //^^^^^^^^^^^^^^ error(missing-step-id): the first argument of …
 *
 * A file below `/@base` is what a file was at the commit that the check compares with.
 *
 * Every finding is labelled and every label is found, one to one. A file that mentions `inngest` and imports nothing
 * has a client of that name.
 */
import assert from "node:assert/strict";
import ts from "typescript";
import { parseFixture, scriptKind } from "../../../shared/analysis/testing/fixture.ts";
import type { FixtureFile } from "../../../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import type { TypesOf } from "../../../shared/analysis/testing/snapshot.ts";
import type { Finding, Fix, Rule, TextEdit } from "./rule.ts";

type Rules = Rule | readonly Rule[];

interface Cursor {
  readonly path: string;
  readonly offset: number;
}

export interface Fixture {
  readonly files: readonly FixtureFile[];
  readonly cursor: Cursor | undefined;
}

const LABEL = /^\s*\/\/\s*(\^+) (\w+)\(([\w-]+)\): (.*)$/;
const BASE = "/@base/";
const PRELUDE = "\nimport { Inngest } from \"inngest\"; const inngest = new Inngest({ id: \"app\" });\n";

/** Asserts that the rules find exactly what the fixture's labels say. */
export function check(ruleOrRules: Rules, fixture: string, types?: TypesOf): void {
  const { files } = readFixture(fixture);
  const actual = runRules(ruleOrRules, files, types).map(({ path, finding, rule }) => describeFinding(files, path, finding, rule));
  const expected = files.flatMap(readLabels);
  assert.deepEqual(actual.sort(), expected.sort());
}

/**
 * Asserts that a fix turns one fixture into another and that nothing is found afterwards. The fix is the one of the
 * finding at `$0`, or of the only finding that has one; `title` chooses between several.
 */
export function checkFix(ruleOrRules: Rules, before: string, after: string, title?: string): void {
  const fixture = readFixture(before);
  const fixes = findFixes(ruleOrRules, fixture);
  const fix = title === undefined ? fixes.find((candidate) => candidate.preferred) ?? fixes[0] : fixes.find((candidate) => candidate.title === title);
  assert.ok(fix, `no such fix; there are: ${fixes.map((candidate) => candidate.title).join(", ") || "none"}`);
  const fixed = applyEdits(fixture.files, fix.edits);
  assert.deepEqual(withoutPrelude(fixed), withoutPrelude(readFixture(after).files));
  assert.deepEqual(runRules(ruleOrRules, fixed).map(({ finding }) => finding.message), [], "found again after the fix");
}

/** Asserts that something is found and that no fix is offered for it. */
export function checkNoFix(ruleOrRules: Rules, fixture: string): void {
  const read = readFixture(fixture);
  assert.notEqual(runRules(ruleOrRules, read.files).length, 0, "nothing is found");
  assert.deepEqual(findFixes(ruleOrRules, read).map((fix) => fix.title), []);
}

/**
 * A labelled fixture that the rules do not satisfy yet; fails as soon as they do, and then becomes a `check`.
 * @public for whoever finds the next gap.
 */
export function checkKnownGap(ruleOrRules: Rules, fixture: string): void {
  assert.throws(() => { check(ruleOrRules, fixture); }, assert.AssertionError, "the gap is closed: make this a check");
}

/** Everything the rules find in a fixture, for tests that look at more than the labels show. */
export function findAll(ruleOrRules: Rules, fixture: string, types?: TypesOf): Finding[] {
  return runRules(ruleOrRules, readFixture(fixture).files, types).map(({ finding }) => finding);
}

/** Applies every preferred fix at once, as fix-all does, and gives the files back. */
export function applyAllFixes(ruleOrRules: Rules, fixture: string): readonly FixtureFile[] {
  const { files } = readFixture(fixture);
  const edits = runRules(ruleOrRules, files).flatMap(({ finding }) => finding.fixes?.find((fix) => fix.preferred)?.edits ?? []);
  return withoutPrelude(applyEdits(files, edits));
}

/** The files of a fixture as the rules see them: without the cursor, and with a client where one is taken for granted. */
export function readFixtureFiles(fixture: string): readonly FixtureFile[] {
  return readFixture(fixture).files;
}

/** Files and cursor of a fixture. */
export function readFixture(text: string): Fixture {
  let cursor: Cursor | undefined;
  const files = parseFixture(text).map((file) => {
    const offset = file.text.indexOf("$0");
    if (offset < 0) return complete(file);
    cursor = { path: file.path, offset };
    return complete({ ...file, text: file.text.replace("$0", "") });
  });
  return { files, cursor };
}

/** The prelude stands at the end, where it moves nothing. */
function complete(file: FixtureFile): FixtureFile {
  const needed = /\binngest\b/.test(file.text) && !/\brequire\(|\b(?:const|let|var|class) inngest\b/i.test(file.text) && !hasImport(file);
  return needed ? { ...file, text: file.text + PRELUDE } : file;
}

/** A declaration; the word alone may stand in an id, a comment or a type. */
function hasImport({ path, text }: FixtureFile): boolean {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false, scriptKind(path)).statements.some((statement) => ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement));
}

/** Files as their fixture has them. */
export function withoutPrelude(files: readonly FixtureFile[]): { readonly path: string; readonly text: string; readonly sdk: FixtureFile["sdk"] }[] {
  return files.map((file) => ({ ...file, text: file.text.replace(PRELUDE, "").trimEnd() }));
}

interface Found {
  readonly path: string;
  readonly finding: Finding;
  readonly rule: Rule;
}

function runRules(ruleOrRules: Rules, files: readonly FixtureFile[], types?: TypesOf): Found[] {
  const list = Array.isArray(ruleOrRules) ? ruleOrRules as readonly Rule[] : [ruleOrRules as Rule];
  const snapshot = snapshotOf(files.filter(({ path }) => !path.startsWith(BASE)), types);
  const old = files.filter(({ path }) => path.startsWith(BASE)).map((file) => ({ ...file, path: file.path.slice(BASE.length - 1) }));
  const base = old.length === 0 ? undefined : snapshotOf(old);
  const found: Found[] = [];
  for (const path of snapshot.paths()) {
    const file = snapshot.file(path);
    if (!file) continue;
    for (const rule of list) for (const finding of rule.check(file, { snapshot, ...(base ? { base } : {}) })) found.push({ path, finding, rule });
  }
  for (const { finding, rule } of found) {
    checkVoice(finding);
    assert.ok(rule.fixable || (finding.fixes ?? []).length === 0, `${rule.id} offers a fix, and says that it is not fixable`);
  }
  return found;
}

/** Every rule speaks alike, and in Inngest's words: to it, a replay is a run begun anew by hand. */
function checkVoice({ message, fixes = [] }: Finding): void {
  assert.match(message, /^[a-z`][^\n]*[^.!\s]$/, "a message is one sentence, with a small first letter and no full stop");
  assert.doesNotMatch(message, /\breplay/);
  assert.equal((message.match(/`/g) ?? []).length % 2, 0, "what is code stands between backticks");
  assert.ok(message.replace(/`[^`]*`/g, "``").length <= MOST_WORDS, `too long to read at a glance: ${message}`);
  for (const { title } of fixes) checkTitle(title);
}

/** A message's length without the names in it. */
const MOST_WORDS = 130;

const VERBS = /^(?:Add|Await|Begin|Change|Convert|Declare|Export|Extract|Keep|Let|Move|Put|Read|Remove|Rename|Retry|Return|Round|Run|Send|Sleep|Throw|Use|Wait|Wrap) /;

/** Titles read as those of the editor itself: plain text that says what is done, names in single quotes. */
export function checkTitle(title: string): void {
  assert.match(title, VERBS, "a title begins with what it does");
  assert.match(title.replace(/'[^']*'/g, "''"), /^(?:[^\n'`"]|'')*(?:[^\n'`".!\s]|'')$/, "a title has names in single quotes and no full stop");
  assert.ok(title.length <= MOST_TITLE, `too long for a menu: ${title}`);
}

const MOST_TITLE = 80;

function findFixes(ruleOrRules: Rules, { files, cursor }: Fixture): Fix[] {
  const found = runRules(ruleOrRules, files).filter(({ path, finding }) => !cursor || (path === cursor.path && finding.span.start <= cursor.offset && cursor.offset <= finding.span.end));
  return found.flatMap(({ finding }) => finding.fixes ?? []);
}

/** The files after edits, which may come in any order. */
export function applyEdits(files: readonly FixtureFile[], edits: readonly TextEdit[]): FixtureFile[] {
  return files.map((file) => {
    const own = edits.filter((edit) => edit.path === file.path).sort((a, b) => b.span.start - a.span.start);
    return { ...file, text: own.reduce((text, edit) => text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end), file.text) };
  });
}

/** A finding of several lines is labelled on its first. */
function describeFinding(files: readonly FixtureFile[], path: string, finding: Finding, rule: Rule): string {
  const text = files.find((file) => file.path === path)?.text ?? "";
  assert.equal(finding.rule, rule.id, "a finding bears its rule's id");
  const before = text.slice(0, finding.span.start);
  const lineStart = before.lastIndexOf("\n") + 1;
  const lineEnd = text.indexOf("\n", finding.span.start);
  const end = Math.min(finding.span.end, lineEnd < 0 ? text.length : lineEnd);
  return `${path}:${String(before.split("\n").length)}:${String(finding.span.start - lineStart)}-${String(end - lineStart)} ${finding.severity ?? rule.severity}(${finding.rule}): ${finding.message}`;
}

function readLabels(file: FixtureFile): string[] {
  const labels: string[] = [];
  let target = 0;
  for (const [index, line] of file.text.split("\n").entries()) {
    const match = LABEL.exec(line);
    if (!match) {
      target = index + 1;
      continue;
    }
    const [, carets = "", severity = "", rule = "", message = ""] = match;
    const column = line.indexOf("^");
    labels.push(`${file.path}:${String(target)}:${String(column)}-${String(column + carets.length)} ${severity}(${rule}): ${message}`);
  }
  return labels;
}
