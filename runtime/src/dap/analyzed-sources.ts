/**
 * The source model on the static analysis. Loaded when it is first asked for: it brings the TypeScript compiler, which a
 * run without breakpoints can do without until it has stopped.
 */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { analyzeFile } from "../../../shared/analysis/analyze.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import { packageName, type ModuleTarget, type SourceFiles } from "../../../shared/analysis/source-files.ts";
import type { FunctionPlace, SourceModel, StepLine } from "./source-model.ts";

interface Analyzed {
  readonly model: FileModel;
  readonly files: SourceFiles;
}

/** Reads from disk, so that what it says is what the program will load. */
export function createSourceModel(): SourceModel {
  const known = new Map<string, { readonly stamp: string; readonly analyzed: Analyzed | undefined }>();
  const analyze = (file: string): Analyzed | undefined => {
    const stats = statSync(file, { throwIfNoEntry: false });
    const stamp = `${stats?.mtimeMs} ${stats?.size}`;
    const last = known.get(file);
    if (last?.stamp === stamp) return last.analyzed;
    const files = createDiskFiles();
    const model = analyzeFile(toSlashes(path.resolve(file)), files);
    const analyzed = model === undefined ? undefined : { model, files };
    known.set(file, { stamp, analyzed });
    return analyzed;
  };
  return {
    stepLines(file) {
      const analyzed = analyze(file);
      const source = analyzed?.files.source(analyzed.model.path);
      if (analyzed === undefined || source === undefined) return undefined;
      return analyzed.model.steps.map(({ calleeSpan, id }): StepLine => ({
        firstLine: lineAt(source, calleeSpan.start),
        line: lineAt(source, calleeSpan.end),
        id: id.kind === "id" && id.id.kind === "known" ? id.id.value : undefined,
      }));
    },
    functions(file) {
      const analyzed = analyze(file);
      return (analyzed?.model.functions ?? []).flatMap((fn): FunctionPlace[] => {
        const { path: at, span } = fn.handler ?? { path: fn.path, span: fn.calleeSpan };
        const source = analyzed?.files.source(at);
        if (fn.id.kind !== "known" || source === undefined) return [];
        const { line, character } = source.getLineAndCharacterOfPosition(span.start);
        return [{ id: fn.id.value, position: { path: path.normalize(at), line: line + 1, column: character + 1 } }];
      });
    },
  };
}

const toSlashes = (file: string): string => file.replaceAll("\\", "/");
const lineAt = (source: ts.SourceFile, offset: number): number => source.getLineAndCharacterOfPosition(offset).line + 1;

function createDiskFiles(): SourceFiles {
  const sources = new Map<string, ts.SourceFile | undefined>();
  const options = new Map<string, ts.CompilerOptions>();
  const source = (file: string): ts.SourceFile | undefined => {
    if (!sources.has(file)) sources.set(file, readSource(file));
    return sources.get(file);
  };
  const optionsFor = (file: string): ts.CompilerOptions => {
    const folder = path.dirname(file);
    const known = options.get(folder) ?? readCompilerOptions(folder);
    options.set(folder, known);
    return known;
  };
  return {
    source,
    resolveModule: (specifier, from) => resolveModule(specifier, from, optionsFor(from)),
    sdkMajor: findSdkMajor,
  };
}

function readSource(file: string): ts.SourceFile | undefined {
  try {
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  } catch {
    return undefined;
  }
}

/** Path aliases are all that matters here; a broken tsconfig is somebody else's report. */
function readCompilerOptions(folder: string): ts.CompilerOptions {
  const file = ts.findConfigFile(folder, ts.sys.fileExists);
  const base: ts.CompilerOptions = { module: ts.ModuleKind.Preserve, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true, allowImportingTsExtensions: true };
  if (file === undefined) return base;
  const host = { ...ts.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => undefined };
  const { baseUrl, paths, pathsBasePath } = ts.getParsedCommandLineOfConfigFile(file, {}, host)?.options ?? {};
  return { ...base, ...(baseUrl === undefined ? {} : { baseUrl }), ...(paths === undefined ? {} : { paths, pathsBasePath: pathsBasePath ?? path.dirname(file) }) };
}

function resolveModule(specifier: string, from: string, options: ts.CompilerOptions): ModuleTarget | undefined {
  const found = ts.resolveModuleName(specifier, from, options, ts.sys).resolvedModule;
  if (found === undefined || found.isExternalLibraryImport === true) {
    const name = packageName(specifier);
    return name === undefined ? undefined : { kind: "package", name };
  }
  return { kind: "file", path: toSlashes(found.resolvedFileName) };
}

/** From the nearest installed `inngest`, upwards from the file. */
function findSdkMajor(file: string): 3 | 4 | undefined {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "node_modules", "inngest", "package.json");
    if (statSync(manifest, { throwIfNoEntry: false })?.isFile() === true) return readMajor(manifest);
    if (folder === path.dirname(folder)) return undefined;
  }
}

function readMajor(manifest: string): 3 | 4 | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version?: unknown };
    return typeof version === "string" && version.startsWith("3.") ? 3 : typeof version === "string" && version.startsWith("4.") ? 4 : undefined;
  } catch {
    return undefined;
  }
}
