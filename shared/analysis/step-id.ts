/** The first argument of a step call: an id, surely none, or not to be told. */
import ts from "typescript";
import { parseUserDuration } from "../inngest/duration.ts";
import { findEventTypeCall } from "./event-types.ts";
import { sameCallText } from "./given-back.ts";
import type { StepIdArgument, StepTool } from "./model.ts";
import { propertyText, resolveType, resolveValue, skipOuter } from "./resolve.ts";
import { returnedExpression } from "./roles.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";
import { sameText } from "./stable-text.ts";
import { readString } from "./strings.ts";
import { findUnstable } from "./unstable.ts";

type Missing = Extract<StepIdArgument, { kind: "missing" }>["found"];
type Verdict = Missing | "id" | "unknown";

export function readStepId(files: SourceFiles, call: ts.CallExpression, tool: StepTool): StepIdArgument {
  const [first] = call.arguments;
  // `step.fetch` has the signature of `fetch`: no id at all.
  if (tool === "fetch") return { kind: "unknown", span: spanOf(call.expression) };
  if (!first) return { kind: "missing", found: "nothing", span: spanOf(call.expression) };
  const span = spanOf(first);
  if (ts.isSpreadElement(first)) return { kind: "unknown", span };
  if (isDurationAlone(files, call, tool)) return { kind: "missing", found: "duration", span };
  if (ts.isStringLiteralLike(first)) return { kind: "id", id: { kind: "known", value: first.text }, span };
  const options = optionsId(files, first, call, tool);
  if (options) return idAt(files, options);
  const verdict = classify(files, first, call, tool, 8);
  if (verdict === "id") return idAt(files, first);
  const unstable = verdict === "unknown" ? findUnstable(files, first) : undefined;
  return verdict === "unknown" ? { kind: "unknown", span, ...(unstable ? { unstable: spanOf(unstable) } : {}) } : { kind: "missing", found: verdict, span };
}

/** `step.sleep("1h")`, as before SDK v3. */
function isDurationAlone(files: SourceFiles, { arguments: [first, ...rest] }: ts.CallExpression, tool: StepTool): boolean {
  if (tool !== "sleep" || !first || rest.length > 0) return false;
  const { value } = readString(files, first);
  return value.kind === "known" && parseUserDuration(value.value) !== undefined;
}

function idAt(files: SourceFiles, expression: ts.Expression): StepIdArgument {
  const { value, declaredAt } = readString(files, expression);
  const unstable = value.kind === "known" ? undefined : findUnstable(files, expression);
  const sameAs = value.kind === "known" ? undefined : sameText(expression) ?? sameCallText(files, expression);
  return { kind: "id", id: value, span: spanOf(expression), ...(sameAs === undefined ? {} : { sameAs }), ...(unstable ? { unstable: spanOf(unstable) } : {}), ...(declaredAt ? { location: declaredAt } : {}) };
}

/** The `id` of a literal `{ id, name }`. */
function optionsId(files: SourceFiles, first: ts.Expression, call: ts.CallExpression, tool: StepTool): ts.Expression | undefined {
  const value = resolveValue(files, first);
  if (value.kind !== "node" || !ts.isObjectLiteralExpression(value.node) || classifyObject(value.node, call, tool) !== "id") return undefined;
  const property = value.node.properties.findLast((candidate) => candidate.name && propertyText(candidate.name) === "id");
  if (!property) return undefined;
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : undefined;
}

function classify(files: SourceFiles, expression: ts.Expression, call: ts.CallExpression, tool: StepTool, depth: number): Verdict {
  if (depth === 0) return "unknown";
  const outer = skipOuter(expression);
  if (ts.isConditionalExpression(outer)) {
    const sides = [classify(files, outer.whenTrue, call, tool, depth - 1), classify(files, outer.whenFalse, call, tool, depth - 1)];
    return sides[0] === sides[1] && sides[0] ? sides[0] : "unknown";
  }
  if (ts.isIdentifier(outer) && outer.text === "undefined") return "other";
  const value = resolveValue(files, outer);
  if (value.kind !== "node") return "unknown";
  const node = value.node;
  if (readString(files, outer).value.kind !== "unknown" || ts.isTemplateExpression(node)) return "id";
  if (ts.isObjectLiteralExpression(node)) {
    const verdict = classifyObject(node, call, tool);
    // Options kept in a variable may get their id later.
    return verdict === "options" && node !== outer ? "unknown" : verdict;
  }
  if (ts.isArrayLiteralExpression(node)) return "array";
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)) return "function";
  if (ts.isClassLike(node) || ts.isEnumDeclaration(node)) return "other";
  if (ts.isParameter(node) || ts.isVariableDeclaration(node)) return node.type ? classifyType(files, node.type, tool, depth - 1) : "unknown";
  if (ts.isEnumMember(node)) return node.initializer && ts.isNumericLiteral(node.initializer) ? "other" : "id";
  if (ts.isCallExpression(node)) return classifyCall(files, node, call, tool, depth - 1);
  if (isOtherLiteral(node)) return "other";
  return "unknown";
}

