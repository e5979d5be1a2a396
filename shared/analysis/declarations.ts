/** The events a file declares: `eventType` of v4, `EventSchemas` of v3. */
import ts from "typescript";
import { isEventTypeCall } from "./event-types.ts";
import type { EventDeclaration } from "./model.ts";
import { resolveValue } from "./resolve.ts";
import { indexOf } from "./scope.ts";
import { propertyOfShape } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { schemaEntries } from "./shape-parts.ts";
import { readSchema } from "./shape-schema.ts";
import { alternativesOf, membersOf, newBudget, shapeOf, typeAt } from "./shape-type.ts";
import type { TypeAt } from "./shape-type.ts";
import { findDeclaration } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf } from "./spans.ts";
import { readString } from "./strings.ts";
import { eventsOf } from "./type-facts.ts";
import { toShape } from "./typed-values.ts";

type SchemasSource = Exclude<EventDeclaration["source"], "eventType" | "settings">;

export interface Declarations {
  readonly declarations: readonly EventDeclaration[];
  /** True where a schema cannot be read as text, so that only its type tells what it accepts. */
  readonly needTypes: boolean;
}

/** By the calls that declare any, in source order. @param known What was read of a call before. */
export function readDeclarations(files: SourceFiles, file: ts.SourceFile, known: (call: ts.CallExpression) => Declarations | undefined = () => undefined): ReadonlyMap<ts.CallExpression, Declarations> {
  const all = new Map<ts.CallExpression, Declarations>();
  for (const call of indexOf(file).calls) {
    const read = known(call) ?? readCall(files, call);
    if (read && (read.declarations.length > 0 || read.needTypes)) all.set(call, read);
  }
  return all;
}

function readCall(files: SourceFiles, call: ts.CallExpression): Declarations | undefined {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && callee.name.text.startsWith("from")) {
    if (!isSchemasSource(callee.name.text) || !isEventSchemas(files, callee.expression)) return undefined;
    const written = readSchemas(files, call, callee.name.text);
    return { declarations: withTypes(files, call, callee.name.text, written), needTypes: written.length === 0 || written.some(({ data }) => !data) };
  }
  if (!mayBeEventType(callee) || !isEventTypeCall(files, call)) return undefined;
  const written = readEventType(files, call);
  return { declarations: withTypes(files, call, "eventType", written), needTypes: call.arguments.length > 1 && !written.some(({ data }) => data) };
}

/** Shapes that the text does not tell, and events that it does not even name, as far as their types are known. */
function withTypes(files: SourceFiles, call: ts.CallExpression, source: EventDeclaration["source"], written: readonly EventDeclaration[]): EventDeclaration[] {
  const typed = new Map(eventsOf(files, call).map(({ name, data }) => [name, readableShape(toShape(data))]));
  const filled = written.map((declaration) => (declaration.data ? declaration : { ...declaration, data: typed.get(declaration.name) }));
  const names = new Set(written.map(({ name }) => name));
  const added = [...typed].filter(([name]) => !names.has(name));
  return [...filled, ...added.map(([name, data]): EventDeclaration => ({ name, location: locationOf(call), source, data, checkedByTypeScript: source !== "eventType" }))];
}

/** Cheap, for it is asked of every call: `sdk.eventType`, `eventType`, or anything imported, which may be it under another name. */
function mayBeEventType(callee: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text === "eventType";
  if (!ts.isIdentifier(callee)) return false;
  const declaration = findDeclaration(callee.text, callee, "value");
  return declaration !== undefined && (callee.text === "eventType" || ts.isImportSpecifier(declaration));
}

function readEventType(files: SourceFiles, call: ts.CallExpression): EventDeclaration[] {
  const [nameArgument, options] = call.arguments;
  const { value: name, declaredAt } = nameArgument ? readString(files, nameArgument) : {};
  if (name?.kind !== "known") return [];
  const schema = options && schemaEntries(files, options)?.get("schema");
  return [{
    name: name.value, location: locationOf(nameArgument ?? call), ...(declaredAt ? { declaredAt } : {}), source: "eventType",
    data: schema ? readableShape(readSchema(files, schema.expression)) : undefined, checkedByTypeScript: false,
  }];
}

function readableShape(shape: Shape | undefined): Shape | undefined {
  return shape?.kind === "any" ? undefined : shape;
}

const SOURCES: readonly SchemasSource[] = ["fromRecord", "fromUnion", "fromZod", "fromSchema", "fromGenerated"];

