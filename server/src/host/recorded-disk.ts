/** A disk that is asked each thing once and remembers what it was asked, so that another run can tell whether it would be told the same. */
import { createHash } from "node:crypto";
import type { Disk, EntryKind } from "./disk.ts";
import type { Stamp } from "./file-facts.ts";

type Question = "list" | "stamp" | "isFile" | "isFolder" | "realPath";

/** What a disk was asked, and a digest of its answers: nothing of what is in the files, nor their stamps. */
export interface DiskRecord {
  /** Paths by question, separated by zeros, which no path has. */
  readonly asked: Readonly<Record<Question, string>>;
  readonly answers: string;
}

/** Some file systems tell times in steps of two seconds: what is written within one of them cannot be told from what was read. */
const unsureMilliseconds = 2000;

export class RecordedDisk implements Disk {
  readonly #disk: Disk;
  readonly #answers = {
    list: new Map<string, ReadonlyMap<string, EntryKind> | undefined>(),
    stamp: new Map<string, Stamp | undefined>(),
    isFile: new Map<string, boolean>(),
    isFolder: new Map<string, boolean>(),
    realPath: new Map<string, string | undefined>(),
  };
  #isSure = true;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  list(folder: string): ReadonlyMap<string, EntryKind> | undefined {
    return once(this.#answers.list, folder, () => this.#disk.list(folder));
  }

  /** The bytes may be newer than the file's stamp, never older: then the stamp does not hold. */
  read(path: string, maxBytes: number): Buffer | undefined {
    this.stamp(path);
    return this.#disk.read(path, maxBytes);
  }

  isFile(path: string): boolean {
    return once(this.#answers.isFile, path, () => this.#disk.isFile(path));
  }

  isFolder(path: string): boolean {
    return once(this.#answers.isFolder, path, () => this.#disk.isFolder(path));
  }

  realPath(path: string): string | undefined {
    return once(this.#answers.realPath, path, () => this.#disk.realPath(path));
  }

  stamp(path: string): Stamp | undefined {
    return once(this.#answers.stamp, path, () => {
      const stamp = this.#disk.stamp(path);
      if (stamp && Math.abs(Date.now() - stamp.time) < unsureMilliseconds) this.#isSure = false;
      return stamp;
    });
  }

  /** Undefined where a file was written so shortly before that it may have been written once more since. */
  record(): DiskRecord | undefined {
    const { list, stamp, isFile, isFolder, realPath } = this.#answers;
    const paths = (answers: ReadonlyMap<string, unknown>): string => [...answers.keys()].join("\0");
    const asked = { list: paths(list), stamp: paths(stamp), isFile: paths(isFile), isFolder: paths(isFolder), realPath: paths(realPath) };
    return this.#isSure ? { asked, answers: this.#digest() } : undefined;
  }

  /** Asks everything that was asked for the record; tells whether the answers are the same. This disk must not have been asked before. */
  answersAs({ asked, answers }: DiskRecord): boolean {
    for (const question of Object.keys(this.#answers) as Question[]) {
      if (asked[question] !== "") for (const path of asked[question].split("\0")) this[question](path);
    }
    return this.#digest() === answers;
  }

  #digest(): string {
    const { list, stamp, ...others } = this.#answers;
    const all = [
      Array.from(list, ([path, entries]) => [path, entries && Array.from(entries, ([name, kind]) => `${name} ${kind}`).sort().join("\0")]),
      Array.from(stamp, ([path, found]) => [path, found && `${String(found.time)} ${String(found.size)}`]),
      ...Object.values(others).map((answers: ReadonlyMap<string, unknown>) => [...answers]),
    ];
    return createHash("sha256").update(JSON.stringify(all)).digest("base64url");
  }
}

function once<T>(answers: Map<string, T>, path: string, ask: () => T): T {
  const known = answers.get(path);
  if (known !== undefined || answers.has(path)) return known as T;
  const answer = ask();
  answers.set(path, answer);
  return answer;
}
