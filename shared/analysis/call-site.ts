/** Where something is written that a function of one's own hands on to `createFunction`: at the call of that function. */
import ts from "typescript";
import { readEventReference } from "./event-types.ts";
import { fileOf, isInside } from "./ancestors.ts";
import type { EventReference, Span } from "./model.ts";
import { memberExpression } from "./option-values.ts";
import { bindingKey, isKey, resolveValue, skipOuter } from "./resolve.ts";
import { findDeclaration, isReassigned } from "./scope.ts";
import { fieldOf } from "./self.ts";
import type { SourceFiles } from "./source-files.ts";
import { locationOf, spanOf } from "./spans.ts";

/** Parameters handed on to functions that hand them on; longer chains are cycles. */
const DEPTH = 12;

/** The call that a function is told at: `createFunction` itself, or the call of what hands it on. */
export interface CallSite {
  readonly files: SourceFiles;
  readonly call: ts.CallExpression;
  /** True where `call` is not `createFunction` itself. */
  readonly handedOn: boolean;
}

/** The argument, or the part of one, that an expression stands for where a parameter leads to it; else the expression. */
export function atCall(files: SourceFiles, expression: ts.Expression, depth = DEPTH): ts.Expression {
  const next = (files.given ?? files.self) && depth > 0 ? oneOut(files, skipOuter(expression)) : undefined;
  return next ? atCall(files, next, depth - 1) : expression;
}

function oneOut(files: SourceFiles, node: ts.Expression): ts.Expression | undefined {
  if (isKey(node)) return undefined;
  if (ts.isPropertyAccessExpression(node)) return fieldOf(files, node) ?? (isGiven(files, node.expression) ? partOf(files, node.expression, node.name.text) : undefined);
  const declaration = ts.isIdentifier(node) ? findDeclaration(node.text, node, "value") : undefined;
  if (!declaration || isReassigned(declaration)) return undefined;
  if (ts.isParameter(declaration)) return files.given?.get(declaration);
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer && isGiven(files, declaration.initializer) ? declaration.initializer : undefined;
  if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken) return undefined;
  const part = files.given?.get(declaration);
  if (part) return part;
  const owner = declaration.parent.parent;
  const source = ts.isParameter(owner) ? files.given?.get(owner) : ts.isVariableDeclaration(owner) && owner.initializer && isGiven(files, owner.initializer) ? owner.initializer : undefined;
  const key = bindingKey(declaration);
  return source && key !== undefined ? partOf(files, source, key) : undefined;
}

function partOf(files: SourceFiles, owner: ts.Expression, key: string): ts.Expression | undefined {
  return memberExpression({ files }, resolveValue(files, owner), key);
}

/** Whether an expression leads to a parameter that something was given for. */
function isGiven(files: SourceFiles, expression: ts.Expression, depth = DEPTH): boolean {
  const node = skipOuter(expression);
  if (depth === 0) return false;
  if (ts.isPropertyAccessExpression(node)) return fieldOf(files, node) !== undefined || isGiven(files, node.expression, depth - 1);
  let owner: ts.Node | undefined = ts.isIdentifier(node) ? findDeclaration(node.text, node, "value") : undefined;
  if (owner && ts.isBindingElement(owner) && files.given?.has(owner)) return true;
  while (owner && ts.isBindingElement(owner)) owner = owner.parent.parent;
  if (owner && ts.isVariableDeclaration(owner)) return owner.initializer !== undefined && isGiven(files, owner.initializer, depth - 1);
  return owner !== undefined && ts.isParameter(owner) && (files.given?.has(owner) ?? false);
}

/**
 * Where an expression of the function's options stands, as a span of the file of its call.
 * @param otherwise What mentions it there, for what is written somewhere else.
 */
export function spanAt({ files, call, handedOn }: CallSite, expression: ts.Expression, otherwise: ts.Expression): Span {
  const written = atCall(files, expression);
  if (handedOn ? isInside(written, call) : fileOf(written) === fileOf(call)) return spanOf(written);
  return spanOf(handedOn ? call.expression : otherwise);
}

/** As `readEventReference`, with the place at the call. */
export function mentionAt(site: CallSite, expression: ts.Expression, otherwise: ts.Expression): EventReference {
  const written = atCall(site.files, expression);
  const reference = readEventReference(site.files, written);
  const span = spanAt(site, written, otherwise);
  const isThere = fileOf(written) === fileOf(site.call) && spanOf(written).start === span.start;
  return isThere ? reference : { ...reference, span, declaredAt: reference.declaredAt ?? locationOf(written) };
}
