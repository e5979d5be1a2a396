import type { FileModel, Snapshot } from "../../../shared/analysis/model.ts";

/** Every file that has a model. */
export function filesOf(snapshot: Snapshot): FileModel[] {
  return snapshot.paths().map((path) => snapshot.file(path)).filter((file) => file !== undefined);
}
