/** What is wrong with an expression in itself and with the paths it reads, in offsets of its text. */
import { rootShapes } from "../../../../shared/analysis/expression-shapes.ts";
import type { ExpressionModel, FileModel, Snapshot, TextPiece } from "../../../../shared/analysis/model.ts";
import { describeShape, unionOf } from "../../../../shared/analysis/shape.ts";
import type { Shape } from "../../../../shared/analysis/shape.ts";
import { keysOf, shapeAt } from "../../../../shared/analysis/shape-path.ts";
import { suggest } from "../../../../shared/analysis/suggest.ts";
import { unknownIn } from "../../../../shared/analysis/text-places.ts";
import { fromJavaScript, knownFunctions, rootsOf, typeNames } from "../../../../shared/inngest/cel/language.ts";
import { isInString } from "../../../../shared/inngest/cel/quotes.ts";
import type { CelFinding } from "../../../../shared/inngest/cel/syntax-problems.ts";
import type { CallMention, Comparison, Mentions, PathKey, PathMention } from "../../../../shared/inngest/cel/walk.ts";
import { named } from "../../../../shared/text/named.ts";

interface Looked {
  readonly expression: ExpressionModel;
  readonly shapes: { readonly event: Shape; readonly async: Shape };
}

export function* findExpressionProblems(file: FileModel, snapshot: Snapshot, expression: ExpressionModel, { paths, calls, comparisons }: Mentions): Iterable<CelFinding> {
  const looked = { expression, shapes: rootShapes(snapshot, file, expression) };
  const guarded = paths.filter((path) => path.guarded).map(pathText);
  for (const path of paths) {
    const problem = isRoot(path.root) ? checkPath(looked, path, guarded) : checkRoot(looked, path, comparisons);
    if (problem) yield problem;
  }
  for (const call of calls) {
    const problem = checkCall(call, expression);
    if (problem) yield problem;
  }
  for (const comparison of comparisons) {
    const problem = checkComparison(looked, comparison);
    if (problem) yield problem;
  }
  const closed = unknownIn(expression, 0, expression.text.length).every(({ at }) => isInString(expression.text, at));
  if (expression.place === "wait" && closed && !paths.some(({ root }) => root === "async")) {
    const changes = paths.filter(({ root }) => root === "event").map(({ rootSpan }) => ({ ...rootSpan, newText: "async" }));
    yield {
      start: 0, end: expression.text.length, message: "this condition does not look at the event that is waited for, which is `async`; `event` is the one that started the run",
      ...(changes.length > 0 ? { fix: { title: "Change 'event' to 'async'", changes, sure: false } } : {}),
    };
  }
}

function isRoot(name: string): name is "event" | "async" {
  return name === "event" || name === "async";
}

function pathText({ root, keys }: PathMention): string {
  return toText(root, keys);
}

function toText(root: string, keys: readonly Pick<PathKey, "key">[]): string {
  return root + keys.map(({ key }) => (typeof key === "number" ? `[${String(key)}]` : `.${key}`)).join("");
}

