/** Route files of frameworks that look for one export a method: `export const { GET, POST, PUT } = serve(…)`. */
import ts from "typescript";
import { exportsOf } from "./exports.ts";
import type { Span } from "./model.ts";
import { skipOuter, withOuter } from "./resolve.ts";
import { findDeclaration, referencesTo } from "./scope.ts";
import { spanOf } from "./spans.ts";

/** A file whose exports are the HTTP methods that it answers. */
export interface RouteModel {
  /** Of `GET`, `POST` and `PUT`, those that the file exports. */
  readonly exported: readonly string[];
  /** The exports of what `serve` made. */
  readonly span: Span;
  /** Where the others go, as code. */
  readonly add: { readonly at: number; readonly text: string };
}

const FRAMEWORKS = /^inngest\/(?:next|sveltekit|astro)$/;
/** With `PUT` functions are registered, with `POST` they are called; `GET` only tells of them. */
const METHODS = ["GET", "POST", "PUT"] as const;

/** Undefined where it cannot be told which methods the file exports of what `serve` made. */
export function readRoute(call: ts.CallExpression): RouteModel | undefined {
  const file = call.getSourceFile();
  const holder = withOuter(call).parent;
  if (!isOfFramework(call.expression) || !ts.isVariableDeclaration(holder)) return undefined;
  const { named, stars } = exportsOf(file);
  const exported = METHODS.filter((method) => named.has(method));
  const place = stars.length > 0 ? undefined : ts.isIdentifier(holder.name) ? placeInUses(holder) : placeInPattern(holder);
  if (!place) return undefined;
  const added = METHODS.filter((method) => !named.has(method)).map(place.write);
  return { exported, span: place.span, add: { at: place.at, text: added.join("") } };
}

function isOfFramework(callee: ts.Expression): boolean {
  const name = skipOuter(callee);
  const declaration = ts.isIdentifier(name) ? findDeclaration(name.text, name, "value") : undefined;
  const statement = declaration && ts.findAncestor(declaration, ts.isImportDeclaration);
  return statement !== undefined && ts.isStringLiteral(statement.moduleSpecifier) && FRAMEWORKS.test(statement.moduleSpecifier.text);
}

/** Where exports of methods stand, and how another is written there. */
interface Place {
  readonly span: Span;
  readonly at: number;
  readonly write: (method: string) => string;
}

/** `export const { GET, POST } = serve(…)`. */
function placeInPattern({ name, parent: { parent: statement } }: ts.VariableDeclaration): Place | undefined {
  if (!ts.isObjectBindingPattern(name) || name.elements.some(({ dotDotDotToken }) => dotDotDotToken) || !isExported(statement)) return undefined;
  const last = name.elements.at(-1);
  return last && { span: spanOf(name), at: last.end, write: (method) => `, ${method}` };
}

/** `export { handler as GET, handler as POST }`, or `export const GET = handler.GET`. */
function placeInUses(holder: ts.VariableDeclaration): Place | undefined {
  const uses = referencesTo(holder).map((name) => name.parent);
  const specifier = uses.findLast((use) => ts.isExportSpecifier(use) && isMethod(use.name.text));
  if (specifier) return { span: spanOf(specifier.parent), at: specifier.end, write: (method) => `, ${holder.name.getText()} as ${method}` };
  const members = uses.flatMap((use) => (ts.isPropertyAccessExpression(use) && isMethod(use.name.text) ? [use] : []));
  const statements = members.flatMap((use) => {
    const statement = ts.isVariableDeclaration(use.parent) ? use.parent.parent.parent : undefined;
    return statement && isExported(statement) ? [statement] : [];
  });
  const last = statements.at(-1);
  return last && { span: spanOf(last), at: last.end, write: (method) => `\nexport const ${method} = ${holder.name.getText()}.${method};` };
}

function isMethod(name: string): boolean {
  return METHODS.some((method) => method === name);
}

function isExported(statement: ts.Node): boolean {
  return ts.isVariableStatement(statement) && statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
}
