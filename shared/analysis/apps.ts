/** Apps: the clients a file makes, and the functions it serves with them. */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import type { ClientModel, Location, ServedModel, ValueLiteral } from "./model.ts";
import { memberExpression } from "./option-values.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import { isInngestClass } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { readRoute } from "./route-methods.ts";
import { findDeclaration, indexOf } from "./scope.ts";
import { readFunctions } from "./served-functions.ts";
import { locationOf, spanOf } from "./spans.ts";

/** Ways to serve whose list of functions is not read here. */
const OTHER_WAYS: ReadonlySet<string> = new Set(["InngestCommHandler", "fastifyPlugin"]);

export function readClients(recogniser: Recogniser, file: ts.SourceFile): ClientModel[] {
  return indexOf(file).creations.filter(({ expression }) => isInngestClass(resolveValue(recogniser.files, expression))).map((creation) => {
    const [options] = creation.arguments ?? [];
    return { path: file.fileName, span: spanOf(creation), calleeSpan: spanOf(creation.expression), ...(options ? { options: readLiteral(recogniser.files, options).value } : {}) };
  });
}

/** The client that a `client.createFunction(…)` or `serve({ client })` names, where its `new Inngest` can be found. */
export function clientOf(recogniser: Recogniser, expression: ts.Expression): Location | undefined {
  const value = resolveValue(recogniser.files, expression);
  return value.kind === "node" && ts.isNewExpression(value.node) && isInngestClass(resolveValue(recogniser.files, value.node.expression)) ? locationOf(value.node) : undefined;
}

/** The client on which a method is called. */
export function receiverClient(recogniser: Recogniser, call: ts.CallExpression): Location | undefined {
  const callee = skipOuter(call.expression);
  return ts.isPropertyAccessExpression(callee) ? clientOf(recogniser, callee.expression) : undefined;
}

/** `serve({ client, functions })` and `connect({ apps: [{ client, functions }] })`, of whatever framework, among the calls of a file. */
export function readServed(recogniser: Recogniser, file: ts.SourceFile, calls: readonly ts.CallExpression[]): ServedModel[] {
  const served = calls.flatMap((call) => {
    const name = servingName(recogniser, call.expression);
    const [options] = call.arguments;
    if (name === undefined || !options) return [];
    if (name === "connect") return readConnect(recogniser, options);
    const route = readRoute(call);
    return [{ ...readOne(recogniser, resolveValue(recogniser.files, options), options), ...(route ? { route } : {}) }];
  });
  const other = [...indexOf(file).creations.map(({ expression }) => expression), ...calls.flatMap((call) => [...call.arguments])].filter((expression) => isOtherWay(recogniser, expression));
  return [...served, ...other.map((expression) => ({ path: file.fileName, span: spanOf(expression), functions: undefined }))];
}

/** Cheap first: asked of every call. */
function servingName(recogniser: Recogniser, callee: ts.Expression): "serve" | "connect" | undefined {
  const isImported = ts.isIdentifier(callee) ? isImport(callee) : ts.isPropertyAccessExpression(callee) && /^(?:serve|connect)$/.test(callee.name.text);
  if (!isImported) return undefined;
  const value = resolveValue(recogniser.files, callee);
  const name = value.kind === "package" && value.name === "inngest" ? value.members.at(-1) : undefined;
  return name === "serve" || name === "connect" ? name : undefined;
}

function isImport(name: ts.Identifier): boolean {
  const declaration = findDeclaration(name.text, name, "value");
  return declaration !== undefined && (ts.isImportSpecifier(declaration) || ts.isBindingElement(declaration));
}

function isOtherWay(recogniser: Recogniser, expression: ts.Expression): boolean {
  if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return false;
  if (ts.isIdentifier(expression) && !isImport(expression)) return false;
  const value = resolveValue(recogniser.files, expression);
  return value.kind === "package" && value.name === "inngest" && OTHER_WAYS.has(value.members.at(-1) ?? "");
}

function readConnect(recogniser: Recogniser, options: ts.Expression): ServedModel[] {
  const apps = memberExpression(recogniser, resolveValue(recogniser.files, options), "apps");
  const list = apps && resolveValue(recogniser.files, apps);
  if (list?.kind !== "node" || !ts.isArrayLiteralExpression(list.node)) return [unread(options)];
  return list.node.elements.map((app) => readOne(recogniser, resolveValue(recogniser.files, app), app));
}

function unread(at: ts.Expression): ServedModel {
  return { path: at.getSourceFile().fileName, span: spanOf(at), functions: undefined };
}

function readOne(recogniser: Recogniser, options: Value, at: ts.Expression): ServedModel {
  const client = memberExpression(recogniser, options, "client");
  const functions = memberExpression(recogniser, options, "functions");
  const home = client && clientOf(recogniser, client);
  // What the functions are is read below; as values they would be looked at one by one.
  const keys = readLiteral(recogniser.files, at, { except: "functions" }).value;
  const literal = options.kind === "node" && functions?.getSourceFile() === at.getSourceFile() ? skipOuter(functions) : undefined;
  return {
    ...unread(at),
    ...(home ? { client: home } : {}),
    ...(isObject(keys) ? { options: keys } : {}),
    // Without a list nothing is served.
    functions: functions ? readFunctions(recogniser, functions) : isObject(keys) && !keys.open ? [] : undefined,
    ...(literal && ts.isArrayLiteralExpression(literal) ? { list: spanOf(literal) } : {}),
  };
}

function isObject(value: ValueLiteral): value is Extract<ValueLiteral, { kind: "object" }> {
  return value.kind === "object";
}
