/** Settings of a project, in its package.json, under those of an editor; and what the project's ESLint already tells. */
import { isObject } from "../../../shared/analysis/json-schema/pointer.ts";
import type { FileModel } from "../../../shared/analysis/model.ts";
import { suggest } from "../../../shared/analysis/suggest.ts";
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

/** What is wrong in a configuration, and the keys below `inngest` that lead to it. */
export interface ConfigurationMistake {
  readonly at: readonly string[];
  readonly message: string;
}

/** Of a package.json whose `inngest` field is there and cannot be read. */
export function brokenMessage(line: number): string {
  return `line ${String(line)} is no JSON, and until it is, nothing of the \`inngest\` field holds`;
}

const FIELDS = ["rules", "events", "externalEvents"];

/** Why a configuration cannot be taken as it is. What is wrong with `events` shows together with the files that hold their schemas. */
export function findConfigurationMistakes(value: unknown, rules: readonly Rule[]): readonly ConfigurationMistake[] {
  if (!isObject(value)) return [{ at: [], message: "`inngest` must be an object with `rules`, `events` or `externalEvents`" }];
  const { rules: severities = {}, externalEvents = [] } = value;
  const unknown = Object.keys(value).filter((field) => !FIELDS.includes(field)).map((field): ConfigurationMistake => ({ at: [field], message: `\`inngest\` has \`rules\`, \`events\` and \`externalEvents\`, not \`${field}\`` }));
  const areNames = Array.isArray(externalEvents) && externalEvents.every((name) => typeof name === "string");
  return [
    ...unknown,
    ...(areNames ? [] : [{ at: ["externalEvents"], message: "`inngest.externalEvents` must be a list of names, such as `[\"stripe/*\"]`" }]),
    ...(isObject(severities) ? findRuleMistakes(severities, rules) : [{ at: ["rules"], message: "`inngest.rules` must be an object of severities by rule, such as `{ \"await-step\": \"warning\" }`" }]),
  ];
}

function findRuleMistakes(severities: Readonly<Record<string, unknown>>, rules: readonly Rule[]): ConfigurationMistake[] {
  return Object.entries(severities).flatMap(([id, severity]) => {
    const problem = findRuleProblem(id, severity, rules);
    return problem === undefined ? [] : [{ at: ["rules", id], message: `\`inngest.rules\`: ${problem}` }];
  });
}

export function findRuleProblem(id: string, severity: unknown, rules: readonly Rule[]): string | undefined {
  if (!rules.some((rule) => rule.id === id)) {
    const meant = suggest(id, rules.map((rule) => rule.id));
    return `there is no rule \`${id}\`${meant === undefined ? "" : `; did you mean \`${meant}\``}`;
  }
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
