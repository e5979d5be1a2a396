/** Parsing as the analysis needs it: parent pointers, and JSDoc only where types are written in it. */
import ts from "typescript";
import type { Span } from "../../../shared/analysis/model.ts";
import type { ParsedJson } from "./cached-disk.ts";

/** Undefined for text nested deeper than the parser can follow, which no person writes. */
export function parse(path: string, text: string): ts.SourceFile | undefined {
  const kind = scriptKind(path);
  const javaScript = kind === ts.ScriptKind.JS || kind === ts.ScriptKind.JSX;
  const jsDocParsingMode = javaScript ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseForTypeErrors;
  return unlessTooDeep(() => ts.createSourceFile(path, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }, true, kind));
}

/** Reuses what `change` left alone. The old file must not be used any more, whatever the outcome. */
export function reparse(old: ts.SourceFile, text: string, change: ts.TextChangeRange): ts.SourceFile | undefined {
  try {
    return ts.updateSourceFile(old, text, change);
  } catch {
    // The incremental parser asserts what it expects of the old tree; a whole parse is slower and never wrong.
    return parse(old.fileName, text);
  }
}

/** What `read` gives, or undefined where it runs out of stack: parser and analysis follow the nesting of the text. */
export function unlessTooDeep<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Places at which the text is not TypeScript, in source order. */
export function syntaxErrorsOf(file: ts.SourceFile): Span[] {
  // The parser keeps its own diagnostics on the file without declaring them; `transpileModule` would parse again to get at them.
  const { parseDiagnostics = [] } = file as ts.SourceFile & { readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[] };
  return parseDiagnostics.map(({ start, length }) => ({ start, end: start + length }));
}

function scriptKind(path: string): ts.ScriptKind {
  if (/\.tsx$/.test(path)) return ts.ScriptKind.TSX;
  // JSX may stand in any JavaScript file; parsing for it misreads nothing that is valid JavaScript.
  if (/\.(?:[cm]?js|jsx)$/.test(path)) return ts.ScriptKind.JSX;
  return ts.ScriptKind.TS;
}

/** JSON with comments and trailing commas, as tsconfig.json has them; of what is none, as much as can be told, and where that begins. */
export function parseJson(path: string, text: string): ParsedJson {
  // Most is plain, and the engine reads that a hundred times as fast.
  const object = parsePlainJson(text);
  if (object) return { value: object, brokenAt: undefined };
  const { config, error } = ts.parseConfigFileTextToJson(path, text) as { readonly config?: unknown; readonly error?: ts.Diagnostic };
  return { value: config, brokenAt: error && (error.start ?? 0) };
}

/** Undefined for everything but an object without comments or trailing commas. */
function parsePlainJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
