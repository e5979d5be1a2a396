/** A disk that is asked each thing once and remembers what it was asked, so that another run can tell whether it would be told the same. */
import { createHash } from "node:crypto";
import path from "node:path/posix";
import type { Disk, EntryKind } from "./disk.ts";
import type { Stamp } from "./file-facts.ts";
import { toListing } from "./listing.ts";
import { NotedListing } from "./noted-listing.ts";

/** `kind` is about one name in a folder, `list` about all of them. */
const questions = ["isFile", "isFolder", "kind", "list", "realPath", "stamp"] as const;
type Question = (typeof questions)[number];

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
  readonly #folders = new Map<string, ReadonlyMap<string, EntryKind> | undefined>();
  /** As text, by question and path: all but stamps, of which there are many. */
  readonly #answers: Readonly<Record<Exclude<Question, "stamp">, Map<string, string>>> = { kind: new Map(), list: new Map(), isFile: new Map(), isFolder: new Map(), realPath: new Map() };
  readonly #stamps = new Map<string, Stamp | undefined>();
  #isSure = true;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  list(folder: string): ReadonlyMap<string, EntryKind> | undefined {
    const entries = once(this.#folders, folder, () => this.#disk.list(folder));
    if (entries === undefined) {
      this.#answers.list.set(folder, "");
      return undefined;
    }
    return new NotedListing(entries, {
      onName: (name) => { this.#answers.kind.set(path.join(folder, name), entries.get(name) ?? ""); },
      onAll: () => { once(this.#answers.list, folder, () => toListing(entries) || "."); },
    });
  }

  /** The bytes may be newer than the file's stamp, never older: then the stamp does not hold. */
  read(file: string, maxBytes: number): Buffer | undefined {
    this.stamp(file);
    return this.#disk.read(file, maxBytes);
  }

  isFile(file: string): boolean {
    return this.#note("isFile", file, this.#disk.isFile(file));
  }

  isFolder(file: string): boolean {
    return this.#note("isFolder", file, this.#disk.isFolder(file));
  }

  realPath(file: string): string | undefined {
    return this.#note("realPath", file, this.#disk.realPath(file));
  }

  #note<T extends string | boolean | undefined>(question: "isFile" | "isFolder" | "realPath", file: string, answer: T): T {
    this.#answers[question].set(file, String(answer));
    return answer;
  }

  stamp(file: string): Stamp | undefined {
    return once(this.#stamps, file, () => {
      const stamp = this.#disk.stamp(file);
      if (stamp && Math.abs(Date.now() - stamp.time) < unsureMilliseconds) this.#isSure = false;
      return stamp;
    });
  }

  /** Undefined where a file was written so shortly before that it may have been written once more since. */
  record(): DiskRecord | undefined {
    const paths = (answers: ReadonlyMap<string, unknown>): string => [...answers.keys()].join("\0");
    const { kind, list, isFile, isFolder, realPath } = this.#answers;
    const asked = { kind: paths(kind), list: paths(list), stamp: paths(this.#stamps), isFile: paths(isFile), isFolder: paths(isFolder), realPath: paths(realPath) };
    return this.#isSure ? { asked, answers: this.#digest(asked) } : undefined;
  }

  /** Asks everything that was asked for the record; tells whether the answers are the same. */
  answersAs({ asked, answers }: DiskRecord): boolean {
    const ask: Readonly<Record<Question, (file: string) => unknown>> = {
      kind: (file) => this.list(path.dirname(file))?.get(path.basename(file)),
      list: (folder) => this.list(folder)?.size,
      stamp: (file) => this.stamp(file),
      isFile: (file) => this.isFile(file),
      isFolder: (file) => this.isFolder(file),
      realPath: (file) => this.realPath(file),
    };
    for (const question of questions) for (const file of split(asked[question])) ask[question](file);
    return this.#digest(asked) === answers;
  }

  #digest(asked: DiskRecord["asked"]): string {
    const hash = createHash("sha256");
    for (const question of questions) {
      const files = split(asked[question]);
      hash.update(`${asked[question]}\n`).update(question === "stamp" ? this.#stampsOf(files) : `${files.map((file) => this.#answers[question].get(file) ?? "").join("\n")}\n`);
    }
    return hash.digest("base64url");
  }

  /** As numbers: ten thousand of them would take 15 ms to write out. */
  #stampsOf(files: readonly string[]): Float64Array {
    const numbers = new Float64Array(2 * files.length);
    for (const [index, file] of files.entries()) {
      const stamp = this.#stamps.get(file);
      numbers[2 * index] = stamp?.time ?? NaN;
      numbers[2 * index + 1] = stamp?.size ?? NaN;
    }
    return numbers;
  }
}

function split(paths: string): string[] {
  return paths === "" ? [] : paths.split("\0");
}

function once<T>(answers: Map<string, T>, file: string, ask: () => T): T {
  const known = answers.get(file);
  if (known !== undefined || answers.has(file)) return known as T;
  const answer = ask();
  answers.set(file, answer);
  return answer;
}
