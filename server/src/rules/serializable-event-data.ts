import { findDeclared } from "../../../shared/analysis/declared-shape.ts";
import type { FileModel, PropertyLiteral, ValueLiteral } from "../../../shared/analysis/model.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { isWrittenKey, replaceValue } from "./support/edits.ts";
import { findSentEvents } from "./support/sent-events.ts";
import { named } from "../../../shared/text/named.ts";

/** Values that JSON cannot carry: what arrives differs from what was sent. */
export const serializableEventData: Rule = {
  id: "serializable-event-data",
  group: "events",
  severity: "warning",
  fixable: true,
  summary: "An event's data is made of what JSON can carry; a `Date` arrives as a string, a `Map` as `{}`.",
  *check(file, { snapshot }) {
    for (const { event } of findSentEvents(file)) {
      // Against a schema event-payload-shape has the better word.
      if (event.name && findDeclared(snapshot, event.name, file.sdk).length > 0) continue;
      const data = event.properties.findLast(({ key }) => key === "data");
      const told = new Set<number>();
      const found = data?.value.kind === "object" ? data.value.properties.flatMap((property) => [...checkProperty(file, property)]) : [];
      // What only a type tells stands where the value is named; one word about it is enough.
      yield* found.filter(({ span }) => told.size < told.add(span.start).size);
    }
  },
};

function* checkProperty(file: FileModel, property: PropertyLiteral): Iterable<Finding> {
  yield* checkValue(file, property.value, property.key, isWrittenKey(file, property) ? property : undefined);
}

function* checkValue(file: FileModel, value: ValueLiteral, name: string, property: PropertyLiteral | undefined): Iterable<Finding> {
  if (value.kind === "object") for (const inner of value.properties) yield* checkProperty(file, inner);
  if (value.kind === "array") for (const [index, element] of value.elements.entries()) yield* checkValue(file, element, `${name}[${String(index)}]`, undefined);
  if (value.kind === "array" && value.each) yield* checkValue(file, value.each, `${name}[]`, undefined);
  if (value.kind === "union") {
    // A type that has the text, too, has the listener in mind.
    const [only, ...others] = value.members.filter(({ kind }) => kind !== "null" && kind !== "undefined");
    if (only && others.length === 0) yield* checkValue(file, only, name, undefined);
  }
  const problem = describe(value, property === undefined);
  if (!problem || (value.kind === "function" && !property && !isWrittenFunction(file, value))) return;
  const text = file.text.slice(value.span.start, value.span.end);
  const instead = property ? problem.instead?.(text) : undefined;
  const fixes: Fix[] = property && instead !== undefined ? [{ title: `Change to ${named(instead)}`, preferred: true, edits: [replaceValue(file, property, instead)] }] : [];
  yield { rule: serializableEventData.id, span: value.span, message: `\`${name}\` is ${problem.what}, which ${problem.arrives}; ${problem.remedy}`, fixes };
}

/** An object's type may have methods that the object has from its class. */
function isWrittenFunction(file: FileModel, { span }: ValueLiteral): boolean {
  return /=>|function|\(/.test(file.text.slice(span.start, span.end));
}

interface Problem {
  readonly what: string;
  readonly arrives: string;
  readonly remedy: string;
  readonly instead?: (text: string) => string;
}

const EMPTY = "arrives as `{}`";
/** What Inngest's own failure events carry of an error, too. */
const ERROR: Omit<Problem, "what"> = { arrives: EMPTY, remedy: "send its `message`", instead: (text) => `${text}.message` };

/** By name of a class of JavaScript's own. */
const CLASSES: Readonly<Record<string, Omit<Problem, "what">>> = {
  Date: { arrives: "arrives as a string", remedy: "send its `toISOString()`", instead: (text) => `${text}.toISOString()` },
  Map: { arrives: EMPTY, remedy: "send an object of its entries", instead: (text) => `Object.fromEntries(${text})` },
  Set: { arrives: EMPTY, remedy: "send an array of its values", instead: (text) => `[...${text}]` },
  WeakMap: { arrives: EMPTY, remedy: "send what it holds" }, WeakSet: { arrives: EMPTY, remedy: "send what it holds" }, Promise: { arrives: EMPTY, remedy: "await it" },
  Error: ERROR, TypeError: ERROR, RangeError: ERROR,
  RegExp: { arrives: EMPTY, remedy: "send its `source`", instead: (text) => `${text}.source` },
};

function describe(value: ValueLiteral, inArray: boolean): Problem | undefined {
  switch (value.kind) {
    case "instance": {
      const known = Object.hasOwn(CLASSES, value.className) ? CLASSES[value.className] : undefined;
      return known && { what: `${/^[AEIOU]/.test(value.className) ? "an" : "a"} \`${value.className}\``, ...known };
    }
    case "regexp": return { what: "a regular expression", arrives: EMPTY, remedy: "send its `source`", instead: (text) => `${text}.source` };
    case "function": return { what: "a function", arrives: inArray ? "arrives as null" : "does not arrive", remedy: "leave it out" };
    case "bigint": return { what: "a bigint", arrives: "does not arrive", remedy: "send it as a string", instead: (text) => (/^\d+n$/.test(text) ? `"${text.slice(0, -1)}"` : `${text}.toString()`) };
    default: return undefined;
  }
}
