/** Hovers: what stands at a place and TypeScript does not tell. */
import type { Location, Snapshot, Span } from "../../../../shared/analysis/model.ts";
import { eventMentionAt } from "../event-mentions.ts";
import { findStepAt } from "../places.ts";
import { hoverEvent } from "./event.ts";
import { toPlace } from "./markdown.ts";
import type { ToLink } from "./markdown.ts";
import { hoverStep } from "./step.ts";
import { hoverDuration, hoverExpression, hoverSchedule } from "./values.ts";

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  readonly toLink: ToLink;
  /** The present, in milliseconds since the epoch: a schedule's next times come after it. */
  readonly now: number;
}

export function hover(snapshot: Snapshot, path: string, offset: number, { toLink, now }: HoverOptions): Hover | undefined {
  const file = snapshot.file(path);
  if (!file) return undefined;
  const link = (place: Location): string => toPlace(snapshot, file, place, toLink);
  const event = eventMentionAt(file, offset);
  if (event) return { span: event.location.span, markdown: hoverEvent(snapshot, event.name, link) };
  const value = hoverExpression(snapshot, file, offset) ?? hoverDuration(file, offset) ?? hoverSchedule(file, offset, now);
  if (value) return value;
  const step = findStepAt(file, offset);
  if (!step) return undefined;
  const span = step.id.kind === "id" && step.id.span.start <= offset ? step.id.span : step.calleeSpan;
  return { span, markdown: hoverStep(snapshot, step, link) };
}
