/** Lines above which no comment can stand. */
import ts from "typescript";
import type { Span } from "./model.ts";

/** Template literals and JSX elements of more than one line, the outermost ones: a comment inside of them is text. */
export function findLongTexts(path: string, text: string): Span[] {
  if (!/`|<\/|\/>/.test(text)) return [];
  const found: Span[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false);
  const visit = (node: ts.Node): void => {
    const isText = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isJsxElement(node) || ts.isJsxFragment(node);
    const start = isText ? node.getStart(source) : node.end;
    if (isText && text.slice(start, node.end).includes("\n")) found.push({ start, end: node.end });
    else ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
