/** Parts of models as they are when the text before them grew or shrank. */
import type { Span } from "./model.ts";

/** Places that are single numbers. */
const PLACES: ReadonlySet<string> = new Set(["awaitAt", "guardAt", "insertAt"]);

/** A copy of a part of a model in which all places are `distance` further on. Nothing in it may lie in another file. */
export function moved<T>(part: T, distance: number): T {
  return move(part, distance) as T;
}

function move(part: unknown, distance: number): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((one) => move(one, distance));
  if (isSpan(part)) return { start: part.start + distance, end: part.end + distance };
  const copy: Record<string, unknown> = {};
  for (const key in part) {
    const value = (part as Record<string, unknown>)[key];
    copy[key] = typeof value === "object" ? move(value, distance) : typeof value === "number" && PLACES.has(key) ? value + distance : value;
  }
  return copy;
}

/** Whether a part of a model tells of places outside of `around`, or of other files than `path`. */
export function hasPlacesOutside(part: object, path: string, around: Span): boolean {
  if (isSpan(part)) return part.start < around.start || part.end > around.end;
  for (const key in part) {
    const value = (part as Record<string, unknown>)[key];
    if (key === "path" && typeof value === "string" && value !== path) return true;
    if (typeof value === "object" && value !== null && hasPlacesOutside(value, path, around)) return true;
    if (typeof value === "number" && PLACES.has(key) && (value < around.start || value > around.end)) return true;
  }
  return false;
}

function isSpan(part: object): part is Span {
  const { start, end } = part as Partial<Span>;
  return typeof start === "number" && typeof end === "number";
}
