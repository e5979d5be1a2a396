/** A type checker over some files of one project and what they import, kept up to date from one question to the next. */
import path from "node:path";
import ts from "typescript";
import type { Project } from "./options.ts";

/** Texts as the editor has them, by path, with a version that rises with each change. */
export type OpenTexts = ReadonlyMap<string, { readonly version: number; readonly text: string }>;

/** What all services of a process share. */
export interface SharedParts {
  readonly open: OpenTexts;
  readonly registry: ts.DocumentRegistry;
  /** Version of a file of the disk; it changes when the file was seen to change. */
  version(file: string): string;
  /** How many imports deep the workspace's own files are read. Packages are read whole. */
  depth(): number;
  readonly libraries: string;
}

/** The service asks for this too, without declaring it: else it would keep every resolution that once succeeded. */
type Host = ts.LanguageServiceHost & { hasInvalidatedResolutions(): boolean };

export class TypeService {
  readonly #project: Project;
  readonly #shared: SharedParts;
  readonly #service: ts.LanguageService;
  #roots: readonly string[] = [];
  #depths = new Map<string, number>();
  #resolutions: ts.ModuleResolutionCache;
  #invalidated = false;

  constructor(project: Project, shared: SharedParts) {
    this.#project = project;
    this.#shared = shared;
    this.#resolutions = this.#newResolutions();
    this.#service = ts.createLanguageService(this.#host(), shared.registry);
  }

  /** @param roots Files to be asked about. */
  program(roots: readonly string[]): ts.Program | undefined {
    if (roots.some((root) => this.#depths.get(root) !== 0)) this.structureChanged();
    this.#roots = roots;
    for (const root of roots) this.#depths.set(root, 0);
    const program = this.#service.getProgram();
    this.#invalidated = false;
    return program;
  }

  /** Files came or went: imports may lead elsewhere. */
  structureChanged(): void {
    this.#invalidated = true;
    this.#depths = new Map();
    this.#resolutions = this.#newResolutions();
  }

  dispose(): void {
    this.#service.dispose();
  }

  #newResolutions(): ts.ModuleResolutionCache {
    return ts.createModuleResolutionCache(this.#project.folder, (file) => file, this.#project.options);
  }

  #host(): Host {
    const { open, version, libraries } = this.#shared;
    return {
      getScriptFileNames: () => [...this.#roots],
      getScriptVersion: (file) => { const document = open.get(file); return document ? `open ${String(document.version)}` : version(file); },
      getScriptSnapshot: (file) => {
        const text = open.get(file)?.text ?? ts.sys.readFile(file);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.#project.folder,
      getCompilationSettings: () => this.#project.options,
      getDefaultLibFileName: (options) => path.join(libraries, ts.getDefaultLibFileName(options)),
      fileExists: (file) => open.has(file) || ts.sys.fileExists(file),
      readFile: (file) => open.get(file)?.text ?? ts.sys.readFile(file),
      readDirectory: () => [],
      directoryExists: this.#folderExists,
      getDirectories: ts.sys.getDirectories,
      ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      hasInvalidatedResolutions: () => this.#invalidated,
      jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
      resolveModuleNameLiterals: (literals, from, redirected, options, source) => literals.map((literal) => this.#resolve(literal, from, redirected, options, source)),
    };
  }

  /** An import beyond the depth leads nowhere: what comes from it is of type `any`, about which nothing is said. */
  #resolve(literal: ts.StringLiteralLike, from: string, redirected: ts.ResolvedProjectReference | undefined, options: ts.CompilerOptions, source: ts.SourceFile): ts.ResolvedModuleWithFailedLookupLocations {
    const isPackage = from.includes("/node_modules/");
    const depth = isPackage ? 0 : this.#depths.get(from) ?? 0;
    if (depth >= this.#shared.depth()) return { resolvedModule: undefined };
    const mode = ts.getModeForUsageLocation(source, literal, options);
    const found = ts.resolveModuleName(literal.text, from, options, this.#moduleHost, this.#resolutions, redirected, mode);
    const file = found.resolvedModule?.resolvedFileName;
    if (file !== undefined && !file.includes("/node_modules/")) this.#depths.set(file, Math.min(depth + 1, this.#depths.get(file) ?? Infinity));
    return found;
  }

  /** A new document may stand in a folder that is not on the disk yet. */
  readonly #folderExists = (folder: string): boolean => ts.sys.directoryExists(folder) || [...this.#shared.open.keys()].some((file) => file.startsWith(`${folder}/`));

  readonly #moduleHost: ts.ModuleResolutionHost = {
    fileExists: (file) => this.#shared.open.has(file) || ts.sys.fileExists(file),
    readFile: (file) => this.#shared.open.get(file)?.text ?? ts.sys.readFile(file),
    directoryExists: (folder) => this.#folderExists(folder),
    getDirectories: ts.sys.getDirectories,
    ...(ts.sys.realpath ? { realpath: ts.sys.realpath } : {}),
    getCurrentDirectory: () => this.#project.folder,
  };
}
