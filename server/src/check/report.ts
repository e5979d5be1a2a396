/** What a check found, ready to be printed. */
import type { Severity } from "../rules/rule.ts";

/** A place as people count it: 1-based, columns in UTF-16 units; the path relative to the working directory, with `/`. */
export interface ReportPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ReportFinding extends ReportPlace {
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly (ReportPlace & { readonly message: string })[];
  /** Titles of the fixes an editor offers. */
  readonly fixes: readonly string[];
}

export interface Report {
  /** Number of source files looked at. */
  readonly files: number;
  /** With `--fix`, the number of findings that were mended; the others follow. */
  readonly fixed?: number;
  readonly findings: readonly ReportFinding[];
}

export function toJson(report: Report): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** One finding a line, then a line that counts them. */
export function toText({ files, fixed, findings }: Report): string {
  const rows = findings.map(({ file, line, column, severity, rule, message }) => [`${file}:${String(line)}:${String(column)}`, severity, rule, message]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd());
  const counts = (["error", "warning", "info", "hint"] as const)
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ severity, count }) => count > 0 || severity === "error" || severity === "warning")
    .map(({ severity, count }) => plural(count, severity));
  const summary = findings.length === 0 ? `no problems in ${plural(files, "file")}` : `${counts.join(", ")} in ${plural(files, "file")}`;
  return [...lines, ...(lines.length > 0 ? [""] : []), ...(fixed === undefined ? [] : [`${String(fixed)} fixed`]), summary, ""].join("\n");
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 || noun === "info" ? "" : "s"}`;
}
