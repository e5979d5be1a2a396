/** The file system as the host sees it. Paths are absolute with `/`; what cannot be read is undefined, never an exception. */
import { closeSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";

export type EntryKind = "file" | "folder" | "link";

/** Implemented by the real disk and, in tests, by files in memory. */
export interface Disk {
  list(folder: string): ReadonlyMap<string, EntryKind> | undefined;
  /** The bytes are valid until the next `read`: one buffer serves all reads, so that scanning allocates nothing. */
  read(path: string, maxBytes: number): Buffer | undefined;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  realPath(path: string): string | undefined;
  /** When a file was last written, in milliseconds, and its size in bytes. */
  stamp(path: string): { readonly time: number; readonly size: number } | undefined;
}

let shared = Buffer.allocUnsafe(1 << 18);

export const realDisk: Disk = {
  list: (folder) => attempt(() => {
    const entries = new Map<string, EntryKind>();
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const kind = entry.isFile() ? "file" : entry.isDirectory() ? "folder" : entry.isSymbolicLink() ? "link" : undefined;
      if (kind) entries.set(entry.name, kind);
    }
    return entries;
  }),
  read: (path, maxBytes) => attempt(() => readInto(path, maxBytes)),
  isFile: (path) => attempt(() => statSync(path).isFile()) ?? false,
  isFolder: (path) => attempt(() => statSync(path).isDirectory()) ?? false,
  stamp: (path) => attempt(() => {
    const found = statSync(path);
    return found.isFile() ? { time: found.mtimeMs, size: found.size } : undefined;
  }),
  realPath: (path) => attempt(() => toSlashes(realpathSync.native(path))),
};

function readInto(path: string, maxBytes: number): Buffer | undefined {
  const file = openSync(path, "r");
  try {
    let length = 0;
    for (;;) {
      if (length === shared.length) shared = Buffer.concat([shared], shared.length * 2);
      const read = readSync(file, shared, length, shared.length - length, null);
      length += read;
      if (length > maxBytes) return undefined;
      // A read that does not fill the buffer has reached the end of a regular file: no second call to learn it.
      if (read === 0 || length < shared.length) return shared.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** Absolute with `/` and, on Windows, a lower-case drive letter: one spelling for each file. */
export function toSlashes(path: string): string {
  if (process.platform !== "win32") return path;
  const slashes = path.replaceAll("\\", "/");
  return /^[A-Z]:/.test(slashes) ? slashes.charAt(0).toLowerCase() + slashes.slice(1) : slashes;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // Gone, unreadable or a dangling link: for the analysis there is no such file.
    return undefined;
  }
}
