/** What a module exports, read from its top-level statements. */
import ts from "typescript";
import { NodeAnswers } from "./node-answers.ts";

export type ExportEntry =
  /** A name of the module's own scope. */
  | { readonly kind: "local"; readonly name: string }
  /** `export { name } from "…"`; name `*` for `export * as x from "…"`. */
  | { readonly kind: "from"; readonly specifier: string; readonly name: string }
  | { readonly kind: "node"; readonly node: ts.Node };

export interface ExportTable {
  readonly named: ReadonlyMap<string, ExportEntry>;
  /** Specifiers of `export * from "…"`. */
  readonly stars: readonly string[];
}

const tables = new NodeAnswers<ts.SourceFile, ExportTable>();

export function exportsOf(file: ts.SourceFile): ExportTable {
  const known = tables.get(file);
  if (known) return known;
  const named = new Map<string, ExportEntry>();
  const stars: string[] = [];
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) readExportDeclaration(statement, named, stars);
    else if (ts.isExportAssignment(statement)) named.set("default", { kind: "node", node: statement.expression });
    else if (ts.isExpressionStatement(statement)) readCommonJs(statement.expression, named);
    else readDeclaration(statement, named);
  }
  const table = { named, stars };
  tables.set(file, table);
  return table;
}

function readExportDeclaration(statement: ts.ExportDeclaration, named: Map<string, ExportEntry>, stars: string[]): void {
  const specifier = statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
  const clause = statement.exportClause;
  if (!clause) {
    if (specifier !== undefined) stars.push(specifier);
  } else if (ts.isNamespaceExport(clause)) {
    if (specifier !== undefined) named.set(clause.name.text, { kind: "from", specifier, name: "*" });
  } else {
    for (const element of clause.elements) {
      const name = (element.propertyName ?? element.name).text;
      named.set(element.name.text, specifier === undefined ? { kind: "local", name } : { kind: "from", specifier, name });
    }
  }
}

function readDeclaration(statement: ts.Statement, named: Map<string, ExportEntry>): void {
  if (!ts.canHaveModifiers(statement)) return;
  const modifiers = ts.getModifiers(statement) ?? [];
  if (!modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return;
  if (modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) {
    named.set("default", { kind: "node", node: statement });
    return;
  }
  if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) for (const name of boundNames(declaration.name)) named.set(name, { kind: "local", name });
  } else {
    const name = (statement as ts.DeclarationStatement).name;
    if (name && ts.isIdentifier(name)) named.set(name.text, { kind: "local", name: name.text });
  }
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}

/** `exports.x = …`, `module.exports.x = …`, `module.exports = …`. */
function readCommonJs(expression: ts.Expression, named: Map<string, ExportEntry>): void {
  if (!ts.isBinaryExpression(expression) || expression.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return;
  const left = expression.left;
  if (!ts.isPropertyAccessExpression(left)) return;
  const owner = left.expression.getText();
  if (owner === "exports" || owner === "module.exports") named.set(left.name.text, { kind: "node", node: expression.right });
  if (owner !== "module" || left.name.text !== "exports") return;
  named.set("default", { kind: "node", node: expression.right });
  if (!ts.isObjectLiteralExpression(expression.right)) return;
  for (const property of expression.right.properties) {
    if (ts.isShorthandPropertyAssignment(property)) named.set(property.name.text, { kind: "node", node: property.name });
    else if (ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)) named.set(property.name.text, { kind: "node", node: property.initializer });
  }
}
