import { relatePaths } from "../../../shared/analysis/control-path.ts";
import type { FileModel, FunctionModel, StepCall, StepOccurrence } from "../../../shared/analysis/model.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { comparableId, findExecutions, idsAround, knownId, nextFreeId } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** One step with the others that bear its id in the same execution. */
interface Clash {
  readonly call: StepCall;
  readonly fn: FunctionModel;
  readonly others: Map<string, StepCall>;
  parallel: boolean;
  /** False for the call that comes first: it keeps the id. */
  readonly repeats: boolean;
}

/** Two call sites with one id in one execution: which of them gets which result depends on the order they are met in. */
export const uniqueStepId: Rule = {
  id: "unique-step-id",
  group: "steps",
  severity: "warning",
  fixable: true,
  summary: "No two steps that one run can reach have the same id.",
  *check(file, { snapshot }) {
    const clashes = new Map<string, Clash>();
    for (const { fn, steps } of findExecutions(file, snapshot)) collect(fn, steps, clashes);
    const taken = new Map<FunctionModel, Set<string>>();
    for (const clash of clashes.values()) {
      if (clash.call.path !== file.path) continue;
      let ids = taken.get(clash.fn);
      if (!ids) taken.set(clash.fn, ids = idsAround(clash.call, file, snapshot));
      yield toFinding(clash, file, ids);
    }
  },
};

/** Only generated code repeats an id more often; there the nearest are enough to tell. */
const COMPARED = 50;

function collect(fn: FunctionModel, steps: readonly StepOccurrence[], clashes: Map<string, Clash>): void {
  const byId = new Map<string, StepOccurrence[]>();
  for (const step of steps) {
    const id = comparableId(step);
    const same = id === undefined ? undefined : byId.get(id);
    if (same) same.push(step);
    else if (id !== undefined) byId.set(id, [step]);
  }
  for (const same of byId.values()) {
    for (const [index, later] of same.entries()) {
      for (const earlier of same.slice(Math.max(0, index - COMPARED), index)) {
        if (place(earlier.call) === place(later.call)) continue;
        const relation = relatePaths(earlier.path, later.path);
        if (relation === "exclusive") continue;
        note(clashes, fn, earlier.call, later.call, relation === "parallel", false);
        note(clashes, fn, later.call, earlier.call, relation === "parallel", true);
      }
    }
  }
}

function note(clashes: Map<string, Clash>, fn: FunctionModel, call: StepCall, other: StepCall, parallel: boolean, repeats: boolean): void {
  const clash = clashes.get(place(call)) ?? { call, fn, others: new Map<string, StepCall>(), parallel: false, repeats };
  clash.others.set(place(other), other);
  clash.parallel ||= parallel;
  clashes.set(place(call), clash);
}

function place(call: StepCall): string {
  return `${call.path}:${String(call.span.start)}`;
}

function toFinding(clash: Clash, file: FileModel, taken: Set<string>): Finding {
  const { call, fn, others, parallel } = clash;
  const id = knownId(call) ?? writtenId(file, call);
  const owner = fn.id.kind === "known" ? ` of function \`${fn.id.value}\`` : "";
  const fix = createFix(clash, file, taken);
  return {
    rule: uniqueStepId.id,
    span: call.id.span,
    message: parallel ? `step id \`${id}\` is used by another step${owner} that can run at the same time` : `step id \`${id}\` is used by another step${owner}`,
    ...(parallel ? { severity: "error" as const } : {}),
    related: [...others.values()].map((other) => ({ location: { path: other.path, span: other.id.span }, message: `the other step \`${id}\`` })),
    ...(fix ? { fixes: [fix] } : {}),
  };
}

/** An id that is made at run time, as its text: `send-${user.id}`. */
function writtenId(file: FileModel, call: StepCall): string {
  return file.text.slice(call.id.span.start, call.id.span.end).replace(/^`([^`]*)`$/s, "$1");
}

/** Renames an id that is written at the call itself; one that comes from a constant may be shared on purpose. */
function createFix({ call, repeats }: Clash, file: FileModel, taken: Set<string>): Fix | undefined {
  const written = file.text.slice(call.id.span.start, call.id.span.end);
  const quote = /^(["'`]).*\1$/s.exec(written)?.[1];
  const id = knownId(call) ?? writtenId(file, call);
  if (quote === undefined || written.slice(1, -1) !== id) return undefined;
  const free = nextFreeId(id, { has: (candidate) => candidate === id || taken.has(candidate) });
  // Fix-all renames the later ones; their new names must differ from each other.
  if (repeats) taken.add(free);
  return { title: `Rename to ${named(free)}`, preferred: repeats, edits: [{ path: file.path, span: call.id.span, newText: `${quote}${free}${quote}` }] };
}
