import type { EntryKind } from "./disk.ts";

interface Notes {
  /** One name was looked up. */
  onName(name: string): void;
  /** The others were asked for, too. */
  onAll(): void;
}

/** What is in a folder, to somebody who is to tell what of it was asked for: most folders above a workspace change all the time. */
export class NotedListing implements ReadonlyMap<string, EntryKind> {
  readonly #entries: ReadonlyMap<string, EntryKind>;
  readonly #notes: Notes;

  constructor(entries: ReadonlyMap<string, EntryKind>, notes: Notes) {
    this.#entries = entries;
    this.#notes = notes;
  }

  get(name: string): EntryKind | undefined {
    this.#notes.onName(name);
    return this.#entries.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get size(): number {
    return this.#all().size;
  }

  entries(): MapIterator<[string, EntryKind]> {
    return this.#all().entries();
  }

  keys(): MapIterator<string> {
    return this.#all().keys();
  }

  values(): MapIterator<EntryKind> {
    return this.#all().values();
  }

  forEach(run: (kind: EntryKind, name: string, map: ReadonlyMap<string, EntryKind>) => void): void {
    this.#all().forEach(run);
  }

  [Symbol.iterator](): MapIterator<[string, EntryKind]> {
    return this.entries();
  }

  #all(): ReadonlyMap<string, EntryKind> {
    this.#notes.onAll();
    return this.#entries;
  }
}
