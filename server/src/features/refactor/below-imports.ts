/** A declaration made with what the SDK exports, below the imports of a file. */
import ts from "typescript";
import type { TextEdit } from "../../rules/rule.ts";

/** The declaration, and the names that it needs in the import of `inngest` or in a new one. */
export function writeBelowImports(path: string, text: string, names: readonly string[], declaration: string): TextEdit[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const elements = imports.map(namesFromSdk).find((found) => found !== undefined);
  const present = new Set(elements?.flatMap(({ name, propertyName, isTypeOnly }) => (propertyName || isTypeOnly ? [] : [name.text])));
  const missing = names.filter((name) => !present.has(name));
  const insert = (at: number, newText: string): TextEdit => ({ path, span: { start: at, end: at }, newText });
  const last = elements?.at(-1);
  const added = missing.length === 0 || last ? "" : `import { ${missing.join(", ")} } from "inngest";`;
  const above = imports.at(-1) ?? directivesOf(source).at(-1);
  const edits = last && missing.length > 0 ? [insert(last.end, `, ${missing.join(", ")}`)] : [];
  if (above) return [...edits, insert(endOfLine(text, above.end), `${added && `\n${added}`}\n\n${declaration}`)];
  const shebang = /^#!.*/.exec(text)?.[0] ?? "";
  return [...edits, insert(shebang.length, `${shebang && "\n"}${added && `${added}\n\n`}${declaration}\n`)];
}

/** `import { Inngest } from "inngest"`: what stands between the braces, when anything does. */
function namesFromSdk({ importClause, moduleSpecifier }: ts.ImportDeclaration): readonly ts.ImportSpecifier[] | undefined {
  const bindings = importClause?.namedBindings;
  const isOurs = ts.isStringLiteral(moduleSpecifier) && moduleSpecifier.text === "inngest" && !importClause?.isTypeOnly;
  return isOurs && bindings && ts.isNamedImports(bindings) && bindings.elements.length > 0 ? bindings.elements : undefined;
}

/** `"use server";` holds only above everything else. */
function directivesOf({ statements }: ts.SourceFile): readonly ts.Statement[] {
  const end = statements.findIndex((statement) => !ts.isExpressionStatement(statement) || !ts.isStringLiteral(statement.expression));
  return statements.slice(0, end < 0 ? statements.length : end);
}

/** Behind a comment on the same line. */
function endOfLine(text: string, at: number): number {
  return at + (/^[ \t]*\/\/[^\r\n]*/.exec(text.slice(at))?.[0].length ?? 0);
}
