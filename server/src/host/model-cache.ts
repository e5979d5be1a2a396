/** Models of files, each kept with the answers it was made from. */
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { ModuleTarget, SourceFiles } from "../../../shared/analysis/source-files.ts";
import type { FileTexts } from "./file-texts.ts";
import { unlessTooDeep } from "./parse.ts";
import { isSameStamp, mayHoldSecret, packModel, unpackModel } from "./saved-index.ts";
import type { SavedIndex, Stamp } from "./saved-index.ts";
import type { AnalyzeFile } from "./workspace.ts";

interface Made {
  readonly model: FileModel | undefined;
  readonly sources: ReadonlySet<string>;
  readonly modules: ReadonlyMap<string, { readonly specifier: string; readonly from: string; readonly target: string }>;
  readonly majors: ReadonlyMap<string, number | undefined>;
  readonly versions: ReadonlyMap<string, string | undefined>;
}

/** The texts that models are made from. */
type Texts = Pick<FileTexts, "text" | "stamp" | "isOpen">;

export class ModelCache {
  readonly #files: SourceFiles;
  readonly #texts: Texts;
  readonly #analyze: AnalyzeFile;
  #saved = new Map<string, Uint8Array>();
  readonly #mayBeSaved = new Map<string, boolean>();
  readonly #made = new Map<string, Made>();
  readonly #usedBy = new Map<string, Set<string>>();
  #changed = new Set<string>();

  constructor(files: SourceFiles, texts: Texts, analyze: AnalyzeFile) {
    this.#files = files;
    this.#texts = texts;
    this.#analyze = analyze;
  }

  model(path: string): FileModel | undefined {
    const known = this.#made.get(path);
    if (known) return known.model;
    const made = this.#restored(path) ?? this.#make(path);
    this.#made.set(path, made);
    this.#changed.add(path);
    for (const source of made.sources) {
      let users = this.#usedBy.get(source);
      if (!users) this.#usedBy.set(source, users = new Set());
      users.add(path);
    }
    return made.model;
  }

  /** Files whose models were made or given up since this was last asked. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  /** Files whose models are made. */
  paths(): string[] {
    return [...this.#made.keys()];
  }

  /** The model where it was made already. */
  known(path: string): FileModel | undefined {
    return this.#made.get(path)?.model;
  }

  /** Models of an earlier run; each is taken if everything it was made from is the same. */
  restore(saved: SavedIndex["models"]): void {
    this.#saved = new Map(saved);
  }

  #restored(path: string): Made | undefined {
    const packed = this.#saved.get(path);
    this.#saved.delete(path);
    if (!packed) return undefined;
    const saved = unpackModel(packed);
    for (const [source, stamp] of saved.sources) if (this.#texts.isOpen(source) || this.#files.types?.(source) || !isSameStamp(this.#texts.stamp(source), stamp)) return undefined;
    const text = this.#texts.text(path);
    const made = { ...saved, model: saved.model && { ...saved.model, text: text ?? "" }, sources: new Set(saved.sources.keys()) };
    return this.#isCurrent(made) ? made : undefined;
  }

  /** What the next run may go by: a model that was made already, from files of the disk alone. */
  save(path: string): Uint8Array | undefined {
    const made = this.#made.get(path);
    if (!made?.model) return undefined;
    const sources = new Map<string, Stamp | undefined>();
    for (const source of made.sources) {
      const stamp = this.#texts.stamp(source);
      if (this.#texts.isOpen(source) || this.#files.types?.(source) || !this.#maySave(source, stamp)) return undefined;
      sources.set(source, stamp);
    }
    return packModel({ ...made, model: { ...made.model, text: "" }, sources });
  }

  /** A file that is there must be told from the same file changed; and a model may quote from all that it was made from. */
  #maySave(source: string, stamp: Stamp | undefined): boolean {
    const key = stamp ? `${source}\n${String(stamp.time)} ${String(stamp.size)}` : source;
    let may = this.#mayBeSaved.get(key);
    if (may === undefined) {
      const text = this.#texts.text(source);
      this.#mayBeSaved.set(key, may = text === undefined ? stamp === undefined : stamp !== undefined && !mayHoldSecret(text));
    }
    return may;
  }

  /** The text of a file changed, or the file came or went. */
  sourceChanged(path: string): void {
    this.#saved.delete(path);
    this.#changed.add(path);
    for (const user of [...this.#usedBy.get(path) ?? []]) this.#forget(user);
    this.#forget(path);
  }

  /** Specifiers may lead elsewhere now, or another SDK be installed; models for which nothing changed stay. */
  resolutionChanged(): void {
    for (const [path, made] of this.#made) if (!this.#isCurrent(made)) this.#forget(path);
  }

  #isCurrent({ modules, majors, versions }: Made): boolean {
    for (const { specifier, from, target } of modules.values()) if (describe(this.#files.resolveModule(specifier, from)) !== target) return false;
    for (const [path, major] of majors) if (this.#files.sdkMajor(path) !== major) return false;
    for (const [path, version] of versions) if (this.#files.sdkVersion?.(path) !== version) return false;
    return true;
  }

  #make(path: string): Made {
    const sources = new Set([path]);
    const modules = new Map<string, { specifier: string; from: string; target: string }>();
    const majors = new Map<string, number | undefined>();
    const versions = new Map<string, string | undefined>();
    const recording: SourceFiles = {
      source: (file) => {
        sources.add(file);
        return this.#files.source(file);
      },
      resolveModule: (specifier, from) => {
        const target = this.#files.resolveModule(specifier, from);
        const key = `${from}\n${specifier}`;
        if (!modules.has(key)) modules.set(key, { specifier, from, target: describe(target) });
        return target;
      },
      sdkMajor: (file) => {
        const major = this.#files.sdkMajor(file);
        majors.set(file, major);
        return major;
      },
      sdkVersion: (file) => {
        const version = this.#files.sdkVersion?.(file);
        versions.set(file, version);
        return version;
      },
      types: (file) => {
        sources.add(file);
        return this.#files.types?.(file);
      },
    };
    return { model: unlessTooDeep(() => this.#analyze(path, recording)), sources, modules, majors, versions };
  }

  #forget(path: string): void {
    const made = this.#made.get(path);
    if (!made) return;
    this.#made.delete(path);
    this.#changed.add(path);
    for (const source of made.sources) this.#usedBy.get(source)?.delete(path);
  }
}

function describe(target: ModuleTarget | undefined): string {
  return target === undefined ? "" : target.kind === "file" ? `file ${target.path}` : `package ${target.name}`;
}
