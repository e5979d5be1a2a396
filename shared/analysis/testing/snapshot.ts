import { analyzeFile } from "../analyze.ts";
import { summarizeExports } from "../export-summary.ts";
import type { Snapshot } from "../model.ts";
import type { SourceFiles } from "../source-files.ts";
import type { TypeFacts } from "../type-facts.ts";
import { snapshotOfModels } from "../workspace-index.ts";
import { MemoryFiles } from "./fixture.ts";
import type { FixtureFile } from "./fixture.ts";

/** What a type checker says of a file, for tests that have asked one. */
export type TypesOf = (path: string) => TypeFacts | undefined;

/** The workspace that the files of a fixture are. */
export function snapshotOf(files: readonly FixtureFile[], types?: TypesOf): Snapshot {
  const memory = new MemoryFiles(files);
  const sources: SourceFiles = {
    source: (path) => memory.source(path), resolveModule: (specifier, from) => memory.resolveModule(specifier, from), sdkMajor: (path) => memory.sdkMajor(path), sdkVersion: (path) => memory.sdkVersion(path),
    exports: (path) => summarizeExports(path, memory),
    ...(types ? { types } : {}),
  };
  return snapshotOfModels(files.map(({ path }) => analyzeFile(path, sources)).filter((model) => model !== undefined));
}
