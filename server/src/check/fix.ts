/** `--fix`: preferred fixes, again and again until none is left. */
import { applyEdits } from "../features/apply-edits.ts";
import { collectFixes } from "../features/fix-all.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import { parse, syntaxErrorsOf } from "../host/parse.ts";
import type { Workspace } from "../host/workspace.ts";
import type { Fix, TextEdit } from "../rules/rule.ts";

/** A fix may bring forth another finding, but not without end. */
const mostRounds = 10;

/**
 * Applies fixes in the workspace's memory; nothing is written.
 * @returns The new text of each changed file, and the number of fixes.
 */
export function fixAll(workspace: Workspace, find: () => readonly Diagnosis[], isAsked: (file: string) => boolean): { readonly texts: ReadonlyMap<string, string>; readonly fixed: number } {
  const files = new Map<string, FixedFile>();
  const fileOf = (path: string): FixedFile => {
    const file = files.get(path) ?? new FixedFile(workspace, path);
    files.set(path, file);
    return file;
  };
  let fixed = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    // Only what was asked for is changed: a fix that reaches into another file is left to the editor.
    const mayApply = ({ preferred, edits }: Fix): boolean => preferred && edits.every(({ path }) => isAsked(path) && !fileOf(path).isDone);
    const fixable = find().map((diagnosis) => ({ ...diagnosis, fixes: (diagnosis.fixes ?? []).filter(mayApply) }));
    const edits = collectFixes(fixable);
    if (edits.length === 0) break;
    const paths = [...new Set(edits.map((edit) => edit.path))];
    const refused = new Set(paths.filter((path) => !fileOf(path).accepts(edits.filter((edit) => edit.path === path))));
    const isRefused = (all: readonly TextEdit[]): boolean => all.some(({ path }) => refused.has(path));
    const applied = fixable.flatMap(({ fixes }) => fixes.filter((fix) => fix.edits.every((edit) => edits.includes(edit)) && !isRefused(fix.edits)));
    fixed += applied.length;
    for (const path of paths) fileOf(path).apply(applied.flatMap((fix) => fix.edits).filter((edit) => edit.path === path));
  }
  return { texts: new Map([...files].filter(([, { isChanged }]) => isChanged).map(([path, { text }]) => [path, text])), fixed };
}

/** A file that is mended; what it was is remembered, so that two fixes that undo each other come to rest. */
class FixedFile {
  readonly #workspace: Workspace;
  readonly #path: string;
  readonly #seen: Set<string>;
  readonly #original: string;
  readonly #lineEnd: string;
  /** True when no more is done to it. */
  isDone = false;

  constructor(workspace: Workspace, path: string) {
    this.#workspace = workspace;
    this.#path = path;
    this.#original = this.text;
    this.#seen = new Set([this.#original]);
    this.#lineEnd = /\r?\n/.exec(this.#original)?.[0] ?? "\n";
  }

  get text(): string {
    return this.#workspace.text(this.#path) ?? "";
  }

  get isChanged(): boolean {
    return this.text !== this.#original;
  }

  /** False, and done, where the text would be one that it was before, or would parse less than it does. */
  accepts(edits: readonly TextEdit[]): boolean {
    const text = applyEdits(this.text, this.#inLineEnds(edits));
    this.isDone = this.#seen.has(text) || countErrors(this.#path, text) > countErrors(this.#path, this.text);
    this.#seen.add(text);
    return !this.isDone;
  }

  /** As an editor's user would, so that what types tell of the rest still holds. */
  apply(edits: readonly TextEdit[]): void {
    this.#workspace.open(this.#path, this.text);
    this.#workspace.change(this.#path, this.#inLineEnds(edits).sort((a, b) => b.span.start - a.span.start));
  }

  #inLineEnds(edits: readonly TextEdit[]): TextEdit[] {
    return edits.map((edit) => ({ ...edit, newText: edit.newText.replaceAll(/\r?\n/g, this.#lineEnd) }));
  }
}

function countErrors(path: string, text: string): number {
  const source = parse(path, text);
  return source ? syntaxErrorsOf(source).length : Infinity;
}
