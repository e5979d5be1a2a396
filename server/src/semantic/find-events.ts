/** Events that a call declares, read from the types that the SDK itself gives it. */
import ts from "typescript";
import type { TypeFacts } from "../../../shared/analysis/type-facts.ts";
import { spanOf } from "../../../shared/analysis/spans.ts";
import { readType } from "./read-type.ts";

type DeclaredEvent = TypeFacts["events"][number];

/** `eventType("name", { schema })` of v4, `new EventSchemas().from…(…)` of v3; nothing for any other call. */
export function findEvents(checker: ts.TypeChecker, call: ts.CallExpression): DeclaredEvent[] {
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee)) {
    if (/^from(?:Record|Union|Zod|Schema|Generated)$/.test(callee.name.text)) return findSchemas(checker, call, callee);
    return callee.name.text === "eventType" ? findEventType(checker, call) : [];
  }
  return ts.isIdentifier(callee) && call.arguments.length > 1 ? findEventType(checker, call) : [];
}

function findEventType(checker: ts.TypeChecker, call: ts.CallExpression): DeclaredEvent[] {
  if (call.arguments.length < 2) return [];
  const type = checker.getTypeAtLocation(call);
  if (!isSdkClass(type, "EventType")) return [];
  const [name, schema] = checker.getTypeArguments(type as ts.TypeReference);
  if (!name?.isStringLiteral() || !schema) return [];
  const input = memberType(checker, memberType(checker, memberType(checker, schema, "~standard", call), "types", call), "input", call);
  return input ? [toEvent(checker, call, name.value, input)] : [];
}

/** The events of the whole chain, less those of the receiver and of the SDK itself. */
function findSchemas(checker: ts.TypeChecker, call: ts.CallExpression, callee: ts.PropertyAccessExpression): DeclaredEvent[] {
  const type = checker.getTypeAtLocation(call);
  if (!isSdkClass(type, "EventSchemas")) return [];
  const before = recordOf(checker, checker.getTypeAtLocation(callee.expression));
  const known = new Set(before && checker.getPropertiesOfType(before).map(({ name }) => name));
  const record = recordOf(checker, type);
  return (record ? checker.getPropertiesOfType(record) : []).filter(({ name }) => !known.has(name) && !name.startsWith("inngest/")).flatMap((symbol) => {
    const data = memberType(checker, checker.getTypeOfSymbolAtLocation(symbol, call), "data", call);
    return data ? [toEvent(checker, call, symbol.name, data)] : [];
  });
}

function recordOf(checker: ts.TypeChecker, type: ts.Type): ts.Type | undefined {
  return isSdkClass(type, "EventSchemas") ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined;
}

function isSdkClass(type: ts.Type, name: string): boolean {
  const symbol = type.getSymbol();
  return symbol?.name === name && (symbol.declarations ?? []).some((declaration) => declaration.getSourceFile().fileName.includes("/node_modules/inngest/"));
}

function memberType(checker: ts.TypeChecker, owner: ts.Type | undefined, name: string, at: ts.Node): ts.Type | undefined {
  const symbol = owner && checker.getNonNullableType(owner).getProperty(name);
  return symbol && checker.getTypeOfSymbolAtLocation(symbol, at);
}

function toEvent(checker: ts.TypeChecker, call: ts.CallExpression, name: string, data: ts.Type): DeclaredEvent {
  return { span: spanOf(call), name, data: readType(checker, checker.getNonNullableType(data), call) };
}
