/** AgentKit: `createTool({ handler: async (input, { step, network }) => … })`, whose step is that of the run around. */
import ts from "typescript";
import { contextualType } from "./contextual-type.ts";
import { propertyText, resolveType, resolveValue } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";

/** What keeps conversations: each of its functions gets the step in its first argument. */
const HISTORY: ReadonlySet<string> = new Set(["createThread", "get", "appendUserMessage", "appendResults"]);

/** Whether a parameter is an object that AgentKit hands over, with the step of the run in it. */
export function isToolOptions(files: SourceFiles, parameter: ts.ParameterDeclaration): boolean {
  const handler = parameter.parent;
  const property = ts.isMethodDeclaration(handler) ? handler : handler.parent;
  if (!(ts.isPropertyAssignment(property) || ts.isMethodDeclaration(property)) || !ts.isObjectLiteralExpression(property.parent)) return false;
  const name = propertyText(property.name);
  if (handler.parameters[1] === parameter) return name === "handler" && isArgumentOf(files, property.parent, ["createTool"]);
  return handler.parameters[0] === parameter && name !== undefined && HISTORY.has(name) && isHistory(files, property.parent);
}

/** `history: { … }` of an agent or a network, or what is declared to be one. */
function isHistory(files: SourceFiles, object: ts.ObjectLiteralExpression): boolean {
  const property = object.parent;
  if (ts.isPropertyAssignment(property)) return propertyText(property.name) === "history" && isArgumentOf(files, property.parent, ["createAgent", "createNetwork", "createRoutingAgent"]);
  const type = contextualType(files, object);
  return type !== undefined && ts.isTypeReferenceNode(type) && isOfAgentKit(resolveType(files, type), ["HistoryConfig"]);
}

function isArgumentOf(files: SourceFiles, object: ts.ObjectLiteralExpression, names: readonly string[]): boolean {
  const call = object.parent;
  return ts.isCallExpression(call) && call.arguments[0] === object && isOfAgentKit(resolveValue(files, call.expression), names);
}

function isOfAgentKit(value: Value | undefined, names: readonly string[]): boolean {
  return value?.kind === "package" && value.name === "@inngest/agent-kit" && names.includes(value.members.at(-1) ?? "");
}
