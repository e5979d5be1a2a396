/** The user's program as source text: its file and those that its imports lead to, read from disk when asked. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel, SdkMajor } from "../../../shared/analysis/model.ts";
import { packageName, type SourceFiles } from "../../../shared/analysis/source-files.ts";

/** More files than this are not followed: the sample of an event is not worth it. */
const mostFiles = 500;

function readOptions(from: string): ts.CompilerOptions {
  const base: ts.CompilerOptions = { module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true, allowImportingTsExtensions: true };
  const found = ts.findConfigFile(path.dirname(from), (file) => ts.sys.fileExists(file));
  const { config } = found === undefined ? { config: undefined } : ts.readConfigFile(found, (file) => ts.sys.readFile(file));
  if (found === undefined || config === undefined) return base;
  // Only the options: listing the project's files is what makes a large one slow.
  const { options } = ts.parseJsonConfigFileContent({ ...(config as object), files: [], include: [] }, ts.sys, path.dirname(found));
  return { ...base, ...(options.paths === undefined ? {} : { paths: options.paths, pathsBasePath: options["pathsBasePath"] ?? path.dirname(found) }), ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }) };
}

function readSdkMajor(from: string): SdkMajor | undefined {
  for (let folder = path.dirname(from); ; folder = path.dirname(folder)) {
    const text = ts.sys.readFile(path.join(folder, "node_modules/inngest/package.json"));
    if (text !== undefined) {
      const major = /"version":\s*"(\d+)\./.exec(text)?.[1];
      return major === "3" ? 3 : major === "4" ? 4 : undefined;
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

function createDiskFiles(program: string): SourceFiles {
  const sources = new Map<string, ts.SourceFile | undefined>();
  const options = readOptions(program);
  const read = (file: string): ts.SourceFile | undefined => {
    try {
      return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    } catch {
      return undefined;
    }
  };
  return {
    source: (file) => {
      if (!sources.has(file)) sources.set(file, read(file));
      return sources.get(file);
    },
    resolveModule: (specifier, from) => {
      const { resolvedModule } = ts.resolveModuleName(specifier, from, options, ts.sys);
      if (resolvedModule !== undefined && resolvedModule.isExternalLibraryImport !== true) return { kind: "file", path: resolvedModule.resolvedFileName };
      const name = packageName(specifier);
      return name === undefined ? undefined : { kind: "package", name };
    },
    sdkMajor: readSdkMajor,
  };
}

/** Models of the program's file and of every workspace file it imports, nearest first. Never throws for the user's code. */
export function analyzeProgram(program: string): readonly FileModel[] {
  const files = createDiskFiles(program);
  const reached = new Set([program]);
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
