/** `match` is one path that both events have: the SDK compares them by it. In offsets of its text. */
import { rootShapes } from "../../../../shared/analysis/expression-shapes.ts";
import type { ExpressionModel, FileModel, Snapshot } from "../../../../shared/analysis/model.ts";
import type { Shape } from "../../../../shared/analysis/shape.ts";
import { keysOf, shapeAt } from "../../../../shared/analysis/shape-path.ts";
import { suggest } from "../../../../shared/analysis/suggest.ts";
import { unknownIn } from "../../../../shared/analysis/text-places.ts";
import { parseCel } from "../../../../shared/inngest/cel/cel.ts";
import type { CelFinding } from "../../../../shared/inngest/cel/syntax-problems.ts";
import { findMentions } from "../../../../shared/inngest/cel/walk.ts";
import type { PathKey } from "../../../../shared/inngest/cel/walk.ts";
import { named } from "../../../../shared/text/named.ts";

const path = /^\s*[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d+\]|\[(["'])[^"']*\1\])*\s*$/;

export function* findMatchProblems(file: FileModel, snapshot: Snapshot, expression: ExpressionModel): Iterable<CelFinding> {
  const { text } = expression;
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (!path.test(text)) {
    if (/[=<>!&|]/.test(text)) yield { start, end, message: "`match` is one path that both events have, `data.userId`; a condition belongs in `if`" };
    return;
  }
  const rooted = /^\s*(event|async)\.(?=[A-Za-z_])/.exec(text);
  if (rooted) {
    yield {
      start, end: rooted[0].length - 1, message: `\`match\` is a path that both events have, without \`${rooted[1] ?? ""}\`: \`data.userId\``,
      fix: { title: `Remove ${named(`${rooted[1] ?? ""}.`)}`, changes: [{ start, end: rooted[0].length, newText: "" }], sure: true },
    };
    return;
  }
  const problem = unknownIn(expression, 0, text.length).length === 0 ? findMissing(text, rootShapes(snapshot, file, expression)) : undefined;
  if (problem) yield problem;
}

/** A key that one of the two events never has, so that they never match. */
function findMissing(text: string, shapes: { readonly event: Shape; readonly async: Shape }): CelFinding | undefined {
  const keys = readKeys(text);
  for (const [root, other] of [["event", "async"], ["async", "event"]] as const) {
    const found = shapeAt(shapes[root], keys.map(({ key }) => key));
    const wrong = found.kind === "missing" ? keys[found.index] : undefined;
    if (found.kind !== "missing" || !wrong) continue;
    const { start, end, key } = wrong;
    const before = keys.slice(0, found.index).map((each) => each.key);
    const haveBoth = (...meant: string[]): boolean => [root, other].every((each) => shapeAt(shapes[each], [...before, ...meant]).kind === "shape");
    const isInData = found.index === 0 && haveBoth("data", String(key));
    const meant = isInData ? `data.${String(key)}` : suggest(String(key), [...keysOf(found.within).keys()].filter((known) => haveBoth(known)));
    const owner = [root, ...before].join(".");
    return {
      start, end, message: `\`match\` compares \`event.${text.trim()}\` with \`async.${text.trim()}\`, and \`${String(key)}\` is not a key of \`${owner}\`${meant === undefined ? "" : `; did you mean \`${meant}\``}`,
      ...(meant === undefined ? {} : { fix: { title: `Change to ${named(meant)}`, changes: [{ start, end, newText: meant }], sure: true } }),
    };
  }
  return undefined;
}

function readKeys(text: string): PathKey[] {
  const root = "event.";
  const parsed = parseCel(root + text);
  const [mention] = "problem" in parsed ? [] : findMentions(root + text, parsed.ast).paths;
  return mention?.keys.map((key) => ({ ...key, start: key.start - root.length, end: key.end - root.length })) ?? [];
}
