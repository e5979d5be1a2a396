/** What a call calls, told by the package that declares the member, never by how it is spelled. */
import ts from "typescript";
import type { StepTool } from "../../../shared/analysis/model.ts";
import { propertyText } from "../../../shared/analysis/resolve.ts";
import { TOOL_NAMES, memberRole } from "../../../shared/analysis/roles.ts";
import type { Callee } from "../../../shared/analysis/type-facts.ts";

const OTHERS: ReadonlySet<string> = new Set(["send", "createFunction", "endpoint", "create", "eventType"]);

/** undefined where the types do not tell: for `any`, and for signatures that the real tools may stand behind. */
export function findCallee(checker: ts.TypeChecker, expression: ts.Expression): Callee | undefined {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : ts.isIdentifier(expression) ? expression : undefined;
  if (!name) return undefined;
  const symbol = symbolOf(checker, name);
  const declarations = symbol?.declarations ?? [];
  const own = declarations.find((declaration) => isInngest(declaration.getSourceFile().fileName));
  if (symbol && own) return calleeOf(symbol.name, own, expression);
  const relevant = TOOL_NAMES.has(name.text) || OTHERS.has(name.text);
  return relevant && declarations.length > 0 && declarations.every(isElsewhere) ? { kind: "other" } : undefined;
}

/** Follows imports, and a destructured tool to the member it was taken from. */
function symbolOf(checker: ts.TypeChecker, name: ts.MemberName): ts.Symbol | undefined {
  const found = checker.getSymbolAtLocation(name);
  const symbol = found && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  const declaration = symbol?.declarations?.[0];
  if (!declaration || !ts.isBindingElement(declaration) || !ts.isObjectBindingPattern(declaration.parent)) return symbol;
  const key = declaration.propertyName ?? declaration.name;
  const text = ts.isIdentifier(key) ? key.text : ts.isPropertyName(key) ? propertyText(key) : undefined;
  return text === undefined ? undefined : checker.getTypeAtLocation(declaration.parent).getProperty(text);
}

/** The real package, wherever a package manager puts it. */
function isInngest(file: string): boolean {
  return /\/node_modules\/inngest\//.test(file);
}

function calleeOf(name: string, declaration: ts.Declaration, callee: ts.Expression): Callee | undefined {
  if (name === "eventType") return { kind: "eventType" };
  const owner = ts.findAncestor(declaration, (node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) as ts.ClassDeclaration | ts.InterfaceDeclaration | undefined;
  if (owner?.name?.text === "EventType" && name === "create") return { kind: "create" };
  if (owner?.name?.text === "Inngest") return name === "send" || name === "createFunction" || name === "endpoint" ? { kind: "client", method: name } : undefined;
  if (!/\/InngestStepTools\.d\.[cm]?ts$/.test(declaration.getSourceFile().fileName)) return undefined;
  const direct = memberRole({ kind: "tools" }, name);
  if (direct?.kind === "tool") return { kind: "tool", tool: direct.tool };
  const receiver = ts.isPropertyAccessExpression(callee) && ts.isPropertyAccessExpression(callee.expression) ? callee.expression.name.text : undefined;
  const tool = receiver === undefined ? undefined : memberRole(memberRole({ kind: "tools" }, receiver), name);
  return tool?.kind === "tool" ? { kind: "tool", tool: tool.tool satisfies StepTool } : undefined;
}

/**
 * Written out in the workspace, or declared by another package. A signature of the workspace's own is neither: people
 * write `interface Steps { run(…) }` and hand the real tools over.
 */
function isElsewhere(declaration: ts.Declaration): boolean {
  const { fileName } = declaration.getSourceFile();
  if (fileName.includes("/node_modules/")) return true;
  // A subclass may well be the client with a word more.
  if (ts.isClassLike(declaration.parent) && declaration.parent.heritageClauses) return false;
  if (ts.isFunctionLike(declaration)) return (declaration as ts.FunctionLikeDeclaration).body !== undefined;
  if (ts.isPropertyAssignment(declaration)) return isFunction(declaration.initializer);
  return ts.isPropertyDeclaration(declaration) && declaration.initializer !== undefined && isFunction(declaration.initializer);
}

function isFunction(node: ts.Expression): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
