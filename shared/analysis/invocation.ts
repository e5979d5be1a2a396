/** Which function a `step.invoke` invokes, and with what. */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import type { Invocation } from "./step-facts.ts";
import { memberExpression } from "./option-values.ts";
import { resolveValue } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";
import { spanOf } from "./spans.ts";
import { resolveString } from "./strings.ts";

/** Undefined where the id of the function, or what it is invoked with, cannot be told. */
export function readInvocation(recogniser: Recogniser, options: ts.Expression | undefined): Invocation | undefined {
  const value = options && resolveValue(recogniser.files, options);
  if (value?.kind !== "node" || !ts.isObjectLiteralExpression(value.node) || value.node.properties.some(ts.isSpreadAssignment)) return undefined;
  const [invoked, data] = ["function", "data"].map((name) => memberExpression(recogniser, value, name));
  const functionId = invoked && readFunctionId(recogniser, invoked);
  if (functionId === undefined) return undefined;
  return { functionId, functionSpan: spanOf(invoked ?? value.node), ...(data ? { data: readLiteral(recogniser.files, data).value } : {}) };
}

/** A function of the code, or `referenceFunction({ functionId })`. */
function readFunctionId(recogniser: Recogniser, invoked: ts.Expression): string | undefined {
  const target = resolveValue(recogniser.files, invoked);
  if (target.kind !== "node" || !ts.isCallExpression(target.node)) return undefined;
  const { expression: callee, arguments: [options] } = target.node;
  if (!options) return undefined;
  const called = resolveValue(recogniser.files, callee);
  const isReference = called.kind === "package" && called.name === "inngest" && called.members.at(-1) === "referenceFunction";
  const isCreated = ts.isPropertyAccessExpression(callee) && callee.name.text === "createFunction";
  if (!isReference && !isCreated) return undefined;
  const id = memberExpression(recogniser, resolveValue(recogniser.files, options), isReference ? "functionId" : "id");
  const text = id && resolveString(recogniser.files, id);
  return text?.kind === "known" ? text.value : undefined;
}
