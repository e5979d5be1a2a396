/** Ids for a step: what it does, and what steps of its kind are called in other functions. */
import type { StepCall } from "../../../../shared/analysis/model.ts";
import { findStepIdAt } from "../places.ts";
import { functionsWith, knownStepId } from "../step-mentions.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";

const most = 50;

export function completeStepId({ snapshot, file, offset }: CompletionPlace): readonly CompletionItem[] | undefined {
  const step = findStepIdAt(file, offset);
  const text = step && textAt(file, step.id.span, offset);
  if (!text) return undefined;
  const own = new Set(functionsWith(snapshot, step).flatMap(({ steps }) => steps.map(({ call }) => knownStepId(call))));
  const users = new Map<string, Set<string>>();
  for (const { id, steps } of snapshot.functions()) {
    for (const { call } of steps) {
      const other = knownStepId(call);
      if (other === undefined || other === "" || own.has(other) || call.tool !== step.tool) continue;
      users.set(other, (users.get(other) ?? new Set()).add(id.kind === "known" ? id.value : "a function"));
    }
  }
  const others = [...users].sort(([, a], [, b]) => b.size - a.size).slice(0, most);
  const items = others.map(([id, functions]): CompletionItem => ({ label: id, kind: "step", detail: `step.${step.tool} in ${[...functions].slice(0, 3).join(", ")}`, span: text.span, newText: id, rank: 1 }));
  const described = describeStep(step);
  return described === undefined || own.has(described) || users.has(described) ? items : [{ label: described, kind: "step", span: text.span, newText: described, rank: 0 }, ...items];
}

/** What the event says the step does. */
function describeStep({ tool, payload, waitsFor }: StepCall): string | undefined {
  const name = tool === "sendEvent" ? payload?.events[0]?.name?.name : waitsFor?.name;
  if (name?.kind !== "known" || name.value === "") return undefined;
  return `${tool === "sendEvent" ? "send" : "wait-for"}-${name.value.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "").toLowerCase()}`;
}
