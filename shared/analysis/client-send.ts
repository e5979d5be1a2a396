/** `inngest.send(…)`: what becomes of its promise, and which sends a handler executes outside of its steps. */
import ts from "typescript";
import type { HandlerSend, Settlement, SendSite, ToolsName } from "./model.ts";
import { readMovedSend } from "./move-send.ts";
import { bindingKey, resolveValue, skipOuter } from "./resolve.ts";
import { roleOf, roleOfDeclaration } from "./roles.ts";
import type { Recogniser } from "./roles.ts";
import { findDeclaration } from "./scope.ts";
import { awaitPosition, settle } from "./settlement.ts";
import { locationOf } from "./spans.ts";
import { stepAround } from "./step-call.ts";
import { calleeOf } from "./type-facts.ts";
import type { FoundCall } from "./walk.ts";

export function isClientSend(recogniser: Recogniser, call: ts.CallExpression): boolean {
  const callee = skipOuter(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== "send") return false;
  const typed = calleeOf(recogniser.files, callee);
  return typed ? typed.kind === "client" && typed.method === "send" : roleOf(recogniser, callee.expression)?.kind === "client";
}

export function readClientSend(recogniser: Recogniser, call: ts.CallExpression): Pick<SendSite, "settlement" | "awaitAt" | "insideStep" | "followedInStep" | "moved"> {
  const { settlement, target } = settle(recogniser.files, call);
  const awaitAt = awaitPosition(target);
  const outer = stepAround(recogniser, call);
  const isLeftBehind = outer !== undefined && isFollowed(call, outer);
  const moved = isLeftBehind ? readMovedSend(call, outer) : undefined;
  return {
    settlement: settlement === "floating" && isDroppedOnPurpose(call, target) ? "used" satisfies Settlement : settlement,
    ...(awaitAt === undefined ? {} : { awaitAt }),
    ...(outer ? { insideStep: locationOf(outer), ...(isLeftBehind ? { followedInStep: true } : {}) } : {}),
    ...(moved ? { moved } : {}),
  };
}

/** Whether a call, an `await` or a `throw` follows in the step's callback, or the send is in a loop there. */
function isFollowed(call: ts.CallExpression, step: ts.CallExpression): boolean {
  const mayFail = (node: ts.Node): boolean => ts.isCallExpression(node) || ts.isAwaitExpression(node) || ts.isThrowStatement(node)
    || (!ts.isFunctionLike(node) && (ts.forEachChild(node, mayFail) ?? false));
  for (let node: ts.Node = call; node.parent !== step; node = node.parent) {
    const around = node.parent;
    if (ts.isIterationStatement(around, false) && around.statement === node) return true;
    if (ts.isBlock(around) && around.statements.slice(around.statements.findIndex((statement) => statement === node) + 1).some(mayFail)) return true;
  }
  return false;
}

/** `void inngest.send(…)`, `inngest.send(…).catch(report)`: nobody waits, and whoever wrote it knows. */
function isDroppedOnPurpose(call: ts.Expression, target: ts.Expression): boolean {
  if (ts.isVoidExpression(target.parent)) return true;
  for (let node: ts.Node = call; node !== target; node = node.parent) {
    const chain = node.parent;
    if (!ts.isPropertyAccessExpression(chain) || chain.expression !== node || !ts.isCallExpression(chain.parent)) continue;
    if (chain.name.text === "catch" || (chain.name.text === "then" && chain.parent.arguments.length > 1)) return true;
  }
  return false;
}

/** Sends of the function's own client: `step.sendEvent` sends by that one, so another client's are left alone. */
export function findHandlerSends(recogniser: Recogniser, created: ts.CallExpression, sends: readonly FoundCall[]): HandlerSend[] {
  return sends.filter(({ call }) => isSameClient(recogniser, created, call)).map(({ call, replayed }) => {
    const tools = findTools(recogniser, call);
    return { location: locationOf(call), replayed, ...(tools ? { tools } : {}) };
  });
}

function isSameClient(recogniser: Recogniser, created: ts.CallExpression, sent: ts.CallExpression): boolean {
  const [owner, sender] = [created, sent].map(receiverOf);
  if (!owner || !sender) return false;
  const [a, b] = [resolveValue(recogniser.files, owner), resolveValue(recogniser.files, sender)];
  return a.kind === "node" && b.kind === "node" && (a.node === b.node || (created.getSourceFile() === sent.getSourceFile() && owner.getText() === sender.getText()));
}

function receiverOf(call: ts.CallExpression): ts.Expression | undefined {
  const callee = skipOuter(call.expression);
  return ts.isPropertyAccessExpression(callee) ? skipOuter(callee.expression) : undefined;
}

/** The nearest parameter around a place that is or holds the step tools. */
export function findTools(recogniser: Recogniser, from: ts.Node): ToolsName | undefined {
  for (let node = from.parent; !ts.isSourceFile(node); node = node.parent) {
    if (!ts.isFunctionLike(node)) continue;
    for (const parameter of node.parameters) {
      const tools = ts.isParameter(parameter) ? toolsOfParameter(recogniser, parameter, from) : undefined;
      if (tools) return tools;
    }
  }
  return undefined;
}

function toolsOfParameter(recogniser: Recogniser, parameter: ts.ParameterDeclaration, from: ts.Node): ToolsName | undefined {
  const role = roleOfDeclaration(recogniser, parameter);
  const name = parameter.name;
  if (ts.isIdentifier(name)) {
    if (findDeclaration(name.text, from, "value") !== parameter) return undefined;
    if (role?.kind === "tools") return { text: name.text };
    return role?.kind === "context" ? { text: `${name.text}.step` } : undefined;
  }
  if (role?.kind !== "context" || !ts.isObjectBindingPattern(name)) return undefined;
  const element = name.elements.find((candidate) => bindingKey(candidate) === "step");
  if (element) return ts.isIdentifier(element.name) && findDeclaration(element.name.text, from, "value") === element ? { text: element.name.text } : undefined;
  const last = name.elements.at(-1);
  if (!last || last.dotDotDotToken || findDeclaration("step", from, "value")) return undefined;
  return { text: "step", insert: { at: last.end, text: ", step" } };
}
