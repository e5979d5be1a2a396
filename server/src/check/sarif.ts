/** SARIF 2.1.0 for code scanning. */
import { createHash } from "node:crypto";
import { version } from "../../../shared/version.ts";
import { readRulePage } from "../rule-pages.ts";
import type { Rule, Severity } from "../rules/rule.ts";
import type { Report, ReportFinding } from "./report.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** Root that relative addresses hang from; GitHub takes it for the repository's. */
const uriBaseId = "%SRCROOT%";

/** @param lineText Text of a file's line, counted from 1, for fingerprints that survive moves. */
export function toSarif({ findings }: Report, rules: readonly Rule[], lineText: (file: string, line: number) => string): string {
  const ids = [...new Set([...rules.map(({ id }) => id), ...findings.map(({ rule }) => rule)])];
  const seen = new Map<string, number>();
  const results = findings.map((finding) => {
    const base = fingerprint(finding, lineText(finding.file, finding.line));
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return toResult(finding, ids.indexOf(finding.rule), `${base}:${String(count)}`);
  });
  const driver = { name: "Stepwise for Inngest", semanticVersion: version, rules: ids.map((id) => toRule(id, rules)) };
  const log = { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [{ tool: { driver }, columnKind: "utf16CodeUnits", results }] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function toRule(id: string, rules: readonly Rule[]): unknown {
  const rule = rules.find((candidate) => candidate.id === id);
  const text = rule?.summary ?? "A comment disables a rule that finds nothing there.";
  return {
    id,
    name: id.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    shortDescription: { text },
    fullDescription: { text },
    ...(rule ? { help: { text, markdown: readRulePage(id) } } : {}),
    defaultConfiguration: { level: rule ? levels[rule.severity] : "note" },
    properties: { tags: ["inngest", ...(rule ? [rule.group] : [])], precision: "very-high", "problem.severity": rule?.severity === "error" || rule?.severity === "warning" ? rule.severity : "recommendation" },
  };
}

function toResult(finding: ReportFinding, ruleIndex: number, primaryLocationLineHash: string): unknown {
  const { file, line, column, endLine, endColumn, rule, severity, message, related } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: toArtifact(file), region: { startLine: line, startColumn: column, endLine, endColumn } } }],
    ...(related.length === 0 ? {} : {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.message },
        physicalLocation: { artifactLocation: toArtifact(place.file), region: { startLine: place.line, startColumn: place.column } },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash },
  };
}

function toArtifact(file: string): unknown {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId };
}

/** Of what is wrong and of the line's text, not of where the line stands. */
function fingerprint({ rule, message }: ReportFinding, line: string): string {
  return createHash("sha256").update(`${rule}\n${message}\n${line.replaceAll(/\s+/g, "")}`).digest("hex").slice(0, 16);
}
