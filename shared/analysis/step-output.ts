/** What a step returns, and uses of its result that need what JSON does not keep. */
import ts from "typescript";
import { functionAround } from "./ancestors.ts";
import { readLiteral } from "./literals.ts";
import type { ValueLiteral } from "./model.ts";
import type { MisreadOutput } from "./step-facts.ts";
import { bindingKey, skipOuter, withOuter } from "./resolve.ts";
import { isReassigned, referencesTo } from "./scope.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";
import { resultOf } from "./step-result.ts";
import { isAsserted } from "./unchanged.ts";

/** Members that only the object itself has; what JSON makes of it has none of them. */
const MEMBERS: Readonly<Record<string, RegExp>> = {
  Date: /^(get|set|to(ISO|UTC|Date|Time|LocaleDate|LocaleTime))/,
  Map: /^(get|set|has|delete|forEach|entries|keys|values|size)$/,
  Set: /^(add|has|delete|forEach|entries|keys|values|size|union|intersection|difference)$/,
  URL: /^(href|host|hostname|pathname|searchParams|protocol|origin|port|hash)$/,
  RegExp: /^(test|exec|source|flags)$/,
};

export function findMisreadOutput(files: SourceFiles, call: ts.CallExpression, argument: ts.Expression): MisreadOutput[] {
  const callback = skipOuter(argument);
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return [];
  const output = onlyReturn(callback);
  const result = output && resultOf(call);
  if (!result) return [];
  const { binding, expression, retyped } = result;
  // Most results are passed on whole, and then what they are made of is no question.
  if (!(binding ? isTakenApart(binding.name) : isOwner(expression))) return [];
  const value = withoutNothing(readLiteral(files, output).value);
  if (value.kind === "unknown") return [];
  const uses = binding ? usesOf(binding.name, value) : [{ use: expression, value }];
  return uses.flatMap(({ use, value: used }) => {
    const found = follow(use, used, binding === undefined || !isReassigned(binding));
    return found ? [{ ...found, retyped: retyped || found.retyped }] : [];
  });
}

/** The expression that a callback returns, where it returns in one place. */
function onlyReturn(callback: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | undefined {
  if (!ts.isBlock(callback.body)) return callback.body;
  const returns: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node)) returns.push(node);
    else if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(callback.body);
  return returns.length === 1 ? returns[0]?.expression : undefined;
}

/** Whether a member of what a name holds is read, or it is called. */
function isTakenApart(name: ts.BindingName): boolean {
  return !ts.isIdentifier(name) || referencesTo(name.parent as ts.VariableDeclaration | ts.BindingElement).some(isOwner);
}

function isOwner(use: ts.Expression): boolean {
  const node = withOuter(use);
  return (ts.isPropertyAccessExpression(node.parent) || ts.isCallExpression(node.parent)) && node.parent.expression === node;
}

interface Use {
  readonly use: ts.Expression;
  readonly value: ValueLiteral;
}

function usesOf(name: ts.BindingName, value: ValueLiteral): Use[] {
  if (ts.isIdentifier(name)) return referencesTo(name.parent as ts.VariableDeclaration | ts.BindingElement).map((use) => ({ use, value }));
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((element) => {
    const key = bindingKey(element);
    const member = key === undefined || element.dotDotDotToken || element.initializer ? undefined : memberOf(value, key);
    return member && !isReassigned(element) ? usesOf(element.name, member) : [];
  });
}

function memberOf(value: ValueLiteral, key: string): ValueLiteral | undefined {
  const member = value.kind === "object" && !value.open ? value.properties.findLast((property) => property.key === key)?.value : undefined;
  return member && withoutNothing(member);
}

/** What a value is where it is there at all: null and what is undefined have no members to be missed. */
function withoutNothing(value: ValueLiteral): ValueLiteral {
  const [only, ...others] = value.kind === "union" ? value.members.filter(({ kind }) => kind !== "null" && kind !== "undefined") : [];
  return only && others.length === 0 ? only : value;
}

/** Goes from a mention of the result along its members to one that is no longer there. */
function follow(mention: ts.Expression, start: ValueLiteral, constant: boolean): MisreadOutput | undefined {
  if (!constant) return undefined;
  let node = mention;
  let value: ValueLiteral | undefined = start;
  let retyped = false;
  for (; value; ) {
    node = withOuter(node);
    retyped ||= isAsserted(node);
    const { parent }: ts.Node = node;
    if (value.kind === "function" && ts.isCallExpression(parent) && parent.expression === node && functionAround(parent)) {
      return { className: "function", method: node.getText(), receiver: spanOf(node), methodSpan: spanOf(node), made: value.span, retyped };
    }
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return undefined;
    const name = parent.name.text;
    const className = value.kind === "instance" ? value.className : value.kind === "regexp" ? "RegExp" : undefined;
    if (className !== undefined) {
      if (!Object.hasOwn(MEMBERS, className) || !MEMBERS[className]?.test(name)) return undefined;
      return { className, method: name, receiver: spanOf(node), methodSpan: spanOf(parent.name), made: value.span, retyped };
    }
    value = memberOf(value, name);
    node = parent;
  }
  return undefined;
}
