/** Which steps of a function have other ids than before, as far as that is sure. */
import type { StepCall, StepOccurrence } from "../../../../shared/analysis/model.ts";
import { knownId } from "./steps.ts";

export interface RenamedStep {
  readonly from: StepCall;
  readonly to: StepCall;
}

/** One execution's steps, in source order, and the texts that they are written in. */
interface Side {
  readonly steps: readonly Pick<StepOccurrence, "call">[];
  readonly textOf: (call: StepCall) => string | undefined;
}

/** Steps between two that kept their ids. */
interface Gap {
  readonly key: string;
  readonly calls: readonly StepCall[];
}

/** A step is renamed when its id is gone and a new one has its body, or its place and something in common with it; else it is removed. */
export function compareSteps(before: Side, after: Side): { readonly renamed: readonly RenamedStep[]; readonly removed: readonly StepCall[] } {
  const old = before.steps.map(({ call }) => call);
  const now = after.steps.map(({ call }) => call);
  const gone = old.filter((call) => isNowhereIn(call, now));
  if (gone.length === 0) return { renamed: [], removed: [] };
  const added = new Set(now.filter((call) => isNowhereIn(call, old)));
  const pairs = new Map<StepCall, StepCall>();
  const bodyBefore = (call: StepCall): string | undefined => bodyOf(call, before.textOf);
  const bodyAfter = (call: StepCall): string | undefined => bodyOf(call, after.textOf);
  for (const from of gone) {
    const body = bodyBefore(from);
    const [to, ...others] = [...added].filter((call) => body !== undefined && bodyAfter(call) === body);
    const isOnly = others.length === 0 && gone.filter((call) => bodyBefore(call) === body).length === 1;
    if (to && isOnly) pairs.set(from, to);
  }
  const gapsAfter = findGaps(now, old);
  for (const { key, calls } of findGaps(old, now)) {
    const other = gapsAfter.find((gap) => gap.key === key);
    if (other?.calls.length !== calls.length) continue;
    for (const [index, from] of calls.entries()) {
      const to = other.calls[index];
      const isFree = to && gone.includes(from) && added.has(to) && !pairs.has(from) && ![...pairs.values()].includes(to);
      if (isFree && from.tool === to.tool && isAlike(wordsOf(from, bodyBefore(from)), wordsOf(to, bodyAfter(to)))) pairs.set(from, to);
    }
  }
  return { renamed: [...pairs].map(([from, to]) => ({ from, to })), removed: gone.filter((call) => !pairs.has(call)) };
}

function isNowhereIn(call: StepCall, calls: readonly StepCall[]): boolean {
  const id = knownId(call);
  return id !== undefined && !calls.some((other) => mayBe(other, id));
}

function mayBe({ id: argument }: StepCall, id: string): boolean {
  if (argument.kind !== "id") return argument.kind === "unknown";
  if (argument.id.kind === "known") return argument.id.value === id;
  if (argument.id.kind === "unknown") return true;
  const { parts } = argument.id;
  return id.startsWith(parts[0] ?? "") && id.endsWith(parts.at(-1) ?? "");
}

/** Gaps are told apart by the steps around them; among equal ones it is not sure which is which. */
function findGaps(calls: readonly StepCall[], others: readonly StepCall[]): Gap[] {
  const kept = new Set(others.map(knownId).filter((id) => id !== undefined));
  const gaps: { key: string; calls: StepCall[] }[] = [{ key: "", calls: [] }];
  for (const call of calls) {
    const id = knownId(call);
    const gap = gaps.at(-1);
    if (id === undefined || !kept.has(id)) {
      gap?.calls.push(call);
    } else {
      if (gap) gap.key += `\n${id}`;
      gaps.push({ key: id, calls: [] });
    }
  }
  return gaps.filter(({ key, calls: within }) => within.length > 0 && gaps.filter((gap) => gap.key === key).length === 1);
}

/** What follows the id, however it is laid out. */
function bodyOf(call: StepCall, textOf: Side["textOf"]): string | undefined {
  const rest = textOf(call)?.slice(call.id.span.end, call.span.end);
  return rest === undefined ? undefined : `${call.tool} ${rest.replace(/^[\s,]*(?:\/\/.*\n)?\s*/, "").replaceAll(/\s+/g, " ").replaceAll(/ ?([()[\]{},;]) ?/g, "$1").replace(/,\)$/, ")")}`;
}

const everywhere = new Set(["async", "await", "const", "data", "event", "id", "return"]);

function wordsOf(call: StepCall, body = ""): ReadonlySet<string> {
  const words = `${knownId(call) ?? ""} ${body.slice(call.tool.length)}`.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
  return new Set(words.filter((word) => !everywhere.has(word)));
}

/** A step that does something else is another step, and must not get the old one's result. */
function isAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((word) => b.has(word)).length;
  return 3 * shared >= Math.min(a.size, b.size);
}
