/** The user's files as the analysis sees them, read from disk: what it says is what the program will load. */
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { packageName, type ModuleTarget, type SourceFiles } from "../../../shared/analysis/source-files.ts";

export const toSlashes = (file: string): string => file.replaceAll("\\", "/");

function once<T>(known: Map<string, T>, key: string, read: () => T): T {
  if (!known.has(key)) known.set(key, read());
  return known.get(key) as T;
}

/** Each file is read once, and each import followed once: make a new one to see later edits. */
export function createDiskSources(): SourceFiles {
  const sources = new Map<string, ts.SourceFile | undefined>();
  const options = new Map<string, ts.CompilerOptions>();
  const source = (file: string): ts.SourceFile | undefined => once(sources, file, () => readSource(file));
  const optionsFor = (file: string): ts.CompilerOptions => {
    const folder = path.dirname(file);
    return once(options, folder, () => readCompilerOptions(folder));
  };
  const targets = new Map<string, ModuleTarget | undefined>();
  const majors = new Map<string, 3 | 4 | undefined>();
  return {
    source,
    resolveModule: (specifier, from) => once(targets, `${path.dirname(from)}\n${specifier}`, () => resolveModule(specifier, from, optionsFor(from))),
    sdkMajor: (file) => once(majors, path.dirname(file), () => findSdkMajor(file)),
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
