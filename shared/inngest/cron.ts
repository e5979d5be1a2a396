/** Schedules as Inngest reads them: five fields, a time zone in front where it is not UTC. What is legal is checked here; when it fires is told by a library. */
import { Cron } from "croner";
import { createWallClock } from "./wall-clock.ts";

export interface CronProblem {
  readonly message: string;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** What was meant, where that is clear: the whole text. */
  readonly instead?: string;
}

export interface CronSchedule {
  /** IANA name; `UTC` where none is written. */
  readonly timeZone: string;
  /** The next times at which it fires, in milliseconds since the epoch; fewer than `count` where there are no more. */
  next(after: number, count: number): readonly number[];
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly words?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "the minute", from: 0, to: 59 },
  { name: "the hour", from: 0, to: 23 },
  { name: "the day of the month", from: 1, to: 31 },
  { name: "the month", from: 1, to: 12, words: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] },
  { name: "the day of the week", from: 0, to: 6, words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

const NAMED: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
};

const MAX_LENGTH = 255;
/** The server reads these as its own clock, which is UTC. */
const namesUtc: ReadonlySet<string> = new Set(["", "Local"]);

export function readCron(text: string): CronSchedule | { readonly problem: CronProblem } {
  const whole = (message: string, instead?: string): { readonly problem: CronProblem } => ({ problem: { message, start: 0, end: text.length, ...(instead === undefined ? {} : { instead }) } });
  if (text.trim() === "") return whole("a schedule is five fields, `0 9 * * *` for nine each morning; this one is empty");
  if (text.length > MAX_LENGTH) return whole(`a schedule has at most ${String(MAX_LENGTH)} characters`);
  const [prefix = "", zone] = /^(?:CRON_)?TZ=(\S*)\s*/.exec(text) ?? [];
  if (zone !== undefined && !namesUtc.has(zone) && !isTimeZone(zone)) return { problem: { message: `there is no time zone \`${zone}\`; zones are named \`Europe/Paris\``, start: prefix.indexOf("=") + 1, end: prefix.trimEnd().length } };
  const rest = text.slice(prefix.length);
  if (rest.trim().startsWith("@")) return whole("a schedule is five fields, and Inngest knows no name for one", named(prefix, rest));
  const fields = [...rest.matchAll(/\S+/g)].map(({ 0: value, index }) => ({ value, start: prefix.length + index }));
  if (fields.length !== FIELDS.length) {
    const seconds = fields.length === FIELDS.length + 1 && /^(?:0|\*)$/.test(fields[0]?.value ?? "");
    return whole(`a schedule has five fields, from the minute to the day of the week; this one has ${String(fields.length)}`, seconds && fields[0]?.value === "0" ? prefix + rest.trim().replace(/^\S+\s+/, "") : undefined);
  }
  for (const [index, { value, start }] of fields.entries()) {
    const problem = checkField(value, FIELDS[index] as Field);
    if (problem) return { problem: { message: problem.message, start, end: start + value.length, ...(problem.instead === undefined ? {} : { instead: text.slice(0, start) + problem.instead + text.slice(start + value.length) }) } };
  }
  const timeZone = zone === undefined || namesUtc.has(zone) ? "UTC" : zone;
  return { timeZone, next: (after, count) => nextTimes(fields.map(({ value }) => value.toUpperCase()).join(" "), timeZone, after, count) };
}

function named(prefix: string, rest: string): string | undefined {
  const fields = NAMED[rest.trim().toLowerCase()];
  return fields === undefined ? undefined : prefix + fields;
}

/** Longer than clocks are ever set back. */
const setBackMs = 3 * 3_600_000;
/** Times that the library is asked for at once. */
const atOnce = 16;

/**
 * As on the server the clocks on the wall count: a time that the change to summer time skips does not come that day, and one
 * in the hour that is there twice comes twice.
 */
function nextTimes(fields: string, timeZone: string, after: number, count: number): readonly number[] {
  // The library does not read `5/15`, which is `5-59/15`.
  const ranges = fields.split(" ").map((field, index) => field.replaceAll(/(^|,)(\w+)\//g, `$1$2-${String(FIELDS[index]?.to)}/`)).join(" ");
  const cron = new Cron(ranges, { timezone: "UTC", paused: true, mode: "5-part" });
  const following = (from: number, most: number): readonly number[] => cron.nextRuns(most, new Date(from)).map((date) => date.getTime());
  if (timeZone === "UTC") return following(after, count);
  const clock = createWallClock(timeZone);
  let found: number[] = [];
  for (let walls = following(clock.toWall(after) - setBackMs, atOnce); ; walls = following(walls.at(-1) ?? 0, atOnce)) {
    for (const wall of walls) {
      const instants = clock.toInstants(wall).filter((instant) => instant > after);
      const last = found[count - 1];
      if (last !== undefined && (instants[0] ?? 0) > last) return found.slice(0, count);
      found = [...found, ...instants].toSorted((a, b) => a - b);
    }
    if (walls.length < atOnce) return found.slice(0, count);
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

function checkField(value: string, field: Field): { readonly message: string; readonly instead?: string } | undefined {
  for (const part of value.split(",")) {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return { message: `\`${part}\` is not a step of ${field.name}, which is written \`*/5\`` };
    if (range === "*" || range === "?") continue;
    const ends = range.split("-");
    const numbers = ends.map((end) => toNumber(end, field));
    if (ends.length > 2 || numbers.some((number) => number === undefined)) return { message: `\`${part}\` is not ${field.name}: ${describe(field)}` };
    const wrong = ends.find((_, index) => (numbers[index] ?? 0) < field.from || (numbers[index] ?? 0) > field.to);
    const sunday = field.name === "the day of the week" && value === "7";
    if (wrong !== undefined) return { message: `${field.name} is ${describe(field)}, not \`${wrong}\``, ...(sunday ? { instead: "0" } : {}) };
    const [first = 0, last] = numbers;
    if (last !== undefined && first > last) return { message: `\`${range}\` goes backwards; ${field.name} is ${describe(field)}` };
  }
  return undefined;
}

function toNumber(text: string, { words }: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = text === "" ? -1 : words?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? undefined : index;
}

function describe({ from, to, words }: Field): string {
  return `${String(from)} to ${String(to)}${words ? ` or ${words[from]?.toUpperCase() ?? ""} to ${words[to]?.toUpperCase() ?? ""}` : ""}`;
}
