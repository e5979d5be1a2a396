/** How Inngest's expressions treat values: missing is null, `5` is not `"5"`, ordering and `+` are as loose as JavaScript's. */

export type CelValue = unknown;

/** Missing, null, false, zero and the empty string are false; everything else, empty lists and maps too, is true. */
export function isTruthy(value: CelValue): boolean {
  return Boolean(value);
}

function isObject(value: CelValue): value is Readonly<Record<string, CelValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of a map, an item of a list; null when there is none. Inherited properties do not exist. */
export function readMember(value: CelValue, key: CelValue): CelValue {
  if (Array.isArray(value)) return typeof key === "number" ? (value as readonly CelValue[])[key] ?? null : null;
  if (!isObject(value) || (typeof key !== "string" && typeof key !== "number")) return null;
  return Object.hasOwn(value, key) ? value[key] ?? null : null;
}

export function areEqual(a: CelValue, b: CelValue): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => areEqual(item, b[index]));
  }
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && areEqual(a[key], b[key]));
  }
  return a === b;
}

/** Negative, zero or positive; undefined when the two have no order, and then every comparison is false. Null has none. */
export function compare(a: CelValue, b: CelValue): number | undefined {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [toNumber(a), toNumber(b)];
  return left === undefined || right === undefined ? undefined : left - right;
}

export function toNumber(value: CelValue): number | undefined {
  if (value === null || value === undefined || value === "" || isObject(value) && !(value instanceof Date) || Array.isArray(value)) return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

export function toText(value: CelValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function add(a: CelValue, b: CelValue): CelValue {
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b] as CelValue[];
  if (typeof a === "string" || typeof b === "string") return toText(a) + toText(b);
  const [left, right] = [toNumber(a), toNumber(b)];
  if (left === undefined || right === undefined) return a ?? b ?? null;
  return left + right;
}
