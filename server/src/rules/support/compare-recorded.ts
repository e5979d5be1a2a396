/** Which steps of a function have other ids than in its last recorded run, as far as that is sure. */
import type { FunctionModel, StepCall } from "../../../../shared/analysis/model.ts";
import type { RecordedFunction } from "../../../../shared/recording/recorded-functions.ts";
import { compareSteps } from "./compare-steps.ts";
import type { RenamedStep } from "./compare-steps.ts";
import { knownId } from "./steps.ts";

/**
 * A run shows the steps of one path and nothing of their bodies: a step is renamed only where it stands alone between the
 * same two neighbours, does the same, and keeps a word of its id.
 */
export function compareRecorded(recorded: RecordedFunction, fn: FunctionModel): readonly RenamedStep[] {
  if (fn.steps.some(({ call }) => knownId(call) === undefined)) return [];
  const before = recorded.steps.map((step) => ({ call: toCall(step) }));
  const { renamed } = compareSteps({ steps: before, textOf: () => undefined }, { steps: fn.steps, textOf: () => undefined });
  const places = new Map(recorded.steps.map(({ id, path }) => [id, path]));
  return renamed.filter(({ from, to }) => {
    const [was, is] = [knownId(from) ?? "", knownId(to) ?? ""];
    const place = places.get(was);
    return (place === undefined || to.path.endsWith(`/${place}`)) && wordsOf(was).some((word) => wordsOf(is).includes(word));
  });
}

function wordsOf(id: string): readonly string[] {
  return id.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
}

function toCall({ id, tool }: RecordedFunction["steps"][number]): StepCall {
  const nowhere = { start: 0, end: 0 };
  return {
    path: "", tool: tool as StepCall["tool"], id: { kind: "id", id: { kind: "known", value: id }, span: nowhere },
    span: nowhere, calleeSpan: nowhere, receiver: "step", settlement: "used", argumentSpans: [],
  };
}
