/** An event: what it carries, who has to do with it, and an example to send. */
import type { Location, Snapshot } from "../../../../shared/analysis/model.ts";
import { toSample } from "../../../../shared/analysis/sample.ts";
import { typeBlock } from "../shape-text.ts";
import { block, code, limited, places } from "./markdown.ts";

const verbs = { trigger: "starts at", wait: "waits at", cancelOn: "is cancelled at" } as const;

export function hoverEvent(snapshot: Snapshot, name: string, link: (place: Location) => string): string {
  const event = snapshot.event(name);
  const declared = event?.declarations.find(({ data }) => data !== undefined) ?? event?.declarations[0];
  const listeners = event?.listeners ?? [];
  return [
    `**Event** ${code(name)}`,
    ...declared?.data ? [typeBlock("data", declared.data)] : [],
    declared ? `**Declared** in ${link(declared.location)}` : "No schema is declared for it in this workspace.",
    event && event.senders.length > 0 ? `**Sent by** ${places(event.senders, link)}` : "Nothing in this workspace sends it.",
    listeners.length > 0
      ? `**Starts or resumes** ${limited(listeners.map(({ location, functionId, kind }) => `${functionId === undefined ? "" : `${code(functionId)} `}${verbs[kind]} ${link(location)}`))}`
      : "No function in this workspace listens to it.",
    ...declared?.data ? [`**Example**\n\n${block("json", JSON.stringify({ name, data: toSample(declared.data, "data") }, null, 2))}`] : [],
  ].join("\n\n");
}
