/** Compares a value written in source with the shape a schema declares for it. */
import type { PropertyLiteral, Span, ValueLiteral } from "./model.ts";
import { findNearest } from "./nearest-member.ts";
import type { NearestMember } from "./nearest-member.ts";
import { joinWords, propertyOfShape } from "./shape.ts";
import type { ObjectShape, Shape } from "./shape.ts";
import { suggest } from "./suggest.ts";

export type ObjectLiteral = Extract<ValueLiteral, { kind: "object" }>;

export interface Place {
  /** Keys and indexes from the checked value down to here: `["items", "0", "price"]`. */
  readonly path: readonly string[];
  /** True when a type assertion on the way keeps TypeScript from checking here. */
  readonly asserted: boolean;
  /** True where only some of the values that the type allows are wrong. */
  readonly possible?: boolean;
}

export interface MissingKeys extends Place {
  readonly kind: "missing-keys";
  readonly keys: readonly { readonly key: string; readonly shape: Shape }[];
  readonly object: ObjectLiteral;
  /** Key of the property that holds the object; undefined for the checked value itself and for array elements. */
  readonly holder: Span | undefined;
}

export interface UnknownKey extends Place {
  readonly kind: "unknown-key";
  readonly property: PropertyLiteral;
  readonly suggestion: string | undefined;
  /** True when the suggestion is a required key that is not there: the slip leaves the value without it. */
  readonly replacesRequired: boolean;
  /** True where a validator refuses the key at run time. */
  readonly refused: boolean;
  /** Keys the shape has. */
  readonly known: readonly string[];
}

export interface WrongType extends Place {
  readonly kind: "wrong-type";
  readonly value: ValueLiteral;
  readonly expected: Shape;
  /** For a union of objects: the member that the value comes nearest. */
  readonly nearest?: NearestMember;
}

export type ShapeProblem = MissingKeys | UnknownKey | WrongType;

/** Every way in which `value` surely does not fit `shape`; what cannot be told counts as fitting. */
export function checkShape(value: ValueLiteral, shape: Shape, asserted = false): ShapeProblem[] {
  return check(value, shape, { path: [], asserted }, undefined);
}

function check(value: ValueLiteral, shape: Shape, place: Place, holder: Span | undefined): ShapeProblem[] {
  // Functions, dates and the like change on their way through JSON; how is another rule's business.
  if (value.kind === "union") return checkAlternatives(value, shape, place, holder);
  if (shape.kind === "any" || !isJson(value)) return [];
  if (shape.kind === "union") return checkUnion(value, shape.members, place, holder);
  if (!fitsKind(value, shape)) return [{ kind: "wrong-type", value, expected: shape, ...place }];
  if (shape.kind === "array" && value.kind === "array") {
    const each = value.each ? check(value.each, shape.element, below(place, "*"), undefined) : [];
    return [...value.elements.flatMap((element, index) => check(element, shape.element, below(place, String(index)), undefined)), ...each];
  }
  if (value.kind !== "object") return [];
  if (shape.kind === "record") {
    return lastOfEachKey(value).flatMap((property) => checkProperty(property, shape.value, place));
  }
  return shape.kind === "object" ? checkObject(value, shape, place, holder) : [];
}

/** A value that is one of several, told by its type: all of them have to fit, and where some do the mistake is only possible. */
function checkAlternatives(value: Extract<ValueLiteral, { kind: "union" }>, shape: Shape, place: Place, holder: Span | undefined): ShapeProblem[] {
  const wrong = value.members.map((member) => ({ member, problems: check(member, shape, place, holder) })).filter(({ problems }) => problems.length > 0);
  const [first] = wrong;
  if (!first) return [];
  if (wrong.length < value.members.length) return first.problems.map((problem) => ({ ...problem, possible: true }));
  const sameKind = wrong.every(({ problems }) => problems.length === 1 && problems[0]?.kind === "wrong-type" && problems[0].path.length === place.path.length);
  return sameKind ? [{ kind: "wrong-type", value, expected: shape, ...place }] : first.problems;
}

function isJson(value: ValueLiteral): boolean {
  return value.kind === "string" || value.kind === "number" || value.kind === "boolean" || value.kind === "null"
    || value.kind === "object" || value.kind === "array" || value.kind === "undefined";
}

function fitsKind(value: ValueLiteral, shape: Shape): boolean {
  switch (shape.kind) {
    case "any": case "union": return true;
    case "literal": return "value" in value && typeof shape.value === value.kind && (value.value === undefined || value.value === shape.value);
    case "record": return value.kind === "object";
    default: return value.kind === shape.kind;
  }
}

function below(place: Place, key: string, asserted = false): Place {
  return { path: [...place.path, key], asserted: place.asserted || asserted };
}

