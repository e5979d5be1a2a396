import type { FileModel, Span, StepCall } from "../../../shared/analysis/model.ts";
import type { IncompleteWait } from "../../../shared/analysis/step-facts.ts";
import type { Finding, Fix, Rule } from "./rule.ts";
import { findStepCalls, idsAround, knownId, nextFreeId, quoteLike, toKebab } from "./support/steps.ts";
import { named } from "../../../shared/text/named.ts";

/** Behind its id `step.waitForEvent` takes an object with the event to wait for and how long; SDK v2 took the event first. */
export const validWait: Rule = {
  id: "valid-wait",
  group: "steps",
  severity: "error",
  fixable: true,
  summary: "Behind its id `step.waitForEvent` takes an object with `event` and `timeout`; without them nothing is waited for.",
  *check(file, { snapshot }) {
    for (const call of findStepCalls(file, snapshot)) {
      if (!call.incomplete) continue;
      const id = createId(file, call, () => idsAround(call, file, snapshot));
      const fix = id && createFix(file, call.incomplete, id);
      yield { ...describe(file, call, call.incomplete), ...(fix ? { fixes: [fix] } : {}) };
    }
  },
};

function describe(file: FileModel, call: StepCall, { span, lacks }: IncompleteWait): Finding {
  const callee = textOf(file, call.calleeSpan);
  const effect = file.sdk === 4 ? "the step throws" : "it waits for no event";
  const message = lacks === "options" ? `\`${callee}\` takes an object with \`event\` and \`timeout\` behind its id; without one ${file.sdk === 4 || span.end === call.calleeSpan.end ? "the step throws" : effect}`
    : lacks === "event" ? `\`${callee}\` is not told which \`event\` to wait for, so ${effect}`
      : `\`${callee}\` has no \`timeout\`, which counts as zero: it does not wait`;
  return { rule: validWait.id, span, message };
}

/** In SDK v2 the event stood in the place of the id. */
function createId(file: FileModel, call: StepCall, used: () => Set<string>): { readonly event: string; readonly id: string; readonly span: Span } | undefined {
  const [span] = call.argumentSpans;
  const event = knownId(call);
  if (!span || event === undefined || !/^[\w-]+[/.][\w./-]+$/.test(event) || textOf(file, span).slice(1, -1) !== event) return undefined;
  return { event: textOf(file, span), id: quoteLike(file, call.span, nextFreeId(`wait-for-${toKebab(event)}`, used())), span };
}

function createFix(file: FileModel, { span, lacks, duration, insertAt }: IncompleteWait, { event, id, span: first }: { readonly event: string; readonly id: string; readonly span: Span }): Fix | undefined {
  const edit = (at: Span, newText: string): Fix["edits"][number] => ({ path: file.path, span: at, newText });
  if (lacks === "event" && insertAt !== undefined) {
    return { title: `Wait for ${named(event)}`, preferred: true, edits: [edit(first, id), edit({ start: insertAt, end: insertAt }, `event: ${event}, `)] };
  }
  if (lacks !== "options" || duration === undefined) return undefined;
  return { title: `Wait for ${named(event)}`, preferred: true, edits: [edit(first, id), edit(span, `{ event: ${event}, timeout: ${duration} }`)] };
}

function textOf({ text }: FileModel, { start, end }: Span): string {
  return text.slice(start, end);
}