function isSchemasSource(name: string): name is SchemasSource {
  return (SOURCES as readonly string[]).includes(name);
}

/** `new EventSchemas()`, with any number of `.from…()` already chained on. */
function isEventSchemas(files: SourceFiles, expression: ts.Expression, depth = 20): boolean {
  const target = resolveValue(files, expression);
  if (depth === 0 || target.kind !== "node") return false;
  const node = target.node;
  if (ts.isNewExpression(node)) {
    const callee = resolveValue(files, node.expression);
    return callee.kind === "package" && callee.name === "inngest" && callee.members.at(-1) === "EventSchemas";
  }
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && isSchemasSource(node.expression.name.text)
    && isEventSchemas(files, node.expression.expression, depth - 1);
}

function readSchemas(files: SourceFiles, call: ts.CallExpression, source: SchemasSource): EventDeclaration[] {
  const declare = (name: string, at: ts.Node, data: Shape | undefined): EventDeclaration => ({
    name, location: locationOf(at), ...constantOf(files, at), source, data: readableShape(data), checkedByTypeScript: true,
  });
  const [type] = call.typeArguments ?? [];
  const [argument] = call.arguments;
  switch (source) {
    case "fromRecord": case "fromGenerated": return type ? fromRecord(files, typeAt(type), declare) : [];
    case "fromUnion": return type ? fromUnion(files, typeAt(type), declare) : [];
    case "fromZod": return argument ? fromZod(files, argument, declare) : [];
    case "fromSchema": return [...(argument && schemaEntries(files, argument)) ?? []].map(([name, entry]) => declare(name, entry.key, readSchema(files, entry.expression)));
  }
}

/** `[EVENTS.signup]: { … }`. */
function constantOf(files: SourceFiles, at: ts.Node): Pick<EventDeclaration, "declaredAt"> {
  const { declaredAt } = ts.isComputedPropertyName(at) ? readString(files, at.expression) : {};
  return declaredAt ? { declaredAt } : {};
}

type Declare = (name: string, at: ts.Node, data: Shape | undefined) => EventDeclaration;

function fromRecord(files: SourceFiles, at: TypeAt, declare: Declare): EventDeclaration[] {
  return [...membersOf(files, at)?.members ?? []].map(([name, member]) => declare(name, member.key, member.type && dataOf(files, member.type)));
}

function dataOf(files: SourceFiles, event: TypeAt): Shape | undefined {
  const data = membersOf(files, event)?.members.get("data")?.type;
  return data && shapeOf(files, { ...data, budget: newBudget() });
}

function fromUnion(files: SourceFiles, at: TypeAt, declare: Declare): EventDeclaration[] {
  return alternativesOf(files, at).flatMap((event) => {
    const name = membersOf(files, event)?.members.get("name");
    const shape = name?.type && shapeOf(files, name.type);
    return name && shape?.kind === "literal" && typeof shape.value === "string" ? [declare(shape.value, name.type?.type ?? name.key, dataOf(files, event))] : [];
  });
}

/** `[z.object({ name: z.literal("…"), data })]` or `{ "…": { data } }`. */
function fromZod(files: SourceFiles, argument: ts.Expression, declare: Declare): EventDeclaration[] {
  const target = resolveValue(files, argument);
  if (target.kind === "node" && ts.isArrayLiteralExpression(target.node)) {
    return target.node.elements.flatMap((element) => {
      const event = readSchema(files, element);
      const name = event.kind === "object" ? propertyOfShape(event, "name")?.shape : undefined;
      if (event.kind !== "object" || name?.kind !== "literal" || typeof name.value !== "string") return [];
      return [declare(name.value, nameOf(files, element) ?? element, propertyOfShape(event, "data")?.shape)];
    });
  }
  return [...schemaEntries(files, argument) ?? []].map(([name, entry]) => {
    const data = schemaEntries(files, entry.expression)?.get("data");
    return declare(name, entry.key, data && readSchema(files, data.expression));
  });
}

/** The literal in `z.object({ name: z.literal("…") })`. */
function nameOf(files: SourceFiles, element: ts.Expression): ts.Node | undefined {
  const target = resolveValue(files, element);
  const [fields] = target.kind === "node" && ts.isCallExpression(target.node) ? target.node.arguments : [];
  const name = fields && schemaEntries(files, fields)?.get("name")?.expression;
  return name && ts.isCallExpression(name) ? name.arguments[0] : undefined;
}