function isOtherLiteral(node: ts.Node): boolean {
  return ts.isNumericLiteral(node) || ts.isRegularExpressionLiteral(node) || ts.isBigIntLiteral(node) || ts.isVoidExpression(node)
    || (ts.isNewExpression(node) && node.expression.getText() === "Date") || node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

/**
 * `{ id }` and `{ id, name }` are options. An object with `data`, or as `sendEvent`'s only argument one with a `name`
 * and no id, is an event; its own `id` would be the event's.
 */
function classifyObject(object: ts.ObjectLiteralExpression, call: ts.CallExpression, tool: StepTool): Verdict {
  const keys = object.properties.map((property) => property.name && propertyText(property.name));
  const open = keys.some((key) => key === undefined);
  if (tool === "sendEvent" && keys.includes("data") && (keys.includes("name") || call.arguments.length === 1)) return "payload";
  if (keys.includes("id")) return "id";
  if (open) return tool === "sendEvent" && call.arguments.length === 1 && keys.includes("name") ? "payload" : "unknown";
  return tool === "sendEvent" ? "payload" : "options";
}

/** Calls that never give a string: `list.map(…)`, `Array.from(…)`, `eventType.create(…)`, a function that returns an event. */
function classifyCall(files: SourceFiles, node: ts.CallExpression, call: ts.CallExpression, tool: StepTool, depth: number): Verdict {
  const callee = skipOuter(node.expression);
  if (ts.isPropertyAccessExpression(callee)) {
    const name = callee.name.text;
    const [first] = node.arguments;
    if ((name === "map" || name === "flatMap" || name === "filter") && first && isFunctionValue(files, first)) return "array";
    if (ts.isIdentifier(callee.expression)) {
      const owner = callee.expression.text;
      if (owner === "Array" && (name === "from" || name === "of")) return "array";
      if (owner === "Object" && (name === "values" || name === "keys" || name === "entries")) return "array";
    }
    if (name === "create" && findEventTypeCall(files, callee.expression)) return "payload";
  }
  const target = resolveValue(files, callee);
  if (target.kind !== "node" || !ts.isFunctionLike(target.node)) return "unknown";
  if (ts.getCombinedModifierFlags(target.node) & ts.ModifierFlags.Async) return "unknown";
  const result = returnedExpression(target.node);
  const verdict = result ? classify(files, result, call, tool, depth - 1) : "unknown";
  return verdict === "payload" || verdict === "array" ? verdict : "unknown";
}

function isFunctionValue(files: SourceFiles, expression: ts.Expression): boolean {
  const value = resolveValue(files, expression);
  return value.kind === "node" && ts.isFunctionLike(value.node);
}

function classifyType(files: SourceFiles, type: ts.TypeNode, tool: StepTool, depth: number): Verdict {
  if (depth <= 0) return "unknown";
  if (ts.isArrayTypeNode(type) || ts.isTupleTypeNode(type)) return "array";
  if (type.kind === ts.SyntaxKind.StringKeyword) return "id";
  if (type.kind === ts.SyntaxKind.NumberKeyword || type.kind === ts.SyntaxKind.BooleanKeyword) return "other";
  if (ts.isFunctionTypeNode(type)) return "function";
  if (ts.isTypeLiteralNode(type)) return classifyMembers(type.members, tool);
  if (!ts.isTypeReferenceNode(type)) return "unknown";
  const target = resolveType(files, type);
  if (!target) return ts.isIdentifier(type.typeName) && (type.typeName.text === "Array" || type.typeName.text === "ReadonlyArray") ? "array" : "unknown";
  if (target.kind !== "node") return "unknown";
  if (ts.isTypeAliasDeclaration(target.node)) return classifyType(files, target.node.type, tool, depth - 1);
  return ts.isInterfaceDeclaration(target.node) && !target.node.heritageClauses ? classifyMembers(target.node.members, tool) : "unknown";
}

/** Only a type that spells an event out, `name` and `data`, is surely no id. */
function classifyMembers(members: ts.NodeArray<ts.TypeElement>, tool: StepTool): Verdict {
  const keys = members.map((member) => member.name && propertyText(member.name));
  if (tool === "sendEvent" && keys.includes("name") && keys.includes("data")) return "payload";
  return "unknown";
}
