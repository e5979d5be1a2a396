/** A value that a shape accepts, for a user to start from: short, plain, the same every time. */
import type { Shape } from "./shape.ts";

export type SampleValue = null | boolean | number | string | readonly SampleValue[] | { readonly [key: string]: SampleValue };

/** Shapes nest as deep as a schema's author likes; a sample does not. */
const maxDepth = 6;

/** Strings whose property name says what they hold. Anything else is the property's own name. */
const samples: readonly (readonly [RegExp, string])[] = [
  [/email$/i, "user@example.com"],
  [/(url|link|href)$/i, "https://example.com"],
  [/(At|Date|Time|timestamp)$/, "2026-01-01T00:00:00.000Z"],
  [/currency$/i, "EUR"],
  [/country$/i, "DE"],
];

/** As `toSample`, for data that is only inferred: where nothing tells what a key holds, its name has to. */
export function toGuessedSample(shape: Shape): SampleValue {
  if (shape.kind !== "object") return toSample(shape);
  return Object.fromEntries(Object.entries(shape.properties).filter(([, { optional }]) => !optional)
    .map(([name, child]) => [name, child.shape.kind === "any" ? toGuess(name) : toSample(child.shape, name, 1)]));
}

function toGuess(name: string): SampleValue {
  if (/^(?:is|has|can|should)[A-Z]/.test(name)) return true;
  if (/(?:count|amount|total|price|quantity|size|age|number)$/i.test(name)) return 1;
  return /(?:[^su]|ie)s$/.test(name) ? [] : toSampleText(name);
}

/** The required properties only; `property` is the name the value stands under. */
export function toSample(shape: Shape | undefined, property = "value", depth = 0): SampleValue {
  if (shape === undefined || depth > maxDepth) return {};
  switch (shape.kind) {
    case "any": return depth === 0 ? {} : null;
    case "null": return null;
    case "string": return toSampleText(property);
    case "number": return 1;
    case "boolean": return true;
    case "literal": return shape.value;
    case "array": return [toSample(shape.element, property.replace(/s$/, ""), depth + 1)];
    case "record": return {};
    case "union": return toSample(shape.members.find(({ kind }) => kind !== "null") ?? shape.members[0], property, depth);
    case "object":
      return Object.fromEntries(Object.entries(shape.properties)
        .filter(([, { optional }]) => !optional)
        .map(([name, child]) => [name, toSample(child.shape, name, depth + 1)]));
  }
}

function toSampleText(property: string): string {
  return samples.find(([name]) => name.test(property))?.[1] ?? (/^id$|Id$|_id$/.test(property) ? `${property.replace(/_?id$/i, "") || "id"}-1` : property);
}
