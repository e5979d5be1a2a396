/** Answers what the types of files are: one checker for each project, the recently used kept. */
import { dirname } from "node:path/posix";
import ts from "typescript";
import { noFacts } from "../../../shared/analysis/type-facts.ts";
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import { findFacts } from "./find-facts.ts";
import { findConfig, readProject } from "./options.ts";
import type { Project } from "./options.ts";
import { TypeService } from "./type-service.ts";
import type { SharedParts } from "./type-service.ts";

/** Each project has its own copies of its files; a monorepo's packages are edited a few at a time. */
const maxServices = 3;
/** What a package needs to see its own events and the functions that make their data. */
const usualDepth = 4;

interface Held {
  readonly project: Project;
  readonly service: TypeService;
}

export class TypeReader {
  readonly #open = new Map<string, { readonly version: number; readonly text: string }>();
  readonly #versions = new Map<string, string>();
  /** By configuration, in order of use. */
  readonly #services = new Map<string, Held>();
  readonly #configs = new Map<string, string | undefined>();
  readonly #libraries: string;
  #registry = newRegistry();
  #depth = usualDepth;

  /** @param libraries Folder of TypeScript's own `lib.*.d.ts`. */
  constructor(libraries: string) {
    this.#libraries = libraries;
  }

  /** @param text Undefined for a document that was closed. */
  setText(path: string, version: number, text: string | undefined): void {
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, { version, text });
  }

  filesChanged(paths: readonly string[]): void {
    for (const path of paths) this.#versions.delete(path);
  }

  /** Files came or went, or a configuration changed. */
  structureChanged(): void {
    this.#versions.clear();
    this.#configs.clear();
    for (const [key, { project, service }] of this.#services) {
      if (JSON.stringify(readProject(findConfig(`${project.folder}/x`), `${project.folder}/x`)) === JSON.stringify(project)) service.structureChanged();
      else this.#drop(key);
    }
  }

  /** Gives up what can be made again, and from then on reads less of the workspace at once. */
  shrink(): void {
    for (const key of [...this.#services.keys()]) this.#drop(key);
    this.#registry = newRegistry();
    this.#depth = Math.max(1, this.#depth - 1);
  }

  /**
   * Facts of the given files, project by project; yields between any two calls in them. A file that cannot be read has
   * none.
   */
  * read(paths: readonly string[]): Generator<{ readonly path: string; readonly facts: TypeFacts } | undefined, void> {
    for (const config of new Set(paths.map((path) => this.#configOf(path)))) {
      const files = paths.filter((path) => this.#configOf(path) === config);
      const program = this.#serviceFor(config, files[0] ?? "").program(files);
      yield undefined;
      const checker = program?.getTypeChecker();
      for (const path of files) {
        const file = program?.getSourceFile(path);
        const facts = file && checker ? yield* withoutValues(findFacts(checker, file)) : noFacts;
        yield { path, facts };
      }
    }
  }

  #configOf(path: string): string | undefined {
    if (!this.#configs.has(path)) this.#configs.set(path, findConfig(path));
    return this.#configs.get(path);
  }

  #serviceFor(config: string | undefined, file: string): TypeService {
    const key = config ?? dirname(file);
    const held = this.#services.get(key) ?? this.#hold(readProject(config, file));
    this.#services.delete(key);
    this.#services.set(key, held);
    for (const oldest of this.#services.keys()) if (this.#services.size > maxServices) this.#drop(oldest);
    return held.service;
  }

  #hold(project: Project): Held {
    return { project, service: new TypeService(project, this.#shared()) };
  }

  #drop(key: string): void {
    this.#services.get(key)?.service.dispose();
    this.#services.delete(key);
  }

  #shared(): SharedParts {
    return {
      open: this.#open,
      registry: this.#registry,
      libraries: this.#libraries,
      depth: () => this.#depth,
      version: (file) => {
        const known = this.#versions.get(file);
        if (known !== undefined) return known;
        const read = String(ts.sys.getModifiedTime?.(file)?.getTime() ?? 0);
        this.#versions.set(file, read);
        return read;
      },
    };
  }
}

function newRegistry(): ts.DocumentRegistry {
  return ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames, undefined, ts.JSDocParsingMode.ParseForTypeErrors);
}

function* withoutValues<T>(steps: Generator<void, T>): Generator<undefined, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield undefined;
  }
}
