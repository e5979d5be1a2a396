/**
 * The workspace behind the analysis: which files matter, their text on disk or in open documents, their models.
 * Everything it answers is a function of the files' contents: each model is kept with what it was made from and made
 * again when one of those answers changes, so any order of edits ends in what a cold start would find.
 */
import path from "node:path/posix";
import type { WorkspaceIndex } from "../../../shared/analysis/workspace-index.ts";
import type { FileModel, Snapshot, Span } from "../../../shared/analysis/model.ts";
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import { CachedDisk } from "./cached-disk.ts";
import { Configurations, type Configuration } from "./configurations.ts";
import { CurrentIndex } from "./current-index.ts";
import { DiskChanges } from "./disk-changes.ts";
import type { FileEvent } from "./file-events.ts";
import { createWorkspaceSnapshot } from "./snapshot.ts";
import type { Disk } from "./disk.ts";
import { FileTexts } from "./file-texts.ts";
import { KnownTypes } from "./known-types.ts";
import { EventSettings } from "./event-settings.ts";
import type { ConfigurationProblem } from "./declared-events.ts";
import { ModelCache } from "./model-cache.ts";
import { mayListFunctions, specifiersIn } from "./prefilter.ts";
import { ModuleResolution } from "./module-resolution.ts";
import { parseJson, syntaxErrorsOf } from "./parse.ts";
import { readProject } from "./project.ts";
import type { Project } from "./project.ts";
import { Relevance } from "./relevance.ts";
import { fromColumns, toColumns } from "./file-facts.ts";
import type { FileFacts } from "./file-facts.ts";
import type { ScanPart } from "./scan.ts";
import type { SavedIndex } from "./saved-index.ts";
import { isSourceFile, walk } from "./source-paths.ts";
import type { TextChange } from "./text-change.ts";
import { SourceTrees } from "./source-trees.ts";
import { WorkspaceFolders } from "./workspace-folders.ts";

/** Analysis of one file; it may ask `files` for any other. */
export type AnalyzeFile = (path: string, files: SourceFiles) => FileModel | undefined;

export class Workspace {
  readonly #disk: CachedDisk;
  readonly #texts: FileTexts;
  readonly #trees: SourceTrees;
  readonly #types = new KnownTypes();
  readonly #modules: ModuleResolution;
  readonly #relevance: Relevance;
  readonly #models: ModelCache;
  readonly #index: CurrentIndex;
  readonly #open = new Set<string>();
  readonly #configurations: Configurations;
  readonly #eventSettings: EventSettings;
  readonly #folders: WorkspaceFolders;
  readonly #changes: DiskChanges;
  #version = 0;
  #isReading = false;
  #snapshot: Snapshot | undefined;

