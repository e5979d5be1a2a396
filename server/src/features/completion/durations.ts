/** Durations in sleeps, timeouts and the periods of flow control. */
import type { FunctionModel, Span, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { spellDuration } from "../../../../shared/inngest/duration.ts";
import { contains } from "../places.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";

const common = ["30s", "5m", "1h", "12h", "1d", "3d", "7d", "30d"];
const units = ["s", "m", "h", "d", "w"];

/** Options that are durations, by path; lists are looked through. */
const durationOptions: readonly (readonly string[])[] = [
  ["debounce", "period"], ["debounce", "timeout"], ["rateLimit", "period"], ["throttle", "period"], ["batchEvents", "timeout"],
  ["timeouts", "start"], ["timeouts", "finish"], ["cancelOn", "timeout"],
];

export function completeDuration({ file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  const steps = file.steps.flatMap(({ path, duration }) => (duration && path === file.path ? [duration] : []));
  const value = [...steps, ...file.functions.flatMap(optionDurations)].find(({ span }) => contains(span, offset));
  const text = value?.kind === "string" ? textAt(file, value.span, offset) : undefined;
  if (!text) return undefined;
  const amount = /^\d+(?:\.\d+)?/.exec(text.typed)?.[0];
  const all = amount === undefined ? common : units.map((unit) => amount + unit);
  return all.map((duration, index) => toItem(duration, text.span, index));
}

/** The values written for durations in a function's options. */
export function optionDurations({ options }: FunctionModel): ValueLiteral[] {
  return options ? durationOptions.flatMap((path) => valuesAt(options, path)) : [];
}

function valuesAt(value: ValueLiteral, path: readonly string[]): ValueLiteral[] {
  const [key, ...rest] = path;
  if (value.kind === "array") return value.elements.flatMap((element) => valuesAt(element, path));
  if (key === undefined) return [value];
  return value.kind === "object" ? value.properties.filter((property) => property.key === key).flatMap((property) => valuesAt(property.value, rest)) : [];
}

function toItem(duration: string, span: Span, rank: number): CompletionItem {
  const spelled = spellDuration(duration);
  return { label: duration, kind: "duration", ...(spelled === undefined ? {} : { detail: spelled }), span, newText: duration, rank };
}
