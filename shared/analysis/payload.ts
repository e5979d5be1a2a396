/** The events that a send puts on the wire, as far as they are written out. */
import ts from "typescript";
import { describeValue } from "./check-shape.ts";
import { findCreatedEvent, readEventReference } from "./event-types.ts";
import { readLiteral } from "./literals.ts";
import type { ReadLiteral } from "./literals.ts";
import type { EventReference, PayloadArgument, PayloadLiteral, PropertyLiteral, ValueLiteral } from "./model.ts";
import { arrayLength } from "./repetition.ts";
import { propertyText, resolveValue, skipOuter } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";
import { isAsserted, isLooselyTyped, isNeverChanged, variablesOf } from "./unchanged.ts";

type InvalidElement = PayloadArgument["invalid"][number];

/**
 * Payload argument of `step.sendEvent` (its second) or `client.send` (its first).
 * `call` gives the place to point at where the argument is missing.
 */
export function readPayload(files: SourceFiles, argument: ts.Expression | undefined, call: ts.CallExpression): PayloadArgument {
  if (!argument || ts.isSpreadElement(argument)) {
    // `send(...events)` may give anything in any place.
    const kind = call.arguments.some(ts.isSpreadElement) ? "unknown" : "missing";
    return { span: spanOf(call.expression), kind, events: [], count: 0, invalid: [] };
  }
  const sides = choices(files, argument);
  if (sides.length === 1) return readOne(files, argument);
  const told = either(sides.map((side) => readOne(files, side)));
  const typed = told.unclear || told.kind === "unknown" ? readOne(files, argument) : undefined;
  return typed && typed.kind !== "unknown" ? typed : { span: spanOf(argument), ...told };
}

function readOne(files: SourceFiles, argument: ts.Expression): PayloadArgument {
  const span = spanOf(argument);
  const array = findArray(files, argument);
  if (array) return { span, ...readMany(files, array.node, array.asserted) };
  const returned = readMapped(files, argument);
  if (returned) return { span, kind: "many", ...returned, count: returned.events.length, invalid: [] };
  const event = readEvent(files, argument, false);
  if (event) return { span, kind: "one", events: [event], count: 1, invalid: [] };
  const typed = readTyped(readLiteral(files, argument));
  if (typed) return { span, count: typed.events.length, invalid: [], ...typed };
  const found = describeInvalid(readLiteral(files, argument).value);
  return found === undefined || found === "an array"
    ? { span, kind: "unknown", events: [], count: 0, invalid: [] }
    : { span, kind: "invalid", found, events: [], count: 0, invalid: [] };
}

/** What a condition may come to, `test ? a : b`, in place or kept in a constant; else the expression alone. */
function choices(files: SourceFiles, expression: ts.Expression): readonly ts.Expression[] {
  const node = skipOuter(expression);
  if (ts.isConditionalExpression(node)) return isAsserted(expression) ? [expression] : [node.whenTrue, node.whenFalse].flatMap((side) => choices(files, side));
  const owners = ts.isIdentifier(node) ? variablesOf(node) : undefined;
  const kept = owners?.at(-1)?.initializer;
  if (!kept || !ts.isConditionalExpression(skipOuter(kept)) || !owners.every((owner) => isNeverChanged(owner) && !isLooselyTyped(owner))) return [expression];
  return choices(files, kept);
}

/** Of payloads one of which is sent. */
function either(sides: readonly PayloadArgument[]): Omit<PayloadArgument, "span"> {
  const isRead = ({ kind }: PayloadArgument): boolean => kind === "one" || kind === "many";
  if (!sides.some(isRead)) return { kind: "unknown", events: [], count: 0, invalid: [] };
  return {
    kind: sides.some(({ kind }) => kind === "many") ? "many" : "one",
    events: sides.flatMap(({ events }) => events), count: Math.max(...sides.map(({ count }) => count)), invalid: sides.flatMap(({ invalid }) => invalid),
    ...(sides.every((side) => isRead(side) && !side.unclear) ? {} : { unclear: true }),
  };
}

/** `activated.create(data, options)` as the event that it makes; undefined for any other call. */
export function readCreatedPayload(files: SourceFiles, call: ts.CallExpression): PayloadArgument | undefined {
  const event = readCreated(files, call, false);
  return event && { span: spanOf(call), kind: "one", events: [event], count: 1, invalid: [] };
}

