/** Keeps the index of a workspace between two runs, in the folder that the editor gives its extensions. */
import { createHash } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { toBytes } from "../host/saved-index.ts";
import type { SavedIndex } from "../host/saved-index.ts";
import { loadIndex } from "../host/scan.ts";
import type { ScanJob } from "../host/scan.ts";
import type { Session } from "./session.ts";

/** A larger index would take longer to read than what it stands for. */
const maxBytes = 64 << 20;
/** Workspaces whose index is kept; the longest unused goes first. */
const maxKept = 20;
/** Nothing has changed for this long before it is written: soon after the start, seldom later. */
const firstMilliseconds = 2000;
const laterMilliseconds = 30_000;

export class IndexStore {
  readonly #session: Session;
  readonly #folder: string;
  readonly #version: string;
  #timer: NodeJS.Timeout | undefined;
  #wait = firstMilliseconds;

  /** @param version Of the program. */
  constructor(session: Session, folder: string, version: string) {
    this.#session = session;
    this.#folder = folder;
    this.#version = version;
  }

  /** Where it is, for who reads it. */
  place(): NonNullable<ScanJob["index"]> {
    return { file: this.#file(), version: this.#version };
  }

  /** Writes it once nothing changes for a while. */
  saveSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { void this.#save(); }, this.#wait);
    this.#timer.unref();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #save(): Promise<void> {
    const { workspace, turns } = this.#session;
    const { version } = workspace;
    const place = this.place();
    this.#wait = laterMilliseconds;
    try {
      let index: SavedIndex | undefined;
      const collect = function* (): Generator<void> { index = yield* workspace.save(() => loadIndex(place)); };
      const whole = await turns.run(collect(), () => workspace.version !== version);
      const bytes = whole && index ? toBytes(index, this.#version) : undefined;
      if (!bytes) this.saveSoon();
      else if (bytes.length <= maxBytes) await this.#write(bytes);
    } catch (error) {
      this.#session.log(`the index could not be kept for the next start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Whole or not at all: another window may read it meanwhile. */
  async #write(bytes: Buffer): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.#file()}.${String(process.pid)}`;
    await writeFile(temporary, bytes, { mode: 0o600 });
    await rename(temporary, this.#file());
    await this.#prune();
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith(".index"));
    const found = await Promise.all(names.map(async (name) => ({ name, used: (await stat(path.join(this.#folder, name))).mtimeMs })));
    const old = found.sort((a, b) => b.used - a.used).slice(maxKept);
    await Promise.all(old.map(({ name }) => rm(path.join(this.#folder, name), { force: true })));
  }

  #file(): string {
    const roots = this.#session.workspace.roots().sort().join("\n");
    return path.join(this.#folder, `${createHash("sha256").update(roots).digest("hex").slice(0, 24)}.index`);
  }
}