/** A name that is none of the two events: a string without quotes, a key without its event, a variable of the program. */
function checkRoot({ expression, shapes }: Looked, { root, rootSpan, keys }: PathMention, comparisons: readonly Comparison[]): CelFinding | undefined {
  const [unknown] = unknownIn(expression, rootSpan.start, rootSpan.end);
  if (unknown) return checkInterpolation(expression.text, shapes.event, unknown);
  if (typeNames.has(root)) return undefined;
  const to = (message: string, newText: string, sure: boolean): CelFinding => ({ ...rootSpan, message, fix: { title: `Change to ${named(newText)}`, changes: [{ ...rootSpan, newText }], sure } });
  const roots = rootsOf(expression.place);
  if (root === "undefined") return to("an expression has no `undefined`; what is missing is `null`", "null", true);
  if (root === "data" || root === "user" && keys.length > 0) return to(`\`${root}\` is a part of an event; an expression starts from ${listed(roots)}`, `event.${root}`, roots.length === 1);
  const meant = suggest(root, roots);
  if (meant !== undefined) return to(`there is no \`${root}\` in this expression; did you mean \`${meant}\``, meant, true);
  const key = keysOf([dataOf(shapes.event)]).has(root);
  if (key) return to(`\`${root}\` is a key of the event's data; did you mean \`event.data.${root}\``, `event.data.${root}`, true);
  const message = `there is no \`${root}\` in this expression, which starts from ${listed(roots)}`;
  if (keys.length > 0) return { ...rootSpan, message };
  const quoted = quote(expression.text, root, comparisons);
  return { ...rootSpan, message: `${message}; if it is text, it needs quotes`, fix: { title: `Put quotes around ${named(quoted)}`, changes: [{ ...rootSpan, newText: quoted }], sure: false } };
}

function listed(roots: readonly string[]): string {
  return roots.map((root) => `\`${root}\``).join(" or ");
}

function dataOf(event: Shape): Shape {
  return event.kind === "object" ? event.properties["data"]?.shape ?? { kind: "any" } : { kind: "any" };
}

/** In the quotes that the expression has elsewhere. */
function quote(text: string, word: string, comparisons: readonly Comparison[]): string {
  const used = comparisons.find(({ literal }) => typeof literal === "string");
  const mark = used ? text.charAt(used.span.start) : text.includes("\"") && !text.includes("'") ? "\"" : "'";
  return `${mark}${word}${mark}`;
}

/**
 * `${event.data.userId}` outside of quotes, where it is text: it arrives as a name, not as a value. Only where it is
 * compared or added: elsewhere it may be a whole condition.
 */
function checkInterpolation(text: string, event: Shape, { brings, at, length }: TextPiece): CelFinding | undefined {
  const end = at + length;
  if (brings === undefined || !(/[=<>+]\s*$/.test(text.slice(0, at)) || /^\s*[=!<>+]/.test(text.slice(end)))) return undefined;
  const found = brings === "text" ? undefined : shapeAt(event, brings);
  if (brings !== "text" && (found?.kind !== "shape" || !isText(found.shape))) return undefined;
  return {
    start: at, end, message: "text that is filled in here arrives without quotes, as a name that an expression does not know",
    fix: { title: "Put quotes around it", changes: [{ start: at, end: at, newText: "'" }, { start: end, end, newText: "'" }], sure: true },
  };
}

function isText(shape: Shape): boolean {
  if (shape.kind === "union") return shape.members.every(isText);
  return shape.kind === "string" || (shape.kind === "literal" && typeof shape.value === "string");
}

function checkPath({ expression, shapes }: Looked, path: PathMention, guarded: readonly string[]): CelFinding | undefined {
  const root = path.root as "event" | "async";
  const { rootSpan, keys } = path;
  if (!rootsOf(expression.place).includes(root)) {
    return {
      ...rootSpan, message: "`async` is the event that is waited for or that cancels; in this option there is only `event`",
      fix: { title: "Change to 'event'", changes: [{ ...rootSpan, newText: "event" }], sure: false },
    };
  }
  if (unknownIn(expression, path.start, path.end).length > 0 || guarded.some((text) => `${pathText(path)}.`.startsWith(`${text}.`))) return undefined;
  const found = shapeAt(shapes[root], keys.map(({ key }) => key));
  const wrong = found.kind === "missing" ? keys[found.index] : undefined;
  return found.kind === "missing" && wrong ? tellMissing(shapes[root], root, keys, found.index, wrong, found.within) : undefined;
}

