/** Reads the workspace's folders in the background, once there is a sign of Inngest; without one nothing is read. */
import path from "node:path/posix";
import type { ScanJob, ScanPart, WholeIndex } from "../host/scan.ts";
import type { EarlyScan } from "./early-scan.ts";
import type { IndexStore } from "./index-store.ts";
import type { Session } from "./session.ts";

export type ScanFolders = (job: ScanJob) => AsyncIterable<ScanPart>;

interface ReaderParts {
  readonly store: IndexStore | undefined;
  readonly scan: ScanFolders;
  /** The scan of these folders, where it goes on already. */
  readonly early?: Pick<EarlyScan, "take" | "stop"> | undefined;
  /** Resolves when the settings are known. */
  readonly configured: Promise<void>;
}

interface ReaderListener {
  /** What an earlier run found stands. */
  onEarlier(): void;
  onRead(): void;
}

export class WorkspaceReader {
  readonly #session: Session;
  readonly #store: IndexStore | undefined;
  readonly #scan: ScanFolders;
  readonly #folders: Set<string>;
  readonly #configured: Promise<void>;
  readonly #diskEdition: number;
  #early: ReaderParts["early"];
  readonly #listener: ReaderListener;
  #reading: Promise<void> | undefined;
  #compared: Promise<void> | undefined;

  /** @param parts With a store where the editor has a place for what an earlier run knew. */
  constructor(session: Session, folders: readonly string[], { store, scan, early, configured }: ReaderParts, listener: ReaderListener) {
    this.#session = session;
    this.#store = store;
    this.#scan = scan;
    this.#configured = configured;
    this.#folders = new Set(folders);
    this.#listener = listener;
    this.#early = early;
    this.#diskEdition = session.workspace.diskEdition;
    if (early) session.workspace.beginScan();
  }

  /** Resolves when it is known whether what an earlier run found still stands; the session has it then. */
  async compared(): Promise<void> {
    await this.#compared;
  }

  /** Resolves when what is being read is read. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  /** @param file The document just opened or edited; without it the folders' own package.json files are looked at. */
  readIfNeeded(file?: string): void {
    if (this.#reading || this.#folders.size === 0) return;
    const { workspace } = this.#session;
    const isNeeded = file === undefined
      ? [...this.#folders].some((folder) => workspace.dependsOnInngest(folder))
      : workspace.mentionsInngest(file) || this.#foldersAbove(file).some((folder) => workspace.dependsOnInngest(folder));
    if (isNeeded) this.#reading = this.#read([...this.#folders]);
    else if (file === undefined) this.#dropEarly();
  }

  /** What it found by now would be old when it is needed. */
  #dropEarly(): void {
    if (!this.#early) return;
    this.#early.stop();
    this.#early = undefined;
    Array.from(this.#session.workspace.endScan());
  }

  changeFolders(added: readonly string[], removed: readonly string[]): void {
    const { workspace } = this.#session;
    for (const folder of removed) {
      this.#folders.delete(folder);
      workspace.removeRoot(folder);
    }
    for (const folder of added) {
      this.#folders.add(folder);
      workspace.addRoot(folder);
    }
    if (this.#reading && added.length > 0) this.#reading = this.#reading.then(() => this.#read(added));
    else this.readIfNeeded();
  }

  #foldersAbove(file: string): string[] {
    const root = [...this.#folders].find((folder) => file.startsWith(`${folder}/`));
    const found: string[] = [];
    if (root === undefined) return found;
    for (let folder = path.dirname(file); folder.length >= root.length; folder = path.dirname(folder)) found.push(folder);
    return found;
  }

  async #read(folders: readonly string[]): Promise<void> {
    const { workspace, turns } = this.#session;
    let compared = (): void => { /* Set below. */ };
    this.#compared = new Promise((resolve) => { compared = resolve; });
    workspace.setReading(true);
    try {
      const index = this.#store?.place();
      const job = { roots: folders, ...(index ? { index } : {}) };
      const begun = this.#early?.take(job);
      const diskEdition = begun ? this.#diskEdition : workspace.diskEdition;
      this.#early = undefined;
      let circumstances: string | undefined;
      workspace.beginScan();
      for await (const part of begun ?? this.#scan(job)) {
        if (part.whole) {
          circumstances = part.whole.circumstances;
          void this.#takeEarlier(part.whole, diskEdition).then(compared);
        } else if (!part.models && circumstances === undefined) compared();
        await turns.run(workspace.take(part));
      }
      await turns.run(workspace.endScan());
      await turns.run(workspace.analyze());
      this.#store?.workspaceRead({ isKept: circumstances === this.#session.circumstances() && workspace.diskEdition === diskEdition });
    } catch (error) {
      this.#session.log(`the workspace could not be read: ${error instanceof Error ? error.stack ?? error.message : String(error)}`);
    }
    compared();
    workspace.setReading(false);
    this.#listener.onRead();
  }

  async #takeEarlier(whole: WholeIndex, diskEdition: number): Promise<void> {
    await this.#configured;
    this.#session.setEarlier(whole, diskEdition);
    if (this.#session.earlier()) this.#listener.onEarlier();
  }
}
