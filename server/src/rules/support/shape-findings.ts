/** Shape problems in words, with the edits that mend them. */
import { describeValue } from "../../../../shared/analysis/check-shape.ts";
import type { MissingKeys, ShapeProblem, UnknownKey, WrongType } from "../../../../shared/analysis/check-shape.ts";
import type { EventDeclaration, FileModel, PropertyLiteral, Span, ValueLiteral } from "../../../../shared/analysis/model.ts";
import { describeShape, joinWords, propertyOfShape } from "../../../../shared/analysis/shape.ts";
import type { Shape } from "../../../../shared/analysis/shape.ts";
import { suggest } from "../../../../shared/analysis/suggest.ts";
import type { Finding, Fix } from "../rule.ts";
import { addProperties, contains, isWrittenKey, keyText, removeProperty, renameKey } from "./edits.ts";
import { isInPlace } from "./sent-events.ts";
import type { SentEvent } from "./sent-events.ts";
import { named } from "../../../../shared/text/named.ts";

type Told = Pick<Finding, "span" | "message" | "fixes"> & Partial<Finding>;

export function tellProblem(file: FileModel, sent: SentEvent, name: string, data: PropertyLiteral, problem: ShapeProblem, validated: boolean): Told {
  const told = problem.kind === "missing-keys" ? tellMissingKeys(file, sent, name, data, problem)
    : problem.kind === "unknown-key" ? tellUnknownKey(file, sent, name, problem, validated)
    : tellWrongType(file, name, problem);
  return problem.possible ? { ...told, severity: "warning" } : told;
}

/** Keys that an object shape cannot do without. */
export function requiredKeys(shape: Shape): readonly string[] {
  return shape.kind === "object" ? Object.entries(shape.properties).filter(([, property]) => !property.optional && property.shape.kind !== "any").map(([key]) => key) : [];
}

/** An event with no data where its schema wants some. */
export function tellMissingData(file: FileModel, sent: SentEvent, name: string, declared: EventDeclaration & { readonly data: Shape }, keys: readonly string[]): Told {
  const { event } = sent;
  const span = event.name?.span ?? event.span;
  const message = `\`${name}\` needs \`data\` with ${joinWords(keys.map(quote), "and")}`;
  const literal = placeholder(declared.data);
  const data = event.properties.find((property) => property.key === "data");
  if (data && isWrittenKey(file, data) && contains(event.span, data.span)) {
    return { span: data.value.span, message, fixes: [{ title: "Add 'data' with its required keys", preferred: false, edits: [{ path: file.path, span: data.value.span, newText: literal }] }] };
  }
  if (sent.created) return { span, message, fixes: addCreateArgument(file, event.span, literal) };
  const object: ValueLiteral = { kind: "object", span: event.span, open: event.open, properties: event.properties };
  return { span, message, fixes: data ? [] : [{ title: "Add 'data' with its required keys", preferred: false, edits: addProperties(file, object, [`data: ${literal}`]) }] };
}

/** `activated.create()`: the data goes between the parentheses, if nothing stands there. */
function addCreateArgument(file: FileModel, call: Span, literal: string): Fix[] {
  const empty = /\(\s*\)$/.exec(file.text.slice(call.start, call.end));
  return empty ? [{ title: "Add 'data' with its required keys", preferred: false, edits: [{ path: file.path, span: { start: call.start + empty.index, end: call.end }, newText: `(${literal})` }] }] : [];
}

function tellMissingKeys(file: FileModel, sent: SentEvent, name: string, data: PropertyLiteral, problem: MissingKeys): Told {
  const names = problem.keys.map(({ key }) => quote(key));
  const added = problem.keys.map(({ key, shape }) => `${keyText(key)}: ${placeholder(shape)}`);
  const title = problem.keys.length === 1 ? `Add the missing key ${named(problem.keys[0]?.key ?? "")}` : "Add the missing keys";
  const holder = problem.holder ?? (problem.path.length === 0 ? data.keySpan : undefined);
  return {
    // The key that holds the object is short; an element of an array has none.
    span: holder && contains(sent.event.span, holder) ? holder : problem.object.span,
    message: `${joinWords(names, "and")} ${problem.possible ? "may be" : names.length === 1 ? "is" : "are"} missing from ${whole(name, problem.path)}`,
    fixes: !isWritten(file, problem.object) ? [] : [{ title, preferred: false, edits: addProperties(file, problem.object, added) }],
  };
}

function tellUnknownKey(file: FileModel, sent: SentEvent, name: string, problem: UnknownKey, validated: boolean): Told {
  const { property, suggestion } = problem;
  const place = whole(name, problem.path.slice(0, -1));
  const fatal = problem.replacesRequired || (problem.refused && validated);
  const fix: Fix = suggestion === undefined
    ? { title: `Remove ${named(property.key)}`, preferred: false, edits: [removeProperty(file, property)] }
    : { title: `Rename to ${named(suggestion)}`, preferred: isInPlace(sent.send, property.keySpan), edits: [renameKey(file, property, suggestion)] };
  return {
    span: property.keySpan,
    message: `${quote(property.key)} is not a key of ${place}${suggestion === undefined ? "" : `; did you mean ${quote(suggestion)}`}`,
    fixes: isWrittenKey(file, property) ? [fix] : [],
    ...(fatal ? {} : { severity: "warning" as const }),
  };
}