  constructor(disk: Disk, analyze: AnalyzeFile) {
    this.#disk = new CachedDisk(disk, parseJson);
    this.#folders = new WorkspaceFolders(this.#disk.list);
    this.#texts = new FileTexts(disk);
    this.#trees = new SourceTrees(this.#texts);
    this.#modules = new ModuleResolution(this.#disk, (path) => this.#texts.isOpen(path));
    this.#relevance = new Relevance(this.#texts, this.#modules);
    const files: SourceFiles = {
      source: (path) => this.#trees.source(path),
      resolveModule: (specifier, from) => this.#modules.resolve(specifier, from),
      sdkMajor: (path) => this.#modules.sdkMajor(path),
      sdkVersion: (path) => this.#modules.sdkVersion(path),
      types: (path) => this.#types.facts(path),
      kept: (path) => this.#trees.kept(path),
    };
    this.#models = new ModelCache(files, this.#texts, (path, asking) => {
      this.#trees.nextAnalysis();
      return analyze(path, asking);
    });
    this.#index = new CurrentIndex({ models: this.#models, present: () => this.#present(), model: (path) => this.#modelSoFar(path) });
    const textOf = (path: string): string | undefined => this.#texts.text(path);
    this.#configurations = new Configurations(this.#disk, textOf);
    this.#eventSettings = new EventSettings(this.#configurations, textOf);
    this.#changes = new DiskChanges({
      disk: this.#disk, folders: this.#folders, texts: this.#texts, trees: this.#trees, types: this.#types, models: this.#models, eventSettings: this.#eventSettings,
      contentWillChange: (path) => { this.#relevance.contentWillChange(path); },
      contentChanged: (path) => { this.#contentChanged(path, false); },
      structureChanged: () => { this.#structureChanged(); },
      folderCame: (path) => { Array.from(this.scan([path])); },
    });
  }

  /** Rises with every change; two equal versions mean equal answers. */
  get version(): number {
    return this.#version;
  }

  /** Rises when more than the text of files may have changed: which there are, what package.json files say. */
  get structure(): number {
    return this.#relevance.structure;
  }

  /** Rises when the disk is reported to have changed, or other folders of it count. */
  get diskEdition(): number {
    return this.#changes.edition;
  }

  /** Whether the disk alone gives what this one tells: what is open lies there as it is, and nothing is known of types. */
  isAsOnDisk(): boolean {
    return this.#types.isEmpty && [...this.#open].every((path) => this.#texts.stamp(path) !== undefined);
  }

  /** Files that models are made from. */
  sources(): readonly string[] {
    return this.#models.sources();
  }

  /** Text of an open document, else of the file; undefined where there is none. */
  text(path: string): string | undefined {
    return this.#texts.text(path);
  }

  isOpen(path: string): boolean {
    return this.#texts.isOpen(path);
  }

  /** Where the text of a file that matters is not TypeScript. */
  syntaxErrors(path: string): Span[] {
    const source = this.#trees.source(path);
    return source ? syntaxErrorsOf(source) : [];
  }

  /** Opens a document, or replaces its whole text. */
  open(path: string, text: string): void {
    this.#open.add(path);
    if (!isSourceFile(path) || this.#folders.isSkipped(path)) {
      // Kept for positions only: a file of a package or a build output is not analysed.
      this.#texts.open(path, text, false);
      this.#manifestTyped(path);
      return;
    }
    const isNew = !this.#texts.has(path);
    const isSame = this.#texts.wasReadAs(path, text);
    if (this.#types.facts(path) && this.#texts.text(path) !== text) this.#types.drop(path);
    this.#relevance.contentWillChange(path);
    this.#texts.open(path, text, true);
    if (isSame) this.#touch();
    else this.#contentChanged(path, isNew);
  }

  /** Applies edits one after the other, each on the text that the one before it left. */
  change(path: string, changes: readonly TextChange[]): void {
    this.#relevance.contentWillChange(path);
    for (const change of changes) {
      this.#trees.edit(path, change);
      this.#types.edit(path, change);
    }
    this.#textChanged(path);
    this.#manifestTyped(path);
  }

  /** From here on the file on disk counts, if there is one. */
  close(path: string): void {
    this.#open.delete(path);
    const text = this.#texts.text(path);
    this.#relevance.contentWillChange(path);
    this.#texts.close(path, isSourceFile(path) && this.#disk.isFile(path) && this.#folders.has(path));
    const isSame = this.#texts.has(path) && this.#texts.text(path) === text;
    if (!isSame) {
      this.#types.drop(path);
      this.#contentChanged(path, isSourceFile(path) && !this.#texts.has(path));
    }
    if (this.#configurations.closed(path)) this.#configurationChanged();
  }

  addRoot(root: string): void {
    this.#changes.foldersChanged();
    this.#folders.roots.add(root);
  }

  /** Every source file that is known. */
  files(): string[] {
    return this.#texts.paths();
  }

  roots(): string[] {
    return [...this.#folders.roots];
  }

  isBelowRoot(path: string): boolean {
    return this.#folders.isBelow(path);
  }

  /** Whether a folder's package.json names the SDK. */
  dependsOnInngest(folder: string): boolean {
    const manifest = this.#disk.json(path.join(folder, "package.json"));
    return ["dependencies", "devDependencies", "peerDependencies"].some((field) => "inngest" in Object(manifest?.[field]));
  }

  /** How the package.json files above a file want it checked. */
  project(file: string): Project {
    return readProject(this.#disk, this.#configurations, file);
  }

  /** The `inngest.events` of an editor's settings, by the folder that they hold in; true where that changes anything. */
  setEvents(events: ReadonlyMap<string, unknown>): boolean {
    if (!this.#eventSettings.set(events)) return false;
    this.#touch();
    return true;
  }

  /** What is wrong with the events that package.json files and settings declare. */
  eventProblems(): readonly ConfigurationProblem[] {
    return this.#eventSettings.problems(this.#folders.roots, this.#folders.manifests);
  }

  /** The `inngest` fields of the workspace's package.json files. */
  configurations(): readonly Configuration[] {
    return this.#eventSettings.configurations(this.#folders.roots, this.#folders.manifests);
  }

  mentionsInngest(file: string): boolean {
    return this.#texts.has(file) && this.#texts.mention(file) === "strong";
  }

  removeRoot(root: string): void {
    if (!this.#folders.removeRoot(root)) return;
    this.#changes.foldersChanged();
    for (const file of this.#texts.paths()) {
      if (this.#texts.isOpen(file) || this.#folders.has(file)) continue;
      this.#texts.remove(file);
      this.#models.sourceChanged(file);
    }
    this.#structureChanged();
  }

  /**
   * Reads the files below the roots; each step is a file, so that the caller decides when to let others have a turn.
   * Nothing is parsed here.
   */
  * scan(roots: Iterable<string> = [...this.#folders.roots]): Generator<void> {
    for (const root of roots) {
      for (const { kind, path } of walk(this.#disk.list, root)) {
        if (kind === "manifest") this.#folders.manifests.add(path);
        else this.#texts.add(path);
        yield;
      }
    }
    this.#structureChanged();
  }

  /** From here to `endScan` a scan goes on elsewhere, which may have read a file before it changed. */
  beginScan(): void {
    this.#changes.beginScan();
  }

  /** Takes in what a scan found, and analyses what names Inngest; each step is a file. */
  * take({ files, folders, manifests, models, readAt }: ScanPart): Generator<void> {
    this.#disk.learn(folders);
    if (models) this.#models.restore(models);
    for (const manifest of manifests) if (this.isBelowRoot(manifest)) this.#folders.manifests.add(manifest);
    for (const [path, facts] of fromColumns(files)) {
      if (!this.#texts.has(path) && this.isBelowRoot(path)) this.#texts.take(path, facts, readAt);
      if (facts.mention === "strong" && this.#relevance.matters(path) && !this.#isForLater(path, facts)) this.#analyze(path);
      yield;
    }
  }

  /** What was seen meanwhile counts at once; each step after that looks whether a model is still what it would be. */
  * endScan(): Generator<void> {
    const seen = this.#changes.endScan();
    this.#resetStructure();
    if (seen.length > 0) this.filesChanged(seen);
    yield* this.#models.resolutionChanged();
    this.#touch();
  }

  /** Between the two calls answers are about open documents and what is analysed by then, so that no key waits for the rest. */
  setReading(isReading: boolean): void {
    this.#isReading = isReading;
    if (!isReading) {
      this.#models.endRestore();
      this.#trees.dropClosed();
    }
    this.#touch();
  }

  /** Analyses every file that may matter; each step is a file. */
  * analyze(): Generator<void> {
    for (const path of this.candidates()) {
      yield* this.#models.has(path) ? this.#models.prepareLarge(path) : this.#prepare(path);
      this.#analyze(path);
      yield;
    }
  }

  /** What leads to the files of many functions is taken up last, one of them a step. */
  #isForLater(path: string, { text }: FileFacts): boolean {
    return this.#models.isLarge(path) || (text !== undefined && mayListFunctions(text));
  }

  * #prepare(path: string): Generator<void> {
    const text = this.#texts.text(path);
    if (text !== undefined && mayListFunctions(text)) yield* this.#models.prepare(path, specifiersIn(text), (file) => this.#relevance.matters(file));
  }

  /** What is found goes into the index at once: all of it together would keep a key waiting. */
  #analyze(path: string): void {
    this.#models.meet(path);
    // No other file's model needs its tree, which would be copied as long as it is kept.
    if (!this.#models.isShared(path)) this.#trees.dropClosed([path]);
    if (this.#isReading) this.#updateIndex();
  }

  /** Files that have a place in a snapshot: while the workspace is read those that are open or analysed. */
  #present(): readonly string[] {
    if (!this.#isReading) return this.#relevance.paths();
    return [...new Set([...this.#open, ...this.#models.paths()])].filter((path) => this.#relevance.matters(path)).sort();
  }

  /** What the next run may go by, of a workspace of which nothing is open and no types are known. */
  save(): SavedIndex {
    const files = new Map<string, FileFacts>();
    const models = new Map<string, Uint8Array>();
    for (const path of this.candidates()) this.#models.model(path);
    for (const path of this.#texts.paths()) {
      const file = this.#texts.save(path);
      const model = file && this.#models.save(path);
      if (file) files.set(path, file);
      if (model) models.set(path, model);
    }
    return { files: toColumns(files), models };
  }

  /** Adds one file by its path, wherever it lies. */
  addFile(path: string): void {
    this.#texts.add(path);
    this.#structureChanged();
  }

  /** What a file watcher saw. */
  filesChanged(seen: readonly FileEvent[]): void {
    this.#changes.take(seen);
  }

  /** Packages were installed or removed: everything asked of the disk is asked again. */
  packagesChanged(): void {
    this.#changes.packagesChanged();
    this.#structureChanged();
  }

  /** Takes in what a type checker says of the present text of a file; tells whether that changes anything. */
  setTypes(path: string, facts: TypeFacts): boolean {
    if (!this.#types.set(path, facts)) return false;
    this.#trees.forgetKept();
    this.#models.sourceChanged(path);
    this.#touch();
    return true;
  }

  /** Files that declare events whose schemas only their types tell, among those whose models are made: to make the others takes long. */
  needTypes(): string[] {
    return this.candidates().filter((path) => this.#models.known(path)?.needTypes);
  }

  /** Files that may have a model, sorted; known without analysing any. */
  candidates(): readonly string[] {
    return this.#relevance.paths();
  }

  /** True where an edit concerns so many other files that snapshots tell of them as they were before, until they are caught up with. */
  get isBehind(): boolean {
    return this.#index.isBehind(this.#isReading);
  }

  /** Makes the models that are behind, and then snapshots tell of all; each step is a file. */
  * catchUp(): Generator<void> {
    yield* this.#models.catchUp((path) => this.#relevance.matters(path));
    this.#trees.dropClosed();
    if (this.#index.caughtUp()) this.#touch();
  }

  /** Of a file that many others are made from, an edit that was not caught up with is in its own model alone. */
  snapshot(): Snapshot {
    return this.#snapshot ??= createWorkspaceSnapshot({
      version: this.#version,
      partial: this.#isReading,
      paths: () => this.#present(),
      matters: (path) => this.#relevance.matters(path),
      model: (path) => this.#models.model(path),
      declared: () => this.#declared(),
      index: () => this.#updateIndex(),
    });
  }

  #updateIndex(): WorkspaceIndex {
    return this.#index.update({ structure: this.#relevance.structure, isReading: this.#isReading, declared: this.#declared() });
  }

  #declared(): readonly FileModel[] {
    return this.#eventSettings.models(this.#folders.roots, this.#folders.manifests);
  }

  /** While the workspace is read only open documents are worth an analysis; the others have theirs already, or not yet. */
  #modelSoFar(path: string): FileModel | undefined {
    if (!this.#relevance.matters(path)) return undefined;
    return !this.#isReading || this.#texts.isOpen(path) ? this.#models.model(path) : this.#models.known(path);
  }

  #contentChanged(path: string, structure: boolean): void {
    this.#trees.forgetKept();
    this.#textChanged(path);
    if (structure) this.#structureChanged();
  }

  #textChanged(path: string): void {
    this.#models.sourceChanged(path);
    this.#relevance.contentChanged(path);
    this.#touch();
  }

  /** What stands in an open package.json counts before it is saved, or seen by a watcher, and so do the places of the events in it. */
  #manifestTyped(path: string): void {
    if (!path.endsWith("/package.json")) return;
    const isNew = this.#folders.has(path) && this.#folders.manifests.size < this.#folders.manifests.add(path).size;
    if (isNew && !this.#disk.isFile(path)) {
      this.#disk.forget(new Set([path]));
      this.#structureChanged();
    }
    if (this.#configurations.typed(path, this.#texts.text(path) ?? "") || isNew || this.#eventSettings.dependsOn(path)) this.#configurationChanged();
  }

  #configurationChanged(): void {
    this.#eventSettings.reset();
    this.#relevance.structureChanged();
    this.#touch();
  }

  #structureChanged(): void {
    this.#resetStructure();
    Array.from(this.#models.resolutionChanged());
  }

  #resetStructure(): void {
    this.#trees.forgetKept();
    this.#eventSettings.reset();
    this.#modules.reset(this.#folders.manifests);
    this.#relevance.structureChanged();
    this.#touch();
  }

  #touch(): void {
    this.#version += 1;
    this.#snapshot = undefined;
  }
}
