/** Compiler options for asking about types: the project's own where they change what a type is, ours everywhere else. */
import path from "node:path/posix";
import ts from "typescript";
import { foldersUp } from "../host/path-mapping.ts";

export interface Project {
  /** Path of the tsconfig.json or jsconfig.json; the folder where there is none. */
  readonly key: string;
  readonly folder: string;
  readonly options: ts.CompilerOptions;
}

/** The files of the project are never listed: what is asked about brings its own imports. */
const host: ts.ParseConfigFileHost = {
  useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
  getCurrentDirectory: () => "/",
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: () => [],
  onUnRecoverableConfigFileDiagnostic: () => undefined,
};

export function findConfig(file: string): string | undefined {
  for (const folder of foldersUp(path.dirname(file))) {
    const found = ["tsconfig.json", "jsconfig.json"].map((name) => path.join(folder, name)).find((name) => ts.sys.fileExists(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

export function readProject(config: string | undefined, file: string): Project {
  const folder = path.dirname(config ?? file);
  const own = config === undefined ? {} : readOptions(config);
  return { key: config ?? folder, folder, options: toOurs(own, folder) };
}

/** A solution file has the options in the projects beside it that it refers to. */
function readOptions(config: string): ts.CompilerOptions {
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  if (!parsed) return {};
  const { compilerOptions, extends: base } = (parsed.raw ?? {}) as { readonly compilerOptions?: unknown; readonly extends?: unknown };
  if (compilerOptions !== undefined || base !== undefined) return parsed.options;
  const referred = (parsed.projectReferences ?? []).map(ts.resolveProjectReferencePath).find((target) => path.dirname(target) === path.dirname(config) && ts.sys.fileExists(target));
  return (referred !== undefined && ts.getParsedCommandLineOfConfigFile(referred, {}, host)?.options) || parsed.options;
}

function toOurs(own: ts.CompilerOptions, folder: string): ts.CompilerOptions {
  // Before version 6 a project that does not ask for strictness is not strict, and its types know no null.
  const strict = own.strict ?? compilerMajor(folder) >= 6;
  const resolution = own.moduleResolution;
  const isNode = resolution === ts.ModuleResolutionKind.Node16 || resolution === ts.ModuleResolutionKind.NodeNext || own.module === ts.ModuleKind.NodeNext || own.module === ts.ModuleKind.Node16 || own.module === ts.ModuleKind.Node18 || own.module === ts.ModuleKind.Node20;
  return {
    ...pick(own, kept),
    strict,
    target: ts.ScriptTarget.ESNext,
    ...(isNode ? { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext } : { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }),
    lib: libraries(own.lib),
    jsx: ts.JsxEmit.Preserve,
    allowJs: true, maxNodeModuleJsDepth: 0, allowImportingTsExtensions: true, resolveJsonModule: true, esModuleInterop: true,
    noEmit: true, skipLibCheck: true, skipDefaultLibCheck: true, disableSourceOfProjectReferenceRedirect: false,
  };
}

/** What changes a type, or where an import leads. */
const kept = [
  "strictNullChecks", "exactOptionalPropertyTypes", "noUncheckedIndexedAccess", "strictFunctionTypes", "useUnknownInCatchVariables", "noImplicitAny",
  "paths", "pathsBasePath", "baseUrl", "rootDirs", "types", "typeRoots", "customConditions", "preserveSymlinks", "allowArbitraryExtensions", "configFilePath",
] as const;

function pick(options: ts.CompilerOptions, keys: readonly string[]): ts.CompilerOptions {
  return Object.fromEntries(keys.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
}

/** The browser's types cost more than all the others; they are read only by a project that names them or names none. */
function libraries(own: readonly string[] | undefined): string[] {
  const hasDom = own === undefined || own.some((name) => name.startsWith("lib.dom"));
  return hasDom ? ["lib.esnext.d.ts", "lib.dom.d.ts"] : ["lib.esnext.d.ts"];
}

function compilerMajor(folder: string): number {
  for (const candidate of foldersUp(folder)) {
    const text = ts.sys.readFile(path.join(candidate, "node_modules/typescript/package.json"));
    const version = text === undefined ? undefined : (ts.parseConfigFileTextToJson("package.json", text).config as { readonly version?: unknown } | undefined)?.version;
    if (typeof version === "string") return Number.parseInt(version, 10);
  }
  return 0;
}
