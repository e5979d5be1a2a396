/** What `waitForEvent` is given behind its id: an object that says what it waits for, and how long. */
import ts from "typescript";
import { readLiteral } from "./literals.ts";
import type { SourceFiles } from "./source-files.ts";
import { spanOf } from "./spans.ts";
import type { IncompleteWait } from "./step-facts.ts";

/** Undefined where nothing is surely lacking. */
export function readIncompleteWait(files: SourceFiles, call: ts.CallExpression): IncompleteWait | undefined {
  const [id, options] = call.arguments;
  if (!id || call.arguments.some(ts.isSpreadElement)) return undefined;
  if (!options) return { span: spanOf(call.expression), lacks: "options" };
  const { value } = readLiteral(files, options);
  const span = spanOf(options);
  if (value.kind === "string") return { span, lacks: "options", duration: options.getText() };
  if (value.kind !== "object" || value.open) return undefined;
  const isGiven = (name: string): boolean => value.properties.some(({ key }) => key === name);
  const lacks = isGiven("event") ? "timeout" : "event";
  if (isGiven(lacks)) return undefined;
  const first = ts.isObjectLiteralExpression(options) ? options.properties[0] : undefined;
  return { span, lacks, ...(first ? { insertAt: first.getStart() } : {}) };
}
