/** Origins as they are kept between two runs: each source by its stamp. */
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import { isSameStamp } from "./file-facts.ts";
import type { Stamp } from "./file-facts.ts";
import type { FileTexts } from "./file-texts.ts";
import { isCurrentOrigin } from "./origin.ts";
import type { Origin } from "./origin.ts";
import { mayHoldSecret } from "./saved-index.ts";
import type { SavedOrigin } from "./saved-index.ts";

/** The texts that models are made from. */
export type Texts = Pick<FileTexts, "text" | "stamp">;

export class SavedOrigins {
  readonly #files: SourceFiles;
  readonly #texts: Texts;
  readonly #mayBeSaved = new Map<string, boolean>();

  constructor(files: SourceFiles, texts: Texts) {
    this.#files = files;
    this.#texts = texts;
  }

  /** Undefined where something of it has changed since. */
  restore({ sources, modules, majors, versions }: SavedOrigin): Origin | undefined {
    for (const [source, stamp] of sources) {
      const isSame = stamp ? isSameStamp(this.#texts.stamp(source), stamp) : this.#texts.text(source) === undefined;
      if (!isSame || this.#files.types?.(source)) return undefined;
    }
    const origin = { sources: new Set(sources.keys()), modules, majors, versions };
    return isCurrentOrigin(this.#files, origin) ? origin : undefined;
  }

  /** Undefined where something of it cannot be told from the same changed, or must not be kept. */
  save({ sources: all, modules, majors, versions }: Origin): SavedOrigin | undefined {
    const sources = new Map<string, Stamp | undefined>();
    for (const source of all) {
      const stamp = this.#texts.stamp(source);
      if (!this.#maySave(source, stamp)) return undefined;
      sources.set(source, stamp);
    }
    return { sources, modules, majors, versions };
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
}
