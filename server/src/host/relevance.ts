/** Which files get a model: those that name Inngest, and those that use something imported from them. */
import type { FileTexts } from "./file-texts.ts";
import type { ModuleResolution } from "./module-resolution.ts";

export class Relevance {
  readonly #texts: FileTexts;
  readonly #modules: ModuleResolution;
  /** What each file's place in the answer was computed from; undefined before its first change. */
  readonly #signatures = new Map<string, string>();
  /** Files that pass something of Inngest's on by re-exporting it. */
  readonly #passesOn = new Map<string, boolean>();
  #paths: readonly string[] | undefined;
  #structure = 0;

  constructor(texts: FileTexts, modules: ModuleResolution) {
    this.#texts = texts;
    this.#modules = modules;
  }

  /** Sorted, so that whatever is built from them does not depend on the order in which files were met. */
  paths(): readonly string[] {
    return this.#paths ??= this.#texts.paths().filter((path) => this.matters(path)).sort();
  }

  /** Another number once files may matter, or matter no more, without an edit of their own. */
  get structure(): number {
    return this.#structure;
  }

  matters(path: string): boolean {
    const mention = this.#texts.mention(path);
    return mention === "strong" || (mention === "weak" && this.#leadToInngest(path, this.#texts.specifiers(path)));
  }

  /** Before a file's content changes: what it is compared with after that. */
  contentWillChange(path: string): void {
    this.#signatures.set(path, this.#signature(path));
  }

  /** Typing inside a function changes neither imports nor mentions, so the answer mostly stands. */
  contentChanged(path: string): void {
    const signature = this.#signature(path);
    if (this.#signatures.get(path) === signature) return;
    this.#signatures.set(path, signature);
    this.structureChanged();
  }

  structureChanged(): void {
    this.#passesOn.clear();
    this.#paths = undefined;
    this.#structure += 1;
  }

  #signature(path: string): string {
    const mention = this.#texts.mention(path);
    const imports = mention === "weak" ? this.#texts.specifiers(path) : [];
    const exports = mention === "strong" || !this.#texts.has(path) ? [] : this.#texts.reExports(path);
    return JSON.stringify([this.#texts.has(path), mention, imports, exports]);
  }

  #leadToInngest(from: string, specifiers: readonly string[], visited?: Set<string>): boolean {
    return specifiers.some((specifier) => {
      const target = this.#modules.resolve(specifier, from);
      return target?.kind === "file" && (this.#texts.mention(target.path) === "strong" || this.#doesPassOn(target.path, visited ?? new Set()));
    });
  }

  #doesPassOn(path: string, visited: Set<string>): boolean {
    const known = this.#passesOn.get(path);
    if (known !== undefined) return known;
    if (visited.has(path)) return false;
    visited.add(path);
    const passesOn = this.#leadToInngest(path, this.#texts.reExports(path), visited);
    // Inside a circle of modules a "no" holds only for this walk: the way out may lie behind a module not visited yet.
    if (passesOn || visited.size === 1) this.#passesOn.set(path, passesOn);
    return passesOn;
  }
}
