/** Findings, spans and edits in the words of the Language Server Protocol. */
import { DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver";
import type { Diagnostic, Location, Range, TextDocumentEdit } from "vscode-languageserver";
import type { Location as Place, Span } from "../../../shared/analysis/model.ts";
import { unusedSuppression } from "../features/diagnose.ts";
import type { Diagnosis } from "../features/diagnose.ts";
import type { LineMap } from "../line-map.ts";
import { rulePage } from "../rule-pages.ts";
import type { Severity, TextEdit } from "../rules/rule.ts";
import type { Documents } from "./documents.ts";
import { diagnosticSource } from "./initialize.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function toRange(lines: LineMap, { start, end }: Span): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

export function toLocation(documents: Documents, { path, span }: Place): Location {
  return { uri: documents.uri(path), range: toRange(documents.lines(path), span) };
}

export function toDiagnostic(documents: Documents, path: string, diagnosis: Diagnosis): Diagnostic {
  const { rule, severity, span, message, related = [], unnecessary } = diagnosis;
  return {
    range: toRange(documents.lines(path), span),
    severity: severities[severity],
    source: diagnosticSource,
    code: rule,
    ...(rule === unusedSuppression ? {} : { codeDescription: { href: rulePage(rule) } }),
    message,
    ...(unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0 ? {} : {
      relatedInformation: related.map(({ location, message: text }) => ({
        location: toLocation(documents, location),
        message: text,
      })),
    }),
  };
}

/** An edit, and the id of the change annotation that says more about it. */
export type MarkedEdit = TextEdit & { readonly annotationId?: string };

/** Edits by document, each with the version it was made for, so that an editor refuses it on another text. */
export function toDocumentEdits(documents: Documents, edits: readonly MarkedEdit[]): TextDocumentEdit[] {
  return [...new Set(edits.map(({ path }) => path))].map((path) => ({
    textDocument: { uri: documents.uri(path), version: documents.version(path) ?? null },
    edits: edits.filter((edit) => edit.path === path).map(({ span, newText, annotationId }) => ({
      range: toRange(documents.lines(path), span), newText, ...(annotationId === undefined ? {} : { annotationId }),
    })),
  }));
}
