import type { RuleSetting } from "../../../shared/protocol/settings.ts";
import { UsageError } from "./usage-error.ts";

export const formats = ["text", "json", "sarif"] as const;
export type Format = (typeof formats)[number];

export interface CheckArguments {
  /** As given; the working directory when empty. */
  readonly paths: readonly string[];
  readonly format: Format;
  /** More warnings than this fail the check. */
  readonly maxWarnings: number;
  /** Whether types are looked at where text does not tell. */
  readonly types: boolean;
  /** Git's name of the commit to compare with. */
  readonly base?: string;
  /** Whether preferred fixes are applied and written. */
  readonly fix: boolean;
  /** By rule id, as given. */
  readonly severities: Readonly<Record<string, RuleSetting>>;
}

/** `[paths] --format text|json|sarif --max-warnings n --rule id=severity --fix --no-types --base ref`; `--` ends the options. */
export function readArguments(args: readonly string[]): CheckArguments {
  const paths: string[] = [];
  let format: Format = "text";
  let maxWarnings = Infinity;
  let types = true;
  let fix = false;
  let base: string | undefined;
  const severities: Record<string, RuleSetting> = {};
  const rest = [...args];
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (argument === "--") {
      paths.push(...rest.splice(0));
    } else if (!argument.startsWith("-") || argument === "-") {
      paths.push(argument);
    } else {
      const [, name = argument, inline] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
      const value = (): string => inline ?? rest.shift() ?? fail(`\`${name}\` needs a value`);
      if (name === "--format") format = toFormat(value());
      else if (name === "--max-warnings") maxWarnings = toCount(value());
      else if (argument === "--no-types") types = false;
      else if (argument === "--fix") fix = true;
      else if (name === "--base") base = toRef(value());
      else if (name === "--rule") Object.assign(severities, toSeverity(value()));
      else fail(`there is no option \`${name}\`; there are --format, --max-warnings, --rule, --fix, --no-types and --base`);
    }
  }
  if (paths.includes("")) fail("a path is empty");
  return { paths, format, maxWarnings, types, fix, severities, ...(base === undefined ? {} : { base }) };
}

function toFormat(value: string): Format {
  return formats.find((format) => format === value) ?? fail(`\`--format\` is text, json or sarif, not \`${value}\``);
}

/** Whether the rule and the severity exist is for those to say who know the rules. */
function toSeverity(value: string): Readonly<Record<string, RuleSetting>> {
  const [, id, severity] = /^([\w-]+)=(\w+)$/.exec(value) ?? [];
  return id === undefined ? fail(`\`--rule\` is given as id=severity, not \`${value}\``) : { [id]: severity as RuleSetting };
}

/** Git would take a name that starts with `-` for an option. */
function toRef(value: string): string {
  return value === "" || value.startsWith("-") ? fail(`\`--base\` is the name of a commit, not \`${value}\``) : value;
}

function toCount(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : fail(`\`--max-warnings\` is a whole number from 0, not \`${value}\``);
}

function fail(message: string): never {
  throw new UsageError(message);
}
