import { analyzeFile } from "../analyze.ts";
import { createEventIndex } from "../event-model.ts";
import type { FileModel, Snapshot } from "../model.ts";
import type { SourceFiles } from "../source-files.ts";
import type { TypeFacts } from "../type-facts.ts";
import { MemoryFiles } from "./fixture.ts";
import type { FixtureFile } from "./fixture.ts";

/** What a type checker says of a file, for tests that have asked one. */
export type TypesOf = (path: string) => TypeFacts | undefined;

/** The workspace that the files of a fixture are. */
export function snapshotOf(files: readonly FixtureFile[], types?: TypesOf): Snapshot {
  const memory = new MemoryFiles(files);
  const sources: SourceFiles = {
    source: (path) => memory.source(path), resolveModule: (specifier, from) => memory.resolveModule(specifier, from), sdkMajor: (path) => memory.sdkMajor(path), sdkVersion: (path) => memory.sdkVersion(path),
    ...(types ? { types } : {}),
  };
  const models = new Map<string, FileModel>();
  for (const { path } of files) {
    const model = analyzeFile(path, sources);
    if (model) models.set(path, model);
  }
  const events = createEventIndex(models.values());
  const functions = [...models.values()].flatMap((model) => model.functions);
  return {
    version: 1, file: (path) => models.get(path), paths: () => [...models.keys()], functions: () => functions,
    event: (name) => events.event(name), eventNames: () => events.names(), unclear: () => events.unclear(),
  };
}
