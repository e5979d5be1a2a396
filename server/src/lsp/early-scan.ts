/** The scan of the workspace that an editor starts with: it begins while the analysis is still loaded. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { InitializeParams } from "vscode-languageserver";
import { version } from "../../../shared/version.ts";
import type { ScanJob, ScanPart } from "../host/scan.ts";
import { ScanThread } from "../host/scan-thread.ts";
import { indexPlace } from "./index-place.ts";
import { foldersOf, readAbilities } from "./initialize.ts";

/** From its beginning on everything that is told of the disk is to be looked at again. */
export class EarlyScan {
  readonly #job: ScanJob;
  #thread: ScanThread | undefined = new ScanThread();

  constructor(job: ScanJob) {
    this.#job = job;
    this.#thread?.begin(job);
  }

  /** Undefined where that is not what it does, and where it was taken: the job is then to be done anew. */
  take(job: ScanJob): AsyncIterable<ScanPart> | undefined {
    const thread = this.#thread;
    if (!thread || !isDeepStrictEqual(job, this.#job)) {
      this.stop();
      return undefined;
    }
    this.#thread = undefined;
    return thread.parts(job);
  }

  stop(): void {
    this.#thread?.stop();
    this.#thread = undefined;
  }
}

/** Undefined where the folders give no sign of Inngest: they are read when something else does. */
export function beginEarlyScan(params: InitializeParams): EarlyScan | undefined {
  const roots = foldersOf(params);
  if (!roots.some(dependsOnInngest)) return undefined;
  const { storageFolder } = readAbilities(params);
  return new EarlyScan({ roots, ...(storageFolder === undefined ? {} : { index: indexPlace(storageFolder, roots, version) }) });
}

function dependsOnInngest(folder: string): boolean {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Readonly<Record<string, object | undefined>>;
    return ["dependencies", "devDependencies", "peerDependencies"].some((field) => "inngest" in Object(manifest[field]));
  } catch {
    return false;
  }
}
