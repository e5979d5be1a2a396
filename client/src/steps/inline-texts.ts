/** Pure: what stands behind a line whose step has been executed. */
import type { RunSteps, StepRow } from "../../../shared/protocol/steps.ts";

export interface InlineText {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Results of one line that are shown; of a loop the last ones matter. */
const maxResults = 3;

export const isSleep = ({ tool, state }: StepRow): boolean => state === "memoized" && tool.startsWith("step.sleep");

export function toInlineTexts({ steps }: RunSteps): InlineText[] {
  const lines = new Map<string, { readonly path: string; readonly line: number; readonly steps: StepRow[] }>();
  for (const step of steps) {
    // What a sleep gives is always null.
    if (step.place === undefined || step.value === undefined || isSleep(step)) continue;
    const { path, line } = step.place;
    const key = `${path}:${String(line)}`;
    const known = lines.get(key) ?? { path, line, steps: [] };
    known.steps.push(step);
    lines.set(key, known);
  }
  return [...lines.values()].map(({ path, line, steps: found }) => {
    const left = found.length - maxResults;
    const shown = found.slice(-maxResults).map((step) => toText(step, found.length > 1));
    return { path, line, text: [...(left > 0 ? [`${String(left)} more …`] : []), ...shown].join("  ") };
  });
}

function toText({ id, tool, state, value = "" }: StepRow, isOneOfMany: boolean): string {
  const name = isOneOfMany ? `${id} ` : "";
  if (state === "failed") return `✗ ${name}${value}`;
  return tool === "step.sendEvent" ? `${name}${value}` : `${name}= ${value}`;
}
