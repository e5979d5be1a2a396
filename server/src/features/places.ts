/** What stands at an offset of a file. */
import type { EventReference, FileModel, Span, StepCall } from "../../../shared/analysis/model.ts";

export function contains(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** The step call whose tool or id is at the offset. */
export function findStepAt(file: FileModel, offset: number): StepCall | undefined {
  return file.steps.find(({ path, calleeSpan, id }) => path === file.path && (contains(calleeSpan, offset) || (id.kind === "id" && contains(id.span, offset))));
}

/** The name of the event that is mentioned at the offset, and where. */
export function findEventAt(file: FileModel, offset: number): { readonly name: string; readonly span: Span } | undefined {
  for (const { name, span } of eventMentions(file)) if (name.kind === "known" && contains(span, offset)) return { name: name.value, span };
  const declaration = file.declarations.find(({ location }) => location.path === file.path && contains(location.span, offset));
  return declaration && { name: declaration.name, span: declaration.location.span };
}

function* eventMentions(file: FileModel): Generator<EventReference> {
  for (const { path, payload, event } of file.sends) {
    if (path !== file.path) continue;
    if (event) yield event;
    for (const { name } of payload.events) if (name) yield name;
  }
  for (const { path, waitsFor } of file.steps) if (waitsFor && path === file.path) yield waitsFor;
  for (const { triggers, cancelOn = [] } of file.functions) {
    for (const trigger of triggers) if (trigger.kind === "event") yield trigger.event;
    yield* cancelOn;
  }
}
