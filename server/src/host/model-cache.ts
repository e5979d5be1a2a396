/** Models of files, each kept with the answers it was made from. */
import { summarizeExports } from "../../../shared/analysis/export-summary.ts";
import type { ExportSummary } from "../../../shared/analysis/export-summary.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import { inOneAnalysis } from "../../../shared/analysis/one-analysis.ts";
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import { isCurrentOrigin, recordOrigin } from "./origin.ts";
import type { Origin } from "./origin.ts";
import { unlessTooDeep } from "./parse.ts";
import { packModel, unpackModel } from "./saved-index.ts";
import type { SavedExports, SavedIndex, SavedModel } from "./saved-index.ts";
import { SavedOrigins } from "./saved-origins.ts";
import type { Texts } from "./saved-origins.ts";
import type { AnalyzeFile } from "./workspace.ts";

interface Made extends Origin {
  readonly model: FileModel | undefined;
  /** Exports that it asked for by file, as text. */
  readonly exports: ReadonlyMap<string, string>;
}

/** What a file exports, kept like a model is. */
interface MadeExports extends Origin {
  readonly summary: ExportSummary | undefined;
  /** To be compared by. */
  readonly text: string;
}

export class ModelCache {
  readonly #files: SourceFiles;
  readonly #texts: Texts;
  readonly #analyze: AnalyzeFile;
  readonly #origins: SavedOrigins;
  #saved = new Map<string, Uint8Array>();
  /** The large one of them that is taken up in steps. */
  #unpacked: { readonly packed: Uint8Array; readonly saved: SavedModel } | undefined;
  readonly #made = new Map<string, Made>();
  readonly #usedBy = new Map<string, Set<string>>();
  #changed = new Set<string>();
  /** Summaries of exports by file; the models that asked for each; and those of them whose answers may be others now. */
  readonly #exports = new Map<string, MadeExports>();
  readonly #askers = new Map<string, Set<string>>();
  readonly #doubted = new Set<string>();
  /** The last model of the file that is being edited. */
  #edited: { readonly path: string; readonly made: Made } | undefined;
  /** Of the changed ones those that nobody edited: a file that they were made from was. */
  readonly #behind = new Set<string>();

  constructor(files: SourceFiles, texts: Texts, analyze: AnalyzeFile) {
    this.#files = files;
    this.#texts = texts;
    this.#analyze = analyze;
    this.#origins = new SavedOrigins(files, texts);
  }

