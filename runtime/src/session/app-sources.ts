/** The text of an app that runs elsewhere: the files of its package that make or serve functions, and all that they import. */
import { setImmediate } from "node:timers/promises";
import ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import type { SourceFiles } from "../../../shared/analysis/source-files.ts";
import { createsFunctions, findCompanions, readPackage } from "../worker/companions.ts";
import { createDiskSources, toSlashes } from "../worker/disk-sources.ts";

export interface AppSources {
  readonly files: SourceFiles;
  /** Of every file that was read; with `/`. */
  readonly paths: readonly string[];
  /** Of the files that make functions or clients. */
  readonly models: readonly FileModel[];
}

const serves = /["']inngest\/[\w-]+["']/;
const makesClients = /\bInngest\b/;

/** Reads the package around `near`, a file or a name in its folder. Rejects with the signal's reason: a large workspace takes seconds. */
export async function readAppSources(near: string, signal: AbortSignal): Promise<AppSources> {
  const files = createDiskSources();
  const makers = new Set((await findCompanions(near, signal)).map(toSlashes));
  const reached = new Set(makers);
  for await (const { path, text } of readPackage(near)) {
    signal.throwIfAborted();
    if (createsFunctions(text) || serves.test(text)) reached.add(toSlashes(path));
  }
  const follow = createFollower(files);
  const models: FileModel[] = [];
  for (const file of reached) {
    // What ends the session is heard in between.
    await setImmediate();
    signal.throwIfAborted();
    const text = files.source(file)?.text ?? "";
    for (const imported of follow(file, text)) reached.add(imported);
    const model = makers.has(file) || createsFunctions(text) || makesClients.test(text) ? analyzeFile(file, files) : undefined;
    if (model !== undefined) models.push(model);
  }
  return { files, paths: [...reached], models };
}

/** The workspace files that a file imports. A package is looked for once, whoever imports it. */
function createFollower(files: SourceFiles): (file: string, text: string) => readonly string[] {
  const packages = new Set<string>();
  return (file, text) => ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName }) => {
    if (packages.has(fileName)) return [];
    const target = files.resolveModule(fileName, file);
    if (target?.kind === "package") packages.add(fileName);
    return target?.kind === "file" && /(?<!\.d)\.[cm]?[jt]sx?$/.test(target.path) ? [target.path] : [];
  });
}
