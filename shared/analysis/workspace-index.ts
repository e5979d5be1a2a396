/** What the models of a workspace say together, kept up to date file by file, and the snapshot that is asked of it. */
import { ChangingEventIndex } from "./event-model.ts";
import { FunctionIndex } from "./function-index.ts";
import type { FileModel, Snapshot } from "./model.ts";

/** What a snapshot says that is not gathered from all of its models. */
type Own = Pick<Snapshot, "version" | "partial" | "file" | "paths" | "functions">;

export class WorkspaceIndex {
  readonly events = new ChangingEventIndex();
  readonly functions = new FunctionIndex();
  readonly #models = new Map<string, FileModel>();

  /** @param model Undefined where the file has none any more. */
  replace(path: string, model: FileModel | undefined): void {
    if (this.#models.get(path) === model) return;
    if (model) this.#models.set(path, model);
    else this.#models.delete(path);
    this.events.replace(path, model);
    this.functions.replace(path, model);
  }

  /** Files that have a model here. */
  paths(): IterableIterator<string> {
    return this.#models.keys();
  }
}

/** @param index Asked for at each question, so that it need not be up to date before the first. */
export function createSnapshot({ version, partial = false, file, paths, functions }: Own, index: () => WorkspaceIndex): Snapshot {
  return {
    version, partial, file, paths, functions,
    functionsWithId: (id) => index().functions.withId(id),
    functionIds: () => index().functions.ids(),
    functionsStartedBy: (event) => index().functions.startedBy(event),
    startingEvents: () => index().functions.startingEvents(),
    functionsReaching: (path) => index().functions.reaching(path),
    served: () => index().functions.served(),
    clients: () => index().functions.clients(),
    event: (name) => index().events.event(name),
    isAnySent: () => index().events.isAnySent(),
    eventNames: () => index().events.names(),
    unclear: () => index().events.unclear(),
  };
}

/** The snapshot of a workspace of these models, one for each path. */
export function snapshotOfModels(models: Iterable<FileModel>): Snapshot {
  const byPath = new Map(Array.from(models, (model) => [model.path, model]));
  const index = new WorkspaceIndex();
  for (const [path, model] of byPath) index.replace(path, model);
  const functions = [...byPath.values()].flatMap((model) => model.functions);
  return createSnapshot({ version: 1, file: (path) => byPath.get(path), paths: () => [...byPath.keys()], functions: () => functions }, () => index);
}
