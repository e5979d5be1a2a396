import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import { createDiskSources, toSlashes } from "./disk-sources.ts";

/** Those of the files in which a function is made by calling a wrapper around `createFunction`. */
export function makesFunctions(files: readonly string[]): string[] {
  const sources = createDiskSources();
  return files.filter((file) => {
    const own = toSlashes(file);
    return analyzeFile(own, sources)?.functions.some(({ path, wrapped }) => path === own && wrapped !== undefined);
  });
}
