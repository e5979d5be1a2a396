import path from "node:path/posix";
import type { Disk, EntryKind } from "./disk.ts";
import { fromListing } from "./listing.ts";

export interface ParsedJson {
  readonly value: unknown;
  /** Offset from which on it is no JSON; undefined where it is. */
  readonly brokenAt: number | undefined;
}

/** A disk that remembers folder listings and small files, so that resolving modules asks the real one little. */
export class CachedDisk {
  readonly #disk: Disk;
  /** Told ones as text until they are looked into. */
  readonly #folders = new Map<string, ReadonlyMap<string, EntryKind> | string | undefined>();
  readonly #json = new Map<string, ParsedJson | undefined>();
  readonly #parse: (path: string, text: string) => ParsedJson;

  /** @param parse Reads JSON, comments allowed. */
  constructor(disk: Disk, parse: (path: string, text: string) => ParsedJson) {
    this.#disk = disk;
    this.#parse = parse;
  }

  readonly list = (folder: string): ReadonlyMap<string, EntryKind> | undefined => {
    if (!this.#folders.has(folder)) this.#folders.set(folder, this.#isMissing(folder) ? undefined : this.#disk.list(folder));
    return this.#known(folder);
  };

  /** @param listings Of folders, as another thread has found them. */
  learn(listings: ReadonlyMap<string, string>): void {
    for (const [folder, listing] of listings) if (!this.#folders.has(folder)) this.#folders.set(folder, listing);
  }

  #known(folder: string): ReadonlyMap<string, EntryKind> | undefined {
    const known = this.#folders.get(folder);
    if (typeof known !== "string") return known;
    const entries = fromListing(known);
    this.#folders.set(folder, entries);
    return entries;
  }

  /** Whether a listing above says that there is no such folder: most of those that are asked for are not there. */
  #isMissing(folder: string): boolean {
    const parent = path.dirname(folder);
    if (parent === folder) return false;
    if (!this.#folders.has(parent)) return this.#isMissing(parent);
    const siblings = this.#known(parent);
    return siblings ? !siblings.has(path.basename(folder)) : this.#isMissing(parent);
  }

  kind(file: string): EntryKind | undefined {
    return this.list(path.dirname(file))?.get(path.basename(file));
  }

  isFile(file: string): boolean {
    const kind = this.kind(file);
    return kind === "file" || (kind === "link" && this.#disk.isFile(file));
  }

  isFolder(file: string): boolean {
    const kind = this.kind(file);
    return kind === "folder" || (kind === "link" && this.#disk.isFolder(file));
  }

  realPath(file: string): string | undefined {
    return this.#disk.realPath(file);
  }

  /** The object in a JSON file; undefined where there is none. */
  json(file: string): Readonly<Record<string, unknown>> | undefined {
    const value = this.#parsed(file)?.value;
    return typeof value === "object" && value !== null ? value as Readonly<Record<string, unknown>> : undefined;
  }

  /** Offset from which on a file is no JSON; undefined where it is, and where there is none. */
  brokenAt(file: string): number | undefined {
    return this.#parsed(file)?.brokenAt;
  }

  #parsed(file: string): ParsedJson | undefined {
    if (!this.#json.has(file)) this.#json.set(file, this.#readJson(file));
    return this.#json.get(file);
  }

  #readJson(file: string): ParsedJson | undefined {
    if (!this.isFile(file)) return undefined;
    const bytes = this.#disk.read(file, 1 << 20);
    return bytes && this.#parse(file, bytes.toString("utf8"));
  }

  /** Forgets what is known of files and folders that came, went or changed: below them, and above as far as a folder may be new. */
  forget(changed: ReadonlySet<string>): void {
    const isChanged = (file: string): boolean => changed.has(file) || (path.dirname(file) !== file && isChanged(path.dirname(file)));
    for (const known of [this.#folders, this.#json]) for (const file of known.keys()) if (isChanged(file)) known.delete(file);
    for (const file of changed) {
      this.#folders.delete(path.dirname(file));
      for (let folder = path.dirname(file); path.dirname(folder) !== folder; folder = path.dirname(folder)) {
        if (this.#known(path.dirname(folder))?.has(path.basename(folder)) === true) break;
        this.#folders.delete(path.dirname(folder));
      }
    }
  }

  forgetAll(): void {
    this.#folders.clear();
    this.#json.clear();
  }
}
