/** Settings of a project, in its package.json, under those of an editor; and what the project's ESLint already tells. */
import type { FileModel } from "../../../shared/analysis/model.ts";
import { readSettings } from "../../../shared/protocol/settings.ts";
import type { RuleSetting, Settings } from "../../../shared/protocol/settings.ts";
import type { Finding, Rule } from "../rules/rule.ts";

type Checked = Pick<Settings, "rules" | "externalEvents">;

/** Editors send the default where nothing is set, so only what differs from it is taken for chosen. */
export function mergeSettings(project: unknown, own: Checked, rules: readonly Rule[]): Checked {
  const shared = readSettings(project);
  const chosen = Object.entries(own.rules).filter(([id, setting]) => rules.find((rule) => rule.id === id)?.severity !== setting);
  return {
    rules: { ...shared.rules, ...Object.fromEntries<RuleSetting>(chosen) },
    externalEvents: [...new Set([...shared.externalEvents, ...own.externalEvents])],
  };
}

/** Why a configuration cannot be taken as it is; undefined where it can. */
export function findConfigurationProblem(value: unknown, rules: readonly Rule[]): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "`inngest` is an object";
  const { rules: severities = {}, externalEvents = [], ...rest } = value as Readonly<Record<string, unknown>>;
  // What is wrong with events shows together with the files that hold their schemas.
  const unknown = Object.keys(rest).find((field) => field !== "events");
  if (unknown !== undefined) return `\`inngest\` has \`rules\`, \`events\` and \`externalEvents\`, not \`${unknown}\``;
  if (!Array.isArray(externalEvents) || externalEvents.some((name) => typeof name !== "string")) return "`inngest.externalEvents` is a list of names";
  if (typeof severities !== "object" || severities === null || Array.isArray(severities)) return "`inngest.rules` is an object of severities by rule";
  for (const [id, severity] of Object.entries(severities)) {
    const problem = findRuleProblem(id, severity, rules);
    if (problem !== undefined) return `\`inngest.rules\`: ${problem}`;
  }
  return undefined;
}

export function findRuleProblem(id: string, severity: unknown, rules: readonly Rule[]): string | undefined {
  if (!rules.some((rule) => rule.id === id)) return `there is no rule \`${id}\``;
  return ["error", "warning", "info", "hint", "off"].includes(String(severity)) ? undefined : `\`${id}\` is error, warning, info, hint or off, not \`${String(severity)}\``;
}

/**
 * The official plugin finds what is called by the names `inngest` and `step`, in one file; what only we find is still
 * told. Its rules have the ids of ours.
 */
export function isToldByEslint(file: FileModel, { rule, span }: Pick<Finding, "rule" | "span">): boolean {
  const text = file.text.slice(span.start, span.end);
  if (rule === "await-inngest-send") return /^inngest\s*\.\s*send\b/.test(text);
  return rule === "no-nested-steps" || rule === "no-variable-mutation-in-step" ? /(?:^|[^.\w])step\s*\.\s*run\b/.test(textAround(file, span.start)) : false;
}

/** The step.run whose callback a place is in, as a plugin that reads one file sees it. */
function textAround(file: FileModel, offset: number): string {
  const outer = file.steps.filter(({ tool, span }) => tool === "run" && span.start < offset && offset < span.end).at(-1);
  return outer ? file.text.slice(outer.calleeSpan.start, outer.calleeSpan.end) : "";
}
