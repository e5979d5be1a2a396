/** Recordings of earlier runs: those that lie beside the workspace's folders, and those that the editor keeps of its debug sessions. */
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { DidChangeWatchedFilesParams } from "vscode-languageserver";
import type { Recording } from "../../../shared/recording/format.ts";
import type { Session } from "./session.ts";

export const recordingExtension = ".inngest-run";

/** Only the last run of each function counts, so the newest files are enough. */
const maxFiles = 20;
/** A larger recording holds more data than steps; it would be read for long. */
const maxBytes = 8 << 20;

export class RecordedRuns {
  readonly #session: Session;
  readonly #folder: string | undefined;
  readonly #changed: () => void;
  #known = "";
  #reading: Promise<void> | undefined;

  /** @param folder The editor's own; `changed` is called where other runs count than before. */
  constructor(session: Session, folder: string | undefined, changed: () => void) {
    this.#session = session;
    this.#folder = folder;
    this.#changed = changed;
  }

  filesChanged({ changes }: DidChangeWatchedFilesParams): void {
    if (this.#reading && changes.some(({ uri }) => uri.endsWith(recordingExtension))) this.read();
  }

  /** One reading follows the other: what came while one was under way is in the next. */
  read(): void {
    this.#reading = (this.#reading ?? Promise.resolve()).then(() => this.#read()).catch((error: unknown) => {
      this.#session.log(`recordings could not be read: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #read(): Promise<void> {
    const files = await this.#newest();
    if (files.length === 0 && this.#known === "") return;
    const [{ readRecording }, { toRecordedFunctions }] = await Promise.all([import("../../../shared/recording/format.ts"), import("../../../shared/recording/recorded-functions.ts")]);
    const recordings: Recording[] = [];
    for (const file of files) {
      try {
        recordings.push(readRecording(await readFile(file, "utf8"), file));
      } catch {
        // What is no recording, or was removed meanwhile, tells nothing; who opens it is told why.
      }
    }
    const recorded = toRecordedFunctions(recordings);
    const text = JSON.stringify([...recorded]);
    if (text === this.#known) return;
    this.#known = text;
    this.#session.setRecorded(recorded);
    this.#changed();
  }

  async #newest(): Promise<string[]> {
    const folders = [...this.#session.workspace.roots(), ...(this.#folder === undefined ? [] : [this.#folder])];
    const names = await Promise.all(folders.map(async (folder) => (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(recordingExtension)).map((name) => path.join(folder, name))));
    const found = await Promise.all(names.flat().map(async (file) => ({ file, stats: await stat(file).catch(() => undefined) })));
    return found.flatMap(({ file, stats }) => (stats?.isFile() && stats.size <= maxBytes ? [{ file, time: stats.mtimeMs }] : []))
      .sort((a, b) => b.time - a.time).slice(0, maxFiles).map(({ file }) => file);
  }
}
