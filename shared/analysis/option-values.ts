/** What is written for an option in an object of options. */
import ts from "typescript";
import { propertyText, resolveMember } from "./resolve.ts";
import type { Value } from "./resolve.ts";
import type { Recogniser } from "./roles.ts";

/** The expression written for a property; follows nothing else, so that its span stays at the property. */
export function memberExpression({ files }: Pick<Recogniser, "files">, value: Value, name: string): ts.Expression | undefined {
  if (value.kind === "node" && ts.isObjectLiteralExpression(value.node)) {
    const property = value.node.properties.findLast((candidate) => candidate.name && propertyText(candidate.name) === name);
    if (property && ts.isPropertyAssignment(property)) return property.initializer;
    if (property && ts.isShorthandPropertyAssignment(property)) return property.name;
    if (property && ts.isMethodDeclaration(property)) return undefined;
  }
  const member = resolveMember(files, value, name);
  return member?.kind === "node" && ts.isExpression(member.node) ? member.node : undefined;
}