function tellMissing(event: Shape, root: string, keys: readonly PathKey[], index: number, { key, start, end }: PathKey, within: readonly Shape[]): CelFinding {
  const owner = toText(root, keys.slice(0, index));
  const known = keysOf(within);
  if (index === 0) {
    const inData = keysOf([dataOf(event)]).has(String(key)) || dataOf(event).kind === "any";
    const meant = suggest(String(key), known.keys());
    if (meant === undefined && inData) return { start, end, message: `an event has no \`${String(key)}\` beside its data; did you mean \`${root}.data.${String(key)}\``, fix: { title: `Change to ${named(`${root}.data.${String(key)}`)}`, changes: [{ start, end, newText: `data.${String(key)}` }], sure: true } };
    return withMeant({ start, end, message: `an event has no \`${String(key)}\`` }, meant);
  }
  if (key === "length") return { start, end, message: `\`${owner}\` has no \`length\` in an expression; write \`size(${owner})\`` };
  if (known.size === 0) return { start, end, message: `\`${owner}\` is ${describeShape(unionOf(within))} and has no \`${String(key)}\`` };
  const message = `\`${String(key)}\` is not a key of \`${owner}\``;
  return withMeant({ start, end, message }, suggest(String(key), known.keys()));
}

function withMeant(problem: Omit<CelFinding, "fix">, meant: string | undefined): CelFinding {
  if (meant === undefined) return problem;
  const { start, end } = problem;
  return { ...problem, message: `${problem.message}; did you mean \`${meant}\``, fix: { title: `Change to ${named(meant)}`, changes: [{ start, end, newText: meant }], sure: true } };
}

function checkCall({ name, nameSpan, method }: CallMention, expression: ExpressionModel): CelFinding | undefined {
  if (knownFunctions.has(name) || unknownIn(expression, nameSpan.start, nameSpan.end).length > 0) return undefined;
  const meant = (Object.hasOwn(fromJavaScript, name) ? fromJavaScript[name] : undefined) ?? suggest(name, knownFunctions);
  const message = `there is no function \`${name}\` in an expression`;
  if (meant === undefined) return { ...nameSpan, message };
  // `x.toLowerCase()` is `lowercase(x)`: not a matter of the name alone.
  const sameForm = !method || !["lowercase", "uppercase", "size", "string"].includes(meant);
  return { ...nameSpan, message: `${message}; did you mean \`${meant}\``, ...(sameForm ? { fix: { title: `Change to ${named(meant)}`, changes: [{ ...nameSpan, newText: meant }], sure: true } } : {}) };
}

/** A value that the path never has: another type, or none of an enum's. */
function checkComparison({ expression, shapes }: Looked, { path, literal, span }: Comparison): CelFinding | undefined {
  if (!isRoot(path.root) || path.keys.length === 0 || unknownIn(expression, path.start, span.end).length > 0) return undefined;
  const found = shapeAt(shapes[path.root], path.keys.map(({ key }) => key));
  if (found.kind !== "shape" || canBe(found.shape, literal)) return undefined;
  const literals = found.shape.kind === "union" ? found.shape.members : [found.shape];
  const words = literals.flatMap((member) => (member.kind === "literal" && typeof member.value === "string" ? [member.value] : []));
  const meant = typeof literal === "string" ? suggest(literal, words) : undefined;
  const problem = { ...span, message: `\`${pathText(path)}\` is ${describeShape(found.shape)} and never \`${JSON.stringify(literal)}\`` };
  if (meant === undefined) return problem;
  const mark = expression.text.charAt(span.start);
  return { ...problem, message: `${problem.message}; did you mean \`${JSON.stringify(meant)}\``, fix: { title: `Change to ${named(meant)}`, changes: [{ ...span, newText: `${mark}${meant}${mark}` }], sure: true } };
}

function canBe(shape: Shape, literal: string | number | boolean): boolean {
  switch (shape.kind) {
    case "any": return true;
    case "string": case "number": case "boolean": return typeof literal === shape.kind;
    case "literal": return shape.value === literal;
    case "union": return shape.members.some((member) => canBe(member, literal));
    case "null": case "array": case "record": case "object": return false;
  }
}
