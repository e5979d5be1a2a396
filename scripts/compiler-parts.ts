/**
 * Cuts out of the TypeScript compiler what some names of it need. Its build is one scope of functions and constants,
 * so what a name needs can be followed from statement to statement; the parser is a tenth of the whole.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";

/** What only a checker makes: the parser names them and never gets there. */
const neverMade = ["SymbolObject", "TypeObject", "SignatureObject"];

/** @returns The text of a module that exports `names` of the compiler; throws where its build has another form than is known. */
export function cutCompiler(names: readonly string[]): string {
  const parts = read ??= readParts();
  const kept = new Set<ts.Statement>();
  const asked = new Set<string>(neverMade);
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (asked.has(name)) continue;
    asked.add(name);
    for (const statement of parts.get(name) ?? []) {
      if (kept.has(statement)) continue;
      kept.add(statement);
      queue.push(...namesIn(statement).filter((used) => parts.has(used)));
    }
  }
  const missing = names.filter((name) => !parts.has(name));
  if (missing.length > 0) throw new Error(`the compiler's build has no \`${missing.join("`, `")}\``);
  const inOrder = [...kept].sort((a, b) => a.pos - b.pos).map((statement) => statement.getText());
  const text = [`var ${neverMade.join(", ")};`, ...inOrder, `export { ${names.join(", ")} };`].join("\n");
  return withoutUnusedMessages(text);
}

type Parts = ReadonlyMap<string, readonly ts.Statement[]>;

let read: Parts | undefined;

/** Statements by what they declare or complete, in the order in which they stand. */
function readParts(): Parts {
  const text = readFileSync(new URL("../node_modules/typescript/lib/typescript.js", import.meta.url), "utf8");
  const start = text.indexOf("// src/compiler/corePublic.ts");
  const end = text.lastIndexOf("// Annotate the CommonJS export names");
  if (start < 0 || end < start) throw new Error("the compiler's build does not begin and end as it is known to");
  const file = ts.createSourceFile("typescript.js", text.slice(start, end), { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone }, true, ts.ScriptKind.JS);
  const parts = new Map<string, ts.Statement[]>();
  for (const statement of file.statements) {
    for (const name of namesOf(statement)) {
      const known = parts.get(name);
      if (known) known.push(statement);
      else parts.set(name, [statement]);
    }
  }
  return parts;
}

/** What a statement declares; else the name that it fills, of a namespace or a static field. Nothing where it acts on the process. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => namesBound(name));
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  const text = statement.getText();
  if (text === "setObjectAllocator(getServicesObjectAllocator());") return ["objectAllocator"];
  const filled = /^\(\(\w+\) => \{[^]*\}\)\((\w+) \|\| \(\1 = \{\}\)\);$/.exec(text) ?? /^(\w+)(?:\.\w+)+ = /.exec(text) ?? /^__export\((\w+),/.exec(text);
  if (filled?.[1] !== undefined) return [filled[1]];
  if (/^(?:if \((?:sys &&|typeof console)|register(?:CodeFix|Refactor)\(|\{\s*\})/.test(text)) return [];
  throw new Error(`the compiler's build has a statement that is not known: ${text.slice(0, 80)}`);
}

function namesBound(name: ts.BindingName): string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesBound(element.name) : []));
}

/** Every name that a statement may read; names of members are none. */
function namesIn(statement: ts.Statement): string[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const { parent } = node;
    const isMember = (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node;
    if (ts.isIdentifier(node) && !isMember) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(statement, visit);
  return [...names];
}

/** The compiler has two thousand messages in one table; the parser uses some of them. */
function withoutUnusedMessages(text: string): string {
  const used = new Set(Array.from(text.matchAll(/\bDiagnostics\.(\w+)/g), (match) => match[1] ?? ""));
  if (/\bDiagnostics\[|[(,=] ?Diagnostics[,;)]/.test(text)) throw new Error("the compiler's messages are used as a whole");
  return text.replace(/^var Diagnostics = \{\n([^]*?)\n\};$/m, (_whole, table: string) => {
    const rows = table.split("\n").filter((row) => used.has(/^ *(\w+):/.exec(row)?.[1] ?? ""));
    return `var Diagnostics = {\n${rows.join("\n")}\n};`;
  });
}
