/** Where durations are written: in sleeps, in timeouts, and in the options of flow control. */
import type { FileModel, FunctionModel, ValueLiteral } from "../../../shared/analysis/model.ts";

/** Options that are durations, by path; lists are looked through. */
const durationOptions: readonly (readonly string[])[] = [
  ["debounce", "period"], ["debounce", "timeout"], ["rateLimit", "period"], ["throttle", "period"], ["batchEvents", "timeout"],
  ["timeouts", "start"], ["timeouts", "finish"], ["cancelOn", "timeout"],
];

export function findDurations(file: FileModel): ValueLiteral[] {
  const steps = file.steps.flatMap(({ path, duration }) => (duration && path === file.path ? [duration] : []));
  return [...steps, ...file.functions.filter(({ path }) => path === file.path).flatMap(optionDurations)];
}

function optionDurations({ options }: FunctionModel): ValueLiteral[] {
  return options ? durationOptions.flatMap((path) => valuesAt(options, path)) : [];
}

function valuesAt(value: ValueLiteral, path: readonly string[]): ValueLiteral[] {
  const [key, ...rest] = path;
  if (value.kind === "array") return value.elements.flatMap((element) => valuesAt(element, path));
  if (key === undefined) return [value];
  return value.kind === "object" ? value.properties.filter((property) => property.key === key).flatMap((property) => valuesAt(property.value, rest)) : [];
}
