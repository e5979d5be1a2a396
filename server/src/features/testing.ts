/**
 * The test driver of the features. A fixture is text as in the tests of rules, with the cursor at `$0`; a comment of
 * carets under a line labels a place that the answer must hold:
 *
 *     step.sendEvent("s", { name: "app/a$0" });
 *   //                            ^^^^^^^ write
 */
import assert from "node:assert/strict";
import type { Location, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { FixtureFile } from "../../../shared/analysis/testing/fixture.ts";
import { snapshotOf } from "../../../shared/analysis/testing/snapshot.ts";
import { applyEdits, checkTitle, readFixture, withoutPrelude } from "../rules/testing.ts";
import { incomingFlow, outgoingFlow, prepareFlow } from "./call-hierarchy.ts";
import { complete } from "./completion/completion.ts";
import { findDefinitions } from "./definition.ts";
import { findEventTree } from "./event-tree.ts";
import { findFunctionTree } from "./function-tree.ts";
import { summarizeFunctions } from "./functions.ts";
import { hover } from "./hover/hover.ts";
import type { HoverOptions } from "./hover/hover.ts";
import { findInlayHints } from "./inlay-hints.ts";
import { findCounts, findLenses } from "./lens.ts";
import { findRefactors } from "./refactor/refactor.ts";
import { findHighlights, findReferences } from "./references.ts";
import { findRenameTarget, rename } from "./rename.ts";
import type { TextOf } from "./rename.ts";
import { outline, searchSymbols } from "./symbols.ts";

interface AtCursor {
  readonly snapshot: Snapshot;
  readonly files: readonly FixtureFile[];
  readonly path: string;
  readonly offset: number;
  readonly textOf: TextOf;
}

export function atCursor(fixture: string): AtCursor {
  const { files, cursor } = readFixture(fixture);
  assert.ok(cursor, "the fixture has no `$0`");
  return { snapshot: snapshotOf(files), files, ...cursor, textOf: (path) => files.find((file) => file.path === path)?.text };
}

/** Asserts what is offered at `$0`, in the order in which it is shown: `label detail`. */
export function checkCompletion(fixture: string, expected: readonly string[]): void {
  const { snapshot, path, offset } = atCursor(fixture);
  const items = [...complete(snapshot, path, offset)].sort((a, b) => a.rank - b.rank || a.label.localeCompare(b.label));
  assert.deepEqual(items.map(({ label, detail = "" }) => `${label} ${detail}`.trim()), expected);
}

/** Asserts that choosing an item makes one fixture of another. */
export function checkCompleted(before: string, label: string, after: string): void {
  const { snapshot, path, offset, files } = atCursor(before);
  const item = complete(snapshot, path, offset).find((candidate) => candidate.label === label);
  assert.ok(item, `\`${label}\` is not offered`);
  assert.deepEqual(withoutPrelude(applyEdits(files, [{ path, span: item.span, newText: item.newText }])), withoutPrelude(readFixture(after).files));
}

const hoverOptions: HoverOptions = { toLink: (file, line) => `${file}#${String(line)}`, now: Date.UTC(2026, 0, 1) };

/** Asserts the paragraphs of the hover at `$0`, on 1 January 2026; undefined where there is none. */
export function checkHover(fixture: string, paragraphs: readonly string[] | undefined): void {
  const { snapshot, path, offset } = atCursor(fixture);
  assert.deepEqual(hover(snapshot, path, offset, hoverOptions)?.markdown.split("\n\n"), paragraphs);
}

export function checkDefinition(fixture: string): void {
  const { snapshot, path, offset, files } = atCursor(fixture);
  checkPlaces(files, findDefinitions(snapshot, path, offset).map((location) => ({ location, label: "definition" })));
}

export function checkReferences(fixture: string): void {
  const { snapshot, path, offset, files } = atCursor(fixture);
  checkPlaces(files, findReferences(snapshot, path, offset, true).map((location) => ({ location, label: "reference" })));
}

export function checkHighlights(fixture: string): void {
  const { snapshot, path, offset, files } = atCursor(fixture);
  checkPlaces(files, findHighlights(snapshot, path, offset).map(({ span, kind }) => ({ location: { path, span }, label: kind })));
}

/**
 * Asserts that renaming what is at `$0` makes one fixture of another.
 * @param notes Labels of the edits that wait for the user's word, each once.
 * @param warning What the user is told beside it.
 */
export function checkRename(before: string, newName: string, after: string, notes: readonly string[] = [], warning?: RegExp): void {
  const { snapshot, path, offset, files, textOf } = atCursor(before);
  const result = rename(snapshot, path, offset, newName, textOf);
  assert.equal(result?.kind, "edits", result?.kind === "refused" ? result.problem : "nothing to rename");
  assert.deepEqual(withoutPrelude(applyEdits(files, result.edits)), withoutPrelude(readFixture(after).files));
  assert.deepEqual([...new Set(result.edits.flatMap(({ note }) => (note?.asks === true ? [note.label] : [])))], notes);
  if (warning) assert.match(result.warning ?? "", warning);
  else assert.equal(result.warning, undefined);
}

/** Asserts that a rename is refused with a sentence; undefined where there is nothing of ours to rename. */
export function checkNoRename(fixture: string, newName: string, problem?: string): void {
  const { snapshot, path, offset, textOf } = atCursor(fixture);
  const result = rename(snapshot, path, offset, newName, textOf);
  assert.equal(result?.kind === "refused" ? result.problem : result && "renamed", problem);
  if (problem === undefined) assert.equal(findRenameTarget(snapshot, path, offset, textOf), undefined);
}

/** What is selected between `«` and `»`. */
function readSelection(fixture: string): Omit<AtCursor, "offset" | "textOf"> & { readonly selection: Span } {
  const { files, cursor } = readFixture(fixture.replace("«", "$0").replace("»", ""));
  const { cursor: end } = readFixture(fixture.replace("«", "").replace("»", "$0"));
  assert.ok(cursor && end, "the fixture selects nothing");
  return { snapshot: snapshotOf(files), files, path: cursor.path, selection: { start: cursor.offset, end: end.offset } };
}

/** Asserts that the refactor offered for what is selected makes one fixture of another. */
export function checkRefactor(before: string, title: string, after: string): void {
  const { snapshot, files, path, selection } = readSelection(before);
  const all = findRefactors(snapshot, path, selection);
  for (const refactor of all) checkTitle(refactor.title);
  const found = all.find((refactor) => refactor.title === title);
  assert.ok(found, `not offered; there are: ${all.map((refactor) => refactor.title).join(", ") || "none"}`);
  assert.deepEqual(withoutPrelude(applyEdits(files, found.edits)), withoutPrelude(readFixture(after).files));
}

export function checkNoRefactor(fixture: string, title: string): void {
  const { snapshot, path, selection } = readSelection(fixture);
  assert.ok(!findRefactors(snapshot, path, selection).some((refactor) => refactor.title === title), "offered");
}

/** Asks each feature about a place, for tests of code in any state: none may throw, whatever it answers. */
export function askEverything(snapshot: Snapshot, path: string, offset: number, textOf: TextOf): void {
  hover(snapshot, path, offset, hoverOptions);
  findRefactors(snapshot, path, { start: offset, end: offset });
  findRefactors(snapshot, path, { start: Math.max(0, offset - 80), end: offset });
  complete(snapshot, path, offset);
  findDefinitions(snapshot, path, offset);
  findReferences(snapshot, path, offset, true);
  findHighlights(snapshot, path, offset);
  rename(snapshot, path, offset, "app/new", textOf);
  findLenses(snapshot, path);
  findCounts(snapshot, path);
  findInlayHints(snapshot, path, { start: 0, end: offset });
  outline(snapshot, path);
  searchSymbols(snapshot, "");
  const item = prepareFlow(snapshot, path, offset);
  if (item) for (const { item: next } of [...incomingFlow(snapshot, item.key), ...outgoingFlow(snapshot, item.key)]) outgoingFlow(snapshot, next.key);
  summarizeFunctions(snapshot, path);
  findFunctionTree(snapshot);
  findEventTree(snapshot);
}

interface LabelledPlace {
  readonly location: Location;
  readonly label: string;
}

const LABEL = /^\s*\/\/\s*(\^+) (.+)$/;

/** Asserts that the places are those that the fixture labels, one to one. */
export function checkPlaces(files: readonly FixtureFile[], places: readonly LabelledPlace[]): void {
  const actual = places.map(({ location: { path, span }, label }) => {
    const text = files.find((file) => file.path === path)?.text ?? "";
    const lines = text.slice(0, span.start).split("\n");
    const column = lines.at(-1)?.length ?? 0;
    return `${path}:${String(lines.length)}:${String(column)}-${String(column + span.end - span.start)} ${label}`;
  });
  assert.deepEqual(actual.sort(), files.flatMap(readLabels).sort());
}

function readLabels({ path, text }: FixtureFile): string[] {
  let target = 0;
  return text.split("\n").flatMap((line, index) => {
    const [whole, carets = "", label = ""] = LABEL.exec(line) ?? [];
    if (whole === undefined) {
      target = index + 1;
      return [];
    }
    const column = line.indexOf("^");
    return [`${path}:${String(target)}:${String(column)}-${String(column + carets.length)} ${label}`];
  });
}
