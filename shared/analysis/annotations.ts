/** The type written for a variable or a parameter: beside it, in JSDoc, or on the constant that a function is kept in. */
import ts from "typescript";
import { fileOf } from "./ancestors.ts";

export function annotationOf(declaration: ts.ParameterDeclaration | ts.VariableDeclaration): ts.TypeNode | undefined {
  return declaration.type ?? jsDocType(declaration) ?? (ts.isParameter(declaration) ? contextualType(declaration) : undefined);
}

function jsDocType(declaration: ts.ParameterDeclaration | ts.VariableDeclaration): ts.TypeNode | undefined {
  return isJavaScript(fileOf(declaration)) ? ts.getJSDocType(declaration) : undefined;
}

/** `const help: (step: Tools) => void = (step) => …`. */
function contextualType(parameter: ts.ParameterDeclaration): ts.TypeNode | undefined {
  const fn = parameter.parent;
  if (!ts.isVariableDeclaration(fn.parent) || fn.parent.initializer !== fn) return undefined;
  const type = fn.parent.type ?? jsDocType(fn.parent);
  return type && ts.isFunctionTypeNode(type) ? type.parameters[fn.parameters.findIndex((candidate) => candidate === parameter)]?.type : undefined;
}

/** What a comment of a JavaScript file declares under a name: `@typedef`, `@import`. */
export function jsDocDeclaration(name: ts.Identifier): ts.TypeNode | { readonly specifier: string; readonly member: string } | undefined {
  const file = fileOf(name);
  if (!isJavaScript(file)) return undefined;
  for (const tag of tagsOf(file)) {
    if (ts.isJSDocTypedefTag(tag) && tag.name?.getText() === name.text) return tag.typeExpression && ts.isJSDocTypeExpression(tag.typeExpression) ? tag.typeExpression.type : undefined;
    if (!ts.isJSDocImportTag(tag) || !ts.isStringLiteral(tag.moduleSpecifier)) continue;
    const bindings = tag.importClause?.namedBindings;
    const element = bindings && ts.isNamedImports(bindings) ? bindings.elements.find((candidate) => candidate.name.text === name.text) : undefined;
    if (element) return { specifier: tag.moduleSpecifier.text, member: (element.propertyName ?? element.name).text };
  }
  return undefined;
}

/** Tags of the comments before the statements of a file, and before its end. */
function tagsOf(file: ts.SourceFile): ts.JSDocTag[] {
  return [...file.statements, file.endOfFileToken].flatMap((node) => node.getChildren(file)).flatMap((child) => (ts.isJSDoc(child) ? [...child.tags ?? []] : []));
}

function isJavaScript(file: ts.SourceFile): boolean {
  return /\.[mc]?jsx?$/.test(file.fileName);
}
