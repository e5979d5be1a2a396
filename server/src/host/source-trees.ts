/** Parsed files. Those of open documents follow their edits; of the others those that several analyses ask for, and the last few. */
import type ts from "typescript";
import { KeptStatements } from "../../../shared/analysis/kept-statements.ts";
import type { FileTexts } from "./file-texts.ts";
import { parse, reparse, unlessTooDeep } from "./parse.ts";
import { applyChange } from "./text-change.ts";
import type { TextChange } from "./text-change.ts";

/** Characters of source text whose trees are kept; a tree takes some thirty times its text. */
const keptCharacters = 250_000;
/** The same of files that one analysis alone has asked for: were they kept for long, each would be moved to the old generation. */
const keptOnceCharacters = 30_000;

interface Parsed {
  /** Emptied when it goes: a table that the map has outgrown is old at once, and dead as it is it holds what was in it while only young objects are collected. */
  tree: ts.SourceFile | undefined;
  /** The analysis that asked for it; undefined once another has. */
  readonly analysis: number | undefined;
}

export class SourceTrees {
  readonly #texts: FileTexts;
  /** In order of use, the latest last. */
  readonly #trees = new Map<string, Parsed>();
  #characters = 0;
  #onceCharacters = 0;
  #analysis = 0;
  /** Of the document that was edited last. */
  #kept: { readonly path: string; readonly statements: KeptStatements } | undefined;

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  /** From here on another analysis asks. */
  nextAnalysis(): void {
    this.#analysis += 1;
  }

  source(path: string): ts.SourceFile | undefined {
    const text = this.#texts.text(path);
    const { tree: known, analysis } = this.#trees.get(path) ?? {};
    if (text === undefined) {
      this.drop(path);
      return undefined;
    }
    if (known?.text === text) {
      this.#keep(path, { tree: known, analysis: analysis === this.#analysis ? analysis : undefined });
      return known;
    }
    const tree = parse(path, text);
    if (tree) this.#keep(path, { tree, analysis: this.#analysis });
    return tree;
  }

  /** Edits an open document. */
  edit(path: string, change: TextChange): void {
    const text = this.#texts.text(path) ?? "";
    const next = applyChange(text, change);
    const tree = this.#trees.get(path)?.tree;
    this.#texts.edit(path, next);
    this.drop(path);
    if (this.#kept?.path !== path) this.#kept = { path, statements: new KeptStatements() };
    if (!tree || tree.text !== text || !change.span) {
      this.forgetKept();
      return;
    }
    const { start, end } = change.span;
    const edited = reparse(tree, next, { span: { start, length: end - start }, newLength: change.newText.length });
    if (!edited) return;
    const isBlank = (change.newText + text.slice(start, end)).trim() === "";
    const isFollowed = unlessTooDeep(() => (this.#kept?.statements.edited(tree, edited, { start, end: start + change.newText.length }, isBlank), true));
    if (!isFollowed) this.forgetKept();
    this.#keep(path, { tree: edited, analysis: undefined });
  }

  /** What the statements of a file do, as far as nothing but edits of that file has happened since the last analysis. */
  kept(path: string): KeptStatements | undefined {
    return this.#kept?.path === path ? this.#kept.statements : undefined;
  }

  /** Something else has changed than the text of a file that is being edited. */
  forgetKept(): void {
    this.#kept?.statements.forget();
  }

  /** Many files were read one after the other: which of them are needed next, the next analysis tells. */
  dropClosed(paths: Iterable<string> = this.#trees.keys()): void {
    for (const path of paths) if (!this.#texts.isOpen(path)) this.drop(path);
  }

  drop(path: string): void {
    const parsed = this.#trees.get(path);
    if (!parsed) return;
    this.#count(parsed, -1);
    this.#trees.delete(path);
    parsed.tree = undefined;
  }

  #count({ tree, analysis }: Parsed, times: 1 | -1): void {
    const characters = times * (tree?.text.length ?? 0);
    this.#characters += characters;
    if (analysis !== undefined) this.#onceCharacters += characters;
  }

  #keep(path: string, parsed: Parsed): void {
    this.drop(path);
    this.#trees.set(path, parsed);
    this.#count(parsed, 1);
    for (const [oldest, { analysis }] of this.#trees) {
      const isSpare = this.#characters > keptCharacters || (analysis !== undefined && this.#onceCharacters > keptOnceCharacters);
      if (isSpare && oldest !== path && !this.#texts.isOpen(oldest)) this.drop(oldest);
    }
  }
}
