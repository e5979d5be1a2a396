import path from "node:path/posix";
import type { Disk, EntryKind } from "../disk.ts";

/** Files in memory, by absolute path. A value that starts with `->` is a link to the path after it. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, string>();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [file, text] of Object.entries(files)) this.files.set(file, text);
  }

  list(folder: string): ReadonlyMap<string, EntryKind> | undefined {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    const entries = new Map<string, EntryKind>();
    // In name order, as most disks happen to give them; nothing may depend on it.
    for (const [file, text] of this.files) {
      if (!file.startsWith(prefix)) continue;
      const [name = "", ...rest] = file.slice(prefix.length).split("/");
      entries.set(name, rest.length > 0 ? "folder" : text.startsWith("->") ? "link" : "file");
    }
    return entries.size === 0 ? undefined : entries;
  }

  read(file: string): Buffer | undefined {
    const text = this.files.get(file);
    return text === undefined || text.startsWith("->") ? undefined : Buffer.from(text);
  }

  /** Another text has another time, long before any time of the clock. */
  stamp(file: string): { readonly time: number; readonly size: number } | undefined {
    const text = this.files.get(file);
    if (text === undefined || text.startsWith("->")) return undefined;
    return { time: -[...text].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003, 7), size: text.length };
  }

  isFile(file: string): boolean {
    return this.read(file) !== undefined;
  }

  isFolder(file: string): boolean {
    return this.list(this.realPath(file)) !== undefined;
  }

  realPath(file: string): string {
    const text = this.files.get(file);
    return text?.startsWith("->") ? path.normalize(text.slice(2)) : file;
  }
}
