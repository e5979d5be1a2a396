/** Events as v4 declares them: `eventType("name", { schema })`, wherever the constant is used. */
import ts from "typescript";
import type { EventReference } from "./model.ts";
import { resolveValue, skipOuter } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf, spanOf } from "./spans.ts";
import { readString } from "./strings.ts";
import { calleeOf } from "./type-facts.ts";

/** The `eventType(…)` call that an expression stands for. */
export function findEventTypeCall(files: SourceFiles, expression: ts.Expression): ts.CallExpression | undefined {
  const target = resolveValue(files, expression);
  return target.kind === "node" && ts.isCallExpression(target.node) && isEventTypeCall(files, target.node) ? target.node : undefined;
}

export function isEventTypeCall(files: SourceFiles, call: ts.CallExpression): boolean {
  const typed = calleeOf(files, skipOuter(call.expression));
  if (typed) return typed.kind === "eventType";
  const callee = resolveValue(files, call.expression);
  return callee.kind === "package" && callee.name === "inngest" && callee.members.at(-1) === "eventType";
}

/**
 * An event mentioned by a string, a constant, or an `eventType` (v4: `event: activated`, `triggers: activated`).
 * The name is unknown where neither can be followed.
 */
export function readEventReference(files: SourceFiles, expression: ts.Expression): EventReference {
  const span = spanOf(expression);
  const declared = findEventTypeCall(files, expression);
  if (declared) {
    const [name] = declared.arguments;
    return { name: name ? readString(files, name).value : { kind: "unknown" }, span, declaredAt: locationOf(declared) };
  }
  const member = skipOuter(expression);
  if (ts.isPropertyAccessExpression(member) && (member.name.text === "name" || member.name.text === "event") && findEventTypeCall(files, member.expression)) {
    return { ...readEventReference(files, member.expression), span };
  }
  const { value, declaredAt } = readString(files, expression);
  return { name: value, span, ...(declaredAt ? { declaredAt } : {}) };
}

/** `activated.create(…)` where `activated` is an `eventType`: the event it makes. */
export function findCreatedEvent(files: SourceFiles, call: ts.CallExpression): EventReference | undefined {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "create") return undefined;
  return findEventTypeCall(files, callee.expression) ? readEventReference(files, callee.expression) : undefined;
}
