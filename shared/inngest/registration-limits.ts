/** What Inngest checks when an app registers: one function beyond a limit, and the whole app is refused. */
import { readCron } from "./cron.ts";
import { parseWireDuration, spellMilliseconds } from "./duration.ts";
import { limits } from "./limits.ts";

type Fields = Readonly<Record<string, unknown>>;

const { registration } = limits;
const listOf = (value: unknown): readonly unknown[] => (value === undefined || value === null ? [] : Array.isArray(value) ? value as readonly unknown[] : [value]);
const fieldsOf = (value: unknown): Fields => (typeof value === "object" && value !== null && !Array.isArray(value) ? value as Fields : {});
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Sentences without an end, each naming the function by its composite id, the option, its value and the limit. */
export function findRegistrationProblems(fn: Fields): readonly string[] {
  const of = `of \`${textOf(fn["id"])}\``;
  return [
    ...findTriggerProblems(listOf(fn["triggers"]).map(fieldsOf), of),
    ...tooMany("cancelOn", listOf(fn["cancel"]).length, registration.cancelOn, of),
    ...findConcurrencyProblems(listOf(fn["concurrency"]), of), ...findBatchProblems(fn, of),
    ...outOfRange("`period` of `debounce`", fieldsOf(fn["debounce"])["period"], registration.debounceMs, of),
    ...findRateProblems(fieldsOf(fn["rateLimit"]), of),
  ];
}

function* findRateProblems({ limit, period }: Fields, of: string): Iterable<string> {
  if (typeof limit === "number" && limit < 1) yield `\`limit\` of \`rateLimit\` ${of} is ${limit}; it is at least 1`;
  yield* outOfRange("`period` of `rateLimit`", period, registration.rateLimitMs, of);
}

function tooMany(what: string, count: number, most: number, of: string): readonly string[] {
  return count <= most ? [] : [`\`${what}\` ${of} has ${count} entries; at most ${most} are allowed (limit \`${what}\`)`];
}

function* findTriggerProblems(triggers: readonly Fields[], of: string): Iterable<string> {
  yield* tooMany("triggers", triggers.length, registration.triggers, of);
  const texts = triggers.map((trigger) => JSON.stringify(trigger));
  for (const [index, { event, cron }] of triggers.entries()) {
    if ((event ?? cron) !== undefined && texts.indexOf(texts[index] ?? "") < index) yield `the trigger \`${textOf(event ?? cron)}\` ${of} is there twice`;
  }
  const { eventNameLength, jitterMs } = registration;
  for (const { event, cron, jitter } of triggers) {
    const { length } = textOf(event);
    if (length > eventNameLength) yield `the event \`${textOf(event).slice(0, 40)}…\` of a trigger ${of} has a name of ${length} characters; at most ${eventNameLength} are allowed (limit \`eventNameLength\`)`;
    const schedule = typeof cron === "string" ? readCron(cron) : undefined;
    if (schedule !== undefined && "problem" in schedule) yield `the schedule \`${textOf(cron)}\` ${of} is none: ${schedule.problem.message}`;
    yield* outOfRange("`jitter` of a schedule", jitter, jitterMs, of);
  }
}

function* findConcurrencyProblems(entries: readonly unknown[], of: string): Iterable<string> {
  yield* tooMany("concurrency", entries.length, registration.concurrency, of);
  const forAllRuns = entries.filter((entry) => typeof entry === "number" || (fieldsOf(entry)["scope"] ?? "fn") === "fn" && textOf(fieldsOf(entry)["key"]) === "");
  if (forAllRuns.length > 1) yield `\`concurrency\` ${of} has ${forAllRuns.length} limits that hold for all its runs; each but one needs a \`key\``;
  for (const { scope, key } of entries.map(fieldsOf)) {
    if ((scope === "env" || scope === "account") && textOf(key) === "") yield `\`concurrency\` ${of} has the scope \`${scope}\` and no \`key\`, which that scope needs`;
  }
}

/** By the name it is registered under, the one it has in the code. */
const notWithBatch = { cancel: "cancelOn", debounce: "debounce", singleton: "singleton", priority: "priority" } as const;

function* findBatchProblems(fn: Fields, of: string): Iterable<string> {
  const { maxSize, timeout } = fieldsOf(fn["batchEvents"]);
  if (fn["batchEvents"] === undefined || fn["batchEvents"] === null) return;
  for (const [key, name] of Object.entries(notWithBatch)) {
    const isGiven = listOf(fn[key]).some((value) => Object.values(fieldsOf(value)).some((each) => each !== undefined && each !== null));
    if (isGiven) yield `\`${name}\` ${of} cannot be combined with \`batchEvents\``;
  }
  const { leastSize, leastTimeoutMs } = registration.batch;
  if (typeof maxSize === "number" && maxSize < leastSize) yield `\`maxSize\` of \`batchEvents\` ${of} is ${maxSize}; at least ${leastSize} are needed (limit \`batch\`)`;
  if (/[dw]/.test(textOf(timeout))) yield `\`timeout\` of \`batchEvents\` ${of} is \`${textOf(timeout)}\`; it is given in hours, minutes and seconds`;
  else yield* outOfRange("`timeout` of `batchEvents`", timeout, [leastTimeoutMs, Infinity], of);
}

function outOfRange(what: string, value: unknown, [least, most]: readonly [number, number], of: string): readonly string[] {
  if (typeof value !== "string" || value === "") return [];
  const milliseconds = parseWireDuration(value);
  if (milliseconds === undefined) return [`${what} ${of} is \`${value}\`, which Inngest cannot read; \`30s\`, \`5m\` and \`1h\` it can`];
  if (milliseconds >= least && milliseconds <= most) return [];
  return [`${what} ${of} is \`${value}\`; it is ${milliseconds < least ? `at least ${spellMilliseconds(least)}` : `at most ${spellMilliseconds(most)}`}`];
}
