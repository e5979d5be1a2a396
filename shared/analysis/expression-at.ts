/** Expressions under an editor's cursor: what stands there, and what could. Pure; offsets are of the file unless they say otherwise. */
import { blankStrings, isInString } from "../inngest/cel/quotes.ts";
import { celFunctionInfos, rootsOf } from "../inngest/cel/language.ts";
import type { CelFunctionInfo } from "../inngest/cel/language.ts";
import { rootShapes } from "./expression-shapes.ts";
import type { ExpressionModel, FileModel, FunctionModel, Snapshot, Span, StepCall } from "./model.ts";
import { keysOf, shapeAt } from "./shape-path.ts";
import type { Shape } from "./shape.ts";
import { toSourceSpan, toTextOffset } from "./text-places.ts";

/** Every expression written in a file, those in helpers whose steps only other files' functions make known included. */
export function expressionsIn(file: FileModel, snapshot: Snapshot): ExpressionModel[] {
  const calls = [...file.steps, ...[...file.functions, ...snapshot.functionsReaching(file.path)].flatMap(callsOf)].filter(({ path }) => path === file.path);
  const all = [...file.functions, ...calls].flatMap(({ expressions = [] }) => expressions).filter(({ path }) => path === file.path);
  return [...new Map(all.map((expression) => [`${String(expression.span.start)}:${expression.option}`, expression])).values()];
}

function callsOf({ steps, failureSteps }: FunctionModel): readonly StepCall[] {
  return [...steps, ...failureSteps].map(({ call }) => call);
}

export function findExpressionAt(file: FileModel, snapshot: Snapshot, offset: number): ExpressionModel | undefined {
  return expressionsIn(file, snapshot).find((expression) => toTextOffset(expression, offset) !== undefined);
}

/** What may be written at a place. */
export type ExpressionCandidate =
  | { readonly kind: "root"; readonly name: "event" | "async"; readonly shape: Shape }
  | { readonly kind: "key"; readonly name: string; readonly shape: Shape }
  /** A text that a schema lists. */
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "function"; readonly name: string; readonly info: CelFunctionInfo };

export interface ExpressionCompletion {
  /** The word that is being typed, to be replaced. */
  readonly span: Span;
  readonly candidates: readonly ExpressionCandidate[];
}

/** undefined where nothing can be told, as in a half-written number, and in a string that is compared with nothing known. */
export function completeExpression(snapshot: Snapshot, file: FileModel, expression: ExpressionModel, offset: number): ExpressionCompletion | undefined {
  const at = toTextOffset(expression, offset);
  if (at === undefined) return undefined;
  if (isInString(expression.text, at)) return completeCompared(snapshot, file, expression, at);
  const typed = readTypedPath(expression.text, at);
  if (!typed) return undefined;
  const span = toSourceSpan(expression, typed.start, typed.end);
  const shapes = rootShapes(snapshot, file, expression, { generous: true });
  if (expression.kind === "match") return { span, candidates: matchKeys(shapes.event, shapes.async, typed.path) };
  const [root, ...keys] = typed.path;
  const roots = rootsOf(expression.place);
  if (root === undefined) {
    return { span, candidates: [...roots.map((name) => ({ kind: "root" as const, name, shape: shapes[name] })), ...functions((info) => info.form !== "method")] };
  }
  const known = roots.find((name) => name === root);
  const found = known && shapeAt(shapes[known], keys);
  if (found?.kind === "missing") return { span, candidates: [] };
  return { span, candidates: [...(found ? toCandidates(keysOf([found.shape])) : []), ...(keys.length > 0 ? functions((info) => info.form !== "function" && fits(info, found?.shape)) : [])] };
}

const COMPARED = /(?:^|[^\w.\])"'])([A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)+)\s*[=!]=\s*(["'])([^"'\\]*)$/;

/** `event.data.plan == '|'`: the values that the schema lists. */
function completeCompared(snapshot: Snapshot, file: FileModel, expression: ExpressionModel, at: number): ExpressionCompletion | undefined {
  const [, path = "", quote = "", typed = ""] = COMPARED.exec(expression.text.slice(0, at)) ?? [];
  const [root, ...keys] = path.split(".").map((part) => part.trim());
  const known = rootsOf(expression.place).find((name) => name === root);
  const found = known && shapeAt(rootShapes(snapshot, file, expression, { generous: true })[known], keys);
  if (found?.kind !== "shape") return undefined;
  const members = found.shape.kind === "union" ? found.shape.members : [found.shape];
  const texts = new Set(members.flatMap((member) => (member.kind === "literal" && typeof member.value === "string" ? [member.value] : [])));
  const end = expression.text.indexOf(quote, at);
  return texts.size === 0 ? undefined : { span: toSourceSpan(expression, at - typed.length, end < 0 ? at : end), candidates: [...texts].map((name) => ({ kind: "value", name })) };
}