function findArray(files: SourceFiles, argument: ts.Expression): { readonly node: ts.ArrayLiteralExpression; readonly asserted: boolean } | undefined {
  const outer = skipOuter(argument);
  if (ts.isArrayLiteralExpression(outer)) return { node: outer, asserted: isAsserted(argument) };
  if (ts.isObjectLiteralExpression(outer)) return undefined;
  const { value, asserted } = readLiteral(files, argument);
  if (value.kind !== "array") return undefined;
  const target = resolveValue(files, argument);
  return target.kind === "node" && ts.isArrayLiteralExpression(target.node) ? { node: target.node, asserted } : undefined;
}

function readMany(files: SourceFiles, array: ts.ArrayLiteralExpression, asserted: boolean, around: readonly ts.Node[] = []): Omit<PayloadArgument, "span"> {
  const events: PayloadLiteral[] = [];
  const invalid: InvalidElement[] = [];
  let count = 0;
  let unclear = false;
  for (const element of array.elements) {
    if (ts.isSpreadElement(element)) {
      const sides = choices(files, element.expression).map((side) => findArray(files, side));
      // An array that spreads itself ends here.
      const nested = sides.map((inner) => (!inner || inner.node === array || around.includes(inner.node) ? undefined : readMany(files, inner.node, asserted || inner.asserted, [...around, array])));
      events.push(...nested.flatMap((side) => side?.events ?? []));
      count += Math.min(...nested.map((side) => side?.count ?? 0));
      unclear ||= nested.some((side) => side === undefined || side.unclear === true);
      continue;
    }
    count += 1;
    if (ts.isOmittedExpression(element)) continue;
    for (const side of choices(files, element)) {
      const event = readEvent(files, side, asserted);
      const found = event ? undefined : describeInvalid(readLiteral(files, side).value);
      if (event) events.push(event);
      else if (found !== undefined) invalid.push({ span: spanOf(side), found });
      unclear ||= !event;
    }
  }
  return { kind: "many", events, count, invalid, ...(unclear ? { unclear } : {}) };
}

/** `users.map((user) => ({ name, data }))` or `Array.from(users, …)`, in place or in a variable that keeps it: the literals the callback returns. */
function readMapped(files: SourceFiles, argument: ts.Expression): Pick<PayloadArgument, "events" | "atLeast" | "unclear"> | undefined {
  const target = resolveValue(files, argument);
  if (target.kind !== "node" || !ts.isCallExpression(target.node) || target.node.getSourceFile() !== argument.getSourceFile()) return undefined;
  const { expression: callee, arguments: [first, second] } = target.node;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const isFrom = callee.getText() === "Array.from";
  const callback = isFrom ? second : callee.name.text === "map" ? first : undefined;
  if (!callback) return undefined;
  const handler = skipOuter(callback);
  if (!ts.isArrowFunction(handler) && !ts.isFunctionExpression(handler)) return undefined;
  const outer = skipOuter(argument);
  const owners = ts.isIdentifier(outer) ? variablesOf(outer) : [];
  if (outer !== target.node && (!owners?.length || !owners.every(isNeverChanged))) return undefined;
  const asserted = isAsserted(argument) || (owners ?? []).some(isLooselyTyped);
  const events = returnedExpressions(handler).flatMap((returned) => choices(files, returned)).map((returned) => readEvent(files, returned, asserted));
  const read = events.filter((event) => event !== undefined);
  if (read.length === 0) return undefined;
  const length = isFrom && first ? arrayLength(files, first) : undefined;
  return { events: read.map((event) => ({ ...event, returned: true })), ...(length === undefined ? {} : { atLeast: length }), ...(read.length < events.length ? { unclear: true } : {}) };
}

/** Events that are known by the type of a variable or of a result: one of several, or any number. */
function readTyped({ value, asserted }: ReadLiteral): Pick<PayloadArgument, "kind" | "events"> | undefined {
  const many = value.kind === "array" ? value.each : undefined;
  const one = many ?? value;
  const members = one.kind === "union" ? one.members : many ? [many] : [];
  const events = members.flatMap((member) => (member.kind === "object" ? [toEvent(member, asserted)] : []));
  if (events.length === 0 || events.length !== members.length) return undefined;
  return { kind: many ? "many" : "one", events: many ? events.map((event) => ({ ...event, returned: true })) : events };
}

function toEvent({ span, open, properties }: Extract<ValueLiteral, { kind: "object" }>, asserted: boolean): PayloadLiteral {
  const name = properties.findLast(({ key }) => key === "name");
  return { span, open, name: name && typedName(name.value), properties, asserted };
}

