/** What the rules say about one file, with the user's severities and suppressions applied. */
import type { FileModel, Snapshot } from "../../../shared/analysis/model.ts";
import type { RecordedFunctions } from "../../../shared/recording/recorded-functions.ts";
import type { RuleSetting } from "../../../shared/protocol/settings.ts";
import type { Finding, Rule, Severity } from "../rules/rule.ts";
import { isToldByEslint } from "./project-settings.ts";
import { findSuppressions } from "./suppressions.ts";
import type { Suppression } from "./suppressions.ts";

/** A finding as it is shown. */
export interface Diagnosis extends Finding {
  readonly severity: Severity;
  /** True for text that has no effect, which editors fade out. */
  readonly unnecessary?: boolean;
}

export interface DiagnoseOptions {
  readonly rules: readonly Rule[];
  readonly settings: Readonly<Record<string, RuleSetting>>;
  readonly externalEvents?: readonly string[];
  /** True where the project runs Inngest's own ESLint plugin, whose findings are not told twice. */
  readonly hasEslintPlugin?: boolean;
  /** True for a file outside of the workspace's folders: who else sends and listens there is not known. */
  readonly isAlone?: boolean;
  /** The workspace as it was, where the check compares. */
  readonly base?: Snapshot;
  /** The last recorded runs. */
  readonly recorded?: RecordedFunctions;
  /** False in an editor, where TypeScript itself already shows what it also finds. */
  readonly includeTypeScripts: boolean;
  /** Told of a rule that threw; it says nothing about this file then. */
  readonly onCrash: (rule: string, path: string, error: unknown) => void;
}

export const unusedSuppression = "unused-suppression";

/** In source order. Paths without a model have none. */
export function diagnose(snapshot: Snapshot, path: string, options: DiagnoseOptions): Diagnosis[] {
  const file = snapshot.file(path);
  // The rules know v3 and v4: an older SDK takes steps without ids, and what else they would tell of.
  if (!file || file.sdk === 2) return [];
  const found = options.rules.flatMap((rule) => runRule(rule, file, snapshot, options));
  const suppressions = findSuppressions(file.path, file.text);
  const used = new Set<Suppression>();
  const kept = found.filter(({ rule, span }) => {
    const silencing = suppressions.filter((suppression) => suppression.rule === rule && suppression.covers.start <= span.start && span.start < suppression.covers.end);
    for (const suppression of silencing) used.add(suppression);
    return silencing.length === 0;
  });
  const shown = kept.filter((finding) => (options.includeTypeScripts || finding.alsoByTypeScript !== true) && !(options.hasEslintPlugin === true && isToldByEslint(file, finding)));
  const unused = suppressions.filter((suppression) => !used.has(suppression) && !isPart(snapshot, options) && isAnswered(suppression, options)).map((suppression) => toHint(suppression, file, options));
  return [...shown, ...unused].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1));
}

/** Whether there may be more to a file's workspace than the snapshot knows. */
function isPart(snapshot: Snapshot, { isAlone }: DiagnoseOptions): boolean {
  return snapshot.partial === true || isAlone === true;
}

function runRule(rule: Rule, file: FileModel, snapshot: Snapshot, options: DiagnoseOptions): Diagnosis[] {
  const { settings, externalEvents = [], base, recorded, onCrash } = options;
  const setting = settings[rule.id];
  if (setting === "off" || (rule.needsWhole && isPart(snapshot, options))) return [];
  // Editors send the default where nothing is set; only another value overrides what the rule says of a single finding.
  const chosen = setting === rule.severity ? undefined : setting;
  try {
    return [...rule.check(file, { snapshot, externalEvents, ...(base ? { base } : {}), ...(recorded ? { recorded } : {}) })].map((finding) => ({ ...finding, severity: chosen ?? finding.severity ?? rule.severity }));
  } catch (error) {
    onCrash(rule.id, file.path, error);
    return [];
  }
}

/** A rule that lacks its base may find something there with it. */
function isAnswered({ rule }: Suppression, { rules, base }: DiagnoseOptions): boolean {
  return base !== undefined || rules.find(({ id }) => id === rule)?.needsBase !== true;
}

function toHint({ rule, span, commentSpan }: Suppression, file: FileModel, { rules, settings }: DiagnoseOptions): Diagnosis {
  const known = rules.some(({ id }) => id === rule);
  const off = settings[rule] === "off" ? " (the rule is switched off)" : "";
  return {
    rule: unusedSuppression,
    severity: "hint",
    span,
    message: known ? `\`${rule}\` finds nothing here to disable${off}` : `there is no rule \`${rule}\``,
    unnecessary: true,
    fixes: [{ title: "Remove the comment", preferred: true, edits: [{ path: file.path, span: commentSpan, newText: "" }] }],
  };
}
