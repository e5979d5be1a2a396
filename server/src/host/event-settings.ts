/** The declared events of all package.json files and settings, kept until one of them changes. */
import path from "node:path/posix";
import { isObject } from "../../../shared/analysis/json-schema/pointer.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { Configuration, Configurations } from "./configurations.ts";
import { readDeclaredEvents } from "./declared-events.ts";
import type { ConfigurationProblem, DeclaredEvents, EventsSource, TextOf } from "./declared-events.ts";
import { foldersUp } from "./path-mapping.ts";

export class EventSettings {
  readonly #configurations: Configurations;
  readonly #textOf: TextOf;
  #settings: ReadonlyMap<string, unknown> = new Map();
  #read: readonly DeclaredEvents[] | undefined;
  #models: readonly FileModel[] | undefined;

  constructor(configurations: Configurations, textOf: TextOf) {
    this.#configurations = configurations;
    this.#textOf = textOf;
  }

  /** @param settings By the folder that they hold in. */
  set(settings: ReadonlyMap<string, unknown>): boolean {
    const toText = (map: ReadonlyMap<string, unknown>): string => JSON.stringify([...map]);
    if (toText(settings) === toText(this.#settings)) return false;
    this.#settings = settings;
    this.reset();
    return true;
  }

  reset(): void {
    this.#read = undefined;
    this.#models = undefined;
  }

  models(roots: ReadonlySet<string>, manifests: ReadonlySet<string>): readonly FileModel[] {
    return this.#models ??= this.#all(roots, manifests).map(({ model }) => model).filter(({ declarations }) => declarations.length > 0);
  }

  problems(roots: ReadonlySet<string>, manifests: ReadonlySet<string>): readonly ConfigurationProblem[] {
    return this.#all(roots, manifests).flatMap(({ problems }) => problems);
  }

  dependsOn(file: string): boolean {
    return this.#read?.some(({ model, schemas }) => model.path === file || schemas.includes(file)) ?? false;
  }

  #all(roots: ReadonlySet<string>, manifests: ReadonlySet<string>): readonly DeclaredEvents[] {
    return this.#read ??= [...this.#inManifests(roots, manifests), ...this.#inSettings()].map((source) => readDeclaredEvents(source, this.#textOf));
  }

  #inManifests(roots: ReadonlySet<string>, manifests: ReadonlySet<string>): EventsSource[] {
    return this.configurations(roots, manifests).flatMap(({ manifest, value }) => (isObject(value) && value["events"] !== undefined
      ? [{ path: manifest, folder: path.dirname(manifest), keys: ["inngest", "events"], events: value["events"] }]
      : []));
  }

  /** The `inngest` fields of package.json files. A folder that is opened alone is a part of the project above it. */
  configurations(roots: ReadonlySet<string>, manifests: ReadonlySet<string>): readonly Configuration[] {
    const above = [...roots].flatMap((root) => [...foldersUp(path.dirname(root))]).map((folder) => path.join(folder, "package.json"));
    return [...new Set([...manifests, ...above])].sort().flatMap((manifest) => this.#configurations.read(manifest) ?? []);
  }

  #inSettings(): EventsSource[] {
    return [...this.#settings].map(([folder, events]) => ({ path: path.join(folder, ".vscode/settings.json"), folder, keys: ["inngest.events"], events }));
  }
}
