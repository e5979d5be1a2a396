/** Selected code of a handler into a step of its own. */
import ts from "typescript";
import { indentLines } from "../../../../shared/analysis/indent.ts";
import type { FileModel, FunctionModel, Snapshot, Span } from "../../../../shared/analysis/model.ts";
import { bindingKey } from "../../../../shared/analysis/resolve.ts";
import { readSelectedCode } from "../../../../shared/analysis/selected-code.ts";
import type { SelectedCode } from "../../../../shared/analysis/selected-code.ts";
import type { TextEdit } from "../../rules/rule.ts";
import { idsInFunctions, nextFreeId, toKebab } from "../../rules/support/steps.ts";
import { functionAt } from "../event-flow.ts";
import type { Refactor } from "./refactor.ts";

export function extractStep(snapshot: Snapshot, file: FileModel, selection: Span): Refactor | undefined {
  if (selection.end <= selection.start) return undefined;
  const fn = functionAt(snapshot, file.path, selection.start);
  if (!fn?.handler || fn.handler.path !== file.path || touchesSteps(file, fn, selection)) return undefined;
  const code = readSelectedCode(file.path, file.text, selection);
  const tools = code && code.owner.getStart() === fn.handler.span.start ? findTools(file.path, code.owner) : undefined;
  if (!code || !tools) return undefined;
  const id = nextFreeId(toKebab(code.callee ?? "step") || "step", idsInFunctions(file, snapshot));
  const newText = write(file, code, `${tools.text}.run("${id}", `);
  const named = newText.indexOf(`.run("${id}"`) + ".run(\"".length;
  return { title: "Extract into 'step.run'", kind: "extract", edits: [{ path: file.path, span: code.span, newText }, ...tools.edits], named: { start: named, end: named + id.length } };
}

/** No step stands in a step, and a send of events has a step of its own. */
function touchesSteps(file: FileModel, { handlerSends }: FunctionModel, { start, end }: Span): boolean {
  const overlaps = (span: Span): boolean => span.start < end && start < span.end;
  return file.steps.some(({ path, span }) => path === file.path && overlaps(span)) || handlerSends.some(({ location }) => location.path === file.path && overlaps(location.span));
}

function write(file: FileModel, code: SelectedCode, call: string): string {
  const text = file.text.slice(code.body.span.start, code.body.span.end);
  const head = `${code.awaits ? "async " : ""}() =>`;
  const { declares } = code;
  const target = declares ? `${declares.keyword} ${declares.names.length === 1 ? declares.names[0] ?? "" : `{ ${declares.names.join(", ")} }`}${declares.type === undefined ? "" : `: ${declares.type}`} = ` : "";
  if (code.body.kind === "expression") {
    const result = `await ${call}${head} ${text.startsWith("{") ? `(${text})` : text})`;
    return `${target}${code.isAccessed ? `(${result})` : result}${/;$/.test(file.text.slice(code.span.start, code.span.end)) ? ";" : ""}`;
  }
  const lineStart = file.text.lastIndexOf("\n", code.span.start) + 1;
  const indent = /^[ \t]*/.exec(file.text.slice(lineStart))?.[0] ?? "";
  const unit = indent.includes("\t") ? "\t" : "  ";
  const names = declares?.names ?? [];
  const result = names.length > 0 ? `\n${indent}${unit}return ${names.length === 1 ? names[0] ?? "" : `{ ${names.join(", ")} }`};` : "";
  return `${target}await ${call}${head} {\n${indent}${unit}${indentLines(file.path, text, unit)}${result}\n${indent}});`;
}

interface Tools {
  /** `step`, `ctx.step`. */
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

/** How a handler calls its tools, and what its parameters lack for it. */
function findTools(path: string, { parameters }: SelectedCode["owner"]): Tools | undefined {
  const pattern = (parameter: ts.ParameterDeclaration | undefined): ts.ObjectBindingPattern | undefined => (parameter && ts.isObjectBindingPattern(parameter.name) ? parameter.name : undefined);
  for (const parameter of parameters) {
    const element = pattern(parameter)?.elements.find((candidate) => bindingKey(candidate) === "step");
    if (element) return ts.isIdentifier(element.name) ? { text: element.name.text, edits: [] } : undefined;
  }
  const [first] = parameters;
  if (!first) return { text: "step", edits: [{ path, span: { start: parameters.pos, end: parameters.pos }, newText: "{ step }" }] };
  if (ts.isIdentifier(first.name)) return { text: `${first.name.text}.step`, edits: [] };
  const elements = pattern(first)?.elements;
  const last = elements?.at(-1);
  if (!elements || last?.dotDotDotToken) return undefined;
  const at = last ? last.end : elements.pos;
  return { text: "step", edits: [{ path, span: { start: at, end: at }, newText: last ? ", step" : " step " }] };
}
