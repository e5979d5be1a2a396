/** Every fact about one file of a program, call by call. */
import ts from "typescript";
import type { Span } from "../../../shared/analysis/model.ts";
import { skipOuter } from "../../../shared/analysis/resolve.ts";
import { spanOf } from "../../../shared/analysis/spans.ts";
import type { Callee, TypeFacts, TypeShape } from "../../../shared/analysis/type-facts.ts";
import { isAsserted } from "../../../shared/analysis/unchanged.ts";
import { findCallee } from "./find-callee.ts";
import { findEvents } from "./find-events.ts";
import { readType } from "./read-type.ts";

/** Names at the end of callees that can be Inngest's. A tool taken apart under another name is known by its binding. */
const NAMES: ReadonlySet<string> = new Set([
  "run", "sendEvent", "sleep", "sleepUntil", "waitForEvent", "waitForSignal", "sendSignal", "invoke", "fetch", "wrap", "infer", "publish",
  "send", "createFunction", "endpoint", "create", "eventType",
]);

/** Yields between two calls, so that whoever runs it can stop it there; returns the facts. */
export function* findFacts(checker: ts.TypeChecker, file: ts.SourceFile): Generator<void, TypeFacts> {
  const finder = new FactFinder(checker, file);
  for (const call of findCalls(file)) {
    finder.look(call);
    yield;
  }
  return finder.facts();
}

function findCalls(file: ts.SourceFile): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) calls.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
}

class FactFinder {
  readonly #checker: ts.TypeChecker;
  readonly #file: ts.SourceFile;
  readonly #callees: { readonly span: Span; readonly callee: Callee }[] = [];
  readonly #values = new Map<ts.Node, { readonly span: Span; readonly type: TypeShape }>();
  readonly #events: { readonly span: Span; readonly name: string; readonly data: TypeShape }[] = [];
  readonly #seen = new Set<ts.Node>();

  constructor(checker: ts.TypeChecker, file: ts.SourceFile) {
    this.#checker = checker;
    this.#file = file;
  }

  facts(): TypeFacts {
    return { callees: this.#callees, values: [...this.#values.values()], events: this.#events };
  }

  look(call: ts.CallExpression): void {
    const expression = skipOuter(call.expression);
    this.#events.push(...findEvents(this.#checker, call));
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : ts.isIdentifier(expression) ? expression.text : undefined;
    if (name === undefined || (ts.isPropertyAccessExpression(expression) && !NAMES.has(name))) return;
    const callee = findCallee(this.#checker, expression);
    if (!callee) return;
    this.#callees.push({ span: spanOf(expression), callee: this.#isNullableWait(callee, call) ? { ...callee, nullable: true } : callee });
    const [first, second] = call.arguments;
    if (callee.kind === "tool") {
      if (first) this.#value(first);
      if (callee.tool === "sendEvent" && second) this.#value(second);
      if (callee.tool === "run" && second) this.#output(second);
    } else if (callee.kind === "create" || (callee.kind === "client" && callee.method === "send")) {
      if (first) this.#value(first);
      if (callee.kind === "create" && second) this.#value(second);
    }
  }

  #isNullableWait(callee: Callee, call: ts.CallExpression): callee is Callee & { kind: "tool" } {
    if (callee.kind !== "tool" || (callee.tool !== "waitForEvent" && callee.tool !== "waitForSignal")) return false;
    const result = this.#checker.getAwaitedType(this.#checker.getTypeAtLocation(call));
    return result?.isUnion() === true && result.types.some(({ flags }) => (flags & ts.TypeFlags.Null) !== 0);
  }

  /** What a step returns in one place: what is kept of it is what the promise holds. */
  #output(argument: ts.Expression): void {
    const callback = skipOuter(argument);
    const [returned, ...others] = ts.isArrowFunction(callback) || ts.isFunctionExpression(callback) ? findReturned(callback) : [];
    if (!returned || others.length > 0 || isAsserted(returned)) return;
    const node = skipOuter(returned);
    if (ts.isObjectLiteralExpression(node)) return this.#value(returned);
    const type = this.#checker.getAwaitedType(this.#checker.getTypeAtLocation(returned));
    if (type && !ts.isLiteralExpression(node) && !ts.isFunctionLike(node)) this.#add(node, type);
  }

  /** The type of an expression wherever the text does not tell its value: an assertion says that the type is not to be asked. */
  #value(outer: ts.Expression): void {
    const node = skipOuter(outer);
    if (this.#seen.has(node) || isAsserted(outer) || ts.isSpreadElement(node)) return;
    this.#seen.add(node);
    if (ts.isObjectLiteralExpression(node)) this.#object(node);
    else if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) this.#value(ts.isSpreadElement(element) ? element.expression : element);
    else if (!ts.isLiteralExpression(node) && !ts.isFunctionLike(node)) this.#expression(node, outer);
  }

  #object(node: ts.ObjectLiteralExpression): void {
    for (const property of node.properties) {
      if (ts.isPropertyAssignment(property)) this.#value(property.initializer);
      else if (ts.isShorthandPropertyAssignment(property)) this.#shorthand(property);
    }
    if (node.properties.some(ts.isSpreadAssignment)) this.#publish(node, node);
  }

  #shorthand({ name }: ts.ShorthandPropertyAssignment): void {
    const symbol = this.#checker.getShorthandAssignmentValueSymbol(name.parent);
    if (symbol) this.#add(name, this.#checker.getTypeOfSymbolAtLocation(symbol, name));
    this.#follow(symbol);
  }

  #expression(node: ts.Expression, outer: ts.Expression): void {
    this.#publish(node, outer);
    if (ts.isConditionalExpression(node)) {
      this.#value(node.whenTrue);
      this.#value(node.whenFalse);
    } else if (ts.isCallExpression(node)) {
      for (const argument of node.arguments) {
        const callback = skipOuter(argument);
        if (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) for (const returned of findReturned(callback)) this.#value(returned);
      }
    } else if (ts.isIdentifier(node)) this.#follow(this.#checker.getSymbolAtLocation(node));
  }

  /** A constant of this file is read where it is made, as the text's own analysis does. */
  #follow(symbol: ts.Symbol | undefined): void {
    const declaration = symbol?.valueDeclaration;
    if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer && declaration.getSourceFile() === this.#file) this.#value(declaration.initializer);
  }

  #publish(node: ts.Expression, outer: ts.Expression): void {
    this.#add(node, this.#checker.getTypeAtLocation(outer));
  }

  #add(node: ts.Expression, type: ts.Type): void {
    const shape = readType(this.#checker, type, node);
    if (shape.kind !== "unknown") this.#values.set(node, { span: spanOf(node), type: shape });
  }
}

function findReturned(fn: ts.ArrowFunction | ts.FunctionExpression): ts.Expression[] {
  if (!ts.isBlock(fn.body)) return [fn.body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(fn.body, visit);
  return found;
}
