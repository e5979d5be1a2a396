/** An event: what it carries, who has to do with it, and an example to send. */
import type { EventModel, Location, Snapshot } from "../../../../shared/analysis/model.ts";
import { inferData } from "../../../../shared/analysis/inferred-data.ts";
import type { InferredData } from "../../../../shared/analysis/inferred-data.ts";
import { toGuessedSample, toSample } from "../../../../shared/analysis/sample.ts";
import { findSenders } from "../event-flow.ts";
import { typeBlock } from "../shape-text.ts";
import { block, code, limited } from "./markdown.ts";

type Link = (place: Location) => string;

const verbs = [["trigger", "Starts"], ["wait", "Resumes"], ["cancelOn", "Cancels"]] as const;

export function hoverEvent(snapshot: Snapshot, name: string, link: Link): string {
  const event = snapshot.event(name);
  const declared = event?.declarations.find(({ data }) => data !== undefined) ?? event?.declarations[0];
  const inferred = event && inferData(event, (path) => snapshot.file(path));
  return [
    `**Event** ${code(name)}`,
    ...declared?.data ? [typeBlock("data", declared.data)] : inferred ? [typeBlock("data", inferred.shape)] : [],
    ...inferred ? [describeInferred(inferred)] : [],
    declared ? `**Declared** in ${declared.location.path === "" ? "the setting `inngest.events`" : link(declared.location)}` : "No schema is declared for it in this workspace.",
    event && event.senders.length > 0 ? `**Sent by** ${senders(snapshot, name, link)}` : "Nothing in this workspace sends it.",
    ...event && event.listeners.length > 0 ? listeners(event, link) : ["No function in this workspace listens to it."],
    ...declared?.data ? [toExample(name, toSample(declared.data, "data"))] : inferred ? [toExample(name, toGuessedSample(inferred.shape))] : [],
  ].join("\n\n");
}

function toExample(name: string, data: unknown): string {
  return `**Example**\n\n${block("json", JSON.stringify({ name, data }, null, 2))}`;
}

/** Says that it is no schema, and where each key comes from. */
function describeInferred({ readBy }: InferredData): string {
  const parts = [...readBy].map(([key, functions]) => `${code(key)} ${functions.length > 0 ? `read by ${limited(functions.map(code))}` : "given by who sends it"}`);
  return `**Inferred**, not declared: ${limited(parts)}`;
}

function senders(snapshot: Snapshot, name: string, link: Link): string {
  return limited([...findSenders(snapshot, name)].flatMap(([fn, places]) => places.map((place) => named(fn?.id.kind === "known" ? fn.id.value : undefined, link(place)))));
}

function listeners({ listeners: all }: EventModel, link: Link): string[] {
  return verbs.flatMap(([kind, verb]) => {
    const own = all.filter((listener) => listener.kind === kind);
    return own.length === 0 ? [] : [`**${verb}** ${limited(own.map(({ functionId, location }) => named(functionId, link(location))))}`];
  });
}

function named(functionId: string | undefined, link: string): string {
  return functionId === undefined ? link : `${code(functionId)} (${link})`;
}
