import { createSnapshot } from "../../../shared/analysis/workspace-index.ts";
import type { WorkspaceIndex } from "../../../shared/analysis/workspace-index.ts";
import type { FileModel, FunctionModel, Snapshot } from "../../../shared/analysis/model.ts";

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
  /** Brings the index up to date. */
  readonly index: () => WorkspaceIndex;
}

/**
 * A view that makes models when they are asked for: a keystroke in one file needs the others only where a rule asks
 * about events or functions of the whole workspace. Valid until the next change; read it in one go.
 */
export function createWorkspaceSnapshot({ version, partial, paths, model, matters, declared, index }: SnapshotParts): Snapshot {
  let models: readonly FileModel[] | undefined;
  let functions: readonly FunctionModel[] | undefined;
  let current: WorkspaceIndex | undefined;
  const all = (): readonly FileModel[] => models ??= [...paths().map(model).filter((found) => found !== undefined), ...declared()];
  return createSnapshot({
    version,
    partial,
    file: (path) => (path.endsWith(".json") ? declared().find((file) => file.path === path) : matters(path) ? model(path) : undefined),
    paths: () => all().map(({ path }) => path),
    functions: () => functions ??= all().flatMap((file) => file.functions),
  }, () => current ??= index());
}
