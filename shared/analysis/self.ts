/** `this`, where one call of a method of a known object is looked at. */
import ts from "typescript";
import type { Self, SourceFiles } from "./source-files.ts";

/** What `this.name` surely holds. */
export function fieldOf({ self }: SourceFiles, access: ts.PropertyAccessExpression): ts.Expression | undefined {
  return self && isItsThis(self, access.expression) ? self.fields.get(access.name.text) : undefined;
}

/** The class of `this`: that of the object, else the one it is written in. */
export function classOfThis({ self }: SourceFiles, node: ts.Node): ts.ClassLikeDeclaration | undefined {
  return self && isItsThis(self, node) ? self.classes[0] : ts.findAncestor(node, ts.isClassLike);
}

function isItsThis({ classes }: Self, node: ts.Node): boolean {
  if (node.kind !== ts.SyntaxKind.ThisKeyword) return false;
  const owner = ts.findAncestor(node, (around) => ts.isClassLike(around) || ts.isFunctionDeclaration(around) || ts.isFunctionExpression(around));
  return owner !== undefined && ts.isClassLike(owner) && classes.includes(owner);
}