function typedName(value: ValueLiteral): EventReference {
  return { name: value.kind === "string" && value.value !== undefined ? { kind: "known", value: value.value } : { kind: "unknown" }, span: value.span };
}

function returnedExpressions(handler: ts.ArrowFunction | ts.FunctionExpression): ts.Expression[] {
  if (!ts.isBlock(handler.body)) return [handler.body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(handler.body, visit);
  return found;
}

function readEvent(files: SourceFiles, expression: ts.Expression, outerAsserted: boolean): PayloadLiteral | undefined {
  const target = skipOuter(expression);
  const created = resolveValue(files, target);
  if (created.kind === "node" && ts.isCallExpression(created.node)) {
    // A created event kept in a variable is looked at where it is created.
    return created.node === target ? readCreated(files, created.node, outerAsserted || isAsserted(expression)) : undefined;
  }
  const { value, asserted } = readLiteral(files, expression);
  if (value.kind !== "object") return undefined;
  const either = readNames(files, expression, value);
  return { span: value.span, open: value.open, name: readName(files, expression, value), ...(either ? { either } : {}), properties: value.properties, asserted: outerAsserted || asserted };
}

/** `name: trial ? "app/trial.started" : "app/paid"`, in an object written in place. */
function readNames(files: SourceFiles, expression: ts.Expression, { open }: Extract<ValueLiteral, { kind: "object" }>): readonly EventReference[] | undefined {
  const object = skipOuter(expression);
  if (open || !ts.isObjectLiteralExpression(object)) return undefined;
  const written = object.properties.findLast((candidate) => candidate.name && propertyText(candidate.name) === "name");
  const sides = written && ts.isPropertyAssignment(written) ? choices(files, written.initializer) : [];
  const names = sides.map((side) => readEventReference(files, side));
  return names.length > 1 && names.every(({ name }) => name.kind === "known") ? names : undefined;
}

/** The event's name as a reference, which constants and `eventType`s lead to their declaration. */
function readName(files: SourceFiles, expression: ts.Expression, event: Extract<ValueLiteral, { kind: "object" }>): EventReference | undefined {
  const property = event.properties.findLast((candidate) => candidate.key === "name");
  if (!property) return undefined;
  const target = resolveValue(files, expression);
  // Known only where a type tells it: the text is looked at below.
  const unknown = typedName(property.value);
  if (target.kind !== "node" || !ts.isObjectLiteralExpression(target.node)) return unknown;
  const written = target.node.properties.findLast((candidate) => candidate.name && propertyText(candidate.name) === "name");
  if (!written) return unknown;
  // A spread after it may bring another name.
  const overwritten = property.value.kind === "unknown" || property.value.span.start >= written.end;
  if (overwritten && target.node.properties.slice(target.node.properties.indexOf(written)).some(ts.isSpreadAssignment)) return unknown;
  if (ts.isPropertyAssignment(written)) return { ...readEventReference(files, written.initializer), span: property.value.span };
  return ts.isShorthandPropertyAssignment(written) ? { ...readEventReference(files, written.name), span: property.value.span } : unknown;
}

function readCreated(files: SourceFiles, call: ts.CallExpression, outerAsserted: boolean): PayloadLiteral | undefined {
  const name = findCreatedEvent(files, call);
  if (!name) return undefined;
  const [data, options] = call.arguments;
  const properties: PropertyLiteral[] = [];
  const spread = call.arguments.some(ts.isSpreadElement);
  if (data && !spread) {
    const read = readLiteral(files, data);
    properties.push({ key: "data", keySpan: spanOf(call.expression), span: spanOf(data), value: read.value, ...(read.asserted ? { asserted: true } : {}) });
  }
  const rest = options && !spread ? readLiteral(files, options) : undefined;
  if (rest?.value.kind === "object") properties.push(...rest.value.properties.map((property) => (rest.asserted ? { ...property, asserted: true } : property)));
  const open = spread || (rest !== undefined && (rest.value.kind !== "object" || rest.value.open));
  return { span: spanOf(call), open, name, properties, asserted: outerAsserted };
}

/** What was written where an event object belongs; undefined where it may be one. */
function describeInvalid(value: ValueLiteral): string | undefined {
  return value.kind === "object" || value.kind === "instance" || value.kind === "unknown" || value.kind === "union" ? undefined : describeValue(value);
}
