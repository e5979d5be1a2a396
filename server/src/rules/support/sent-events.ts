/** The event literals that a file sends, each once, with how it is sent. */
import type { FileModel, PayloadLiteral, SendSite, Span } from "../../../../shared/analysis/model.ts";
import { contains } from "./edits.ts";

export interface SentEvent {
  readonly event: PayloadLiteral;
  readonly send: SendSite;
  /** True for `activated.create(…)`, whose data TypeScript checks against the schema. */
  readonly created: boolean;
}

/** Five rules ask it of each file. */
const known = new WeakMap<FileModel, readonly SentEvent[]>();

/** An `activated.create(…)` inside a send is one event, though both calls know it. */
export function findSentEvents(file: FileModel): readonly SentEvent[] {
  let events = known.get(file);
  if (!events) known.set(file, events = readSentEvents(file));
  return events;
}

function readSentEvents(file: FileModel): SentEvent[] {
  const found = new Map<string, SentEvent>();
  for (const send of file.sends) {
    for (const event of send.payload.events) {
      const key = `${String(event.span.start)}:${String(event.span.end)}`;
      const created = send.via === "eventType.create" || found.get(key)?.created === true || isCreated(event);
      found.set(key, { event, send: found.get(key)?.send ?? send, created });
    }
  }
  return [...found.values()];
}

/** Of an event that `create` makes, the data's key is the call's name: it ends where the arguments begin. */
function isCreated(event: PayloadLiteral): boolean {
  return event.name?.declaredAt !== undefined && !event.properties.some((property) => property.key === "name");
}

/** True when the place stands in the arguments of the send itself, not in a variable given to it. */
export function isInPlace(send: SendSite, span: Span): boolean {
  return contains(send.span, span);
}

/** Whether TypeScript checks the send: without an SDK installed it knows no types, and a comment may keep it quiet. */
export function isTypedSend(file: FileModel, send: SendSite): boolean {
  return file.typeChecked && file.sdk !== undefined && !isSilenced(file, send.span.start);
}

/** Whether TypeScript checks the event where it is sent; an assertion over the event keeps it from that. */
export function isTypeChecked(file: FileModel, { event, send }: SentEvent): boolean {
  return isTypedSend(file, send) && !event.asserted && !isSilenced(file, event.span.start);
}

/** Whether TypeScript checks an argument: an assertion behind it, or a comment, keeps it from that. */
export function isArgumentTypeChecked(file: FileModel, { start, end }: Span): boolean {
  return file.typeChecked && !/\bas\s+\w+$/.test(file.text.slice(start, end)) && !isSilenced(file, start);
}

/** `// @ts-ignore` or `// @ts-expect-error` on the line above. */
export function isSilenced(file: FileModel, offset: number): boolean {
  const line = file.text.lastIndexOf("\n", offset - 1);
  const above = line < 0 ? "" : file.text.slice(file.text.lastIndexOf("\n", line - 1) + 1, line);
  return /^\s*(?:\/\/|\/\*)\s*@ts-(?:ignore|expect-error)\b/.test(above);
}
