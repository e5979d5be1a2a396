import { limits } from "../../../shared/inngest/limits.ts";
import { parseUserDuration, parseWireDuration } from "../../../shared/inngest/duration.ts";
import type { FileModel, FunctionModel, PropertyLiteral, Trigger, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";
import { replaceValue } from "./support/edits.ts";
import { findMisspeltKeys } from "./support/option-keys.ts";
import { isSilenced } from "./support/sent-events.ts";
import { named } from "../../../shared/text/named.ts";

const { triggers: MAX_TRIGGERS, cancelOn: MAX_CANCEL_ON, concurrency: MAX_CONCURRENCY } = limits.registration;
const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
/** Options that Inngest does not take together with `batchEvents`. */
const NOT_WITH_BATCH = ["cancelOn", "debounce", "singleton", "priority"];

type Problem = Omit<Finding, "rule">;

/** Limits that Inngest checks when an app is synced: one function beyond them, and the whole sync is refused. */
export const validFunctionOptions: Rule = {
  id: "valid-function-options",
  group: "functions",
  severity: "error",
  fixable: true,
  summary: "A function's options are within the limits of Inngest, which refuses the app otherwise.",
  *check(file) {
    for (const fn of file.functions) {
      for (const problem of checkOptions(file, fn)) yield { rule: validFunctionOptions.id, ...problem };
    }
  },
};

function* checkOptions(file: FileModel, fn: FunctionModel): Iterable<Problem> {
  const triggers = fn.triggers.filter(({ kind }) => kind !== "unknown");
  const extra = triggers[MAX_TRIGGERS];
  if (extra) yield { span: extra.span, message: `a function has at most ${String(MAX_TRIGGERS)} triggers; this one has ${String(triggers.length)}` };
  yield* checkTwice(file, triggers);
  if (fn.options?.kind !== "object") return;
  if (fn.sdk !== undefined) for (const { property, ...problem } of findMisspeltKeys(file, fn.options, fn.sdk)) yield { ...problem, ...toldByTypeScript(file, fn, property) };
  const options = toMap(fn.options);
  const retries = options.get("retries");
  if (retries) for (const problem of checkRetries(file, retries)) yield { ...problem, ...toldByTypeScript(file, fn, retries) };
  const cancelOn = options.get("cancelOn")?.value;
  if (cancelOn?.kind === "array" && cancelOn.elements.length > MAX_CANCEL_ON) {
    yield { span: cancelOn.elements[MAX_CANCEL_ON]?.span ?? cancelOn.span, message: `\`cancelOn\` has at most ${String(MAX_CANCEL_ON)} entries; this one has ${String(cancelOn.elements.length)}` };
  }
  const concurrency = options.get("concurrency");
  if (concurrency) yield* checkConcurrency(concurrency.value, toldByTypeScript(file, fn, concurrency));
  yield* checkBatch(options);
  yield* checkPeriod(file, fn, options.get("debounce"), SECOND, 7 * DAY, "between one second and seven days");
  yield* checkPeriod(file, fn, options.get("rateLimit"), 1, DAY, "at most 24 hours");
  yield* checkRateLimit(options);
}

/** Two triggers that are the same once registered. Of a schedule's `jitter` the model says nothing, so its text counts. */
function* checkTwice(file: FileModel, triggers: readonly Trigger[]): Iterable<Problem> {
  const first = new Map<string, Trigger>();
  for (const trigger of triggers) {
    const name = trigger.kind === "event" ? trigger.event.name : trigger.kind === "cron" ? trigger.schedule : undefined;
    if (name?.kind !== "known" || (trigger.kind === "event" && trigger.filtered && trigger.expression === undefined)) continue;
    const key = JSON.stringify([trigger.kind, name.value, trigger.kind === "event" ? trigger.expression : file.text.slice(trigger.span.start, trigger.span.end)]);
    const same = first.get(key);
    if (same) yield { span: trigger.span, message: `the trigger \`${name.value}\` is there twice; Inngest refuses a function whose triggers repeat`, related: [{ location: { path: file.path, span: same.span }, message: "the same trigger" }] };
    else first.set(key, trigger);
  }
}

/** The SDK's types know the numbers where the options are written in the call. */
function toldByTypeScript(file: FileModel, fn: FunctionModel, { span, asserted }: PropertyLiteral): Pick<Finding, "alsoByTypeScript"> {
  const typed = file.typeChecked && fn.sdk !== undefined && !fn.wrapped && asserted !== true && fn.span.start < span.start && span.end < fn.span.end;
  return typed && !isSilenced(file, span.start) ? { alsoByTypeScript: true } : {};
}

function toMap(value: Extract<ValueLiteral, { kind: "object" }>): Map<string, PropertyLiteral> {
  return new Map(value.properties.map((property) => [property.key, property]));
}

function* checkRetries(file: FileModel, property: PropertyLiteral): Iterable<Problem> {
  const { value } = property;
  if (value.kind !== "number" || value.value === undefined || (Number.isInteger(value.value) && value.value >= 0 && value.value <= limits.retries)) return;
  const nearest = String(Math.min(limits.retries, Math.max(0, Math.round(value.value))));
  yield {
    span: value.span, severity: "warning", message: `\`retries\` is a whole number from 0 to ${String(limits.retries)}`,
    fixes: [{ title: `Retry ${nearest} times`, preferred: true, edits: [replaceValue(file, property, nearest)] }],
  };
}

function* checkConcurrency(value: ValueLiteral, told: Pick<Finding, "alsoByTypeScript">): Iterable<Problem> {
  if (value.kind === "array" && value.elements.length > MAX_CONCURRENCY) {
    yield { span: value.elements[MAX_CONCURRENCY]?.span ?? value.span, message: `\`concurrency\` has at most ${String(MAX_CONCURRENCY)} entries`, ...told };
  }
  const [, second] = value.kind === "array" ? value.elements.filter(isForAllRuns) : [];
  if (second && value.kind === "array" && value.elements.length <= MAX_CONCURRENCY) yield { span: second.span, message: "two limits of `concurrency` hold for all runs of the function; one of them needs a `key`", ...told };
  for (const entry of value.kind === "array" ? value.elements : [value]) {
    if (entry.kind !== "object" || entry.open) continue;
    const properties = toMap(entry);
    const scope = properties.get("scope")?.value;
    if (scope?.kind === "string" && (scope.value === "env" || scope.value === "account") && !properties.has("key")) {
      yield { span: scope.span, message: `\`concurrency\` of scope \`${scope.value}\` needs a \`key\`` };
    }
  }
}

/** A limit without a key, which is the function's own. */
function isForAllRuns(entry: ValueLiteral): boolean {
  if (entry.kind === "number") return true;
  if (entry.kind !== "object" || entry.open) return false;
  const properties = toMap(entry);
  const scope = properties.get("scope")?.value;
  return !properties.has("key") && (scope === undefined || (scope.kind === "string" && scope.value === "fn"));
}

function* checkBatch(options: ReadonlyMap<string, PropertyLiteral>): Iterable<Problem> {
  const batch = options.get("batchEvents");
  if (batch?.value.kind !== "object") return;
  for (const key of NOT_WITH_BATCH) {
    const other = options.get(key);
    if (other && isGiven(other.value)) yield { span: other.keySpan, message: `\`${key}\` cannot be combined with \`batchEvents\`` };
  }
  const properties = toMap(batch.value);
  const size = properties.get("maxSize")?.value;
  if (size?.kind === "number" && size.value !== undefined && size.value < 2) yield { span: size.span, message: "`maxSize` of a batch is at least 2" };
  const timeout = properties.get("timeout")?.value;
  if (timeout?.kind !== "string" || timeout.value === undefined) return;
  const milliseconds = parseWireDuration(timeout.value);
  if (milliseconds === undefined) return;
  if (/[dw]/.test(timeout.value)) yield { span: timeout.span, message: "`timeout` of a batch is given in hours, minutes and seconds" };
  else if (milliseconds < SECOND) yield { span: timeout.span, message: "`timeout` of a batch is at least one second" };
}

/** An option that may be undefined, as in `priority: condition ? … : undefined`, says nothing. */
function isGiven(value: ValueLiteral): boolean {
  return value.kind === "object" || (value.kind === "array" && value.elements.length > 0);
}

function* checkPeriod(file: FileModel, fn: FunctionModel, option: PropertyLiteral | undefined, least: number, most: number, words: string): Iterable<Problem> {
  const property = option?.value.kind === "object" ? toMap(option.value).get("period") : undefined;
  if (!option || property?.value.kind !== "string" || !property.value.value) return;
  const { span, value: text } = property.value;
  const milliseconds = parseWireDuration(text);
  const what = `\`period\` of \`${option.key}\``;
  if (milliseconds === undefined) yield { span, message: `${what} is given as \`30s\`, \`5m\` or \`1h\`; Inngest cannot read \`${text}\``, ...rewritten(file, property, text), ...toldByTypeScript(file, fn, option) };
  else if (milliseconds < least || milliseconds > most) yield { span, message: `${what} is ${words}` };
}

/** `1 hour`, which `step.sleep` reads, as `1h`. */
function rewritten(file: FileModel, property: PropertyLiteral, text: string): Pick<Finding, "fixes"> {
  const milliseconds = parseUserDuration(text);
  if (milliseconds === undefined || milliseconds < SECOND || milliseconds % SECOND !== 0) return {};
  const short = toUnits(milliseconds);
  const quote = /^["'`]/.exec(file.text.slice(property.value.span.start))?.[0];
  return quote === undefined ? {} : { fixes: [{ title: `Change to ${named(short)}`, preferred: true, edits: [replaceValue(file, property, quote + short + quote)] }] };
}

function toUnits(milliseconds: number): string {
  const [unit, size] = ([["d", DAY], ["h", 60 * 60 * SECOND], ["m", 60 * SECOND]] as const).find(([, each]) => milliseconds % each === 0) ?? ["s", SECOND] as const;
  return `${String(milliseconds / size)}${unit}`;
}

function* checkRateLimit(options: ReadonlyMap<string, PropertyLiteral>): Iterable<Problem> {
  const option = options.get("rateLimit")?.value;
  const limit = option?.kind === "object" ? toMap(option).get("limit")?.value : undefined;
  if (limit?.kind === "number" && limit.value !== undefined && limit.value < 1) yield { span: limit.span, message: "`limit` of `rateLimit` is at least 1" };
}
