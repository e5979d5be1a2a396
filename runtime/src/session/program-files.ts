/** The user's program as source text: its file and those that its imports lead to, read from disk when asked. */
import path from "node:path";
import ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import { createDiskSources, toSlashes } from "../worker/disk-sources.ts";

/** More files than this are not followed: the sample of an event is not worth it. */
const mostFiles = 500;

/** Models of the program's file and of every workspace file it imports, nearest first. Never throws for the user's code. */
export function analyzeProgram(program: string): readonly FileModel[] {
  const files = createDiskSources();
  const reached = new Set([toSlashes(path.resolve(program))]);
  for (const file of reached) {
    const source = files.source(file);
    if (source === undefined || reached.size > mostFiles) continue;
    for (const { fileName } of ts.preProcessFile(source.text, true, true).importedFiles) {
      const target = files.resolveModule(fileName, file);
      if (target?.kind === "file" && !target.path.endsWith(".d.ts")) reached.add(target.path);
    }
  }
  return [...reached].flatMap((file) => analyzeFile(file, files) ?? []);
}
