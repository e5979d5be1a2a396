/** The functions of the workspace with their triggers and steps, as a tree view shows them. */
import type { FunctionModel, Location, Snapshot, StaticString, StepCall, Trigger } from "../../../shared/analysis/model.ts";
import { withoutWrapped } from "./wrapped-functions.ts";

export interface Leaf {
  readonly label: string;
  readonly tool: string;
  readonly location: Location;
}

export interface Branch {
  readonly id: string | undefined;
  readonly label: string;
  readonly location: Location;
  readonly triggers: readonly Leaf[];
  readonly steps: readonly Leaf[];
}

/** As people read them; made once, for a comparison that makes its own takes much longer. */
const byLabel = new Intl.Collator("en").compare;

const branches = new WeakMap<FunctionModel, Branch>();

/** Every function once, ordered by label. A function that is the same has the same branch. */
export function findFunctionTree(snapshot: Snapshot): readonly Branch[] {
  return withoutWrapped(snapshot, snapshot.functions()).map(branchOf).sort((a, b) => byLabel(a.label, b.label));
}

function branchOf(fn: FunctionModel): Branch {
  const known = branches.get(fn) ?? toBranch(fn);
  branches.set(fn, known);
  return known;
}

function toBranch(fn: FunctionModel): Branch {
  return {
    id: fn.id.kind === "known" ? fn.id.value : undefined,
    label: toLabel(fn.id, "function"),
    location: { path: fn.path, span: fn.idSpan },
    triggers: fn.triggers.flatMap((trigger) => toTriggerLeaf(fn, trigger)),
    steps: toStepLeaves(fn.steps.map(({ call }) => call)),
  };
}

function toTriggerLeaf(fn: FunctionModel, trigger: Trigger): Leaf[] {
  const location = { path: fn.path, span: trigger.span };
  switch (trigger.kind) {
    case "event": return [{ label: toLabel(trigger.event.name, "event"), tool: "event", location }];
    case "cron": return [{ label: toLabel(trigger.schedule, "schedule"), tool: "cron", location }];
    case "invoke": return [{ label: "invoke", tool: "invoke", location }];
    case "unknown": return [];
  }
}

/** A call that is reached by several ways is one place in the source. */
function toStepLeaves(calls: readonly StepCall[]): Leaf[] {
  const leaves = new Map<string, Leaf>();
  for (const call of calls) {
    const label = call.id.kind === "id" ? toLabel(call.id.id, "step") : "step without an id";
    leaves.set(`${call.path}:${String(call.span.start)}`, { label, tool: call.tool, location: { path: call.path, span: call.calleeSpan } });
  }
  return [...leaves.values()];
}

/** What is known of a string, with `…` for what is not. */
function toLabel(text: StaticString, what: string): string {
  switch (text.kind) {
    case "known": return text.value;
    case "partial": return text.parts.map((part) => part ?? "…").join("");
    case "unknown": return `${what} with a computed name`;
  }
}
