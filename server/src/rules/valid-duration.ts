import { parseUserDuration } from "../../../shared/inngest/duration.ts";
import type { FileModel, SdkMajor, StepCall, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { findStepCalls } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** Durations as the SDK reads them: one number with one unit. What it cannot read counts as no time at all. */
export const validDuration: Rule = {
  id: "valid-duration",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "A duration is one number with one unit, `\"90m\"`; what Inngest cannot read counts as zero.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      const problem = call.duration && describe(call, call.duration, file);
      if (problem) yield { rule: validDuration.id, ...problem };
    }
  },
};

function describe({ tool }: StepCall, value: ValueLiteral, file: FileModel): Omit<Finding, "rule"> | undefined {
  if ((value.kind !== "string" && value.kind !== "number") || value.value === undefined) return undefined;
  const written = file.text.slice(value.span.start, value.span.end);
  const shown = `\`${String(value.value)}\``;
  const effect = tool === "sleep" ? "so the function does not sleep" : "so the timeout counts as zero";
  if (value.value === "") return { span: value.span, message: "an empty duration makes the step throw; write one such as `30s`" };
  const milliseconds = typeof value.value === "string" ? parseUserDuration(value.value) : value.value;
  const quote = /^(["'`]).*\1$/s.exec(written)?.[1];
  if (milliseconds === undefined) {
    const meant = quote === undefined || typeof value.value !== "string" ? undefined : respell(value.value);
    return {
      span: value.span, message: `${shown} is not a duration that Inngest can read, ${effect}`,
      fixes: meant === undefined ? [] : [replaceWith(file, value, `${quote ?? "\""}${meant.text}${quote ?? "\""}`, meant.exact)],
    };
  }
  if (milliseconds < 0) return { span: value.span, message: `${shown} is a negative duration, ${effect}` };
  return milliseconds > 0 && milliseconds < 1000 ? { span: value.span, severity: "warning", message: `${shown} is less than a second${belowSecond(file.sdk)}` } : undefined;
}

function belowSecond(sdk: SdkMajor | undefined): string {
  if (sdk === undefined) return ", the least that Inngest can wait";
  return sdk === 3 ? " and counts as zero; a number is in milliseconds" : " and becomes one second; a number is in milliseconds";
}

function replaceWith(file: FileModel, value: ValueLiteral, newText: string, preferred: boolean): Fix {
  return { title: `Change to ${named(newText)}`, preferred, edits: [{ path: file.path, span: value.span, newText }] };
}

const SECONDS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(?:w|wks?|weeks?)$/, "w"], [/^(?:d|days?)$/, "d"], [/^(?:h|hrs?|hours?)$/, "h"], [/^(?:m|mins?|minutes?)$/, "m"], [/^(?:s|secs?|seconds?)$/, "s"],
];

/** `1h30m`, `1 hour and 30 minutes`, `PT1H30M` as `90m`; a month, of no fixed length, as 30 days. */
function respell(text: string): { readonly text: string; readonly exact: boolean } | undefined {
  const plain = text.trim().toLowerCase();
  const parts = /^p(?=.*\d)[\dtymwdhs.]+$/.test(plain) ? isoParts(plain) : wordParts(plain);
  let seconds = 0;
  let exact = true;
  for (const [amount, word] of parts) {
    const month = /^(?:mo|months?)$/.test(word);
    const unit = month ? "d" : UNITS.find(([names]) => names.test(word))?.[1];
    if (unit === undefined) return undefined;
    exact &&= !month;
    seconds += Number(amount) * (SECONDS[unit] ?? 0) * (month ? 30 : 1);
  }
  const unit = Object.keys(SECONDS).find((candidate) => seconds % (SECONDS[candidate] ?? 1) === 0);
  return unit === undefined || seconds === 0 ? undefined : { text: `${String(seconds / (SECONDS[unit] ?? 1))}${unit}`, exact };
}

type Part = readonly [amount: string, unit: string];

/** Nothing where other words stand between the parts. */
function wordParts(text: string): Part[] {
  const matches = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+?)(?:\s*,\s*|\s+and\s+|\s+|(?=\d)|$)/g)];
  return matches.map(([whole]) => whole).join("") === text ? matches.map(([, amount = "", unit = ""]) => [amount, unit]) : [];
}

/** `PT1H30M`: before the `T` an `M` is a month. */
function isoParts(text: string): Part[] {
  const [date = "", time = ""] = text.slice(1).split("t");
  const read = (part: string, month: string): Part[] => [...part.matchAll(/(\d+(?:\.\d+)?)([a-z])/g)].map(([, amount = "", unit = ""]) => [amount, unit === "m" ? month : unit]);
  return [...read(date, "month"), ...read(time, "m")];
}