export type ExpressionMention =
  | { readonly kind: "path"; readonly span: Span; readonly path: string; readonly shape: Shape }
  | { readonly kind: "function"; readonly span: Span; readonly info: CelFunctionInfo };

/** What the word at an offset is; undefined where it is neither a function nor on a path that leads somewhere. */
export function mentionAt(snapshot: Snapshot, file: FileModel, expression: ExpressionModel, offset: number): ExpressionMention | undefined {
  const { text } = expression;
  const at = toTextOffset(expression, offset);
  if (at === undefined || isInString(text, at)) return undefined;
  const rest = /^\w*/.exec(text.slice(at))?.[0] ?? "";
  const typed = readTypedPath(text, at + rest.length);
  if (!typed) return undefined;
  const word = text.slice(typed.start, typed.end);
  const span = toSourceSpan(expression, typed.start, typed.end);
  const info = /^\s*\(/.test(text.slice(typed.end)) ? celFunctionInfos.find(({ name }) => name === word) : undefined;
  if (info) return { kind: "function", span, info };
  const shapes = rootShapes(snapshot, file, expression);
  const path = [...(expression.kind === "match" ? ["async"] : []), ...typed.path, word];
  const root = rootsOf(expression.place).find((name) => name === path[0]);
  const found = root && shapeAt(shapes[root], path.slice(1));
  return found?.kind === "shape" ? { kind: "path", span, path: path.join("."), shape: found.shape } : undefined;
}

interface TypedPath {
  /** The word at the offset. */
  readonly start: number;
  readonly end: number;
  /** What stands before the word's dot. */
  readonly path: readonly (string | number)[];
}

const BEFORE = /(?:^|[^\w.\])"'])((?:[A-Za-z_]\w*)(?:\s*\.\s*[A-Za-z_]\w*|\s*\[\s*(?:\d+|"[^"]*"|'[^']*')\s*\])*)\s*\.\s*([A-Za-z_]\w*)?$/;

/** Lexical, for what is being typed is no expression yet. */
function readTypedPath(text: string, at: number): TypedPath | undefined {
  const after = /^\w*/.exec(text.slice(at))?.[0] ?? "";
  const before = text.slice(0, at);
  const match = BEFORE.exec(before);
  if (match) {
    const word = match[2] ?? "";
    return { start: at - word.length, end: at + after.length, path: [...(match[1] ?? "").matchAll(/[A-Za-z_]\w*|\d+|"[^"]*"|'[^']*'/g)].map(([part]) => toKey(part)) };
  }
  const word = /(?:^|[^\w.])([A-Za-z_]\w*)?$/.exec(blankStrings(before).strings);
  return word ? { start: at - (word[1] ?? "").length, end: at + after.length, path: [] } : undefined;
}

function toKey(part: string): string | number {
  if (/^\d/.test(part)) return Number(part);
  return /^["']/.test(part) ? part.slice(1, -1) : part;
}

/** Keys that both events have: only those can match. */
function matchKeys(event: Shape, async: Shape, path: readonly (string | number)[]): ExpressionCandidate[] {
  const [own, other] = [event, async].map((shape) => {
    const found = shapeAt(shape, path);
    return found.kind === "shape" ? found.shape : undefined;
  });
  if (!own || !other) return [];
  const [ownKeys, otherKeys] = [keysOf([own]), keysOf([other])];
  return toCandidates(new Map([...otherKeys].filter(([key]) => ownKeys.has(key) || own.kind === "any")));
}

function toCandidates(keys: ReadonlyMap<string, Shape>): ExpressionCandidate[] {
  return [...keys].map(([name, shape]) => ({ kind: "key", name, shape }));
}

function functions(isWanted: (info: CelFunctionInfo) => boolean): ExpressionCandidate[] {
  return celFunctionInfos.filter(isWanted).map((info) => ({ kind: "function", name: info.name, info }));
}

/** Whether a method is one of what it is called on. */
function fits(info: CelFunctionInfo, shape: Shape | undefined): boolean {
  const { of } = info;
  if (!of || !shape || shape.kind === "any") return true;
  if (shape.kind === "union") return shape.members.some((member) => fits(info, member));
  const isText = shape.kind === "string" || (shape.kind === "literal" && typeof shape.value === "string");
  return (isText && of.includes("text")) || (shape.kind === "array" && of.includes("list"));
}
