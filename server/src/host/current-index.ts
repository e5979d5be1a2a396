/** The index of a workspace, brought up to date when something is asked of it. */
import { WorkspaceIndex } from "../../../shared/analysis/workspace-index.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { ModelCache } from "./model-cache.ts";

/** So many models are made again at once when a file that they were made from is edited; more of them follow between keys. */
const madeAtOnce = 4;

/** What decides which files are in it. */
interface Extent {
  /** Another number where other files may matter than before. */
  readonly structure: number;
  readonly isReading: boolean;
  /** Models of files that are no source. */
  readonly declared: readonly FileModel[];
}

interface Parts {
  readonly models: ModelCache;
  /** Files that have a place in it. */
  present(): readonly string[];
  /** The model that such a file has there. */
  model(path: string): FileModel | undefined;
}

export class CurrentIndex {
  readonly #parts: Parts;
  readonly #index = new WorkspaceIndex();
  /** What it was last brought up to date with; undefined where that failed, or never happened. */
  #known: Extent | undefined;
  #lags = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** True where it leaves out what an edit did to many other files, or would. */
  isBehind(isReading: boolean): boolean {
    return this.#lags || this.#isToLag(isReading);
  }

  /** The models that it left out are made; tells whether it is to be asked again. */
  caughtUp(): boolean {
    const lagged = this.#lags;
    this.#lags = false;
    return lagged;
  }

  /** After a key only what it changed is looked at; all of it where other files may matter than before. */
  update(now: Extent): WorkspaceIndex {
    const known = this.#known;
    const isCurrent = known?.structure === now.structure && known.isReading === now.isReading && known.declared === now.declared;
    const { models } = this.#parts;
    this.#lags = isCurrent && this.#isToLag(now.isReading);
    const changed = this.#lags ? models.takeEdited() : models.takeChanged();
    this.#known = undefined;
    const paths = isCurrent ? changed : this.#parts.present();
    for (const path of paths) this.#index.replace(path, this.#parts.model(path));
    if (!isCurrent) this.#setAll(paths, now.declared);
    this.#known = now;
    return this.#index;
  }

  #isToLag(isReading: boolean): boolean {
    return !isReading && this.#parts.models.behind > madeAtOnce;
  }

  /** Besides those at `paths`, which are in it, it has the declared ones and no other. */
  #setAll(paths: Iterable<string>, declared: readonly FileModel[]): void {
    for (const model of declared) this.#index.replace(model.path, model);
    const present = new Set([...paths, ...declared.map(({ path }) => path)]);
    for (const path of [...this.#index.paths()]) if (!present.has(path)) this.#index.replace(path, undefined);
  }
}
