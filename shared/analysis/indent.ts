/** Code that moves to another depth of indentation. */
import ts from "typescript";
import type { Span } from "./model.ts";

/** Gives each line but the first more of an indent. The text of template literals is data and stays as it is. */
export function indentLines(path: string, code: string, indent: string): string {
  return mapLines(path, code, (line) => (line.trim() === "" ? line : indent + line));
}

/** Takes from each line but the first an indent of at most so many blanks. */
export function dedentLines(path: string, code: string, most: number): string {
  return mapLines(path, code, (line) => line.slice(Math.min(most, /^[ \t]*/.exec(line)?.[0].length ?? 0)));
}

function mapLines(path: string, code: string, change: (line: string) => string): string {
  const [first = "", ...lines] = code.split("\n");
  if (lines.length === 0) return code;
  const literals = code.includes("`") ? findLiterals(path, code) : [];
  let start = first.length + 1;
  const changed = lines.map((line) => {
    const at = start;
    start += line.length + 1;
    return literals.some((literal) => literal.start < at && at < literal.end) ? line : change(line);
  });
  return [first, ...changed].join("\n");
}

/** What stands between backticks, without the code in `${…}`. */
function findLiterals(path: string, code: string): Span[] {
  const found: Span[] = [];
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): void => {
    if (ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) found.push({ start: node.getStart(source), end: node.end });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
