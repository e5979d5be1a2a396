import type { FileModel, Location, Snapshot, Span, StepCall } from "../../../shared/analysis/model.ts";
import type { Rule } from "./rule.ts";
import { findExecutions, knownId } from "./support/steps.ts";

/** Inside a step, `step.fetch` is a plain `fetch`, and publishing waits for nothing. */
const HARMLESS: ReadonlySet<StepCall["tool"]> = new Set(["fetch", "realtime.publish"]);

interface Nested {
  readonly call: StepCall;
  readonly outer: Location;
  /** The step call, or the call of the helper that leads to it. */
  readonly span: Span;
}

/** A step inside another step's callback: the outer one waits for the inner one, which waits for the outer one to end. */
export const noNestedSteps: Rule = {
  id: "no-nested-steps",
  group: "steps",
  severity: "error",
  fixable: false,
  summary: "No step is called inside another step's callback, where it would hang.",
  *check(file, { snapshot }) {
    for (const { call, outer, span } of findNested(file, snapshot).values()) {
      const [inner, around] = [knownId(call), idAt(outer, snapshot, file)];
      yield {
        rule: noNestedSteps.id,
        span,
        message: `${inner === undefined ? `a \`step.${call.tool}\`` : `step \`${inner}\``} is called inside ${around === undefined ? "another step" : `step \`${around}\``}; steps cannot be nested, so call it outside`,
        related: [
          { location: outer, message: "the outer step" },
          ...(span.start === call.calleeSpan.start ? [] : [{ location: { path: call.path, span: call.calleeSpan }, message: "the step inside it" }]),
        ],
      };
    }
  },
};

function findNested(file: FileModel, snapshot: Snapshot): Map<number, Nested> {
  const found = new Map<number, Nested>();
  const note = (call: StepCall, outer: Location, place: Location): void => {
    if (HARMLESS.has(call.tool) || place.path !== file.path || found.has(place.span.start)) return;
    found.set(place.span.start, { call, outer, span: place.path === call.path && place.span.start === call.calleeSpan.start ? call.calleeSpan : calleeOf(file, place.span) });
  };
  for (const call of file.steps) if (call.insideStep) note(call, call.insideStep, { path: call.path, span: call.calleeSpan });
  for (const { steps } of findExecutions(file, snapshot)) {
    for (const { call, via, insideStep } of steps) {
      if (!insideStep || call.insideStep) continue;
      const helper = via.find(({ path, span }) => path === insideStep.path && insideStep.span.start <= span.start && span.end <= insideStep.span.end);
      note(call, insideStep, helper ?? { path: call.path, span: call.calleeSpan });
    }
  }
  return found;
}

/** Of a call, what stands before its arguments. */
function calleeOf(file: FileModel, { start, end }: Span): Span {
  const length = file.text.slice(start, end).indexOf("(");
  return { start, end: length > 0 ? start + length : end };
}

function idAt(outer: Location, snapshot: Snapshot, file: FileModel): string | undefined {
  const steps = outer.path === file.path ? file.steps : snapshot.file(outer.path)?.steps;
  const call = steps?.find(({ span }) => span.start === outer.span.start);
  return call && knownId(call);
}
