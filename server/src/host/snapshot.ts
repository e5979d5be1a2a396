import type { FileModel, FunctionModel, Snapshot } from "../../../shared/analysis/model.ts";
import type { ChangingEventIndex, EventIndex } from "../../../shared/analysis/event-model.ts";

interface SnapshotParts {
  readonly version: number;
  readonly partial: boolean;
  /** Files that matter. */
  readonly paths: () => readonly string[];
  readonly matters: (path: string) => boolean;
  /** The model of a file that matters. */
  readonly model: (path: string) => FileModel | undefined;
  /** Files that are no source and declare events all the same. */
  readonly declared: () => readonly FileModel[];
  readonly index: ChangingEventIndex;
}

/**
 * A view that makes models when they are asked for: a keystroke in one file needs the others only where a rule asks
 * about events or functions of the whole workspace. Valid until the next change; read it in one go.
 */
export function createSnapshot({ version, partial, paths, model, matters, declared, index }: SnapshotParts): Snapshot {
  let models: readonly FileModel[] | undefined;
  let functions: readonly FunctionModel[] | undefined;
  let events: EventIndex | undefined;
  const all = (): readonly FileModel[] => models ??= [...paths().map(model).filter((found) => found !== undefined), ...declared()];
  const current = (): EventIndex => {
    if (!events) index.update(all());
    return events ??= index;
  };
  return {
    version,
    partial,
    file: (path) => (path.endsWith(".json") ? declared().find((file) => file.path === path) : matters(path) ? model(path) : undefined),
    paths: () => all().map(({ path }) => path),
    functions: () => functions ??= all().flatMap((file) => file.functions),
    event: (name) => current().event(name),
    eventNames: () => current().names(),
    unclear: () => current().unclear(),
  };
}
