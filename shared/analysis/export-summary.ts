/**
 * What a file exports, as far as lists of functions need to know it. It stays the same while one types inside of the
 * functions, and so does what is made from it: a list of a thousand of them is not read again at each key.
 */
import ts from "typescript";
import { exportsOf } from "./exports.ts";
import type { ExportEntry } from "./exports.ts";
import { skipOuter } from "./resolve.ts";
import { createRecogniser } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration } from "./scope.ts";
import { exportedFunction } from "./served-functions.ts";
import type { SourceFiles } from "./source-files.ts";

/** Plain data, so that two summaries can be compared. */
export interface ExportSummary {
  /** "nothing" for what is surely no function, such as a type; "other" for what only a look at it tells. */
  readonly named: Readonly<Record<string, "function" | "nothing" | "other" | { readonly specifier: string; readonly name: string }>>;
  /** Specifiers of `export * from "…"`. */
  readonly stars: readonly string[];
}

/** A function by the name under which its file exports it. */
export interface FunctionExport {
  readonly path: string;
  readonly exported: string;
}

/** Undefined where there is no such file. */
export function summarizeExports(path: string, files: Omit<SourceFiles, "exports">): ExportSummary | undefined {
  const file = files.source(path);
  if (!file) return undefined;
  const recogniser = createRecogniser(files);
  const { named, stars } = exportsOf(file);
  const summary = Array.from(named, ([name, entry]) => [name, entry.kind === "from" ? { specifier: entry.specifier, name: entry.name } : summarize(recogniser, path, name)] as const);
  return { named: Object.fromEntries(summary), stars };
}

function summarize(recogniser: Recogniser, path: string, name: string): "function" | "nothing" | "other" {
  const found = exportedFunction(recogniser, { kind: "module", path }, name);
  return found?.length === 0 ? "nothing" : found?.length === 1 && found[0]?.path === path ? "function" : "other";
}

/** Names under which a file exports what is created at a place of its own, with that place. */
export function findExportedAs(recogniser: Recogniser, file: ts.SourceFile): { readonly start: number; readonly name: string }[] {
  return [...exportsOf(file).named].flatMap(([name, entry]) => {
    const call = createdAs(file, entry);
    if (call) return [{ start: call.getStart(file), name }];
    const found = entry.kind === "from" ? undefined : exportedFunction(recogniser, { kind: "module", path: file.fileName }, name);
    return found?.flatMap(({ path, span }) => (path === file.fileName ? [{ start: span.start, name }] : [])) ?? [];
  });
}

/** The usual form, `export const name = create(…)`, needs no look at what is called: the file's functions are known. */
function createdAs(file: ts.SourceFile, entry: ExportEntry): ts.CallExpression | undefined {
  const declaration = entry.kind === "local" ? findDeclaration(entry.name, file, "value") : undefined;
  const initializer = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? skipOuter(declaration.initializer) : undefined;
  return initializer && ts.isCallExpression(initializer) ? initializer : undefined;
}
