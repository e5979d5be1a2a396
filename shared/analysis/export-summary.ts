/**
 * What a file exports, as far as lists of functions need to know it. It stays the same while one types inside of the
 * functions, and so does what is made from it: a list of a thousand of them is not read again at each key.
 */
import { exportsOf } from "./exports.ts";
import type { ExportEntry } from "./exports.ts";
import type { Location } from "./model.ts";
import { createRecogniser } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
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

/** Names under which a file exports what is created at a place of its own. */
export function findExportedAs(recogniser: Recogniser, path: string, named: ReadonlyMap<string, ExportEntry>): { readonly location: Location; readonly name: string }[] {
  return [...named].flatMap(([name, entry]) => {
    const found = entry.kind === "from" ? undefined : exportedFunction(recogniser, { kind: "module", path }, name);
    return found?.flatMap((location) => (location.path === path ? [{ location, name }] : [])) ?? [];
  });
}
