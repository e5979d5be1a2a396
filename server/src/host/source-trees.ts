/** Parsed files. Those of open documents follow their edits; of the others the recently used stay. */
import type ts from "typescript";
import type { FileTexts } from "./file-texts.ts";
import { parse, reparse } from "./parse.ts";
import { applyChange } from "./text-change.ts";
import type { TextChange } from "./text-change.ts";

/** Characters of source text whose trees are kept; a tree takes some thirty times its text. */
const keptCharacters = 250_000;

export class SourceTrees {
  readonly #texts: FileTexts;
  /** In order of use, the latest last. */
  readonly #trees = new Map<string, ts.SourceFile>();
  #characters = 0;

  constructor(texts: FileTexts) {
    this.#texts = texts;
  }

  source(path: string): ts.SourceFile | undefined {
    const text = this.#texts.text(path);
    const known = this.#trees.get(path);
    if (text === undefined) {
      this.drop(path);
      return undefined;
    }
    const tree = known?.text === text ? known : parse(path, text);
    if (tree) this.#keep(path, tree);
    return tree;
  }

  /** Edits an open document. */
  edit(path: string, change: TextChange): void {
    const text = this.#texts.text(path) ?? "";
    const next = applyChange(text, change);
    const tree = this.#trees.get(path);
    this.#texts.edit(path, next);
    this.drop(path);
    if (!tree || tree.text !== text || !change.span) return;
    const { start, end } = change.span;
    const edited = reparse(tree, next, { span: { start, length: end - start }, newLength: change.newText.length });
    if (edited) this.#keep(path, edited);
  }

  drop(path: string): void {
    const tree = this.#trees.get(path);
    if (!tree) return;
    this.#characters -= tree.text.length;
    this.#trees.delete(path);
  }

  #keep(path: string, tree: ts.SourceFile): void {
    this.drop(path);
    this.#trees.set(path, tree);
    this.#characters += tree.text.length;
    for (const [oldest] of this.#trees) {
      if (this.#characters <= keptCharacters || oldest === path) return;
      if (!this.#texts.isOpen(oldest)) this.drop(oldest);
    }
  }
}