function checkProperty(property: PropertyLiteral, shape: Shape, place: Place): ShapeProblem[] {
  return check(property.value, shape, below(place, property.key, property.asserted), property.keySpan);
}

function checkObject(value: ObjectLiteral, shape: ObjectShape, place: Place, holder: Span | undefined): ShapeProblem[] {
  const properties = lastOfEachKey(value);
  const present = new Set(properties.map((property) => property.key));
  const known = Object.keys(shape.properties);
  const missing = new Map<string, Shape>();
  for (const [key, property] of Object.entries(shape.properties)) {
    if (!property.optional && property.shape.kind !== "any" && !present.has(key) && !value.open) missing.set(key, property.shape);
  }
  const problems: ShapeProblem[] = [];
  const absent = known.filter((key) => !present.has(key));
  for (const property of properties) {
    const expected = propertyOfShape(shape, property.key);
    if (expected) {
      const given = expected.optional || expected.shape.kind === "any" ? whereGiven(property) : property;
      if (given) problems.push(...checkProperty(given, expected.shape, place));
    } else if (!shape.open && whereGiven(property)) {
      const suggestion = suggest(property.key, missing.keys()) ?? suggest(property.key, absent);
      const replacesRequired = suggestion !== undefined && missing.delete(suggestion);
      problems.push({ kind: "unknown-key", property, suggestion, replacesRequired, refused: shape.strict === true, known, ...below(place, property.key) });
    }
  }
  if (missing.size > 0) {
    const keys = [...missing].map(([key, keyShape]) => ({ key, shape: keyShape }));
    problems.push({ kind: "missing-keys", keys, object: value, holder, ...place });
  }
  return problems;
}

/** The property without the case in which it holds nothing; undefined where it never does. */
function whereGiven(property: PropertyLiteral): PropertyLiteral | undefined {
  const { value } = property;
  if (value.kind !== "union") return value.kind === "undefined" ? undefined : property;
  const members = value.members.filter(({ kind }) => kind !== "undefined");
  const [first] = members;
  return first && { ...property, value: members.length === 1 ? first : { ...value, members } };
}

/** Of a key written twice the last one counts, as in JavaScript. */
function lastOfEachKey(value: ObjectLiteral): PropertyLiteral[] {
  return [...new Map(value.properties.map((property) => [property.key, property])).values()];
}

function checkUnion(value: ValueLiteral, members: readonly Shape[], place: Place, holder: Span | undefined): ShapeProblem[] {
  const results = members.map((member) => ({ member, problems: check(value, member, place, holder) }));
  if (results.some((result) => result.problems.length === 0)) return [];
  // A key that is unknown to one alternative may belong to another, as TypeScript has it.
  const accepting = results.filter((result) => result.problems.every(isHarmless));
  if (accepting.length > 0) return unknownToAll(accepting.map((result) => result.problems));
  const [single, ...others] = members.length === 1 ? results : results.filter((result) => isMeant(value, result.member));
  if (single && others.length === 0) return single.problems;
  const nearest = findNearest(value, results, { ...place, holder });
  if (nearest && !("member" in nearest)) return [...nearest];
  return [{ kind: "wrong-type", value, expected: { kind: "union", members }, ...(nearest ? { nearest } : {}), ...place }];
}

function isHarmless(problem: ShapeProblem): boolean {
  return problem.kind === "unknown-key" && !problem.refused && !problem.replacesRequired;
}

function unknownToAll(alternatives: readonly ShapeProblem[][]): ShapeProblem[] {
  const [first = [], ...rest] = alternatives;
  const key = (problem: ShapeProblem): string => problem.path.join("\0");
  return first.filter((problem) => rest.every((other) => other.some((candidate) => key(candidate) === key(problem))));
}

/** The alternative a reader would compare the value with: the same kind, and for objects the same discriminating literals. */
function isMeant(value: ValueLiteral, member: Shape): boolean {
  if (!fitsKind(value, member)) return false;
  if (value.kind !== "object" || member.kind !== "object") return true;
  return Object.entries(member.properties).every(([key, property]) => {
    if (property.shape.kind !== "literal") return true;
    const written = value.properties.findLast((candidate) => candidate.key === key);
    return !written || fitsKind(written.value, property.shape) || written.value.kind === "unknown";
  });
}

/** A value as a reader would say it: `a string`, `null`, `an array`. */
export function describeValue(value: ValueLiteral): string {
  switch (value.kind) {
    case "string": case "number": case "boolean": case "function": case "bigint": return `a ${value.kind}`;
    case "null": case "undefined": return value.kind;
    case "regexp": return "a regular expression";
    case "instance": return `a ${value.className}`;
    case "object": case "array": return `an ${value.kind}`;
    case "union": return joinWords([...new Set(value.members.map(describeValue))], "or");
    case "unknown": return "something else";
  }
}
