/** `createFunction` behind a function of one's own: `make({ id }, async ({ step }) => …)`. */
import ts from "typescript";
import { fileOf, isInside } from "./ancestors.ts";
import { bindContext, calledFunction, functionOf, isCreateFunction, isFunctionNode } from "./create-function.ts";
import type { FunctionNode } from "./create-function.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration, indexOf } from "./scope.ts";

/** Lets the handlers that are given to such functions be known for what they are. */
export function bindWrappedHandlers(recogniser: Recogniser, calls: readonly ts.CallExpression[]): void {
  const known = new Map<FunctionNode, ReadonlySet<number>>();
  for (const call of calls) {
    if (!call.arguments.some((argument) => isFunctionNode(argument) || ts.isIdentifier(argument)) || isCreateFunction(recogniser, call)) continue;
    const wrapper = calledFunction(recogniser, call.expression);
    if (!wrapper) continue;
    let positions = known.get(wrapper);
    if (!positions) known.set(wrapper, positions = findHandlerPositions(recogniser, wrapper));
    for (const position of positions) {
      const argument = call.arguments[position];
      const handler = argument && !ts.isSpreadElement(argument) ? functionOf(recogniser, argument, 4) : undefined;
      if (handler) bindContext(recogniser, handler, {});
    }
  }
}

/** Which parameters a function hands to `createFunction`, or calls in the handler that it gives it. */
function findHandlerPositions(recogniser: Recogniser, wrapper: FunctionNode): ReadonlySet<number> {
  const positions = new Set<number>();
  const note = (expression: ts.Expression): void => {
    const declaration = ts.isIdentifier(expression) ? findDeclaration(expression.text, expression, "value") : undefined;
    const position = wrapper.parameters.findIndex((parameter) => parameter === declaration);
    if (position >= 0) positions.add(position);
  };
  const inside = indexOf(fileOf(wrapper)).calls.filter((call) => isInside(call, wrapper));
  for (const created of inside) {
    if (!isCreateFunction(recogniser, created)) continue;
    for (const argument of created.arguments.slice(1)) {
      note(argument);
      if (isFunctionNode(argument)) for (const call of inside) if (isInside(call, argument) && call.arguments.length > 0) note(call.expression);
    }
  }
  return positions;
}
