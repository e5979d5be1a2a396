/** Has the index of a workspace kept for the next start, by a process of its own: a second of work that no answer waits for. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "../../../shared/protocol/settings.ts";
import { startChild } from "../host/child.ts";
import type { Child } from "../host/child.ts";
import type { ScanJob } from "../host/scan.ts";
import { indexPlace } from "./index-place.ts";
import type { Session } from "./session.ts";

/** What the process is told. */
export interface KeepJob {
  /** Where the index is kept. */
  readonly file: string;
  readonly roots: readonly string[];
  /** By folder. */
  readonly settings: readonly (readonly [string, Settings])[];
}

/** What it answers. */
export interface Kept {
  /** False where files were written so lately that they are to be looked at once more. */
  readonly isSure: boolean;
  readonly problem?: string;
}

/** Nothing has changed for this long before it is written: soon after the start, seldom later. */
const firstMilliseconds = 2000;
const laterMilliseconds = 30_000;

export class IndexStore {
  readonly #session: Session;
  readonly #folder: string;
  readonly #version: string;
  #timer: NodeJS.Timeout | undefined;
  #wait = firstMilliseconds;
  #isRead = false;
  #child: Child<KeepJob> | undefined;

  /** @param version Of the program. */
  constructor(session: Session, folder: string, version: string) {
    this.#session = session;
    this.#folder = folder;
    this.#version = version;
  }

  place(): NonNullable<ScanJob["index"]> {
    return indexPlace(this.#folder, this.#session.workspace.roots(), this.#version);
  }

  /** @param options `isKept` where what is kept tells of the disk as it is. */
  workspaceRead({ isKept }: { readonly isKept: boolean }): void {
    this.#isRead = true;
    if (!isKept) this.saveSoon();
  }

  /** Writes it once nothing changes for a while; of a workspace that nothing needs there is none. */
  saveSoon(): void {
    if (!this.#isRead) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.#save(); }, this.#wait);
    this.#timer.unref();
  }

  /** Somebody types, who is not to share the machine with that. */
  putOff(): void {
    if (this.#timer) this.saveSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#child?.kill();
  }

  #save(): void {
    this.#timer = undefined;
    this.#wait = laterMilliseconds;
    if (this.#child) {
      this.saveSoon();
      return;
    }
    const child = startChild<KeepJob, Kept>(entry(), [], {
      onMessage: ({ isSure, problem }) => {
        this.#ended(problem);
        if (!isSure) this.saveSoon();
      },
      onEnd: (how) => { if (this.#child) this.#ended(how); },
    });
    this.#child = child;
    child.send({ file: this.place().file, roots: this.#session.workspace.roots(), settings: [...this.#session.settings] });
  }

  #ended(problem: string | undefined): void {
    this.#child = undefined;
    if (problem !== undefined) this.#session.log(`the index could not be kept for the next start: ${problem}`);
  }
}

/** `keep.js` beside our bundle, or its source. */
function entry(): string {
  const url = import.meta.url as string | undefined;
  return url === undefined ? path.join(__dirname, "keep.js") : fileURLToPath(new URL("../keep-main.ts", url));
}
