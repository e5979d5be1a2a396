import { analyzeFile } from "../analyze.ts";
import { createEventIndex } from "../event-model.ts";
import type { FileModel, Snapshot } from "../model.ts";
import { MemoryFiles } from "./fixture.ts";
import type { FixtureFile } from "./fixture.ts";

/** The workspace that the files of a fixture are. */
export function snapshotOf(files: readonly FixtureFile[]): Snapshot {
  const sources = new MemoryFiles(files);
  const models = new Map<string, FileModel>();
  for (const { path } of files) {
    const model = analyzeFile(path, sources);
    if (model) models.set(path, model);
  }
  const events = createEventIndex(models.values());
  const functions = [...models.values()].flatMap((model) => model.functions);
  return {
    version: 1, file: (path) => models.get(path), paths: () => [...models.keys()], functions: () => functions,
    event: (name) => events.event(name), eventNames: () => events.names(),
  };
}