  model(path: string): FileModel | undefined {
    this.#behind.delete(path);
    const known = this.#known(path);
    if (known) return known.model;
    const made = this.#restored(path) ?? this.#make(path);
    this.#made.set(path, made);
    this.#changed.add(path);
    for (const source of made.sources) add(this.#usedBy, source, path);
    for (const file of made.exports.keys()) add(this.#askers, file, path);
    return made.model;
  }

  /**
   * The model of a file that is met for the first time. What it exports is read along with it, while its tree is there:
   * functions are made to be listed, and the list asks for that.
   */
  meet(path: string): void {
    const isKnown = this.has(path);
    const model = this.model(path);
    if (!isKnown && model && model.functions.length > 0) this.#exportsOf(path);
  }

  /** Whether anything of another file was made from it. */
  isShared(path: string): boolean {
    for (const user of this.#usedBy.get(path) ?? []) if (user !== path && user !== exportsKey(path)) return true;
    return false;
  }

  /** Whether there is a model that may still stand, made or kept from before. */
  has(path: string): boolean {
    return this.#made.has(path) || this.#saved.has(path);
  }

  /** Reads what the files export that a list of functions names; each step is a file. */
  * prepare(path: string, specifiers: readonly string[], matters: (path: string) => boolean): Generator<void> {
    this.#files.source(path);
    yield;
    for (const specifier of specifiers) {
      const target = this.#files.resolveModule(specifier, path);
      if (target?.kind === "file" && matters(target.path)) this.#exportsOf(target.path);
      yield;
    }
  }

  /** A model one of whose answers may have changed stands if none of them has. */
  #known(path: string): Made | undefined {
    const made = this.#made.get(path);
    if (!made || !this.#doubted.delete(path)) return made;
    for (const [file, text] of made.exports) {
      if (this.#exportsOf(file).text === text) continue;
      this.#forget(path);
      return undefined;
    }
    return made;
  }

  #exportsOf(path: string): MadeExports {
    const known = this.#exports.get(path);
    if (known) return known;
    const { files, origin } = recordOrigin(this.#files, path);
    const summary = unlessTooDeep(() => inOneAnalysis(() => summarizeExports(path, files)));
    return this.#keepExports(path, summary, origin);
  }

  #keepExports(path: string, summary: ExportSummary | undefined, origin: Origin): MadeExports {
    const made = { ...origin, summary, text: toText(summary) };
    this.#exports.set(path, made);
    for (const source of made.sources) add(this.#usedBy, source, exportsKey(path));
    return made;
  }

  /** Of how many files the models are to be made again because others changed. */
  get behind(): number {
    return this.#behind.size;
  }

  /** Files whose models were made or given up since this was last asked. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    this.#behind.clear();
    return changed;
  }

  /** The same, without those that are behind. */
  takeEdited(): ReadonlySet<string> {
    const edited = new Set([...this.#changed].filter((path) => !this.#behind.has(path)));
    this.#changed = new Set(this.#behind);
    return edited;
  }

  /** Makes the models that are behind; each step is a file. */
  * catchUp(matters: (path: string) => boolean): Generator<void> {
    for (const path of this.#behind) {
      this.#behind.delete(path);
      if (matters(path)) this.model(path);
      yield;
    }
  }

  /** Files that models are made from. */
  sources(): string[] {
    return [...this.#usedBy].flatMap(([source, users]) => (users.size > 0 ? [source] : []));
  }

  /** Files whose models are made. */
  paths(): string[] {
    return [...this.#made.keys()];
  }

  /** The model where it was made already. */
  known(path: string): FileModel | undefined {
    return this.#known(path)?.model;
  }

  /** Models of an earlier run; each is taken if everything it was made from is the same. */
  restore(saved: SavedIndex["models"]): void {
    this.#saved = new Map(saved);
  }

  /** Every file that is there was asked for: what is left is of others. */
  endRestore(): void {
    this.#saved.clear();
  }

  /** Whether what an earlier run knew of a file is much, and is to be taken up in steps. */
  isLarge(path: string): boolean {
    return (this.#saved.get(path)?.byteLength ?? 0) > largeBytes;
  }

  /** Takes up what a large model of an earlier run asked of other files; each step is a file. */
  * prepareLarge(path: string): Generator<void> {
    const packed = this.#saved.get(path);
    if (!packed || !this.isLarge(path)) return;
    const saved = unpackModel(packed);
    this.#unpacked = { packed, saved };
    yield;
    for (const [file, asked] of saved.exports) {
      this.#restoredExports(file, asked);
      yield;
    }
  }

  #restoredExports(file: string, asked: SavedExports): MadeExports {
    const known = this.#exports.get(file);
    if (known) return known;
    const origin = this.#origins.restore(asked);
    return origin ? this.#keepExports(file, asked.summary, origin) : this.#exportsOf(file);
  }

  #restored(path: string): Made | undefined {
    const packed = this.#saved.get(path);
    this.#saved.delete(path);
    if (!packed) return undefined;
    const saved = this.#unpacked?.packed === packed ? this.#unpacked.saved : unpackModel(packed);
    this.#unpacked = undefined;
    const own = this.#origins.restore(saved);
    if (!own) return undefined;
    const exports = new Map<string, string>();
    for (const [file, asked] of saved.exports) {
      const { summary, text } = this.#restoredExports(file, asked);
      if (summary !== asked.summary && text !== toText(asked.summary)) return undefined;
      exports.set(file, text);
    }
    const text = this.#texts.text(path);
    return { ...own, exports, model: saved.model && { ...saved.model, text: text ?? "" } };
  }

  /** What the next run may go by. */
  save(path: string): Uint8Array | undefined {
    const made = this.#known(path);
    const own = made && this.#origins.save(made);
    if (!made?.model || !own) return undefined;
    const exports = new Map<string, SavedExports>();
    for (const file of made.exports.keys()) {
      const asked = this.#exportsOf(file);
      const origin = this.#origins.save(asked);
      if (!origin) return undefined;
      exports.set(file, { ...origin, summary: asked.summary });
    }
    return packModel({ ...own, exports, model: { ...made.model, text: "" } });
  }

  /** The text of a file changed, or the file came or went. */
  sourceChanged(path: string): void {
    this.#saved.delete(path);
    this.#changed.add(path);
    for (const user of [...this.#usedBy.get(path) ?? []]) {
      if (user.startsWith(exportsMark)) this.#forgetExports(user.slice(exportsMark.length));
      else this.#forget(user);
    }
    this.#forget(path);
    this.#behind.delete(path);
  }

  /** Specifiers may lead elsewhere now, or another SDK be installed; models for which nothing changed stay. Each step is a file. */
  * resolutionChanged(): Generator<void> {
    for (const [path, made] of this.#exports) {
      if (!isCurrentOrigin(this.#files, made)) this.#forgetExports(path);
      yield;
    }
    for (const [path, made] of this.#made) {
      if (!isCurrentOrigin(this.#files, made)) this.#forget(path);
      yield;
    }
  }

  #make(path: string): Made {
    const kept = this.#files.kept?.(path);
    // What is kept of an edited file was made from what was answered then.
    const before = kept?.isEmpty === false && this.#edited?.path === path ? this.#edited.made : undefined;
    if (!before) kept?.forget();
    const { files, origin } = recordOrigin(this.#files, path, before);
    const exports = new Map(before?.exports);
    let asksForItself = 0;
    const asking: SourceFiles = {
      ...files,
      source: (file) => {
        if (file === path) asksForItself += 1;
        return files.source(file);
      },
      exports: (file) => {
        const { summary, text } = this.#exportsOf(file);
        exports.set(file, text);
        return summary;
      },
    };
    const made = { ...origin, exports, model: unlessTooDeep(() => this.#analyze(path, asking)) };
    // Through other files its statements may be made from what is edited in it.
    if (asksForItself > 1 || !made.model) kept?.forget();
    if (kept) this.#edited = { path, made };
    return made;
  }

  #forgetExports(path: string): void {
    const made = this.#exports.get(path);
    if (!made) return;
    this.#exports.delete(path);
    for (const source of made.sources) this.#usedBy.get(source)?.delete(exportsKey(path));
    for (const asker of this.#askers.get(path) ?? []) {
      this.#doubted.add(asker);
      this.#changed.add(asker);
      this.#behind.add(asker);
    }
  }

  #forget(path: string): void {
    const made = this.#made.get(path);
    if (!made) return;
    this.#made.delete(path);
    this.#changed.add(path);
    this.#behind.add(path);
    this.#doubted.delete(path);
    for (const source of made.sources) this.#usedBy.get(source)?.delete(path);
    for (const file of made.exports.keys()) this.#askers.get(file)?.delete(path);
  }
}

/** Of a packed model: what is unpacked in less than a turn is less. */
const largeBytes = 30_000;

function toText(summary: ExportSummary | undefined): string {
  return JSON.stringify(summary ?? null);
}

/** No path begins so. */
const exportsMark = "exports of ";

function exportsKey(path: string): string {
  return `${exportsMark}${path}`;
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
