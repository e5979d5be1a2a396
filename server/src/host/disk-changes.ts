/** What file watchers tell of the disk, taken into what is known of it. */
import type { CachedDisk } from "./cached-disk.ts";
import type { EventSettings } from "./event-settings.ts";
import { isAmong, namingNewFiles, together } from "./file-events.ts";
import type { FileEvent } from "./file-events.ts";
import type { FileTexts } from "./file-texts.ts";
import type { KnownTypes } from "./known-types.ts";
import type { ModelCache } from "./model-cache.ts";
import { isSourceFile } from "./source-paths.ts";
import type { SourceTrees } from "./source-trees.ts";
import type { WorkspaceFolders } from "./workspace-folders.ts";

interface Parts {
  readonly disk: CachedDisk;
  readonly folders: WorkspaceFolders;
  readonly texts: FileTexts;
  readonly trees: SourceTrees;
  readonly types: KnownTypes;
  readonly models: ModelCache;
  readonly eventSettings: EventSettings;
  /** The text of a file is about to be another; then it is. */
  contentWillChange(path: string): void;
  contentChanged(path: string): void;
  /** Files or folders came or went, or what configures them is another. */
  structureChanged(): void;
  /** A folder came with what is in it. */
  folderCame(path: string): void;
}

const configuration = /(?:^|\/)(?:package|[tj]sconfig[^/]*)\.json$/;

export class DiskChanges {
  readonly #parts: Parts;
  #seenInScan: FileEvent[] | undefined;
  #packagesChangedInScan = false;
  #edition = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Rises with everything that is told. */
  get edition(): number {
    return this.#edition;
  }

  /** Other folders count. */
  foldersChanged(): void {
    this.#edition += 1;
  }

  /** More may have changed than is told of by its path. */
  packagesChanged(): void {
    this.#edition += 1;
    this.#packagesChangedInScan = this.#seenInScan !== undefined;
    this.#parts.disk.forgetAll();
  }

  /** From here to `endScan` files are read elsewhere, some of them before they changed; may be said again. */
  beginScan(): void {
    this.#seenInScan ??= [];
  }

  /** @returns What was told meanwhile, to be taken in once more. */
  endScan(): readonly FileEvent[] {
    const seen = this.#seenInScan ?? [];
    this.#seenInScan = undefined;
    if (this.#packagesChangedInScan) this.#parts.disk.forgetAll();
    this.#packagesChangedInScan = false;
    return seen;
  }

  take(told: readonly FileEvent[]): void {
    const { disk, eventSettings, folders, texts } = this.#parts;
    if (told.length > 0) this.#edition += 1;
    const seen = namingNewFiles(told, (path) => (texts.has(path) && disk.isFile(path)) || !folders.has(path));
    this.#seenInScan?.push(...seen);
    const declaresEvents = (path: string): boolean => eventSettings.dependsOn(path);
    const isContent = ({ path, kind }: FileEvent): boolean => kind === "changed" && !configuration.test(path) && !declaresEvents(path);
    const events = seen.filter(({ path }) => !path.endsWith(".json") || configuration.test(path) || declaresEvents(path));
    const structural = new Set(events.filter((event) => !isContent(event)).map(({ path }) => path));
    if (structural.size > 0) disk.forget(structural);
    for (const event of together(events)) {
      if (event instanceof Set) this.#deleted(event);
      else this.#cameOrChanged(event, isContent(event));
    }
    if (structural.size > 0) this.#parts.structureChanged();
  }

  #cameOrChanged({ path, kind }: FileEvent, isContent: boolean): void {
    if (isContent) this.#changed(path);
    else if (path.endsWith("/package.json")) this.#manifestChanged(path, kind);
    else if (kind === "created") this.#created(path);
  }

  #changed(path: string): void {
    const { texts, types, contentWillChange, contentChanged } = this.#parts;
    if (!isSourceFile(path) || texts.isOpen(path) || !texts.has(path)) return;
    contentWillChange(path);
    texts.refresh(path);
    types.drop(path);
    contentChanged(path);
  }

  #manifestChanged(path: string, kind: FileEvent["kind"]): void {
    const { disk, folders } = this.#parts;
    if (path.includes("/node_modules/")) disk.forgetAll();
    else if (kind === "deleted") folders.manifests.delete(path);
    else folders.addManifest(path);
  }

  /** A path may be a folder that was moved in: some watchers report only that. */
  #created(path: string): void {
    const { disk, folders, texts, types, models } = this.#parts;
    if (isSourceFile(path)) {
      if (folders.has(path)) texts.refresh(path);
      if (!texts.isOpen(path)) types.drop(path);
      models.sourceChanged(path);
    } else if (disk.isFolder(path) && folders.has(`${path}/x`)) {
      this.#parts.folderCame(path);
    }
  }

  /** Files, and folders with all that was in them. */
  #deleted(paths: ReadonlySet<string>): void {
    const { folders, texts, trees, types, models } = this.#parts;
    for (const known of texts.paths().filter((path) => isAmong(path, paths))) {
      if (texts.isOpen(known)) continue;
      texts.remove(known);
      trees.drop(known);
      types.drop(known);
      models.sourceChanged(known);
    }
    for (const manifest of folders.manifests) if (isAmong(manifest, paths)) folders.manifests.delete(manifest);
  }
}
