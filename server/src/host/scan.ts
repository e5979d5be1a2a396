/** Walks folders and finds out about the files in them, part by part. */
import { readFileSync } from "node:fs";
import type { Disk } from "./disk.ts";
import { fromColumns, readFacts, toColumns } from "./file-facts.ts";
import type { FileColumns, FileFacts } from "./file-facts.ts";
import { RecordedDisk } from "./recorded-disk.ts";
import { fromBytes } from "./saved-index.ts";
import type { SavedIndex } from "./saved-index.ts";
import { toListing } from "./listing.ts";
import { walk } from "./source-paths.ts";
import type { ListFolder } from "./source-paths.ts";

/** Plain data: it goes from one thread to another. */
export interface ScanJob {
  readonly roots: readonly string[];
  /** Where an earlier run left what it knew, and the version of the program that may go by it. */
  readonly index?: { readonly file: string; readonly version: string };
}

/** What was found, as plain data. */
export interface ScanPart {
  readonly files: FileColumns;
  /** What is in the folders that were walked; see `toListing`. */
  readonly folders: ReadonlyMap<string, string>;
  /** Paths of package.json files. */
  readonly manifests: readonly string[];
  /** When the first of the files was read, in milliseconds. */
  readonly readAt: number;
  /** Models of an earlier run. */
  readonly models?: SavedIndex["models"];
  /** All that an earlier run kept, where the disk is as it was then. */
  readonly whole?: WholeIndex;
}

/** Stands as long as the circumstances are the same, too. */
export interface WholeIndex extends Pick<SavedIndex, "findings"> {
  readonly circumstances: string;
  /** Source files, each path between two zeros. */
  readonly paths: string;
}

/** The first part is small, so that whoever takes it has something to do while the rest is read; each is twice the one before. */
const filesAtFirst = 25;
const filesAtOnce = 400;

/** Reads what an earlier run left first: its models are wanted before the files are. */
export function scan(disk: Disk, { roots, index }: ScanJob): Generator<ScanPart> {
  const saved = index && loadIndex(index);
  return saved ? scanAgain(disk, roots, saved) : scanFolders(disk, roots);
}

const nothing: ScanPart = { files: toColumns(new Map()), folders: new Map(), manifests: [], readAt: 0 };

/** Asks first whether all is as it was: whoever waits for findings can have them then, before the files are taken in. */
export function* scanAgain(disk: Disk, roots: readonly string[], { madeFrom, findings, ...saved }: SavedIndex): Generator<ScanPart> {
  const asked = new RecordedDisk(disk);
  yield { ...nothing, models: saved.models };
  if (madeFrom && asked.answersAs(madeFrom.disk)) {
    // A part of the file's bytes would be passed on with all of them.
    yield { ...nothing, whole: { ...(findings ? { findings: Uint8Array.from(findings) } : {}), circumstances: madeFrom.circumstances, paths: `\0${saved.files.paths}\0` } };
  }
  yield* scanFolders(asked, roots, saved);
}

type ScannedDisk = Pick<Disk, "list" | "read" | "stamp">;

/** Undefined where nothing fits; a file that cannot be read is as good as none. */
export function loadIndex({ file, version }: NonNullable<ScanJob["index"]>): SavedIndex | undefined {
  try {
    return fromBytes(readFileSync(file), version);
  } catch {
    return undefined;
  }
}

/**
 * @param saved Of an earlier run: files that have not changed since are not read.
 * @param atOnce Files in a part, at most.
 */
export function* scanFolders(disk: ScannedDisk, roots: readonly string[], saved?: Pick<SavedIndex, "files">, atOnce = filesAtOnce): Generator<ScanPart> {
  const before = new Map(saved && fromColumns(saved.files));
  let files = new Map<string, FileFacts>();
  let folders = new Map<string, string>();
  let manifests: string[] = [];
  let readAt = Date.now();
  let size = Math.min(filesAtFirst, atOnce);
  const list: ListFolder = (folder) => {
    const entries = disk.list(folder);
    if (entries) folders.set(folder, toListing(entries));
    return entries;
  };
  for (const root of roots) {
    for (const { kind, path } of walk(list, root)) {
      const facts = kind === "source" ? readFacts(disk, path, before.get(path)) : undefined;
      if (kind === "manifest") manifests.push(path);
      if (facts) files.set(path, facts);
      if (files.size < size) continue;
      yield { files: toColumns(files), folders, manifests, readAt };
      size = Math.min(2 * size, atOnce);
      [files, folders, manifests, readAt] = [new Map(), new Map(), [], Date.now()];
    }
  }
  yield { files: toColumns(files), folders, manifests, readAt };
}
