/** Names of events where one is sent or listened to. */
import type { EventModel } from "../../../../shared/analysis/model.ts";
import { counted } from "../../../../shared/text/counted.ts";
import { eventMentionAt } from "../event-mentions.ts";
import type { EventMention } from "../event-mentions.ts";
import { typeBlock } from "../shape-text.ts";
import type { CompletionItem, CompletionPlace } from "./completion.ts";
import { textAt } from "./text-at.ts";
import { isTypedByEventSchemas } from "./typed-client.ts";

/** Inngest's own events that functions listen to. */
const INTERNAL: Readonly<Record<string, string>> = {
  "inngest/function.failed": "a run failed for good",
  "inngest/function.finished": "a run ended, well or not",
  "inngest/function.cancelled": "a run was cancelled",
};

export function completeEventName(place: CompletionPlace): readonly CompletionItem[] | undefined {
  const { snapshot, file, offset } = place;
  const mention = eventMentionAt(file, offset);
  if (!mention || mention.role === "declaration") return undefined;
  const span = mention.role === "expression" ? mention.location.span : textAt(file, mention.location.span, offset)?.span;
  if (!span || isTypedByEventSchemas(place)) return [];
  const named = snapshot.eventNames().flatMap((name): CompletionItem[] => {
    const event = snapshot.event(name);
    return event && name !== "" && !isOnly(event, mention) ? [toItem(event, span)] : [];
  });
  const listens = mention.role === "trigger" || mention.role === "wait" || mention.role === "expression";
  const internal = listens ? Object.entries(INTERNAL).filter(([name]) => !named.some(({ label }) => label === name)) : [];
  return [...named, ...internal.map(([name, detail]): CompletionItem => ({ label: name, kind: "event", detail, span, newText: name, rank: 2 }))];
}

/** The name that is being typed is an event of the workspace too, and no proposal. */
function isOnly({ name, declarations, senders, listeners }: EventModel, mention: EventMention): boolean {
  return name === mention.name && declarations.length === 0 && senders.length + listeners.length <= 1;
}

function toItem({ name, declarations, senders, listeners }: EventModel, span: CompletionItem["span"]): CompletionItem {
  const data = declarations.find((declaration) => declaration.data !== undefined)?.data;
  return {
    label: name, kind: "event", detail: `${counted(senders.length, "sender")}, ${counted(listeners.length, "listener")}`,
    ...(data ? { markdown: typeBlock("data", data) } : {}),
    span, newText: name, rank: declarations.length > 0 ? 0 : 1,
  };
}
