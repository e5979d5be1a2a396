/** What an edit makes of names elsewhere in its file. */
import ts from "typescript";
import { ONE_AFTER_ANOTHER } from "./flow-expressions.ts";
import { isAssignment } from "./mentions.ts";
import { indexOf } from "./scope.ts";

/** Names that may stand for something else than before, and those that are made from them. */
export class ChangedNames {
  readonly names = new Set<string>();
  /** Whether `this` may stand for something else. */
  self = false;
  /** Whether a function may have become a handler by it, or be none any more: then its parameters are others. */
  reachesHandlers = false;
  readonly #references: ReadonlyMap<string, readonly ts.Identifier[]>;
  readonly #withFunctions: boolean;

  /** @param withFunctions Whether functions with parameters are among what was changed. */
  constructor(file: ts.SourceFile, withFunctions: boolean) {
    this.#references = indexOf(file).references;
    this.#withFunctions = withFunctions;
  }

  add(name: string): void {
    if (this.names.has(name)) return;
    this.names.add(name);
    for (const mention of this.#references.get(name) ?? []) this.addAround(mention, false);
  }

  /** What is declared, or written to, by something that it stands in. What a function does inside changes none of its parameters. */
  addAround(inner: ts.Node, isInBody: boolean): void {
    let isInside = isInBody;
    for (let child = inner; !ts.isSourceFile(child); child = child.parent) {
      const node = child.parent;
      isInside ||= ts.isFunctionLike(node) && "body" in node && node.body === child;
      if (!isInside && this.#bindsHandlers(node, child)) this.reachesHandlers = true;
      if (ts.isClassLike(node)) this.self = true;
      if (ts.isForOfStatement(node) || ts.isForInStatement(node)) this.#addNames(node.initializer);
      else if (!ts.isBinaryExpression(node)) this.#addDeclared(node);
      else if (isAssignment(node.operatorToken.kind)) this.#addNames(node.left);
    }
  }

  #addDeclared(node: ts.Node): void {
    const { name } = node as Partial<ts.NamedDeclaration>;
    if (name && (ts.isIdentifier(name) || ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name))) this.#addNames(name);
  }

  #addNames(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.add(node.text);
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => { this.#addNames(child); });
  }

  #bindsHandlers(node: ts.Node, child: ts.Node): boolean {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const isCallee = node.expression === child;
      return (isCallee || this.#withFunctions) && !isIteration(node.expression) && (node.arguments ?? []).some((argument) => argument !== child && this.#mayBeFunction(argument));
    }
    if (ts.isFunctionLike(node)) return node.parameters.length > 0;
    if (ts.isClassLike(node) || ts.isPropertyDeclaration(node)) return true;
    if (ts.isVariableDeclaration(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return node.type === child && takesArguments(node);
    return ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && node.right === child && node.left.getText().startsWith("this");
  }

  #mayBeFunction(argument: ts.Expression): boolean {
    if (ts.isIdentifier(argument)) return this.#references.get(argument.text)?.some(({ parent }) => isDeclaredAs(parent, argument.text) && takesArguments(parent)) ?? false;
    return ts.isPropertyAccessExpression(argument) || takesArguments(argument);
  }
}

function isDeclaredAs(node: ts.Node, name: string): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node)) && node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === name;
}

/** Whether there is a function with parameters in it. */
export function takesArguments(node: ts.Node): boolean {
  return (ts.isFunctionLike(node) && node.parameters.length > 0) || (ts.forEachChild(node, (child) => takesArguments(child) || undefined) ?? false);
}

function isIteration(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && ONE_AFTER_ANOTHER.has(callee.name.text);
}

/** Whether it is the name of what is declared there. */
export function isDeclaredBy(name: ts.Identifier): boolean {
  return (name.parent as Partial<ts.NamedDeclaration>).name === name && !ts.isShorthandPropertyAssignment(name.parent);
}
