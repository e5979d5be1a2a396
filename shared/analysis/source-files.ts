import type ts from "typescript";
import type { ExportSummary } from "./export-summary.ts";
import type { KeptStatements } from "./kept-statements.ts";
import type { SdkMajor } from "./model.ts";
import type { TypeFacts } from "./type-facts.ts";

/** Where a module specifier leads. */
export type ModuleTarget =
  /** A source file of the workspace, by absolute path. */
  | { readonly kind: "file"; readonly path: string }
  /** An installed package by its name alone: `inngest`, `@inngest/realtime`; subpaths are dropped. */
  | { readonly kind: "package"; readonly name: string };

/**
 * The workspace as the analysis sees it: parsed files and module resolution, nothing else.
 * A host implements it over disk and open documents; what an analysis asked for is what its answer depends on.
 */
export interface SourceFiles {
  /** The parsed file, with parent pointers and with `fileName` equal to `path`; undefined where there is none. */
  source(path: string): ts.SourceFile | undefined;
  /** undefined where the specifier leads nowhere that is known. */
  resolveModule(specifier: string, from: string): ModuleTarget | undefined;
  /** Major version of the `inngest` package that `path` resolves. */
  sdkMajor(path: string): SdkMajor | undefined;
  /** Its full version, where the package is installed and the host looks for it. */
  sdkVersion?(path: string): string | undefined;
  /** What a type checker says of the present text, where one was asked. */
  types?(path: string): TypeFacts | undefined;
  /** What a file exports, for one who depends on no more of it than that. */
  exports?(path: string): ExportSummary | undefined;
  /** What the statements of a file that is being edited do, as far as its last analysis still tells. */
  kept?(path: string): KeptStatements | undefined;
  /** What the parameters of a function stand for, where one call of it is looked at. */
  readonly given?: Given;
  /** What `this` is in there. */
  readonly self?: Self;
}

/** An object of a class of the workspace. */
export interface Self {
  /** Its class and those that it extends, the most derived first. */
  readonly classes: readonly ts.ClassLikeDeclaration[];
  /** What its fields surely hold, by name. */
  readonly fields: ReadonlyMap<string, ts.Expression>;
}

/**
 * Parameters with the arguments of a call, `undefined` for one that was left out; none for those that cannot be told.
 * Of an entry of an object the parts are given, `[key, value]`: the key as it is written there.
 */
export type Given = ReadonlyMap<ts.ParameterDeclaration | ts.BindingElement | ts.VariableDeclaration, ts.Expression | undefined>;

/** The same workspace, seen from inside a call. */
export function withGiven(files: SourceFiles, given: Given): SourceFiles {
  return {
    source: (path) => files.source(path), resolveModule: (specifier, from) => files.resolveModule(specifier, from),
    sdkMajor: (path) => files.sdkMajor(path), sdkVersion: (path) => files.sdkVersion?.(path), types: (path) => files.types?.(path), exports: (path) => files.exports?.(path), given,
    ...(files.self ? { self: files.self } : {}),
  };
}

/** The same workspace, seen from inside a method of an object. */
export function withSelf(files: SourceFiles, self: Self): SourceFiles {
  return { ...withGiven(files, files.given ?? new Map()), self };
}

/** Package name of a bare specifier, `undefined` for relative, absolute and `#` specifiers. */
export function packageName(specifier: string): string | undefined {
  if (/^[./#]|^$/.test(specifier)) return undefined;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}
