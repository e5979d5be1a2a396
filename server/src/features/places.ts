/** What stands at an offset of a file. */
import type { FileModel, Span, StepCall } from "../../../shared/analysis/model.ts";

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** The step call whose tool or id is at the offset. */
export function findStepAt(file: FileModel, offset: number): StepCall | undefined {
  return file.steps.find(({ path, calleeSpan, id }) => path === file.path && (contains(calleeSpan, offset) || (id.kind === "id" && contains(id.span, offset))));
}

/** The step call whose id is at the offset. */
export function findStepIdAt(file: FileModel, offset: number): StepCall | undefined {
  return file.steps.find(({ path, id }) => path === file.path && id.kind === "id" && contains(id.span, offset));
}
