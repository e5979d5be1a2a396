import { areEqual, compare, toNumber, toText, type CelValue } from "./values.ts";

type CelFunction = (args: readonly CelValue[], now: number) => CelValue;

function readDate(value: CelValue): Date | null {
  if (value instanceof Date) return value;
  const date = typeof value === "number" || typeof value === "string" ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date;
}

function size(value: CelValue): number {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

function readPattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}

function readJson(text: string): CelValue {
  try {
    return JSON.parse(text) as CelValue;
  } catch {
    return null;
  }
}

/** `1h30m`, `90s`: milliseconds of a Go-like duration, zero when unreadable. */
function readDuration(value: CelValue): number {
  const unit: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
  return [...toText(value).matchAll(/(\d+(?:\.\d+)?)([wdhms])/g)].reduce((sum, [, amount, letter]) => sum + Number(amount) * (unit[letter ?? ""] ?? 0), 0);
}

const text = (apply: (value: string, argument: string) => CelValue): CelFunction => ([value, argument]) => (typeof value === "string" ? apply(value, toText(argument)) : null);
const datePart = (read: (date: Date) => number): CelFunction => ([value]) => { const date = readDate(value); return date === null ? null : read(date); };

/** Called as `name(value, …)` or as `value.name(…)`: both are the same call here. */
export const celFunctions: Readonly<Record<string, CelFunction>> = {
  size: ([value]) => size(value),
  string: ([value]) => toText(value),
  int: ([value]) => { const number = toNumber(value); return number === undefined ? null : Math.trunc(number); },
  uint: ([value]) => { const number = toNumber(value); return number === undefined ? null : Math.trunc(number); },
  double: ([value]) => toNumber(value) ?? null,
  bool: ([value]) => value === true || value === "true" || value === 1,
  dyn: ([value]) => value,
  type: ([value]) => (value === null || value === undefined ? "null" : Array.isArray(value) ? "list" : typeof value),
  contains: ([value, argument]) => (Array.isArray(value) ? value.some((item) => areEqual(item, argument)) : typeof value === "string" && value.includes(toText(argument))),
  startsWith: ([value, argument]) => typeof value === "string" && value.startsWith(toText(argument)),
  endsWith: ([value, argument]) => typeof value === "string" && value.endsWith(toText(argument)),
  matches: ([value, argument]) => typeof value === "string" && (readPattern(toText(argument))?.test(value) ?? false),
  lowercase: text((value) => value.toLowerCase()),
  uppercase: text((value) => value.toUpperCase()),
  lowerAscii: text((value) => value.toLowerCase()),
  upperAscii: text((value) => value.toUpperCase()),
  trim: text((value) => value.trim()),
  replace: ([value, from, to]) => (typeof value === "string" ? value.replaceAll(toText(from), toText(to)) : null),
  split: text((value, separator) => value.split(separator)),
  b64decode: text((value) => Buffer.from(value, "base64").toString("utf8")),
  json_parse: text((value) => readJson(value)),
  min: (values) => values.reduce<CelValue>((least, value) => (least === undefined || (compare(value, least) ?? 0) < 0 ? value : least), undefined) ?? null,
  max: (values) => values.reduce<CelValue>((most, value) => (most === undefined || (compare(value, most) ?? 0) > 0 ? value : most), undefined) ?? null,
  date: ([value]) => readDate(value),
  timestamp: ([value]) => readDate(value),
  now: (_args, now) => new Date(now),
  now_plus: ([duration], now) => new Date(now + readDuration(duration)),
  now_minus: ([duration], now) => new Date(now - readDuration(duration)),
  getFullYear: datePart((date) => date.getUTCFullYear()),
  getMonth: datePart((date) => date.getUTCMonth()),
  getDate: datePart((date) => date.getUTCDate()),
  getDayOfMonth: datePart((date) => date.getUTCDate() - 1),
  getDayOfWeek: datePart((date) => date.getUTCDay()),
  getHours: datePart((date) => date.getUTCHours()),
  getMinutes: datePart((date) => date.getUTCMinutes()),
  getSeconds: datePart((date) => date.getUTCSeconds()),
};
