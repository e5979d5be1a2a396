/** Text of the workspace's files, from open documents first and from the disk else; only text that matters stays in memory. */
import type { Disk } from "./disk.ts";
import { isSameStamp, readFacts, toText } from "./file-facts.ts";
import type { FileFacts, Stamp } from "./file-facts.ts";
import { mentionIn, reExportsIn, specifiersIn } from "./prefilter.ts";
import type { Mention } from "./prefilter.ts";
import { maxSourceBytes } from "./source-paths.ts";

interface FileEntry {
  readonly mention: Mention;
  /** Kept for open documents and for files that were asked for. */
  text: string | undefined;
  readonly open: boolean;
  /** False for open files that are never analysed. */
  readonly analysed: boolean;
  /** Modules named by a `weak` file. */
  specifiers: readonly string[] | undefined;
  reExports: readonly string[] | undefined;
  /** Known of a file that is as an earlier run left it. */
  readonly stamp?: Stamp;
  /** When it was read; what was written to it later is not known. */
  readonly readAt: number;
  /** Of an open document: the file that it was last compared with. */
  compared?: { readonly stamp: Stamp; readonly isSame: boolean };
}

export class FileTexts {
  readonly #disk: Disk;
  readonly #entries = new Map<string, FileEntry>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  isOpen(path: string): boolean {
    return this.#entries.get(path)?.open ?? false;
  }

  paths(): string[] {
    return [...this.#entries.keys()];
  }

  mention(path: string): Mention {
    const entry = this.#entries.get(path);
    if (!entry) return mentionIn(this.text(path) ?? "");
    return entry.analysed ? entry.mention : "none";
  }

  /** Takes a file of the disk in, unless it is known already. */
  add(path: string): void {
    if (!this.#entries.has(path)) this.refresh(path);
  }

  /**
   * Takes in what was found out of a file of the disk.
   * @param readAt In milliseconds: nothing that was written later is in it.
   */
  take(path: string, facts: FileFacts, readAt: number): void {
    this.#entries.set(path, { ...facts, text: facts.text, open: false, analysed: true, readAt });
  }

  /** Stamp of the file that has the text that is known of it; undefined where that cannot be told, and where an open document differs. */
  stamp(path: string): Stamp | undefined {
    const entry = this.#entries.get(path);
    if (entry?.stamp !== undefined) return entry.stamp;
    const found = this.#disk.stamp(path);
    if (found && entry?.open) return this.#isSame(path, entry, found) ? found : undefined;
    return found && (!entry || found.time < entry.readAt) ? found : undefined;
  }

  #isSame(path: string, entry: FileEntry, stamp: Stamp): boolean {
    if (!entry.compared || !isSameStamp(entry.compared.stamp, stamp)) {
      // What is written in the same millisecond could not be told from it.
      const isOld = stamp.time < Date.now();
      const bytes = isOld ? this.#disk.read(path, maxSourceBytes) : undefined;
      entry.compared = { stamp, isSame: bytes !== undefined && toText(bytes) === entry.text };
    }
    return entry.compared.isSame;
  }

  /** What the next run may go by. */
  save(path: string): FileFacts | undefined {
    const entry = this.#entries.get(path);
    const stamp = this.stamp(path);
    return entry?.analysed && stamp !== undefined ? { stamp, mention: entry.mention, specifiers: entry.specifiers, reExports: entry.reExports } : undefined;
  }

  /** Reads a file of the disk again. */
  refresh(path: string): void {
    if (this.isOpen(path)) return;
    const readAt = Date.now();
    const facts = readFacts(this.#disk, path);
    if (facts) this.take(path, facts, readAt);
    else this.#entries.delete(path);
  }

  open(path: string, text: string, analysed: boolean): void {
    this.#entries.set(path, { mention: mentionIn(text), text, open: true, analysed, specifiers: undefined, reExports: undefined, readAt: 0 });
  }

  /** @param onDisk Whether the file is one of the workspace's without being open. */
  close(path: string, onDisk: boolean): void {
    this.#entries.delete(path);
    if (onDisk) this.refresh(path);
  }

  /** New text of an open document; the document must be open. */
  edit(path: string, text: string): void {
    const analysed = this.#entries.get(path)?.analysed ?? false;
    this.open(path, text, analysed);
  }

  /** Whether a file was read as this text: then all that was made from it was made from this. */
  wasReadAs(path: string, text: string): boolean {
    const entry = this.#entries.get(path);
    if (!entry || entry.open || entry.text !== text) return false;
    return entry.stamp === undefined || isSameStamp(this.#disk.stamp(path), entry.stamp);
  }

  remove(path: string): void {
    this.#entries.delete(path);
  }

  /** Text of any file, also of one that lies outside the workspace's folders. */
  text(path: string): string | undefined {
    const entry = this.#entries.get(path);
    if (entry?.text !== undefined) return entry.text;
    const bytes = this.#disk.read(path, maxSourceBytes);
    const text = bytes && toText(bytes);
    if (entry) entry.text = text;
    return text;
  }

  specifiers(path: string): readonly string[] {
    const entry = this.#entries.get(path);
    if (!entry) return [];
    return entry.specifiers ??= specifiersIn(this.text(path) ?? "");
  }

  reExports(path: string): readonly string[] {
    const entry = this.#entries.get(path);
    if (!entry) return reExportsIn(this.text(path) ?? "");
    return entry.reExports ??= reExportsIn(this.text(path) ?? "");
  }
}
