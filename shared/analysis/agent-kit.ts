/** AgentKit: `createTool({ handler: async (input, { step, network }) => … })`, whose step is that of the run around. */
import ts from "typescript";
import { propertyText, resolveValue } from "./resolve.ts";
import type { SourceFiles } from "./source-files.ts";

/** Whether a parameter is what AgentKit hands to a tool's handler beside the input. */
export function isToolOptions(files: SourceFiles, parameter: ts.ParameterDeclaration): boolean {
  const handler = parameter.parent;
  if (handler.parameters[1] !== parameter) return false;
  const property = ts.isMethodDeclaration(handler) ? handler : handler.parent;
  if (!(ts.isPropertyAssignment(property) || ts.isMethodDeclaration(property)) || propertyText(property.name) !== "handler") return false;
  const call = property.parent.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== property.parent) return false;
  const callee = resolveValue(files, call.expression);
  return callee.kind === "package" && callee.name === "@inngest/agent-kit" && callee.members.at(-1) === "createTool";
}