function tellWrongType(file: FileModel, name: string, problem: WrongType): Told {
  const { value, expected } = problem;
  const literals = literalsOf(expected);
  const shown = literals && "value" in value && value.value !== undefined ? `\`${JSON.stringify(value.value)}\`` : describeValue(value);
  const subject = problem.path.length === 0 ? `\`${name}\`'s data` : `${quote(pathText(problem.path))} of \`${name}\``;
  const meant = literals && value.kind === "string" && value.value !== undefined ? suggest(value.value, literals.map(String)) : undefined;
  const wanted = literals && literals.length > 6 ? `one of its ${String(literals.length)} values` : isSeveralObjects(expected) ? "one of its declared shapes" : describeShape(expected);
  const verb = problem.possible ? `must be ${wanted}, and may be ${shown}`
    : isSeveralObjects(expected) && value.kind === "object" ? `fits none of its declared shapes${tellNearest(problem)}` : `must be ${wanted}, not ${shown}`;
  return {
    span: value.span,
    message: `${subject} ${verb}${meant === undefined ? "" : `; did you mean \`${JSON.stringify(meant)}\``}`,
    fixes: meant === undefined ? convert(file, value, expected) : replaceText(file, value, JSON.stringify(meant), `Change to ${named(JSON.stringify(meant))}`, true),
  };
}

/** `; nearest is the one with `amount` and `currency`, where `currency` is missing` */
function tellNearest({ nearest, path }: WrongType): string {
  if (!nearest) return "";
  const { member, problem } = nearest;
  const needed = requiredKeys(member);
  const keys = needed.length > 0 ? needed : Object.keys(member.properties);
  const inside = (at: readonly string[]): string => quote(pathText(at.slice(path.length)));
  const wrong = problem.kind === "missing-keys" ? `${joinWords(problem.keys.map(({ key }) => inside([...problem.path, key])), "and")} ${problem.keys.length === 1 ? "is" : "are"} missing`
    : problem.kind === "unknown-key" ? `${inside(problem.path)} is not a key${problem.suggestion === undefined ? "" : `; did you mean ${quote(problem.suggestion)}`}`
    : `${inside(problem.path)} must be ${describeShape(problem.expected)}, not ${describeValue(problem.value)}`;
  const more = keys.length - 3;
  return `; nearest is the one with ${joinWords([...keys.slice(0, 3).map(quote), ...(more > 0 ? [`${String(more)} more`] : [])], "and")}, where ${wrong}`;
}

function isSeveralObjects(shape: Shape): boolean {
  return shape.kind === "union" && shape.members.filter((member) => member.kind === "object").length > 1;
}

function literalsOf(shape: Shape): readonly (string | number | boolean)[] | undefined {
  const members = shape.kind === "union" ? shape.members : [shape];
  const values = members.map((member) => (member.kind === "literal" ? member.value : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** `"5"` for 5 and back, where the text itself says so. */
function convert(file: FileModel, value: ValueLiteral, expected: Shape): Fix[] {
  const text = file.text.slice(value.span.start, value.span.end);
  if (expected.kind === "string" && value.kind === "number" && /^-?[\d.]+$/.test(text)) return replaceText(file, value, JSON.stringify(text), "Convert to a string", true);
  if (value.kind !== "string" || value.value === undefined || !/^["'`]/.test(text)) return [];
  if (expected.kind === "number" && /^-?\d+(\.\d+)?$/.test(value.value)) return replaceText(file, value, value.value, "Convert to a number", true);
  return expected.kind === "boolean" && /^(true|false)$/.test(value.value) ? replaceText(file, value, value.value, "Convert to a boolean", true) : [];
}

/** A value written in place; one that comes from a constant is left alone. */
function replaceText(file: FileModel, value: ValueLiteral, newText: string, title: string, preferred: boolean): Fix[] {
  return /^["'`\d-]/.test(file.text.slice(value.span.start, value.span.end)) ? [{ title, preferred, edits: [{ path: file.path, span: value.span, newText }] }] : [];
}

/** `app/user.activated`'s data, or what stands at a path inside it. */
function whole(name: string, path: readonly string[]): string {
  return path.length === 0 ? `\`${name}\`'s data` : `${quote(pathText(path))} in \`${name}\`'s data`;
}

/** `items[0].price` */
function pathText(path: readonly string[]): string {
  return path.map((part, index) => (part === "*" ? "[]" : /^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

/** An object whose keys stand in the text, unlike one that is known by its type. */
function isWritten(file: FileModel, object: Extract<ValueLiteral, { kind: "object" }>): boolean {
  return file.text[object.span.start] === "{";
}

function quote(word: string): string {
  return `\`${word}\``;
}

/** The plainest value of a shape, as text to be filled in. */
function placeholder(shape: Shape): string {
  switch (shape.kind) {
    case "any": case "null": return "null";
    case "string": return '""';
    case "number": return "0";
    case "boolean": return "false";
    case "literal": return JSON.stringify(shape.value);
    case "array": return "[]";
    case "record": return "{}";
    case "union": return shape.members[0] ? placeholder(shape.members[0]) : "null";
    case "object": {
      const inner = requiredKeys(shape).map((key) => `${keyText(key)}: ${placeholder(propertyOfShape(shape, key)?.shape ?? { kind: "any" })}`);
      return inner.length === 0 ? "{}" : `{ ${inner.join(", ")} }`;
    }
  }
}
