/** An event's `ts`: whole milliseconds since 1970, between 1980 and 2100. */
import { describeValue } from "../../../../shared/analysis/check-shape.ts";
import type { FileModel, PropertyLiteral, ValueLiteral } from "../../../../shared/analysis/model.ts";
import type { Finding, Fix } from "../rule.ts";
import { replaceValue } from "./edits.ts";

const FIRST = Date.UTC(1980, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

/** The event API refuses a `ts` outside of this range; 1980 is where seconds taken for milliseconds end up. */
function inRange(milliseconds: number): boolean {
  return milliseconds >= FIRST && milliseconds <= LAST;
}

export function* checkTimestamp(file: FileModel, property: PropertyLiteral, typed: boolean, rule: string): Iterable<Finding> {
  const { value } = property;
  const replace = (title: string, newText: string): Fix => ({ title, preferred: true, edits: [replaceValue(file, property, newText)] });
  const text = file.text.slice(value.span.start, value.span.end);
  if (value.kind === "number") {
    const problem = checkNumber(file, value, text, replace);
    if (problem) yield { rule, span: value.span, ...problem };
    return;
  }
  // Nothing, and an empty string, mean now.
  const wrong = (value.kind === "string" && value.value !== "") || (value.kind === "boolean" && value.value !== false) || value.kind === "object" || value.kind === "array";
  const date = value.kind === "instance" && value.className === "Date";
  if (!wrong && !date) return;
  const fixes = date ? [replace("Convert to milliseconds", `${text}.getTime()`)] : value.kind === "string" ? fixText(value.value, replace) : [];
  yield { rule, span: value.span, message: `an event's \`ts\` must be a number of milliseconds, not ${describeValue(value)}`, fixes, ...(typed ? { alsoByTypeScript: true } : {}) };
}

function fixText(written: string | undefined, replace: (title: string, newText: string) => Fix): Fix[] {
  if (written === undefined) return [];
  if (/^\d+$/.test(written) && inRange(Number(written))) return [replace("Convert to a number", written)];
  return /^\d{4}-\d\d/.test(written) && inRange(Date.parse(written)) ? [replace("Convert to milliseconds", `Date.parse(${JSON.stringify(written)})`)] : [];
}

function checkNumber(
  file: FileModel, value: Extract<ValueLiteral, { kind: "number" }>, text: string, replace: (title: string, newText: string) => Fix,
): Pick<Finding, "message" | "fixes"> | undefined {
  const seconds = "an event's `ts` is in milliseconds; this is in seconds";
  if (value.milliseconds) return { message: seconds, fixes: [replace("Convert to milliseconds", file.text.slice(value.milliseconds.start, value.milliseconds.end))] };
  // 0 and NaN mean now.
  if (value.value === undefined || value.value === 0) return undefined;
  if (inRange(value.value * 1000) && !inRange(value.value)) return { message: seconds, fixes: [replace("Convert to milliseconds", `${/^[\w.]+$/.test(text) ? text : `(${text})`} * 1000`)] };
  if (!inRange(value.value)) return { message: `an event's \`ts\` counts milliseconds since 1970; this one is ${value.value < FIRST ? "before 1980" : "after 2100"}` };
  if (!Number.isInteger(value.value)) return { message: "an event's `ts` must be a whole number of milliseconds", fixes: [replace("Round to whole milliseconds", `Math.round(${text})`)] };
  return undefined;
}
