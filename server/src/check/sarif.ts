/** SARIF 2.1.0 for code scanning. */
import { createHash } from "node:crypto";
import path from "node:path/posix";
import { version } from "../../../shared/version.ts";
import { readRulePage } from "../rule-pages.ts";
import type { Rule, Severity } from "../rules/rule.ts";
import type { Report, ReportFinding } from "./report.ts";

const levels: Readonly<Record<Severity, "error" | "warning" | "note">> = { error: "error", warning: "warning", info: "note", hint: "note" };

/** Root that relative addresses hang from: the repository's, which GitHub takes it for. */
const uriBaseId = "%SRCROOT%";

export interface SarifPlaces {
  /** Absolute path of the folder that the report's paths are relative to. */
  readonly directory: string;
  /** Absolute path of the repository's folder, or of the working directory where there is none. */
  readonly root: string;
  /** Text of a file's line, counted from 1, for fingerprints that survive moves. */
  readonly lineText: (file: string, line: number) => string;
}

export function toSarif({ findings }: Report, rules: readonly Rule[], places: SarifPlaces): string {
  const ids = [...new Set([...rules.map(({ id }) => id), ...findings.map(({ rule }) => rule)])];
  const seen = new Map<string, number>();
  const results = findings.map((finding) => {
    const { file, line } = finding;
    const hash = fingerprint(finding, places.lineText(file, line));
    const count = (seen.get(`${file}\n${hash}`) ?? 0) + 1;
    seen.set(`${file}\n${hash}`, count);
    return toResult(finding, ids.indexOf(finding.rule), `${hash}:${String(count)}`, (path) => toArtifact(path, places));
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

function toResult(finding: ReportFinding, ruleIndex: number, primaryLocationLineHash: string, artifact: (file: string) => unknown): unknown {
  const { file, line, column, endLine, endColumn, rule, severity, message, related } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), region: { startLine: line, startColumn: column, endLine, endColumn } } }],
    ...(related.length === 0 ? {} : {
      relatedLocations: related.map((place, id) => ({
        id,
        message: { text: place.message },
        physicalLocation: { artifactLocation: artifact(place.file), region: { startLine: place.line, startColumn: place.column } },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash },
  };
}

/** What lies outside of the root has no address below it. */
function toArtifact(file: string, { directory, root }: SarifPlaces): unknown {
  const absolute = path.join(directory, file);
  const relative = path.relative(root, absolute);
  const isInside = !/^(?:\.\.(?:\/|$)|[a-z]:|\/)/i.test(relative);
  return isInside ? { uri: encode(relative), uriBaseId } : { uri: `file://${absolute.startsWith("/") ? "" : "/"}${encode(absolute)}` };
}

function encode(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}

/** Of the rule and the line's text, not of where the line stands, nor of a message that a later version may put otherwise. */
function fingerprint({ rule }: ReportFinding, line: string): string {
  return createHash("sha256").update(`${rule}\n${line.replaceAll(/\s+/g, "")}`).digest("hex").slice(0, 16);
}
